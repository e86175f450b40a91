"""The test sets of a folder as readings: what was to be read, and what was.

The folder holds any of these; what is absent is left out:
    pen_strokes.json.gz     list of {"label", "writer", "strokes": [[[x, y], ...], ...]}, y down
    usps_test.npz, semeion.npz          x uint8 [n, h, w] white on black, y labels
    drawings/*_D.*          pictures of one digit D
    pages/labels.json       {"file": ["row", "row", ...]}, and the pictures beside it
    not_digits_omniglot.npz             x uint8 [n, h, w] white on black: characters to be refused
    not_digits_photos/*                 pictures to be refused
From the strokes photographs and rows are made as well; `scenes.nothing` needs no data.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Optional

import cv2
import numpy as np

from app.recognition.ink import render
from app.recognition.model import Engine
from app.recognition.preprocessing import batch_from_inputs
from app.recognition.recognizer import Recognition, Recognizer
from app.sources.picture import pictures_in, read_picture
from model_build import scenes

CANVAS = 560  # pixels
PENS = (4, 6, 9, 12, 15)  # per cent of the digit's longer side
_PEN = 0.071  # of the digit's longer side, where nothing else is said
_MARGIN = 8  # pixels around scans that have none
_PHOTOGRAPHS = 600  # of each kind
_ROWS = 300
_NOTHINGS = 40  # of each kind


@dataclass(frozen=True)
class Reading:
    """One picture or drawing, read.

    truth: the text to be read, "" where there is no digit
    text: what was read, "?" for a refused glyph
    answer: the likeliest digit of the only glyph, whether refused or not; None where there is not exactly one
    confidence, strength: of the glyph that the network is surest of, and the largest logit of any; 0 and minus infinity
        where none was put to it
    reason: of the first refused glyph
    seen: what the network saw of the first glyph, uint8 [side, side]
    """

    truth: str
    text: str
    answer: Optional[int]
    confidence: float
    strength: float
    reason: str
    seen: Optional[np.ndarray]

    @property
    def right(self) -> bool:
        """A refused digit is not right; of what is no digit all refusals are."""
        return self.text == self.truth if self.truth else not re.search(r"\d", self.text)


class Reader:
    """A recognizer that tells what its network said."""

    def __init__(self, engine: Engine) -> None:
        self.recognizer = Recognizer(engine)
        self._engine = engine

    def reading(self, truth: str, found: Recognition) -> Reading:
        answer, confidence, strength = None, 0.0, -np.inf
        asked = [i for i, prediction in enumerate(found.predictions) if prediction.probabilities]
        if asked:
            card = self._engine.card
            confidence = max(found.predictions[i].confidence for i in asked)
            strength = float(self._engine.infer(batch_from_inputs(found.inputs[asked], card)).max())
            if len(found.predictions) == 1:
                answer = card.labels[int(np.argmax(found.predictions[0].probabilities))]
        reason = next((p.reason for p in found.predictions if p.label is None), "")
        seen = found.inputs[0] if len(found.inputs) else None
        return Reading(truth, found.text, answer, confidence, strength, reason, seen)


@dataclass(frozen=True)
class TestSet:
    """name: for the table; kind: "digits", "rows" or "none"; needs: a path below the folder, "" for nothing"""

    name: str
    kind: str
    needs: str
    read: Callable[[Path, Reader], Iterator[Reading]]


def _strokes(path: Path) -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = json.loads(gzip.decompress(path.read_bytes()))
    return samples


def writer_half(writer: str) -> int:
    """0 or 1: by the number at the end of the writer's name, even or odd; a name without one by its checksum."""
    number = re.search(r"(\d+)$", writer)
    return (int(number.group(1)) if number else zlib.crc32(writer.encode())) % 2


