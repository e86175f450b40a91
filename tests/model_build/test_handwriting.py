from __future__ import annotations

import numpy as np
import pytest

from app.recognition.preprocessing import pen_width
from model_build.handwriting import TEMPLATES, write


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_written_within_its_picture_and_never_twice_alike(digit):
    rng = np.random.default_rng(3)
    written = [write(digit, rng) for _ in range(20)]
    assert all(ink.shape == (144, 144) and ink.dtype == np.uint8 for ink in written)
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


def test_templates_lie_in_their_box():
    points = np.array([p for ways in TEMPLATES.values() for way in ways for line in way for p in line])
    assert points.min() >= 0 and points.max() <= 1
    assert sorted(TEMPLATES) == list(range(10)) and all(len(ways) >= 2 for ways in TEMPLATES.values())
