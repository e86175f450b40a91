import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.recognition.ink import Stroke, render


def centre_of_mass(picture):
    """(x, y) on the canvas, where a pixel's middle is at its half."""
    ys, xs = np.indices(picture.shape)
    mass = picture.sum()
    return (xs * picture.astype(float)).sum() / mass + 0.5, (ys * picture.astype(float)).sum() / mass + 0.5


def test_the_picture_has_the_size_that_was_asked_for_and_is_empty_without_strokes():
    picture = render([], (30, 20))
    assert picture.shape == (20, 30)
    assert picture.dtype == np.uint8
    assert not picture.any()


def test_a_line_is_white_as_wide_as_the_pen_and_ends_round():
    picture = render([Stroke(((20, 30), (80, 30)), 10)], (100, 60))
    assert picture[30, 50] == 255
    assert picture[:, 50].sum() / 255 == pytest.approx(10, abs=2)
    # half the pen's width beyond the last point in the middle of the line, less at its sides
    ends = [np.flatnonzero(picture[row] > 127).max() for row in (26, 30)]
    assert ends[1] == pytest.approx(84, abs=1.5)
    assert ends[0] < ends[1]


def test_a_tap_makes_a_dot_as_wide_as_the_pen():
    picture = render([Stroke(((20, 20),), 12)], (40, 40))
    assert picture.sum() / 255 == pytest.approx(np.pi * 6**2, rel=0.2)
    assert centre_of_mass(picture) == pytest.approx((20, 20), abs=0.1)


@settings(max_examples=50, deadline=None)
@given(st.floats(15, 25), st.floats(15, 25))
def test_a_point_between_pixels_is_drawn_between_them(x, y):
    dot = render([Stroke(((x, y),), 8)], (40, 40))
    assert centre_of_mass(dot) == pytest.approx((x, y), abs=0.1)
    line = render([Stroke(((x - 5, y), (x + 5, y)), 5)], (40, 40))
    assert centre_of_mass(line) == pytest.approx((x, y), abs=0.15)


def test_edges_are_smooth():
    picture = render([Stroke(((5, 5), (50, 33)), 6)], (60, 40))
    assert ((picture > 0) & (picture < 255)).sum() > 20


def test_what_lies_outside_of_the_canvas_is_cut_off():
    inside = render([Stroke(((-50, 20), (90, 20)), 6)], (40, 40))
    assert (inside[20] == 255).all()
    assert not render([Stroke(((-50, -50), (-20, -90)), 6), Stroke(((500, 500),), 6)], (40, 40)).any()


def test_strokes_add_up():
    one, other = Stroke(((5, 5), (5, 30)), 4), Stroke(((25, 5), (25, 30)), 4)
    both = render([one, other], (40, 40))
    assert (both == np.maximum(render([one], (40, 40)), render([other], (40, 40)))).all()


def test_the_thinnest_pen_still_leaves_ink():
    assert render([Stroke(((5, 5), (30, 30)), 0.1)], (40, 40)).max() > 100
    assert render([Stroke(((20, 20),), 0.1)], (40, 40)).max() > 100


@pytest.mark.parametrize("width", [0, -1, float("nan"), float("inf")])
def test_a_pen_without_width_is_refused(width):
    with pytest.raises(ValueError, match="width"):
        Stroke(((1, 1),), width)


def test_a_stroke_without_points_is_refused():
    with pytest.raises(ValueError, match="point"):
        Stroke((), 3)


def test_a_stroke_is_as_wide_as_the_pen_pressed():
    points = tuple((float(x), 40.0) for x in range(10, 191))
    widths = tuple(4 + 16 * i / 180 for i in range(181))
    picture = render([Stroke(points, 12, widths)], (200, 80))
    for x in (30, 100, 170):
        assert picture[:, x].sum() / 255 == pytest.approx(widths[x - 10], abs=2.5)
    assert (picture[40, 10:190] == 255).all(), "it has no gaps"


def test_the_same_width_at_every_point_is_that_width():
    points = ((10.0, 10.0), (50.0, 60.0), (90.0, 20.0))
    assert (render([Stroke(points, 9, (9.0,) * 3)], (100, 80)) == render([Stroke(points, 9)], (100, 80))).all()
    assert (render([Stroke(points[:1], 9, (9.0,))], (100, 80)) == render([Stroke(points[:1], 9)], (100, 80))).all()


def test_widths_that_do_not_belong_to_the_points_are_refused():
    with pytest.raises(ValueError, match="1 widths are given for 2 points"):
        Stroke(((1.0, 1.0), (2.0, 2.0)), 3, (3.0,))
    with pytest.raises(ValueError, match="width is above 0"):
        Stroke(((1.0, 1.0), (2.0, 2.0)), 3, (3.0, 0.0))


@pytest.mark.parametrize("widths", [(), (4.0, 8.0, 8.0)])
def test_strokes_are_drawn_larger_and_elsewhere_with_their_widths(widths):
    stroke = Stroke(((1.0, 2.0), (30.0, 14.0), (12.0, 20.0)), 6, widths)
    placed = Stroke(((12.0, 24.0), (70.0, 48.0), (34.0, 60.0)), 12, tuple(2 * width for width in widths))
    assert (render([stroke], (100, 80), 2, (10, 20)) == render([placed], (100, 80))).all()


def test_the_widest_is_the_pen_s_where_it_pressed_the_same():
    assert Stroke(((1.0, 2.0), (3.0, 4.0)), 6, (4.0, 8.0)).widest == 8 and Stroke(((1.0, 2.0),), 6).widest == 6


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_a_point_that_is_nowhere_is_refused(odd):
    for points in (((1, 1), (odd, 2)), ((1, 1), (3, odd)), ((odd, -odd),)):
        with pytest.raises(ValueError, match="points"):
            Stroke(points, 3)
