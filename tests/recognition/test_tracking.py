"""Digits over frames: what holds whatever the network says."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines.engine import load_card
from app.recognition.decision import NOT_SURE, TOO_LITTLE_INK, Prediction, refuse_without_network
from app.recognition.tracking import Tracker, text_of
from tests.models import SHIPPED

CARD = dataclasses.replace(load_card(SHIPPED.with_suffix(".json")), labels=tuple(range(10)), refusal_threshold=0.6)
BOX = (100, 100, 60, 120)
RATES = [10, 15, 30, 60]


def said(label, confidence=0.95, box=BOX):
    """What the network says of one glyph."""
    probabilities = np.full(10, (1 - confidence) / 9)
    probabilities[label] = confidence
    sure = confidence >= CARD.refusal_threshold
    return Prediction(label if sure else None, confidence, tuple(probabilities), box, "" if sure else NOT_SURE)


def moved(box, x, y=0):
    return box[0] + x, box[1] + y, box[2], box[3]


class Video:
    """Feeds frames at a rate and keeps the text of each."""

    def __init__(self, rate=30):
        self.tracker = Tracker(CARD)
        self.rate = rate
        self.time = 5.0
        self.texts = []

    def show(self, *predictions, seconds=None):
        """For so long; without: one frame. Returns the digits of the last."""
        digits = ()
        for _ in range(1 if seconds is None else round(seconds * self.rate)):
            digits = self.tracker.update(predictions, self.time)
            self.texts.append((self.time, text_of(digits)))
            self.time += 1 / self.rate
        return digits


def test_what_is_in_the_first_frame_is_read_at_once():
    assert text_of(Video().show(said(7))) == "7"


@pytest.mark.parametrize("rate", RATES)
def test_a_digit_that_comes_is_taken_within_300_ms(rate):
    video = Video(rate)
    video.show(seconds=0.5)
    came = video.time
    video.show(said(7), seconds=1)
    assert min(time for time, text in video.texts if text == "7") - came <= 0.3


@pytest.mark.parametrize("rate", RATES)
def test_another_digit_in_its_place_is_taken_within_300_ms(rate):
    video = Video(rate)
    video.show(said(7, 0.999), seconds=2)
    changed = video.time
    video.show(said(3), seconds=1)
    assert min(time for time, text in video.texts if text == "3") - changed <= 0.3
    assert {text for _, text in video.texts} == {"7", "3"}


@pytest.mark.parametrize("rate", RATES[1:])  # at 10 frames/s one frame is a tenth of a second
def test_one_wrong_frame_changes_nothing(rate):
    video = Video(rate)
    video.show(said(7), seconds=1)
    video.show(said(1, 0.999))
    video.show(said(7), seconds=1)
    assert {text for _, text in video.texts} == {"7"}


def test_a_label_does_not_flicker_between_two_that_are_about_as_probable():
    video = Video()
    rng = np.random.default_rng(0)
    for _ in range(300):
        share = rng.uniform(0.35, 0.65)
        probabilities = np.zeros(10)
        probabilities[[4, 9]] = share, 1 - share
        best = int(probabilities.argmax())
        video.show(Prediction(best, float(probabilities.max()), tuple(probabilities), BOX))
    texts = [text for _, text in video.texts]
    assert sum(a != b for a, b in zip(texts, texts[1:])) <= 2


def test_a_digit_missing_for_a_moment_is_held_and_one_that_is_gone_goes():
    video = Video()
    video.show(said(7), seconds=1)
    (held,) = video.show(seconds=0.15)
    assert (held.label, held.place) == (7, None)
    assert video.show(seconds=0.2) == ()


def test_what_is_seen_now_and_then_is_not_shown():
    video = Video()
    video.show(said(7), seconds=0.5)
    for _ in range(30):
        video.show(said(7), said(1, box=(500, 300, 20, 90)))
        video.show(said(7))
        video.show(said(7))
    assert {text for _, text in video.texts} == {"7"}


def test_a_digit_that_moves_is_the_same_digit():
    video = Video()
    tracks = {d.track for x in range(0, 600, 25) for d in video.show(said(5, box=moved(BOX, x)))}
    assert len(tracks) == 1


def test_two_digits_side_by_side_keep_their_numbers_while_the_paper_moves():
    video = Video()
    seen = []
    for x in range(0, 400, 20):
        pair = [said(4, box=moved(BOX, x)), said(2, box=moved(BOX, x + 110))]
        seen.append({digit.label: digit.track for digit in video.show(*(pair if x % 40 else pair[::-1]))})
    assert all(found == seen[0] for found in seen)
    assert {text for _, text in video.texts} == {"42"}


def test_the_text_is_read_row_by_row_from_the_left():
    video = Video()
    digits = video.show(
        said(3, box=(300, 10, 60, 100)), said(1, box=(10, 30, 60, 100)), said(2, box=(150, 300, 60, 100))
    )
    assert text_of(digits) == "13\n2"


def test_a_refused_glyph_is_refused_and_its_place_is_told():
    digits = Video().show(said(3, 0.3), refuse_without_network((400, 150, 5, 5), TOO_LITTLE_INK))
    assert [digit.label for digit in digits] == [None, None]
    assert [digit.place for digit in digits] == [0, 1]
    assert digits[1].probabilities == () and digits[1].confidence == 0


def test_a_digit_that_becomes_illegible_is_refused():
    video = Video()
    video.show(said(7), seconds=1)
    assert video.show(said(7, 0.3), seconds=0.6)[0].label is None


def test_a_refusal_without_the_network_keeps_what_was_known():
    video = Video()
    video.show(said(7), seconds=1)
    (digit,) = video.show(refuse_without_network(BOX, TOO_LITTLE_INK))
    assert digit.label == 7


def test_after_a_reset_nothing_is_left():
    video = Video()
    video.show(said(7), seconds=1)
    video.tracker.reset()
    assert video.show() == ()


def test_a_time_that_goes_back_begins_anew():
    video = Video()
    (before,) = video.show(said(7), seconds=1)
    video.time = 0.0
    (after,) = video.show(said(3))
    assert (after.label, after.track != before.track) == (3, True)


boxes = st.tuples(st.integers(0, 1200), st.integers(0, 700), st.integers(0, 200), st.integers(0, 200))
glyphs = st.lists(st.builds(said, st.integers(0, 9), st.floats(0.11, 1.0), boxes), max_size=6)
videos = st.lists(st.tuples(st.floats(0, 0.5), glyphs), max_size=25)


@settings(max_examples=60, deadline=None)
@given(videos)
def test_whatever_comes_the_answer_makes_sense(frames):
    tracker, time = Tracker(CARD), 0.0
    for interval, predictions in frames:
        time += interval
        digits = tracker.update(tuple(predictions), time)
        assert len({digit.track for digit in digits}) == len(digits)
        places = [digit.place for digit in digits if digit.place is not None]
        assert len(set(places)) == len(places) and all(place < len(predictions) for place in places)
        for digit in digits:
            assert sum(digit.probabilities) == pytest.approx(1)
            assert digit.label is None or digit.label in CARD.labels
            assert 0 <= digit.confidence <= 1 and digit.age >= 0
            assert digit.place is None or digit.box == predictions[digit.place].box
        assert len(text_of(digits).replace("\n", "")) == len(digits)
