import json
import time
import tracemalloc

import cv2
import numpy as np
import pytest

from app import demo
from app.engines.engine import MODELS, open_engine
from app.recognition.decision import TOO_LITTLE_INK
from app.recognition.ink import Stroke, render
from app.recognition.recognizer import Recognizer
from app.sources.picture import pictures_in, read_picture
from tests.pictures import DIGITS, digit_ink, painted, with_pen

EVALUATION = MODELS.parents[1].parent / "shared" / "data" / "eval"
CANVAS = (560, 560)


@pytest.fixture
def recognizer(engine):
    return Recognizer(engine)


class Recording:
    """The real engine, remembering the shapes and types of what it was given."""

    def __init__(self, engine):
        self.name, self.card, self._engine, self.batches = engine.name, engine.card, engine, []
        self.parts = {"execute": 0.5}

    def infer(self, batch):
        self.batches.append((batch.shape, batch.dtype))
        return self._engine.infer(batch)


def name_says(path):
    """photo-rows-310-64.jpg: the rows 310 and 64."""
    return "\n".join(part for part in path.stem.split("-") if part.isdigit())


@pytest.mark.parametrize("path", pictures_in(demo.FOLDER), ids=lambda path: path.name)
def test_every_demo_picture_reads_as_its_name_says(recognizer, path):
    assert name_says(path)
    assert recognizer.recognize(read_picture(path)).text == name_says(path)


def share_right(read, variants):
    """variants: (digit, argument of `read`)"""
    answers = [(read(argument).text, digit) for digit, argument in variants]
    return np.mean([text == digit for text, digit in answers])


class TestTheSameAnswer:
    """What must not change the answer, over the digits that we drew ourselves; the network is allowed a few slips."""

    LEAST = 0.95

    def test_wherever_it_is_drawn(self, recognizer):
        places = [(5, 5), (350, 5), (5, 350), (350, 350), (180, 170)]
        variants = [(d, demo.strokes(d, x, y, 200)) for d in DIGITS for x, y in places]
        assert share_right(lambda s: recognizer.recognize_strokes(s, CANVAS), variants) >= self.LEAST

    def test_however_large_it_is_drawn(self, recognizer):
        variants = [(d, demo.strokes(d, 40, 40, height)) for d in DIGITS for height in (40, 70, 120, 240, 480)]
        assert share_right(lambda s: recognizer.recognize_strokes(s, CANVAS), variants) >= self.LEAST

    def test_whatever_the_pen(self, recognizer):
        pens = (0.05, 0.075, 0.1, 0.125, 0.15)
        variants = [(d, with_pen(demo.strokes(d, 120, 120, 300), 300 * pen)) for d in DIGITS for pen in pens]
        assert share_right(lambda s: recognizer.recognize_strokes(s, CANVAS), variants) >= self.LEAST

    def test_in_whatever_colours_and_type(self, recognizer):
        def kinds(ink):
            yield ink
            yield ~ink
            yield ink > 127
            yield (~ink).astype(np.uint16) * 257
            yield painted(ink, (0, 255, 255), (255, 255, 255))
            yield painted(ink, (255, 0, 0), (0, 0, 0))
            yield np.dstack([np.zeros((*ink.shape, 3), np.uint8), ink])

        variants = [(d, picture) for d in DIGITS for picture in kinds(digit_ink(d))]
        assert share_right(recognizer.recognize, variants) >= self.LEAST

    def test_in_whatever_light(self, recognizer):
        def lights(ink):
            height, width = ink.shape
            across, down = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
            for slope in (15 * across, 45 * across, -45 * across, 45 * down, 30 * across + 30 * down):
                yield np.round((150 + slope) * (1 - 0.6 * ink / 255)).astype(np.uint8)

        variants = [(d, picture) for d in DIGITS for picture in lights(digit_ink(d, size=(400, 320)))]
        assert share_right(recognizer.recognize, variants) >= self.LEAST

    def test_from_thumbnails_to_large_scans(self, recognizer):
        def sizes(ink):
            for side in (28, 64, 320, 2500):
                yield cv2.resize(~ink, (side, side), interpolation=cv2.INTER_AREA if side < 320 else cv2.INTER_CUBIC)

        variants = [(d, picture) for d in DIGITS for picture in sizes(digit_ink(d))]
        assert share_right(recognizer.recognize, variants) >= self.LEAST

    def test_before_a_camera(self, recognizer):
        variants = [
            (d, demo.camera_frame(demo.strokes(d, 200, 120, height), (800, 600), seed=int(d)))
            for d in DIGITS
            for height in (120, 320)
        ]
        assert share_right(recognizer.recognize, variants) >= self.LEAST


def test_several_digits_are_read_in_order_with_their_boxes(recognizer):
    ink = render(demo.strokes("320", 50, 50, 120) + demo.strokes("64", 80, 250, 120), (500, 420))
    found = recognizer.recognize(~ink)
    assert found.text == "320\n64"
    assert [p.label for p in found.predictions] == [3, 2, 0, 6, 4]
    for prediction in found.predictions:
        left, top, width, height = prediction.box
        assert 100 < height < 150
        assert (ink[top : top + height, left : left + width] > 0).any()
        assert sum(prediction.probabilities) == pytest.approx(1)


