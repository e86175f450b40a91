"""Small drawn scenes: what is one glyph, what is left out, and in what order it is read."""

import numpy as np
import pytest

from app import demo
from app.recognition.decision import TOO_LITTLE_INK
from app.recognition.ink import Stroke, render
from app.recognition.segmentation import segment
from tests.pictures import DIGITS

SIZE = (900, 600)


def scene(*parts):
    """parts: (text, left, top, height), or a Stroke"""
    strokes = []
    for part in parts:
        strokes += [part] if isinstance(part, Stroke) else demo.strokes(*part)
    return render(strokes, SIZE)


def rows_of(glyphs):
    """How many glyphs each row has, from the top."""
    rows = [glyph.row for glyph in glyphs]
    assert rows == sorted(rows)
    return [rows.count(row) for row in range(max(rows, default=-1) + 1)]


def middles(glyphs):
    return [(left + width / 2, top + height / 2) for left, top, width, height in (glyph.box for glyph in glyphs)]


@pytest.mark.parametrize("digit", DIGITS)
def test_a_digit_is_one_glyph_of_its_size(digit):
    (glyph,) = segment(scene((digit, 300, 200, 200)))
    left, top, width, height = glyph.box
    assert 290 <= left < left + width <= 480
    assert 185 <= top < top + height <= 415
    assert height > 190
    assert not glyph.refusal


def line(*points, width=18):
    return Stroke(points, width)


def test_the_hat_of_a_five_belongs_to_it_even_when_apart():
    body, _hat = demo.strokes("5", 300, 200, 200)
    (glyph,) = segment(scene(body, line((352, 172), (460, 165))))
    assert glyph.box[1] < 170
    assert glyph.box[1] + glyph.box[3] > 400


def test_a_four_in_two_strokes_that_do_not_touch_is_one_glyph():
    corner, bar = line((330, 215), (312, 290), (375, 286)), line((398, 200), (396, 400))
    (glyph,) = segment(scene(corner, bar))
    assert glyph.box[2] > 95
    assert glyph.box[3] > 200


def test_a_crossed_seven_is_one_glyph():
    assert len(demo.strokes("7", 0, 0, 100)) == 2
    assert rows_of(segment(scene(("7", 300, 200, 200)))) == [1]


@pytest.mark.parametrize("text", ["10", "42", "77", "55", "2086", "1111"])
def test_digits_side_by_side_are_read_from_left_to_right(text):
    glyphs = segment(scene((text, 60, 200, 180)))
    assert rows_of(glyphs) == [len(text)]
    assert middles(glyphs) == sorted(middles(glyphs))


def test_rows_are_read_from_the_top_whatever_was_written_first():
    glyphs = segment(scene(("64", 300, 330, 180), ("310", 200, 60, 180)))
    assert rows_of(glyphs) == [3, 2]
    found = middles(glyphs)
    assert [y < 300 for _, y in found] == [True] * 3 + [False] * 2
    assert [x for x, _ in found[:3]] == sorted(x for x, _ in found[:3])
    assert found[3][0] < found[4][0]


def test_a_digit_right_above_another_is_of_another_row():
    assert rows_of(segment(scene(("1", 300, 60, 180), ("1", 300, 270, 180)))) == [1, 1]


def test_a_slanted_row_is_one_row():
    parts = [(digit, 40 + 140 * i, 60 + 60 * i, 150) for i, digit in enumerate("25039")]
    glyphs = segment(scene(*parts))
    # the last stands lower than the whole first
    assert middles(glyphs)[4][1] > middles(glyphs)[0][1] + 200
    assert rows_of(glyphs) == [5]
    assert middles(glyphs) == sorted(middles(glyphs))


def test_a_small_digit_in_a_row_of_large_ones_keeps_its_place():
    glyphs = segment(scene(("2", 100, 200, 200), ("0", 300, 300, 90), ("8", 450, 200, 200)))
    assert rows_of(glyphs) == [3]


def test_specks_are_left_out():
    rng = np.random.default_rng(3)
    specks = [Stroke(((float(x), float(y)),), 4) for x, y in rng.uniform((550, 50), (850, 550), (30, 2))]
    alone = segment(scene(("6", 300, 200, 200)))
    assert [g.box for g in segment(scene(("6", 300, 200, 200), *specks))] == [g.box for g in alone]
    assert segment(scene(*specks)) == []


