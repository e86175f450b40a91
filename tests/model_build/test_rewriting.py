from __future__ import annotations

import dataclasses

import numpy as np
import odd_hand
import pytest

from app.recognition.preprocessing import inputs_from_inks, pen_width
from model_build import corrections, rewriting


@pytest.fixture(scope="module")
def drawn():
    return corrections.usable(odd_hand.samples(20))


@pytest.fixture(scope="module")
def photographed():
    return corrections.usable(odd_hand.samples(20, strokes=False))


@pytest.mark.parametrize("kind", ["drawn", "photographed"])
def test_each_sample_is_shown_as_it_is_and_changed_and_always_with_its_label(kind, request):
    found = request.getfixturevalue(kind)
    inputs, labels = rewriting.make(found, 200, 1)
    assert inputs.shape == (200, 32, 32) and inputs.dtype == np.uint8 and labels.dtype == np.int32
    assert labels.tolist() == [c.label for c in found] * 10
    originals = np.stack([c.input for c in found] * 10)
    same = (inputs == originals).all(axis=(1, 2))
    assert same[:20].all() and same[160:180].all() and same.sum() == 40, "one in eight is the sample itself"
    assert len({picture.tobytes() for picture in inputs[~same]}) > 150


def test_what_is_made_depends_on_the_seed_alone(drawn):
    one = rewriting.make(drawn, 100, 1)[0]
    assert np.array_equal(one, rewriting.make(drawn, 100, 1)[0])
    assert not np.array_equal(one[20:], rewriting.make(drawn, 100, 2)[0][20:])


def test_processes_make_the_same(drawn, monkeypatch):
    monkeypatch.setattr(rewriting, "_CHUNK", 30)
    tasks = [(first, min(30, 100 - first), 1) for first in range(0, 100, 30)]
    rewriting._use((drawn, [rewriting.strokes_fit(c) for c in drawn]))
    here = np.concatenate([rewriting._chunk(task)[0] for task in tasks])
    assert np.array_equal(rewriting.make(drawn, 100, 1)[0], here)


def test_strokes_are_written_again_with_thin_and_thick_pens_and_stay_what_they_were(drawn):
    rng = np.random.default_rng(0)
    seven = next(c for c in drawn if c.label == 7)
    inks = [rewriting.rewrite(seven.lines, rng) for _ in range(40)]
    widths = [pen_width(ink) for ink in inks]
    assert min(widths) < 6 < 10 < max(widths)
    likest = [_likest(picture, drawn) for picture in inputs_from_inks(inks, 32)]
    assert likest.count(7) >= 30, "it is still likest to its writer's sevens"


def _likest(picture, found):
    vectors = np.stack([c.input.ravel() for c in found]).astype(float)
    likeness = vectors @ picture.ravel() / np.linalg.norm(vectors, axis=1)
    return found[int(likeness.argmax())].label


def test_strokes_that_do_not_make_the_input_are_not_written_again(drawn, photographed):
    assert all(map(rewriting.strokes_fit, drawn))
    assert not any(map(rewriting.strokes_fit, photographed))
    four = next(c for c in drawn if c.label == 4)
    zero = next(c for c in drawn if c.label == 0)
    assert not rewriting.strokes_fit(dataclasses.replace(four, lines=zero.lines))
    assert not rewriting.strokes_fit(dataclasses.replace(four, lines=four.lines[:1] + zero.lines))


def test_a_dot_is_written_again():
    dot = [np.array([[30.0, 40.0]])]
    assert rewriting.rewrite(dot, np.random.default_rng(0)).max() == 255
