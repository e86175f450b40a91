"""Small drawn scenes with the text that a person reads in them: on the canvas, and on paper before a camera."""

import cv2
import numpy as np
import pytest

from app import demo
from app.recognition.decision import NOT_A_DIGIT, TOO_LITTLE_INK
from app.recognition.ink import Stroke, render
from app.recognition.recognizer import Recognizer
from app.recognition.segmentation import segment_ink
from model_build import scenes

SIZE = (640, 480)
OPEN_FOUR = ([(280, 150), (255, 260), (325, 258)], [(352, 200), (340, 340)])
CROSSED_SEVEN = ([(250, 150), (370, 145), (300, 340)], [(270, 245), (350, 238)])
FIVE_AND_BAR = (
    [(270, 160), (262, 235), (310, 225), (345, 265), (330, 320), (285, 335), (250, 318)],
    [(282, 150), (350, 143)],
)

LETTERS = {
    "W": [[(0, 0), (0.3, 1), (0.6, 0.3), (0.9, 1), (1.2, 0)]],
    "M": [[(0, 1), (0.1, 0), (0.6, 0.8), (1.1, 0), (1.2, 1)]],
    "N": [[(0, 1), (0, 0), (0.8, 1), (0.8, 0)]],
    "H": [[(0, 0), (0, 1)], [(0.8, 0), (0.8, 1)], [(0, 0.5), (0.8, 0.5)]],
    "X": [[(0, 0), (0.9, 1)], [(0.9, 0), (0, 1)]],
}


@pytest.fixture
def recognizer(engine):
    return Recognizer(engine)


def strokes(lines, width=18):
    return [Stroke(tuple(line), width) for line in lines]


def ink_of(drawn):
    return render(drawn, SIZE)


def photograph(ink, light=210.0, noise=3.0, seed=0):
    """Dark ink on paper. light: of the paper at every pixel, or one number"""
    rng = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(ink, (0, 0), 1.0) / 255.0
    picture = np.broadcast_to(np.asarray(light, float), ink.shape) * (1 - 0.72 * soft)
    return np.clip(picture + rng.normal(0, noise, ink.shape), 0, 255).astype(np.uint8)


def text_of(recognizer, picture):
    return recognizer.recognize(picture).text


TWO = demo.strokes("42", 150, 150, 170)
ROWS = [*demo.strokes("310", 120, 40, 150), *demo.strokes("64", 180, 270, 150)]


class TestOnTheCanvas:
    @pytest.mark.parametrize(
        ("lines", "text"), [(OPEN_FOUR, "4"), (CROSSED_SEVEN, "7"), (FIVE_AND_BAR, "5")], ids=["4", "7", "5"]
    )
    def test_one_digit_in_two_strokes(self, recognizer, lines, text):
        assert recognizer.recognize_strokes(strokes(lines), SIZE).text == text

    @pytest.mark.parametrize("text", ["10", "16", "68", "90", "03"])
    def test_strokes_that_touch_are_two_digits(self, recognizer, text):
        left, right = (demo.strokes(digit, 0, 100, 200) for digit in text)
        reach = max(x for s in left for x, _ in s.points)
        start = min(x for s in right for x, _ in s.points)
        moved = [Stroke(tuple((x + reach - start + 10, y) for x, y in s.points), s.width) for s in right]
        placed = [Stroke(tuple((x + 60, y) for x, y in s.points), s.width) for s in [*left, *moved]]
        assert recognizer.recognize_strokes(placed, SIZE).text == text

    def test_a_row_and_rows(self, recognizer):
        assert recognizer.recognize_strokes(TWO, SIZE).text == "42"
        assert recognizer.recognize_strokes(ROWS, SIZE).text == "310\n64"

    def test_a_slanted_row(self, recognizer):
        drawn = [s for i, d in enumerate("2503") for s in demo.strokes(d, 40 + 130 * i, 40 + 60 * i, 130)]
        assert recognizer.recognize_strokes(drawn, SIZE).text == "2503"

    def test_digits_of_different_sizes(self, recognizer):
        drawn = [*demo.strokes("2", 80, 120, 200), *demo.strokes("0", 260, 220, 100), *demo.strokes("8", 380, 120, 200)]
        assert recognizer.recognize_strokes(drawn, SIZE).text == "208"

    def test_a_scribble_is_no_digit(self, recognizer):
        rng = np.random.default_rng(4)
        points = tuple(map(tuple, (rng.uniform(0, 1, (40, 2)) * (220, 200) + 150).tolist()))
        (answer,) = recognizer.recognize_strokes([Stroke(points, 10)], SIZE).predictions
        assert answer.label is None
        assert answer.reason == NOT_A_DIGIT

    def test_a_dot_is_too_little(self, recognizer):
        (answer,) = recognizer.recognize_strokes([Stroke(((300, 200),), 24)], SIZE).predictions
        assert answer.reason == TOO_LITTLE_INK

    @pytest.mark.parametrize(("x", "text"), [(460, "42?"), (344, "42"), (36, "?42")])
    def test_a_dot_by_itself_is_shown_beside_digits_and_one_at_a_digit_is_a_slip(self, recognizer, x, text):
        drawn = [*demo.strokes("42", 100, 150, 170), Stroke(((x, 300),), 18)]
        assert recognizer.recognize_strokes(drawn, SIZE).text == text


