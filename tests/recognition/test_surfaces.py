"""Surfaces of several colours, which are no writing, and writing among them."""

import cv2
import numpy as np
import pytest

from app import demo
from app.recognition.ink import render
from app.recognition.recognizer import Recognizer

SIZE = (480, 360)
GREEN, PURPLE, SAND, TEAL = (90, 160, 80), (140, 60, 130), (120, 190, 215), (140, 130, 30)  # blue, green, red
WHITE_PAPER, INK = np.array([236.0, 240, 240]), np.array([60.0, 50, 45])


@pytest.fixture
def recognizer(engine):
    return Recognizer(engine)


def surfaces(ground, *painted):
    """Polygons of a colour each, in the order in which they lie on one another."""
    picture = np.full((SIZE[1], SIZE[0], 3), ground, np.uint8)
    for colour, corners in painted:
        cv2.fillPoly(picture, [np.array(corners, np.int32)], colour)
    return picture


def seen(picture, light=1.0, focus=1.2, seed=0):
    """As a camera sees it. light: what share of it is there at every pixel; focus: pixels that a point becomes"""
    lit = picture.astype(np.float64) * np.broadcast_to(light, SIZE[::-1])[..., None]
    noise = np.random.default_rng(seed).normal(0, 3, picture.shape)
    return np.clip(cv2.GaussianBlur(lit, (0, 0), focus) + noise, 0, 255).astype(np.uint8)


def written(picture, digit):
    """In the middle, 150 pixels high."""
    lines = np.concatenate([stroke.points for stroke in demo.strokes(digit, 0, 0, 150)])
    left, top = (np.array(SIZE) - lines.min(axis=0) - lines.max(axis=0)) / 2
    share = render(demo.strokes(digit, left, top, 150), SIZE)[..., None] / 255
    return picture * (1 - share) + INK * share


def digits_in(recognizer, picture):
    return [p.label for p in recognizer.recognize(picture).predictions if p.label is not None]


WEDGES = surfaces(
    GREEN,
    (PURPLE, [(0, 40), (330, 150), (20, 190)]),
    (SAND, [(480, 20), (250, 330), (290, 345), (480, 300)]),
    (TEAL, [(60, 360), (140, 210), (190, 360)]),
)
THINGS = surfaces(TEAL, (PURPLE, [(0, 0), (260, 0), (0, 300)]), (GREEN, [(480, 60), (480, 360), (300, 360)]))


@pytest.mark.parametrize("focus", [1.0, 4.0])
@pytest.mark.parametrize("turned", range(4))
def test_corners_of_surfaces_are_no_digits(recognizer, turned, focus):
    picture = WEDGES if turned == 3 else cv2.flip(WEDGES, turned - 1)
    assert not digits_in(recognizer, seen(picture, focus=focus))


@pytest.mark.parametrize("digit", "0123456789")
def test_a_card_among_things_of_other_colours_is_read(recognizer, digit):
    card = THINGS.copy()
    card[20:340, 80:400] = WHITE_PAPER
    assert recognizer.recognize(seen(written(card, digit))).text == digit


@pytest.mark.parametrize("soft", [2, 12, 40])
def test_writing_across_the_edge_of_a_shadow_is_whole(recognizer, soft):
    place = np.linspace(0, SIZE[0], SIZE[0])[None, :] + np.linspace(0, 120, SIZE[1])[:, None] - 330
    shadow = 1 - 0.45 / (1 + np.exp(-place / soft))
    paper = np.full((SIZE[1], SIZE[0], 3), WHITE_PAPER)
    assert recognizer.recognize(seen(written(paper, "8"), shadow)).text == "8"


@pytest.mark.parametrize("focus", [1, 3, 6])
def test_writing_that_is_out_of_focus_is_read(recognizer, focus):
    light = np.linspace(0.6, 1, SIZE[0])[None, :]
    paper = np.full((SIZE[1], SIZE[0], 3), WHITE_PAPER)
    assert recognizer.recognize(seen(written(paper, "5"), light, focus)).text == "5"


@pytest.mark.parametrize("corners", [[(408, -22), (244, 179), (147, -58)], [(195, -31), (211, 236), (110, -13)]])
def test_the_tip_of_something_wide_is_no_digit_in_grey_either(recognizer, corners):
    tip = surfaces((170, 170, 170), ((46, 46, 46), corners))
    light = np.linspace(0.7, 1, SIZE[0])[None, :]
    assert not digits_in(recognizer, seen(tip, light, 3.3)[:, :, 0])
