"""Nothing outside the eraser's path is lost, nothing under it stays."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui.draw.curve import curved, flat, spots
from app.ui.draw.drawing import Line
from app.ui.draw.erasing import Eraser, cut

coordinate = st.floats(0, 120)
point = st.tuples(coordinate, coordinate)


@st.composite
def lines(draw):
    points = draw(st.lists(point, min_size=1, max_size=5))
    if draw(st.booleans()):
        return Line(tuple(points), draw(st.floats(1, 30)))
    widths = draw(st.lists(st.floats(1, 30), min_size=len(points), max_size=len(points)))
    return Line(tuple(points), sum(widths) / len(widths), tuple(widths))


def distance(spot, start, end):
    """Of a spot's middle from the way from start to end."""
    length = math.dist(start, end)
    along = 0.0
    if length > 1e-9:
        along = ((spot[0] - start[0]) * (end[0] - start[0]) + (spot[1] - start[1]) * (end[1] - start[1])) / length**2
    along = min(1.0, max(0.0, along))
    nearest = start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])
    return math.dist(spot[:2], nearest)


def sampled(line):
    """The line every pixel."""
    way = spots(line)
    found = [way[0]]
    for a, b in zip(way, way[1:]):
        steps = max(1, math.ceil(math.dist(a[:2], b[:2])))
        found += [tuple(p + i / steps * (q - p) for p, q in zip(a, b)) for i in range(1, steps + 1)]
    return found


@settings(max_examples=60, deadline=None)
@given(lines(), point, point, st.floats(2, 30))
def test_nothing_under_the_eraser_stays(line, start, end, radius):
    for piece in cut(line, start, end, radius):
        for spot in sampled(flat(piece)):
            assert distance(spot, start, end) >= radius + spot[2] / 2 - 0.01


@settings(max_examples=60, deadline=None)
@given(lines(), point, point, st.floats(2, 30))
def test_nothing_out_of_its_reach_is_lost(line, start, end, radius):
    left = [spot for piece in cut(line, start, end, radius) for spot in sampled(flat(piece))]
    for spot in sampled(flat(line)):
        if distance(spot, start, end) > radius + line.widest / 2 + 0.1:
            assert any(math.dist(spot[:2], other[:2]) < 1.1 for other in left)


@settings(max_examples=100, deadline=None)
@given(lines(), point, point, st.floats(2, 30))
def test_to_erase_the_same_again_changes_nothing(line, start, end, radius):
    for piece in cut(line, start, end, radius - 0.01):
        assert cut(piece, start, end, radius - 0.02) == [piece]


def test_a_line_that_is_not_touched_stays_the_very_same():
    line = Line(((10.0, 10.0), (200.0, 10.0)), 10)
    assert cut(line, (100, 50), (100, 90), 20)[0] is line


def test_a_line_crossed_becomes_two_with_a_gap_as_wide_as_the_eraser():
    first, second = cut(Line(((0.0, 50.0), (200.0, 50.0)), 10), (100, 0), (100, 100), 20)
    assert first.points[0] == (0, 50) and second.points[-1] == (200, 50)
    # round ends stand out by half the pen's width
    assert first.points[-1][0] + 5 == pytest.approx(80)
    assert second.points[0][0] - 5 == pytest.approx(120)


def test_what_is_left_keeps_the_width_it_had():
    line = Line(((0.0, 50.0), (200.0, 50.0)), 15, (10.0, 20.0))
    first, second = cut(line, (100, 0), (100, 100), 20)
    assert first.widths[0] == 10 and second.widths[-1] == 20
    assert max(first.widths) < 15 < min(second.widths)
    assert first.width == pytest.approx(sum(first.widths) / len(first.widths))


def test_a_dot_goes_whole():
    assert cut(Line(((50.0, 50.0),), 10), (50, 90), (50, 74), 20) == []
    assert len(cut(Line(((50.0, 50.0),), 10), (50, 90), (50, 76), 20)) == 1


def test_the_eraser_goes_from_point_to_point():
    upright = Line(((50.0, 0.0), (50.0, 100.0)), 4)
    far = Line(((250.0, 0.0), (250.0, 100.0)), 4)
    eraser = Eraser([upright, far], 10)
    assert eraser.move((0, 50)) is None
    left, top, right, bottom = eraser.move((120, 50))
    assert left < 48 and right > 52 and top <= 36 and bottom >= 64, "what the round end of a line was may go too"
    assert len(eraser.lines) == 3 and eraser.lines[-1] is far


@settings(max_examples=50, deadline=None)
@given(lines())
def test_a_flat_line_is_its_curve_and_flat_again_the_same(line):
    once = flat(line)
    assert flat(once) is once
    assert once.points[0] == line.points[0] and once.points[-1] == pytest.approx(line.points[-1])
    assert bool(once.widths) == bool(line.widths)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(coordinate, coordinate, st.floats(1, 30)), min_size=4, max_size=12), st.data())
def test_a_curve_in_two_parts_is_the_curve(way, data):
    middle = data.draw(st.integers(1, len(way) - 3))
    whole = curved(way)
    first = curved(way[: middle + 2], ends=False)
    second = curved(way[middle:], begins=False)
    assert [*first, *second[1:]] == whole
