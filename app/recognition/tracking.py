"""Digits followed from frame to frame: labels that do not flicker, and a new digit that is soon taken.

What the network says of a glyph in one frame is averaged with what it said of the same glyph in the frames before, the
older the less. A glyph is the same where it is about where it was, and about as large.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

import numpy as np

from app.recognition.decision import Box, Prediction
from app.recognition.model import ModelCard

MEMORY = 0.10  # seconds: what was said so long ago counts 1/e
PRESENCE = 0.15  # seconds: likewise of whether it was seen
_FORGOTTEN = 0.1
_SHOWN_FROM, _SHOWN_TO = 0.6, 0.2  # presence: a glyph is shown after 0.14 s, and held for 0.24 s unseen
_MARGIN = 0.10  # by which another label has to be more probable than the one that is shown
_LENIENT = 0.6  # of the refusal threshold: below it a label that is shown is withdrawn
_AT_ONCE = 1e-3  # seconds: pictures that are no further apart tell no velocity
_SLOW = 0.12  # seconds from frame to frame above which one frame is enough to change a label
_FARTHEST = 0.75  # of a glyph's size that it may move from one frame to the next, besides its steady motion
_LARGEST_CHANGE = 1.8  # of its size


@dataclass(frozen=True)
class TrackedDigit:
    """A digit over frames.

    track: a number that stays the same while it is followed
    label: None while it is refused
    confidence: the mean probability of the label, or of the best one where it is refused
    probabilities: means, in the card's order; empty where the network was never asked
    box: where it was last seen
    place: of its prediction in this frame's recognition; None where it is held without being seen
    age: seconds since it was first seen
    """

    track: int
    label: Optional[int]
    confidence: float
    probabilities: tuple[float, ...]
    box: Box
    place: Optional[int]
    age: float


@dataclass
class _Track:
    number: int
    box: Box
    first: float
    seen: float
    place: Optional[int] = None
    presence: float = 0.0  # 0..1: how steadily it is seen
    shown: bool = False
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))  # pixels a second
    summed: Optional[np.ndarray] = None  # weighted probabilities
    weight: float = 0.0
    label: Optional[int] = None  # its place in the card's labels
    challenger: Optional[int] = None  # the best of the frame before, where that is another one

    @property
    def mean(self) -> np.ndarray:
        return np.zeros(0) if self.summed is None else self.summed / self.weight


class Tracker:
    """Feed it each frame's predictions in the order of time. Not thread-safe."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card
        self._tracks: list[_Track] = []
        self._numbers = 0
        self._time = -np.inf

    def reset(self) -> None:
        """Forget all: what comes next is another scene. What is in its first frame is shown at once."""
        self._tracks = []
        self._time = -np.inf

    def update(self, predictions: tuple[Prediction, ...], time: float) -> tuple[TrackedDigit, ...]:
        """The digits that there are now, in reading order.

        time: when the frame was captured, in seconds; a time that goes back begins anew
        """
        if time < self._time:
            self.reset()
        interval, self._time = time - self._time, time
        faded = float(np.exp(-interval / PRESENCE))
        for track in self._tracks:
            track.place = None
            track.presence *= faded
        found = self._matches(predictions, time)
        for place, prediction in enumerate(predictions):
            track = found.get(place) or self._new(prediction, time)
            track.presence += 1 - faded
            self._see(track, place, prediction, time, interval)
        for track in self._tracks:
            track.shown = track.presence >= (_SHOWN_TO if track.shown else _SHOWN_FROM)
        self._tracks = [track for track in self._tracks if track.presence >= _FORGOTTEN and not self._replaced(track)]
        shown = [track for track in self._tracks if track.shown]
        return tuple(self._digit(track, time) for track in _in_reading_order(shown))

    def _replaced(self, track: _Track) -> bool:
        """Whether it is not seen, and another is seen in its place."""
        return track.place is None and any(
            other.place is not None and (_within(track.box, other.box) or _within(other.box, track.box))
            for other in self._tracks
        )

    def _matches(self, predictions: tuple[Prediction, ...], time: float) -> dict[int, _Track]:
        """Which track each prediction goes on with, the nearest pairs first."""
        pairs = []
        for place, prediction in enumerate(predictions):
            for track in self._tracks:
                distance = _distance(track, prediction.box, time)
                if distance is not None:
                    pairs.append((distance, place, track))
        pairs.sort(key=lambda pair: pair[:2])
        found: dict[int, _Track] = {}
        taken: set[int] = set()
        for _, place, track in pairs:
            if place not in found and track.number not in taken:
                found[place] = track
                taken.add(track.number)
        return found

    def _new(self, prediction: Prediction, time: float) -> _Track:
        self._numbers += 1
        track = _Track(self._numbers, prediction.box, time, time)
        self._tracks.append(track)
        return track

    def _see(self, track: _Track, place: int, prediction: Prediction, time: float, interval: float) -> None:
        passed = time - track.seen
        if passed > _AT_ONCE:
            moved = (_centre(prediction.box) - _centre(track.box)) / passed
            track.velocity = 0.5 * track.velocity + 0.5 * moved
        track.box, track.seen, track.place = prediction.box, time, place
        if prediction.probabilities:
            faded = float(np.exp(-passed / MEMORY))
            said = np.asarray(prediction.probabilities)
            track.summed = said if track.summed is None else faded * track.summed + said
            track.weight = faded * track.weight + 1.0
        self._judge(track, prediction, interval)

    def _judge(self, track: _Track, prediction: Prediction, interval: float) -> None:
        """Which label is shown. Another one needs a margin, and two frames that speak for it in turn."""
        if track.summed is None:
            return
        mean = track.mean
        best = int(mean.argmax())
        now = int(np.argmax(prediction.probabilities)) if prediction.probabilities else None
        if best == track.label:
            track.challenger = now if now != best else None
            if mean[best] < _LENIENT * self.card.refusal_threshold:
                track.label = None
            return
        confirmed = interval > _SLOW or track.label is None or track.challenger == best
        track.challenger = now
        sure = mean[best] >= self.card.refusal_threshold
        ahead = track.label is None or mean[best] > mean[track.label] + _MARGIN
        if sure and confirmed and ahead:
            track.label = best
        elif track.label is not None and mean[track.label] < _LENIENT * min(0.5, self.card.refusal_threshold):
            track.label = None

    def _digit(self, track: _Track, time: float) -> TrackedDigit:
        mean = track.mean
        best = int(mean.argmax()) if track.label is None and mean.size else track.label
        return TrackedDigit(
            track=track.number,
            label=None if track.label is None else self.card.labels[track.label],
            confidence=0.0 if best is None else float(mean[best]),
            probabilities=tuple(mean.tolist()),
            box=track.box,
            place=track.place,
            age=time - track.first,
        )