def test_boxes_of_a_picture_that_is_scaled_down_are_in_its_own_pixels(recognizer):
    small, large = digit_ink("4", 500, (200, 300), (1000, 1000)), digit_ink("4", 2000, (800, 1200), (4000, 4000))
    (one,), (other,) = (recognizer.recognize(~ink).predictions for ink in (small, large))
    assert np.array(other.box) == pytest.approx(4 * np.array(one.box), abs=8)


@pytest.mark.parametrize("size", [(400, 300), (3840, 2160)])
def test_boxes_of_strokes_are_in_the_canvas_s_pixels(recognizer, size):
    height = size[1] / 2
    (answer,) = recognizer.recognize_strokes(demo.strokes("4", 0.4 * size[0], height / 2, height), size).predictions
    left, top, width, tall = np.array(answer.box) / height
    assert answer.label == 4
    assert (left, width) == pytest.approx((0.4 * size[0] / height + 0.035, 0.745), abs=0.06)
    assert (top, tall) == pytest.approx((0.455, 1.09), abs=0.06)


def test_one_digit_takes_all_ink(recognizer):
    ink = ~digit_ink("42", 100, (50, 50), (320, 220))
    assert recognizer.recognize(ink).text == "42"
    assert len(recognizer.recognize(ink, one_digit=True).predictions) == 1
    assert len(recognizer.recognize_strokes(demo.strokes("42", 50, 50, 100), CANVAS, one_digit=True).predictions) == 1


def test_the_engine_is_given_one_batch_of_the_card_s_shape(engine):
    recording = Recording(engine)
    Recognizer(recording).recognize(~digit_ink("2086", 100, (50, 50), (500, 220)))
    assert recording.batches == [((4, 1, 32, 32), np.float32)]


def test_an_empty_canvas_has_no_text_and_asks_the_engine_nothing_odd(engine):
    recording = Recording(engine)
    found = Recognizer(recording).recognize_strokes([], CANVAS)
    assert found.text == ""
    assert found.predictions == ()
    assert found.inputs.shape == (0, 32, 32)
    assert found.timings.total >= 0
    assert recording.batches in ([], [((0, 1, 32, 32), np.float32)])


def test_a_wanted_confidence_takes_the_card_s_place_and_gives_it_back(recognizer):
    seven = demo.strokes("7", 100, 100, 300)
    confidence = recognizer.recognize_strokes(seven, CANVAS).predictions[0].confidence
    for wanted, text in ((min(1.0, confidence + 1e-6), "?"), (confidence - 1e-6, "7"), (None, "7")):
        recognizer.refuse_below = wanted
        assert recognizer.recognize_strokes(seven, CANVAS).text == text
    assert recognizer.card.refusal_threshold == 0.55


def test_what_cannot_be_a_digit_keeps_its_place_and_is_not_asked(engine):
    recording = Recording(engine)
    strokes = [*demo.strokes("6", 50, 100, 150), Stroke(((280, 180),), 70), *demo.strokes("0", 350, 100, 150)]
    found = Recognizer(recording).recognize_strokes(strokes, CANVAS)
    assert found.text == "6?0"
    assert found.predictions[1].reason == TOO_LITTLE_INK
    assert found.inputs.shape == (3, 32, 32)
    assert recording.batches == [((2, 1, 32, 32), np.float32)]


def test_the_inputs_are_what_the_network_saw_as_white_ink(recognizer):
    found = recognizer.recognize(~digit_ink("1", 200))
    assert found.inputs.dtype == np.uint8
    assert found.inputs[0, 16, 14:18].max() > 200
    assert not found.inputs[0, :2].any()


def test_where_the_time_of_the_engine_went_is_passed_on():
    with open_engine("onnx") as engine:
        assert Recognizer(Recording(engine)).recognize(digit_ink("3")).timings.infer_parts == {"execute": 0.5}


def test_the_timings_add_up_to_what_a_clock_sees(recognizer):
    picture = demo.camera_frame(demo.strokes("8", 520, 200, 320))
    start = time.perf_counter()
    found = recognizer.recognize(picture)
    elapsed = 1e3 * (time.perf_counter() - start)
    stages = [found.timings.segment, found.timings.preprocess, found.timings.infer, found.timings.decide]
    assert all(stage > 0 for stage in stages)
    assert found.timings.total == pytest.approx(sum(stages))
    assert 0.5 * elapsed < found.timings.total <= elapsed


def test_the_answer_names_the_engine(recognizer):
    assert recognizer.recognize_strokes([], CANVAS).engine == "onnx"


