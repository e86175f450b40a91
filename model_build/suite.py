"""How well a model reads other people's writing: the whole application's way, over a folder of test sets.

The folder holds any of these; what is absent is left out of the table:
    pen_strokes.json.gz     list of {"label", "writer", "strokes": [[[x, y], ...], ...]}, y down
    usps_test.npz, semeion.npz          x uint8 [n, h, w] white on black, y labels
    drawings/*_D.*          pictures of one digit D
    pages/labels.json       {"file": ["row", "row", ...]}, and the pictures beside it
    not_digits_omniglot.npz             x uint8 [n, h, w] white on black: characters to be refused
    not_digits_photos/*                 pictures to be refused
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from app.recognition.ink import Stroke
from app.recognition.recognizer import Recognizer
from app.sources.picture import pictures_in, read_picture
from model_build.errors import DataError

_CANVAS = 560  # pixels
_PEN = 0.05  # of the canvas
_MARGIN = 8  # pixels around scans that have none


@dataclass(frozen=True)
class Score:
    """right of total; a refused digit is not right, a refused non-digit is."""

    name: str
    right: int
    total: int

    @property
    def share(self) -> float:
        return 100 * self.right / self.total if self.total else 0.0


def measure(folder: Path, recognizer: Recognizer) -> list[Score]:
    """The score of every set in the folder. Raises DataError where there is none, or one cannot be read."""
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such folder.")
    scores = []
    for name, needs, answers in _SETS:
        path = folder / needs
        if not path.exists():
            continue
        try:
            outcomes = list(answers(path, recognizer))
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise DataError(f"{path}: cannot be read as a test set ({error}).") from None
        scores.append(Score(name, sum(outcomes), len(outcomes)))
    if not scores:
        raise DataError(f"{folder}: none of the known test sets is in it.")
    return scores


def table(columns: dict[str, list[Score]]) -> str:
    """Markdown: a row a set, a column a model."""
    names = list(dict.fromkeys(score.name for scores in columns.values() for score in scores))
    lines = ["| Set | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name in names:
        cells = []
        for scores in columns.values():
            score = next((s for s in scores if s.name == name), None)
            cells.append("-" if score is None else f"{score.right} of {score.total}, {score.share:.1f} %")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _strokes_large(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    return _strokes(path, recognizer, lambda rng: (0.7 * _CANVAS, 0.5, 0.5))


def _strokes_anywhere(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    return _strokes(path, recognizer, lambda rng: (rng.uniform(0.15, 0.4) * _CANVAS, rng.random(), rng.random()))


def _strokes(
    path: Path, recognizer: Recognizer, place: Callable[[np.random.Generator], tuple[float, float, float]]
) -> Iterator[bool]:
    """Drawn on the canvas with a pen; `place` gives the digit's size and where in the free room it stands, 0 to 1."""
    rng = np.random.default_rng(0)
    for sample in json.loads(gzip.decompress(path.read_bytes())):
        lines = [np.asarray(line, np.float64) for line in sample["strokes"] if line]
        every = np.concatenate(lines)
        low, extent = every.min(0), max(1.0, float(np.ptp(every, axis=0).max()))
        size, across, down = place(rng)
        pen = max(2.0, _PEN * _CANVAS * size / (0.7 * _CANVAS))
        room = _CANVAS - size - 2 * pen
        offset = pen + room * np.array([across, down])
        strokes = [Stroke(tuple(map(tuple, ((line - low) / extent * size + offset).tolist())), pen) for line in lines]
        answer = recognizer.recognize_strokes(strokes, (_CANVAS, _CANVAS))
        yield answer.text == str(sample["label"])


def _scans(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    with np.load(path) as arrays:
        pictures, labels = arrays["x"], arrays["y"]
    for picture, label in zip(pictures, labels):
        answer = recognizer.recognize(_with_margin(picture), one_digit=True)
        yield answer.text == str(int(label))


def _with_margin(picture: np.ndarray) -> np.ndarray:
    return cv2.copyMakeBorder(picture, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=0)


def _drawings(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    for file in pictures_in(path):
        label = re.search(r"_(\d)$", file.stem)
        if label:
            yield recognizer.recognize(read_picture(file)).text == label.group(1)


def _pages(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    for name, rows in sorted(json.loads((path / "labels.json").read_text()).items()):
        found = recognizer.recognize(read_picture(path / name)).text.split("\n")
        for number, row in enumerate(rows):
            yield number < len(found) and found[number] == row


def _refused_characters(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    with np.load(path) as arrays:
        pictures = arrays["x"]
    for picture in pictures:
        yield not re.search(r"\d", recognizer.recognize(_with_margin(picture), one_digit=True).text)


def _refused_photos(path: Path, recognizer: Recognizer) -> Iterator[bool]:
    for file in pictures_in(path):
        yield not re.search(r"\d", recognizer.recognize(read_picture(file), one_digit=True).text)


_SETS: tuple[tuple[str, str, Callable[[Path, Recognizer], Iterator[bool]]], ...] = (
    ("pen strokes, drawn large", "pen_strokes.json.gz", _strokes_large),
    ("pen strokes, small and anywhere", "pen_strokes.json.gz", _strokes_anywhere),
    ("USPS test", "usps_test.npz", _scans),
    ("Semeion", "semeion.npz", _scans),
    ("exports of drawing programs", "drawings", _drawings),
    ("rows of photographed pages", "pages", _pages),
    ("Omniglot characters, refused", "not_digits_omniglot.npz", _refused_characters),
    ("photographed Greek letters, refused", "not_digits_photos", _refused_photos),
)
