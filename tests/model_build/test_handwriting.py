from __future__ import annotations

import numpy as np
import pytest

from app.recognition.preprocessing import pen_width
from model_build.handwriting import SIDE, templates, write, write_other


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_written_within_its_picture_and_never_twice_alike(digit):
    rng = np.random.default_rng(3)
    written = [write(digit, rng) for _ in range(20)]
    assert all(ink.shape == (SIDE, SIDE) and ink.dtype == np.uint8 for ink in written)
    assert all((ink > 127).sum() > 100 for ink in written)
    assert len({ink.tobytes() for ink in written}) == 20
    edge = [np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]]).max() > 0 for ink in written]
    assert sum(edge) <= 2  # a very wide hand may leave it


def test_the_same_seed_writes_the_same():
    assert np.array_equal(write(4, np.random.default_rng(1)), write(4, np.random.default_rng(1)))


def test_pens_are_thin_and_thick():
    rng = np.random.default_rng(0)
    widths = [pen_width(write(1, rng)) for _ in range(60)]
    assert min(widths) < 6 < 10 < max(widths)


def test_what_is_no_digit_is_written_too():
    rng = np.random.default_rng(2)
    written = [write_other(rng) for _ in range(20)]
    assert all(ink.shape == (SIDE, SIDE) and (ink > 127).sum() > 100 for ink in written)


@pytest.mark.parametrize(("kind", "least"), [("digits", 200), ("others", 90)])
def test_templates_lie_about_their_box(kind, least):
    ways = templates(kind)
    points = np.concatenate([line.points for way in ways.ways for line in way])
    assert points.min() >= -0.15 and points.max() <= 1.2
    assert len(ways.ways) == len(ways.names) >= least and ways.shares.sum() == pytest.approx(1)
    assert all(len(line.points) >= 2 for way in ways.ways for line in way)


def test_there_are_many_ways_to_write_each_digit():
    names = templates("digits").names
    assert sorted(set(names)) == list("0123456789") and all(names.count(name) >= 15 for name in set(names))
    assert not set(templates("others").names) & set(names)
