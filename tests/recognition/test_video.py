"""Paper that is held up, moved and tilted, is read."""

import pytest

from app.engines import open_engine
from app.recognition.recognizer import Recognizer
from app.recognition.video import VideoReader
from tests.paper import RATE, video

SETTLED = 0.3  # seconds after which a new digit has to be read
TEXTS = ["7", "3", "42", "1", "9", "0", "85", "6", "2", "4"]


@pytest.fixture
def recognizer():
    with open_engine("onnx") as engine:
        yield Recognizer(engine)


@pytest.fixture
def reader(recognizer):
    return VideoReader(recognizer)


def test_paper_held_up_moved_and_tilted_is_read_right_97_times_in_a_hundred(reader):
    right = []
    rate = 12.0  # frames a second: a slow board
    for number, shot in enumerate(video(TEXTS, 1.2, rate=rate, seed=7)):
        text = reader.read(shot.pixels, number / rate).text
        if shot.since >= SETTLED:
            right.append(text == shot.text)
    assert len(right) >= 100
    assert sum(right) / len(right) >= 0.97


def test_the_parts_of_its_time_make_the_whole(reader):
    shot = next(video(["5"]))
    reading = reader.read(shot.pixels, 0.0)
    assert reading.sheet > 0 and reading.track > 0
    assert reading.total == pytest.approx(reading.sheet + reading.recognition.timings.total + reading.track)


def test_after_a_reset_the_scene_before_is_forgotten(reader):
    shots = video(["5"])
    for number, shot in zip(range(20), shots):
        reading = reader.read(shot.pixels, number / RATE)
    assert reading.text == "5"
    reader.reset()
    assert reader.read(shot.pixels * 0 + 200, 21 / RATE).text == ""


def test_a_wanted_confidence_holds_for_what_is_followed_too(reader, recognizer):
    shots = video(["5"])
    for number, shot in zip(range(20), shots):
        assert recognizer.card.refusal_threshold < 0.6
        reading = reader.read(shot.pixels, number / RATE)
    assert reading.text == "5"
    recognizer.refuse_below = 1.0
    reader.reset()
    for number, shot in zip(range(20, 40), shots):
        reading = reader.read(shot.pixels, number / RATE)
    assert reading.text == "?"
