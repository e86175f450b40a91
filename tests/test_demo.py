import numpy as np
import pytest

from app import demo
from app.sources.picture import pictures_in
from tests.pictures import DIGITS


@pytest.mark.parametrize("digit", DIGITS)
def test_every_digit_has_strokes_of_the_height_that_was_asked_for(digit):
    drawn = demo.strokes(digit, 30, 50, 200)
    points = np.array([point for stroke in drawn for point in stroke.points])
    assert points[:, 1].min() == pytest.approx(50, abs=8)
    assert points[:, 1].max() == pytest.approx(250, abs=8)
    assert points[:, 0].min() >= 30
    assert points[:, 0].max() <= 30 + 200
    assert all(5 < stroke.width < 40 for stroke in drawn)


def test_lines_are_smooth():
    """No corner where a pen would draw a curve: the 0 turns a little at every point."""
    (stroke,) = demo.strokes("0", 0, 0, 200)
    steps = np.diff(np.array(stroke.points), axis=0)
    steps = steps[np.hypot(*steps.T) > 0]
    turns = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
    assert np.abs(turns).max() < np.radians(40)


def test_digits_of_a_row_do_not_touch():
    one, other = (
        np.array([p for stroke in demo.strokes(text, 0, 0, 100)[first:] for p in stroke.points])
        for text, first in (("8", 0), ("88", 1))
    )
    assert other[:, 0].min() - one[:, 0].max() > 2 * 9
    assert other - one == pytest.approx(np.array([[95.0, 0.0]] * len(one)))


def test_a_camera_frame_is_dark_ink_on_paper_in_uneven_light():
    frame = demo.camera_frame(demo.strokes("1", 300, 150, 200), (640, 480))
    assert frame.shape == (480, 640, 3)
    assert frame.dtype == np.uint8
    assert frame[:, -60:].mean() - frame[:, :60].mean() > 40
    assert frame[150:350, 300:460].min() < 85 < frame[:, :200].min()


def test_frames_of_one_seed_are_alike_and_of_others_not():
    drawn = demo.strokes("1", 30, 15, 20)
    frames = [demo.camera_frame(drawn, (64, 48), seed=seed) for seed in (1, 1, 2)]
    assert (frames[0] == frames[1]).all()
    assert (frames[0] != frames[2]).any()


def test_there_are_demo_pictures_of_several_kinds():
    assert {".png", ".jpg"} <= {path.suffix for path in pictures_in(demo.FOLDER)}
