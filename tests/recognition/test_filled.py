"""Pictures that a digit fills from edge to edge: neither border nor area shows at once what the ground is."""

import cv2
import numpy as np
import pytest

from app.recognition.filled import ground_of_filled
from app.recognition.foreground import ink_from_picture
from app.recognition.recognizer import Recognizer
from tests.pictures import DIGITS, digit_ink, painted


def cut_out(digit, side, margin=0):
    """A bold digit, white on black, `side` pixels tall with this much ground around it."""
    ink = digit_ink(digit, 240, (60, 40), (360, 320), pen=0.2)
    left, top, width, height = cv2.boundingRect(ink)
    inner = side - 2 * margin
    ink = cv2.resize(
        ink[top : top + height, left : left + width],
        (round(width * inner / height), inner),
        interpolation=cv2.INTER_AREA,
    )
    return cv2.copyMakeBorder(ink, margin, margin, margin, margin, cv2.BORDER_CONSTANT)


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("side", [16, 64, 320])
@pytest.mark.parametrize("margin", [0, 1])
@pytest.mark.parametrize("digit", [d for d in DIGITS if d != "1"])  # a bar that is cut out is all ink
def test_a_bold_digit_is_ink_whatever_its_colour(digit, side, margin, inverted):
    picture = cut_out(digit, side, margin)
    found = ink_from_picture(~picture if inverted else picture)
    assert (found[picture > 224] > 0).all()
    assert not found[picture < 12].any()


def test_bold_digits_that_fill_their_picture_are_read(engine):
    recognizer = Recognizer(engine)
    pictures = [(d, picture) for d in DIGITS if d != "1" for picture in (cut_out(d, 20), ~cut_out(d, 28, 1))]
    assert np.mean([recognizer.recognize(p, one_digit=True).text == d for d, p in pictures]) >= 0.8


def test_the_ground_s_colour_is_told():
    picture = painted(cut_out("3", 200), (40, 30, 120), (220, 230, 120))
    level, ink_is_darker = ground_of_filled(picture)
    assert level == pytest.approx((220, 230, 120), abs=2)
    assert ink_is_darker


def test_what_is_no_digit_that_fills_its_picture_is_left_to_others():
    light = np.tile(np.linspace(40, 220, 200), (150, 1)).astype(np.uint8)
    sheet = np.full((300, 400), 60, np.uint8)
    sheet[25:275, 30:370] = 215
    sheet[25:275, 30:370] -= digit_ink("4", 120, (100, 60), (340, 250)) // 2
    blank = np.full((20, 20), 128, np.uint8)
    for picture in (light, sheet, blank):
        assert ground_of_filled(picture) is None