def text_of(digits: tuple[TrackedDigit, ...]) -> str:
    """What is read: `?` for a refused one, a newline between rows."""
    rows = _rows([digit.box for digit in digits])
    return "\n".join("".join("?" if digits[i].label is None else str(digits[i].label) for i in row) for row in rows)


def _in_reading_order(tracks: list[_Track]) -> list[_Track]:
    return [tracks[i] for row in _rows([track.box for track in tracks]) for i in row]


def _rows(boxes: list[Box]) -> list[list[int]]:
    """The places of the boxes, row by row from the top, each from the left."""
    rows: list[list[int]] = []
    middles = [top + height / 2 for _, top, _, height in boxes]
    for place in sorted(range(len(boxes)), key=lambda i: middles[i]):
        top = boxes[place][1]
        if rows and any(middles[place] < boxes[i][1] + boxes[i][3] or top < middles[i] for i in rows[-1]):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [sorted(row, key=lambda i: boxes[i][0]) for row in rows]


def _within(inner: Box, outer: Box) -> bool:
    """Whether the centre of one is in the other."""
    x, y = _centre(inner)
    return bool(outer[0] <= x <= outer[0] + outer[2] and outer[1] <= y <= outer[1] + outer[3])


def _centre(box: Box) -> np.ndarray:
    return np.array([box[0] + box[2] / 2, box[1] + box[3] / 2])


def _distance(track: _Track, box: Box, time: float) -> Optional[float]:
    """How far from where it would be now, in its sizes; None where it cannot be the same glyph."""
    size, other = max(track.box[2], track.box[3], 1), max(box[2], box[3], 1)
    if max(size, other) > _LARGEST_CHANGE * min(size, other):
        return None
    moved = _centre(box) - _centre(track.box)
    expected = track.velocity * (time - track.seen)
    # a hand that moves may stop at once: where it was counts as much as where it would be
    distance = min(float(np.hypot(*moved)), float(np.hypot(*(moved - expected)))) / max(size, other)
    return distance if distance <= _FARTHEST else None
