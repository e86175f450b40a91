"""Results as files for other programs: a table for spreadsheets, and the objects that `recognize --json` prints."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import AtlasDigitsError
from app.reading import Outcome, json_line
from app.recognition.recognizer import Recognition

COLUMNS = ("file", "text", "confidence", "boxes", "milliseconds", "engine", "model", "error")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet computes a cell that begins so


@dataclass(frozen=True)
class Result:
    """source: the picture's path or name; model: the file's name, empty where nothing was read"""

    source: str
    outcome: Outcome
    model: str = ""


def as_csv(results: Iterable[Result]) -> bytes:
    """A row a picture, in UTF-8 with the mark by which spreadsheets know it.

    confidence: of each digit, 0..1; boxes: of each, left top width height in pixels; between digits stands a semicolon
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result in results:
        outcome = result.outcome
        values = ["", "", "", "", ""] if isinstance(outcome, AtlasDigitsError) else _values(outcome)
        error = str(outcome) if isinstance(outcome, AtlasDigitsError) else ""
        writer.writerow(_harmless(cell) for cell in (result.source, *values, result.model, error))
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _values(recognition: Recognition) -> list[str]:
    predictions = recognition.predictions
    return [
        recognition.text,
        "; ".join(f"{p.confidence:.4f}" for p in predictions),
        "; ".join(" ".join(map(str, p.box)) for p in predictions),
        f"{recognition.timings.total:.3f}",
        recognition.engine,
    ]


def _harmless(cell: str) -> str:
    """A file may have the name of a formula: the apostrophe makes it text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_json(results: Iterable[Result]) -> bytes:
    """A list with an object a picture, each on a line of its own."""
    return ("[\n" + ",\n".join(json_line(result.source, result.outcome) for result in results) + "\n]\n").encode()