def test_a_picture_20000_pixels_wide_is_read_in_bounded_time(recognizer):
    picture = ~render(demo.strokes("20867", 3000, 300, 1200), (20_000, 1800))
    start = time.perf_counter()
    assert recognizer.recognize(picture).text == "20867"
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("shape", [(1, 1), (4, 1), (1, 5000), (1, 5_000_000), (5_000_000, 1), (2, 2, 4)])
@pytest.mark.parametrize("value", [0, 255])
def test_blank_pictures_of_odd_shapes_have_no_ink(recognizer, shape, value):
    assert recognizer.recognize(np.full(shape, value, np.uint8)).text == ""


@pytest.mark.parametrize("kind", [bool, np.uint16])
def test_large_pictures_of_every_type_are_read(recognizer, kind):
    ink = digit_ink("7", 1500, (400, 300), (2600, 2200))
    picture = ink > 127 if kind is bool else ink.astype(np.uint16) * 257
    assert recognizer.recognize(picture).text == "7"


def test_a_large_picture_with_transparency_is_read(recognizer):
    ink = digit_ink("7", 1500, (400, 300), (2600, 2200))
    picture = np.zeros((*ink.shape, 4), np.uint8)
    picture[..., 3] = ink
    assert recognizer.recognize(picture).text == "7"


@pytest.mark.parametrize("hidden", [0, 255])
def test_what_transparent_pixels_hide_does_not_bleed_when_a_large_picture_is_scaled_down(recognizer, hidden):
    ink = digit_ink("7", 1500, (400, 300), (2600, 2200))
    picture = np.full((*ink.shape, 4), hidden, np.uint8)
    picture[ink > 0, :3] = 0
    picture[..., 3] = ink
    found, expected = recognizer.recognize(picture), recognizer.recognize(~ink)
    assert found.text == "7"
    assert np.abs(found.inputs.astype(int) - expected.inputs).max() <= 2


def test_a_large_picture_with_transparency_takes_no_more_than_twice_its_size_of_memory(recognizer):
    picture = np.zeros((4000, 4000, 4), np.uint8)
    recognizer.recognize(picture[:2500, :2500])
    tracemalloc.start()
    try:
        recognizer.recognize(picture)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 * picture.nbytes


@pytest.mark.parametrize("noise", [0, 4])
@pytest.mark.parametrize("digit", ["2", "3", "5"])
def test_a_digit_of_a_hundredth_of_a_large_picture_s_height_is_read(recognizer, digit, noise):
    ink = digit_ink(digit, 40, (2100, 1300), (4000, 3000))
    grain = np.random.default_rng(0).normal(0, noise, ink.shape) if noise else 0.0
    assert recognizer.recognize(np.clip(225 - 0.75 * ink + grain, 0, 255).astype(np.uint8)).text == digit


@pytest.mark.parametrize("grain", [1, 6])
def test_the_grain_of_a_large_picture_is_no_writing(recognizer, grain):
    rng = np.random.default_rng(2)
    soft = cv2.GaussianBlur(rng.normal(0, 1, (1700, 2300)), (0, 0), grain)
    picture = np.linspace(90, 220, 2300)[None, :] + 12 * soft / soft.std()
    assert recognizer.recognize(np.clip(picture, 0, 255).astype(np.uint8)).text == ""


@pytest.mark.parametrize("shape", [(), (7,), (0, 0), (5, 5, 2), (3000, 3000, 5)])
def test_what_is_not_a_picture_is_refused(recognizer, shape):
    with pytest.raises(ValueError, match="height, width"):
        recognizer.recognize(np.zeros(shape, np.uint8))


@pytest.mark.skipif(not EVALUATION.is_dir(), reason="the evaluation pictures are not here")
class TestPicturesOfOthers:
    def test_pages_are_taken_apart_into_their_rows(self, recognizer):
        labels = json.loads((EVALUATION / "pages" / "labels.json").read_text())
        for name, rows in labels.items():
            text = recognizer.recognize(read_picture(EVALUATION / "pages" / name)).text
            assert [len(row) for row in text.split("\n")] == [len(row) for row in rows]

    def test_most_exports_of_drawing_programs_are_read(self, recognizer):
        paths = pictures_in(EVALUATION / "drawings")
        read = [recognizer.recognize(read_picture(path), one_digit=True).text == path.stem[-1] for path in paths]
        assert len(read) >= 30
        assert np.mean(read) >= 0.9


@pytest.mark.parametrize("count", [65, 400])
def test_a_canvas_full_of_strokes_is_looked_at_as_a_picture_and_soon(recognizer, count):
    """Each stroke is compared with each: hundreds of them would take seconds."""
    rng = np.random.default_rng(3)
    ends = rng.uniform(0, 500, (count, 2, 2))
    scribble = [Stroke(tuple(map(tuple, pair.tolist())), 8) for pair in ends]
    start = time.perf_counter()
    recognizer.recognize_strokes(scribble, (560, 560))
    assert time.perf_counter() - start < 2
    sevens = [s for row in range(6) for i in range(12) for s in demo.strokes("7", 10 + 80 * i, 10 + 90 * row, 60)]
    assert len(sevens) > 64
    found = recognizer.recognize_strokes(sevens, (1000, 560)).text
    assert len(found.replace("\n", "")) == 72 and found.count("7") >= 65
