"""The history of lines, and which glyph was drawn last."""

from __future__ import annotations

import pytest

from app.ui.draw.drawing import Line, Sketch, bounds, fitted, last_touched

A, B, C = (Line(((x, 10.0), (x, 90.0)), 10.0) for x in (20.0, 60.0, 180.0))


def test_something_new_after_undo_cannot_be_redone_over():
    sketch = Sketch()
    sketch.add(A)
    sketch.add(B)
    sketch.undo()
    sketch.add(C)
    assert sketch.lines == (A, C)
    assert not sketch.can_redo


def test_undo_and_redo_stop_at_the_ends():
    sketch = Sketch()
    sketch.undo()
    sketch.add(A)
    sketch.redo()
    assert sketch.lines == (A,)
    sketch.undo()
    sketch.undo()
    assert sketch.lines == () and not sketch.can_undo and sketch.can_redo


def test_clearing_nothing_is_no_step():
    sketch = Sketch()
    sketch.replace(())
    assert not sketch.can_undo


def test_lines_that_fit_are_left_where_they_are():
    sketch = Sketch()
    sketch.add(A)
    assert not sketch.keep_inside((100, 100))
    assert sketch.lines == (A,)


def test_lines_are_moved_before_they_are_shrunk():
    sketch = Sketch()
    sketch.add(C)
    assert sketch.keep_inside((100, 100))
    (moved,) = sketch.lines
    assert moved.width == 10
    assert moved.points == ((95.0, 10.0), (95.0, 90.0))


def test_lines_too_large_for_the_paper_are_shrunk_together():
    sketch = Sketch()
    sketch.add(A)
    sketch.add(C)
    sketch.keep_inside((85, 100))
    first, second = sketch.lines
    assert first.width == second.width == pytest.approx(5.0)
    assert max(x + line.width / 2 for line in sketch.lines for x, _ in line.points) <= 85 + 1e-9
    assert second.points[0][0] - first.points[0][0] == pytest.approx(80)


@pytest.mark.parametrize(("boxes", "expected"), [([], -1), ([(0, 0, 40, 99), (50, 0, 40, 99)], 1)])
def test_the_glyph_under_the_pen_was_drawn_last(boxes, expected):
    assert last_touched(boxes, [A, B]) == expected


def test_the_glyph_nearest_to_the_pen_was_drawn_last():
    assert last_touched([(0, 0, 10, 10), (100, 0, 10, 10)], [B]) == 1


def test_other_lines_are_one_step_and_the_same_ones_none():
    sketch = Sketch()
    sketch.add(A)
    sketch.replace([B, C])
    sketch.replace((B, C))
    assert sketch.lines == (B, C)
    sketch.undo()
    assert sketch.lines == (A,)


def test_ink_is_bounded_by_its_widest_place():
    pressed = Line(((20.0, 10.0), (20.0, 90.0)), 10, (8.0, 12.0))
    assert bounds([pressed, C]) == (14, 4, 185, 96)
    assert bounds([]) is None


def test_a_drawing_is_fitted_whole_into_the_middle_of_other_paper():
    (line,) = fitted([Line(((0.0, 0.0), (100.0, 50.0)), 4, (3.0, 5.0))], (100, 50), (300, 200))
    assert line == Line(((0.0, 25.0), (300.0, 175.0)), 12, (9.0, 15.0))
    assert fitted([A], (100, 100), (100, 100)) == (A,)