def _drawn(
    path: Path,
    reader: Reader,
    place: Callable[[np.random.Generator], tuple[float, float, float]],
    pen: float = _PEN,
    half: Optional[int] = None,
) -> Iterator[Reading]:
    """Drawn on the canvas; `place` gives the digit's size in pixels, and where in the free room it stands, 0 to 1."""
    rng = np.random.default_rng(0)
    for sample in _strokes(path):
        size, across, down = place(rng)
        if half is not None and writer_half(str(sample["writer"])) != half:
            continue
        width = max(2.0, pen * size)
        room = CANVAS - size - 2 * width
        left, top = width + room * across, width + room * down
        strokes = scenes.placed(scenes.unit_lines(sample["strokes"]), size, left, top, width)
        found = reader.recognizer.recognize_strokes(strokes, (CANVAS, CANVAS))
        yield reader.reading(str(sample["label"]), found)


def _large(rng: np.random.Generator) -> tuple[float, float, float]:
    return 0.7 * CANVAS, 0.5, 0.5


def _anywhere(rng: np.random.Generator) -> tuple[float, float, float]:
    return rng.uniform(0.15, 0.4) * CANVAS, rng.random(), rng.random()


def _corner(rng: np.random.Generator) -> tuple[float, float, float]:
    return rng.uniform(0.07, 0.12) * CANVAS, float(rng.integers(2)), float(rng.integers(2))


def _photographed(path: Path, reader: Reader, lines: str = "") -> Iterator[Reading]:
    """One digit on paper or newsprint; the digit is 40 to 75 % of the picture, near its middle."""
    rng = np.random.default_rng(1)
    samples = _strokes(path)
    for index in rng.choice(len(samples), min(_PHOTOGRAPHS, len(samples)), replace=False):
        sample = samples[index]
        unit = scenes.unit_lines(sample["strokes"])
        size = rng.uniform(60, 240)
        side = round(size / rng.uniform(0.4, 0.75))
        extent = np.max([line.max(axis=0) for line in unit], axis=0) * size
        left, top = (side - extent) / 2 + rng.uniform(-0.08, 0.08, 2) * side
        ink = render(scenes.placed(unit, size, left, top, size * rng.uniform(0.05, 0.11)), (side, side))
        picture = scenes.photograph(ink, rng, lines=lines)
        yield reader.reading(str(sample["label"]), reader.recognizer.recognize(picture, one_digit=True))


def _in_rows(path: Path, reader: Reader, gap: float, canvas: bool) -> Iterator[Reading]:
    """Two to four digits of one writer side by side, on the canvas or photographed."""
    rng = np.random.default_rng(2)
    by_writer: dict[str, list[dict[str, Any]]] = {}
    for sample in _strokes(path):
        by_writer.setdefault(str(sample["writer"]), []).append(sample)
    writers = sorted(by_writer)
    for _ in range(_ROWS):
        own = by_writer[writers[rng.integers(len(writers))]]
        chosen = [own[i] for i in rng.integers(len(own), size=rng.integers(2, 5))]
        strokes = scenes.row([scenes.unit_lines(sample["strokes"]) for sample in chosen], rng, gap=gap)
        size = scenes.size_of(strokes, 60)
        if canvas:
            found = reader.recognizer.recognize_strokes(strokes, size)
        else:
            found = reader.recognizer.recognize(scenes.photograph(render(strokes, size), rng))
        yield reader.reading("".join(str(sample["label"]) for sample in chosen), found)


def _scans(path: Path, reader: Reader, one_digit: bool = True) -> Iterator[Reading]:
    with np.load(path) as arrays:
        pictures, labels = arrays["x"], arrays["y"]
    for picture, label in zip(pictures, labels):
        found = reader.recognizer.recognize(_with_margin(picture), one_digit=one_digit)
        yield reader.reading(str(int(label)), found)


def _with_margin(picture: np.ndarray) -> np.ndarray:
    return cv2.copyMakeBorder(picture, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=0)


def _drawings(path: Path, reader: Reader) -> Iterator[Reading]:
    for file in pictures_in(path):
        label = re.search(r"_(\d)$", file.stem)
        if label:
            yield reader.reading(label.group(1), reader.recognizer.recognize(read_picture(file)))


def _pages(path: Path, reader: Reader) -> Iterator[Reading]:
    for name, rows in sorted(json.loads((path / "labels.json").read_text()).items()):
        found = reader.recognizer.recognize(read_picture(path / name))
        texts = found.text.split("\n")
        for number, row in enumerate(rows):
            text = texts[number] if number < len(texts) else ""
            yield Reading(row, text, None, 0.0, -np.inf, "", None)


