import numpy as np

from app.recognition.cuts import cuts
from app.recognition.lines import without_lines
from app.recognition.readings import Candidate, Cluster, Glyph, best, likeliest_by_place

GLYPH = Glyph((0, 0, 1, 1), np.zeros((1, 1), np.uint8), 0)


def cluster(pieces, *spans):
    """spans: (first, last, cost)"""
    return Cluster(pieces, tuple(Candidate(first, last, GLYPH, cost) for first, last, cost in spans))


def test_the_reading_with_the_most_merit_is_taken():
    touching = cluster(2, (0, 1, 0.5), (0, 2, 0.0), (1, 2, 0.0))
    assert best(touching, [-0.1, -1.5, -0.1]) == [0, 2]
    assert best(touching, [-0.1, -0.3, -0.1]) == [1]


def test_every_piece_is_read_once():
    chain = cluster(3, (0, 1, 0), (1, 2, 0), (2, 3, 0), (0, 2, 0), (1, 3, 0))
    assert best(chain, [-1, -1, -1, -0.1, -0.1]) in ([3, 2], [0, 4])
    assert best(chain, [-1, -1, -0.1, -0.1, -0.5]) == [3, 2]


def test_without_a_network_the_places_decide():
    assert len(likeliest_by_place(cluster(2, (0, 1, 0.5), (0, 2, 0.0), (1, 2, 0.0)))) == 1
    assert len(likeliest_by_place(cluster(2, (0, 1, 0.0), (0, 2, 0.5), (1, 2, 0.0)))) == 2


def test_a_cut_goes_through_the_thinnest_place():
    mask = np.zeros((60, 100), np.uint8)
    mask[:, 10:20] = mask[:, 70:80] = 1
    mask[28:32, 20:70] = 1
    found = cuts(mask)
    assert [len(columns) for columns, _ in found] == [60] * len(found)
    assert all(columns.min() >= 20 and columns.max() <= 70 for columns, _ in found)
    assert {strokes for _, strokes in found} == {1}


def test_an_upright_bar_is_not_cut_and_neither_is_what_would_leave_a_low_piece():
    bar = np.ones((60, 12), np.uint8)
    assert cuts(bar) == []
    hooked = np.zeros((60, 60), np.uint8)
    hooked[:, :10] = hooked[50:, :] = 1
    assert cuts(hooked) == []


def test_lines_go_and_what_was_written_over_them_stays():
    ink = np.zeros((300, 400), np.uint8)
    ink[60::70] = ink[61::70] = 90
    ink[50:250, 190:206] = 220
    found = without_lines(ink)
    assert (found[50:250, 192:204] == 220).all()
    assert not found[:, :180].any()
    assert not found[:, 216:].any()


def test_without_lines_the_ink_is_returned_as_it_is():
    ink = np.zeros((300, 400), np.uint8)
    ink[50:250, 190:206] = 220
    assert without_lines(ink) is ink


def test_texture_has_no_lines():
    ink = (np.random.default_rng(0).random((600, 600)) < 0.4).astype(np.uint8) * 255
    assert without_lines(ink) is ink