def test_a_blot_is_left_out_beside_a_digit_and_kept_alone():
    blot, digit = line((700, 300), (700, 325), width=8), ("6", 300, 200, 200)
    assert [g.box for g in segment(scene(digit, blot))] == [g.box for g in segment(scene(digit))]
    assert len(segment(scene(blot))) == 1


def test_a_dot_is_refused_for_too_little_ink_and_a_one_is_not():
    (dot,) = segment(scene(Stroke(((400, 300),), 40)))
    assert dot.refusal == TOO_LITTLE_INK
    (one,) = segment(scene(line((400, 200), (400, 380), width=40)))
    assert not one.refusal


def test_what_touches_the_border_is_left_out_beside_a_digit_and_kept_alone():
    digit, edge = ("3", 300, 200, 200), line((700, -20), (720, 620), width=30)
    assert [g.box for g in segment(scene(digit, edge))] == [g.box for g in segment(scene(digit))]
    assert len(segment(scene(edge))) == 1
    # a canvas has no edge of a sheet: what is drawn there is meant
    assert len(segment(scene(digit, edge), drop_border=False)) == 2


def test_a_short_mark_at_the_edge_of_blank_paper_is_no_writing():
    mark = scene(line((892, 200), (899, 260), width=8))
    assert segment(mark) == []
    assert len(segment(mark, drop_border=False)) == 1


@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
def test_every_side_of_the_border_counts(side):
    ink = scene(("3", 300, 200, 200))
    {
        "left": ink[100:250, :20],
        "top": ink[:20, 100:250],
        "right": ink[100:250, -20:],
        "bottom": ink[-20:, 100:250],
    }[side][:] = 255
    assert len(segment(ink)) == 1
    assert len(segment(ink, drop_border=False)) == 2


def test_one_digit_joins_all_ink():
    parts = (("1", 100, 100, 150), ("8", 600, 350, 150))
    assert len(segment(scene(*parts))) == 2
    (glyph,) = segment(scene(*parts), one_digit=True)
    boxes = [g.box for g in segment(scene(*parts))]
    assert glyph.box[0] == min(b[0] for b in boxes)
    assert glyph.box[0] + glyph.box[2] == max(b[0] + b[2] for b in boxes)
    assert glyph.box[1] + glyph.box[3] == max(b[1] + b[3] for b in boxes)


def test_a_glyph_has_its_own_ink_only():
    """The foot of the one reaches below the other: their boxes overlap, their ink does not."""
    ink = np.zeros((200, 250), np.uint8)
    ink[20:180, 20:40] = ink[160:180, 20:180] = 255
    ink[30:130, 172:192] = 255
    large, small = segment(ink)
    assert large.box == (20, 20, 160, 160)
    assert small.box == (172, 30, 20, 100)
    assert (small.ink > 0).all()
    assert not large.ink[:130, 30:].any()
    assert (large.ink[145] > 0).all()


def test_faint_and_strong_ink_in_one_picture_come_out_alike():
    ink = scene(("3", 100, 200, 200))
    ink[:, 450:] = scene(("3", 550, 200, 200))[:, 450:] // 3
    strong, faint = segment(ink)
    assert strong.ink.max() == faint.ink.max() == 255


def test_no_ink_no_glyph():
    assert segment(np.zeros((50, 60), np.uint8)) == []
    assert segment(np.zeros((1, 1), np.uint8), one_digit=True) == []


@pytest.mark.parametrize("side", [8, 16, 28])
def test_a_digit_of_a_few_pixels_is_found(side):
    ink = np.zeros((side, side), np.uint8)
    ink[1:-1, side // 2] = 255
    assert len(segment(ink)) == 1


def test_texture_is_read_in_bounded_time_and_number():
    rng = np.random.default_rng(0)
    coarse = (rng.random((120, 180)) < 0.3).astype(np.uint8) * 255
    assert len(segment(np.kron(coarse, np.ones((10, 10), np.uint8)))) <= 400


@pytest.mark.parametrize(("strength", "found"), [(255, 1), (75, 0)])
def test_a_small_speck_of_a_noisy_picture_is_writing_only_if_it_is_clear(strength, found):
    ink = np.zeros((480, 640), np.uint8)
    ink[::40, ::40] = 50
    ink[200:215, 300:303] = strength
    assert len(segment(ink)) == found