class TestOnPaper:
    @pytest.mark.parametrize(
        ("lines", "text"), [(OPEN_FOUR, "4"), (CROSSED_SEVEN, "7"), (FIVE_AND_BAR, "5")], ids=["4", "7", "5"]
    )
    def test_one_digit_in_two_strokes(self, recognizer, lines, text):
        assert text_of(recognizer, photograph(ink_of(strokes(lines)))) == text

    def test_digits_that_touch(self, recognizer):
        texts = ["32", "37", "52", "65", "83"]
        read = []
        for text in texts:
            lines = [scenes.unit_lines([s.points for s in demo.strokes(digit, 0, 0, 200)]) for digit in text]
            drawn = scenes.row(lines, np.random.default_rng(3), gap=-0.03, size=180)
            ink = render(drawn, scenes.size_of(drawn, 80))
            components, _ = cv2.connectedComponents((ink > 127).astype(np.uint8))
            assert components == 2  # the paper is one of them
            assert any(cluster.pieces > 1 for cluster in segment_ink(ink))
            read.append(text_of(recognizer, photograph(ink)))
        # what is taken for one digit is the network's to say: it may be wrong once
        assert sum(found == text for found, text in zip(read, texts)) >= 4

    @pytest.mark.parametrize("letter", LETTERS)
    def test_a_letter_is_not_cut_into_digits(self, recognizer, letter):
        drawn = strokes([[(200 + 200 * x, 140 + 200 * y) for x, y in line] for line in LETTERS[letter]], 12)
        assert text_of(recognizer, photograph(ink_of(drawn))) == "?"

    def test_rows_in_a_gradient(self, recognizer):
        light = np.linspace(120, 235, SIZE[0])[None, :] + np.linspace(-20, 20, SIZE[1])[:, None]
        assert text_of(recognizer, photograph(ink_of(ROWS), light)) == "310\n64"

    @pytest.mark.parametrize("soft", [1, 25])
    def test_a_shadow_across_the_digits(self, recognizer, soft):
        light = np.full(SIZE[::-1], 215.0)
        light[:, 330:] = 125
        assert text_of(recognizer, photograph(ink_of(TWO), cv2.GaussianBlur(light, (0, 0), soft))) == "42"

    def test_the_shadow_of_a_hand_alone_is_nothing(self, recognizer):
        light = np.full(SIZE[::-1], 215.0)
        cv2.ellipse(light, (600, 420), (330, 190), 20, 0, 360, 130, cv2.FILLED)
        assert text_of(recognizer, photograph(ink_of([]), cv2.GaussianBlur(light, (0, 0), 8))) == ""

    @pytest.mark.parametrize("turn", [0.0, 2.0])
    @pytest.mark.parametrize("upright", [False, True], ids=["ruled", "grid"])
    def test_printed_lines(self, recognizer, turn, upright):
        page = np.zeros((900, 1200), np.uint8)
        for at in range(20, 1200, 48):
            cv2.line(page, (0, at), (1200, at), 90, 2)
            if upright:
                cv2.line(page, (at, 0), (at, 900), 90, 2)
        page = cv2.warpAffine(page, cv2.getRotationMatrix2D((600, 450), turn, 1), (1200, 900))[200:680, 200:840]
        assert text_of(recognizer, photograph(np.maximum(ink_of(TWO), page))) == "42"
        assert not any(c.isdigit() for c in text_of(recognizer, photograph(page)))

    def test_a_sheet_on_a_dark_table(self, recognizer):
        light = np.full(SIZE[::-1], 60.0)
        cv2.fillPoly(light, [np.array([(60, 30), (600, 50), (590, 450), (40, 440)])], 215)
        assert text_of(recognizer, photograph(ink_of(TWO), light)) == "42"

    def test_a_pen_that_lies_on_the_page(self, recognizer):
        picture = photograph(ink_of(TWO))
        cv2.line(picture, (520, 470), (600, 60), 40, 34, cv2.LINE_AA)
        assert text_of(recognizer, picture) == "42"

    @pytest.mark.parametrize("quality", [30, 60])
    def test_what_jpeg_leaves_around_strokes(self, recognizer, quality):
        _, encoded = cv2.imencode(".jpg", photograph(ink_of(TWO)), [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert text_of(recognizer, cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED)) == "42"

    def test_a_faint_pencil(self, recognizer):
        strength = 0.3 + 0.25 * np.sin(np.arange(SIZE[0]) / 17.0)[None, :] ** 2
        assert text_of(recognizer, photograph((ink_of(TWO) * strength).astype(np.uint8), noise=2)) == "42"

    def test_a_digit_that_reaches_the_edge_a_little_is_kept_beside_others(self, recognizer):
        left = min(x for s in TWO for x, _ in s.points)
        moved = [Stroke(tuple((x - left + 4, y) for x, y in s.points), s.width) for s in TWO]
        assert text_of(recognizer, photograph(ink_of(moved))) == "42"

    def test_chalk_and_colour(self, recognizer):
        ink = ink_of(TWO)[..., None] / 255
        light = np.linspace(0.7, 1.0, SIZE[0])[None, :, None]
        for pen, paper in (((235, 240, 240), (70, 85, 60)), ((60, 60, 200), (225, 235, 235))):
            picture = (np.array(paper) * (1 - ink) + np.array(pen) * ink) * light
            assert text_of(recognizer, picture.astype(np.uint8)) == "42"

    def test_blank_paper_and_noise_are_nothing(self, recognizer):
        assert text_of(recognizer, photograph(ink_of([]))) == ""
        noise = np.random.default_rng(1).normal(128, 40, SIZE[::-1])
        assert text_of(recognizer, np.clip(noise, 0, 255).astype(np.uint8)) == ""