def _characters(path: Path, reader: Reader, one_digit: bool = True) -> Iterator[Reading]:
    with np.load(path) as arrays:
        pictures = arrays["x"]
    for picture in pictures:
        yield reader.reading("", reader.recognizer.recognize(_with_margin(picture), one_digit=one_digit))


def _other_photographs(path: Path, reader: Reader) -> Iterator[Reading]:
    for file in pictures_in(path):
        yield reader.reading("", reader.recognizer.recognize(read_picture(file), one_digit=True))


@lru_cache(maxsize=1)
def _pictures_of_nothing() -> list[tuple[str, np.ndarray]]:
    return list(scenes.nothing(_NOTHINGS))


def _nothing(path: Path, reader: Reader, kind: str) -> Iterator[Reading]:
    for name, picture in _pictures_of_nothing():
        if name == kind:
            yield reader.reading("", reader.recognizer.recognize(picture))


_PEN_FILE = "pen_strokes.json.gz"
SETS: tuple[TestSet, ...] = (
    TestSet(
        "pen strokes, large, writers with even numbers", "digits", _PEN_FILE, partial(_drawn, place=_large, half=0)
    ),
    TestSet("pen strokes, large, writers with odd numbers", "digits", _PEN_FILE, partial(_drawn, place=_large, half=1)),
    TestSet("pen strokes, small and anywhere", "digits", _PEN_FILE, partial(_drawn, place=_anywhere)),
    TestSet("pen strokes, very small in a corner", "digits", _PEN_FILE, partial(_drawn, place=_corner)),
    *(
        TestSet(
            f"pen strokes, pen of {pen} % of the digit",
            "digits",
            _PEN_FILE,
            partial(_drawn, place=_large, pen=pen / 100),
        )
        for pen in PENS
    ),
    TestSet("USPS test", "digits", "usps_test.npz", _scans),
    TestSet("Semeion", "digits", "semeion.npz", _scans),
    TestSet("any number of digits in USPS test", "digits", "usps_test.npz", partial(_scans, one_digit=False)),
    TestSet("any number of digits in Semeion", "digits", "semeion.npz", partial(_scans, one_digit=False)),
    TestSet("exports of drawing programs", "digits", "drawings", _drawings),
    TestSet("made photographs of a digit", "digits", _PEN_FILE, _photographed),
    *(
        TestSet(f"made photographs of a digit, {words}", "digits", _PEN_FILE, partial(_photographed, lines=lines))
        for lines, words in (("remnants", "remnants of a frame"), ("ruled", "ruled paper"), ("grid", "grid paper"))
    ),
    TestSet("rows of photographed pages", "rows", "pages", _pages),
    TestSet("rows drawn on the canvas", "rows", _PEN_FILE, partial(_in_rows, gap=0.15, canvas=True)),
    TestSet("rows drawn on the canvas, touching", "rows", _PEN_FILE, partial(_in_rows, gap=0.0, canvas=True)),
    TestSet("rows in made photographs", "rows", _PEN_FILE, partial(_in_rows, gap=0.15, canvas=False)),
    TestSet("rows in made photographs, touching", "rows", _PEN_FILE, partial(_in_rows, gap=0.0, canvas=False)),
    TestSet("Omniglot characters, refused", "none", "not_digits_omniglot.npz", _characters),
    TestSet(
        "any number of digits in Omniglot characters, refused",
        "none",
        "not_digits_omniglot.npz",
        partial(_characters, one_digit=False),
    ),
    TestSet("photographed Greek letters, refused", "none", "not_digits_photos", _other_photographs),
    *(
        TestSet(f"{words}, refused", "none", "", partial(_nothing, kind=kind))
        for kind, words in (
            ("blank", "blank paper"),
            ("noise", "noise"),
            ("dot", "a dot"),
            ("scribble", "a scribble"),
            ("nothing", "a picture of nothing"),
        )
    ),
)
