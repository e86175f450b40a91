"""Printed lines that are not taken out whole, and the writing on them."""

import cv2
import numpy as np
import pytest

from app import demo
from app.recognition.ink import render
from app.recognition.lines import without_lines

SIZE = (400, 400)
PRINTED, WRITTEN, PENCIL = 60, 200, 60  # contrasts


def grid(pitch=50, bend=4.0):
    """Lines that are a little bent, as those of a page that does not lie flat."""
    ink = np.zeros(SIZE[::-1], np.uint8)
    way = np.arange(-10, SIZE[0] + 10, 5)
    for at in range(pitch // 2, SIZE[0], pitch):
        bent = at + bend * np.sin(way / 60)
        for points in (np.column_stack([way, bent]), np.column_stack([bent, way])):
            cv2.polylines(ink, [points.round().astype(np.int32)], False, PRINTED, 2)
    return ink


def digit(contrast, digit="3"):
    drawn = render(demo.strokes(digit, 120, 110, 180), SIZE)
    return (drawn.astype(int) * contrast // 255).astype(np.uint8)


def test_of_a_bent_grid_nothing_is_left_beside_stronger_writing():
    writing = digit(WRITTEN)
    cleared = without_lines(np.maximum(grid(), writing))
    near = cv2.dilate(writing, np.ones((11, 11), np.uint8)) > 0
    assert not (cleared[~near] > 0).any()
    assert (cleared[writing > 1.5 * PRINTED] > 0).all()


@pytest.mark.parametrize("name", "0258")
def test_writing_as_pale_as_the_lines_stays(name):
    writing = digit(PENCIL, name)
    cleared = without_lines(np.maximum(grid(bend=0), writing))
    assert np.mean(cleared[writing == PENCIL] > 0) > 0.8


def test_pale_writing_that_no_line_goes_through_stays_beside_strong_writing():
    ruled = np.zeros(SIZE[::-1], np.uint8)
    ruled[40:42] = ruled[360:362] = PRINTED
    strong = render(demo.strokes("7", 30, 60, 160), SIZE) // 255 * WRITTEN
    pale = render(demo.strokes("4", 240, 120, 120), SIZE) // 255 * PENCIL
    strong[20:200, 100:104] = WRITTEN  # across the line
    cleared = without_lines(np.maximum.reduce([ruled, strong, pale]))
    assert (cleared[pale > 0] > 0).all()
    assert not cleared[40:42, 200:].any()
