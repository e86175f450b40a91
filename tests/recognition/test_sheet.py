"""The paper that is held before a camera."""

import cv2
import numpy as np
import pytest

from app.recognition.sheet import without_surroundings
from tests.paper import video

SIZE = (640, 360)
CORNERS = np.array([[150, 60], [500, 90], [470, 320], [120, 290]])


def scene(paper=210, room=60):
    """A sheet with a stroke on it, in a room with things in it. uint8 [h, w]"""
    frame = np.full(SIZE[::-1], room, np.uint8)
    cv2.rectangle(frame, (20, 20), (60, 330), room + 30, cv2.FILLED)
    cv2.fillConvexPoly(frame, CORNERS, paper)
    cv2.line(frame, (300, 130), (290, 250), 40, 14)
    return cv2.GaussianBlur(frame, (0, 0), 1.0)


def mask(shrink):
    inside = cv2.fillConvexPoly(np.zeros(SIZE[::-1], np.uint8), CORNERS, 255)
    return cv2.erode(inside, np.ones((shrink, shrink), np.uint8)) > 0


def test_what_is_around_the_sheet_looks_as_if_the_sheet_went_on():
    frame = scene()
    found = without_surroundings(frame)
    assert np.abs(found[~mask(1)].astype(int) - 210).max() < 12
    inner = mask(45)
    assert (found[inner] == frame[inner]).all()


def test_the_frame_itself_is_left_as_it_is():
    frame = scene()
    before = frame.copy()
    without_surroundings(frame)
    assert (frame == before).all()


def test_colour_becomes_grey():
    assert without_surroundings(np.dstack([scene()] * 3)).shape == SIZE[::-1]


@pytest.mark.parametrize(
    "frame",
    [
        np.full((360, 640), 200, np.uint8),
        np.zeros((360, 640), np.uint8),
        np.tile(np.linspace(60, 220, 640).astype(np.uint8), (360, 1)),
        np.random.default_rng(0).integers(0, 256, (360, 640), np.uint8),
        255 - scene(),
    ],
    ids=["paper that fills the frame", "darkness", "uneven light", "noise", "a dark sheet"],
)
def test_where_there_is_no_sheet_nothing_is_changed(frame):
    assert (without_surroundings(frame) == frame).all()


@pytest.mark.parametrize("shape", [(1, 1), (2, 500), (500, 2), (8, 8)])
def test_every_size_is_taken(shape):
    assert without_surroundings(np.full(shape, 9, np.uint8)).shape == shape


def test_no_edge_of_the_sheet_is_left_in_a_video():
    for shot in video(["1"], rate=3, seed=3):
        found = without_surroundings(shot.pixels).astype(int)
        middle = np.median(found)
        rim = np.concatenate([found[:30].ravel(), found[:, :60].ravel(), found[:, -60:].ravel()])
        assert np.percentile(np.abs(rim - middle), 99) < 70
