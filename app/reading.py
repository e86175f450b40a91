"""Reading many pictures: what `recognize` prints."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, Union

import cv2

from app.errors import AtlasDigitsError, InferenceError, PictureError
from app.messages import said
from app.recognition.recognizer import Recognition, Recognizer
from app.sources.picture import pictures_in, read_picture

Outcome = Union[Recognition, AtlasDigitsError]


class Output(Protocol):
    def show(self, source: str, outcome: Outcome) -> None: ...


def read_paths(paths: Sequence[str], recognizer: Recognizer, output: Output, *, one_digit: bool) -> int:
    """Read every picture, in the order given; what cannot be read is shown as an error and the rest go on.

    returns how many could not be read
    """
    found = list(expanded(paths))
    failed = 0
    for number, (source, error) in enumerate(found, 1):
        outcome = error or _read(source, recognizer, one_digit)
        failed += isinstance(outcome, AtlasDigitsError)
        output.show(source, outcome)
        _show_progress(number, len(found))
    return failed


def expanded(paths: Sequence[str]) -> Iterator[tuple[str, Union[PictureError, None]]]:
    """Every picture's path; a folder becomes its pictures, one that has none an error."""
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises where it may not look)
            yield path, None
            continue
        try:
            pictures = pictures_in(Path(path))
        except PictureError as error:
            yield path, error
            continue
        if not pictures:
            yield path, PictureError(said("{path}: there are no pictures in this folder.", path=path))
        yield from ((str(picture), None) for picture in pictures)


def _read(source: str, recognizer: Recognizer, one_digit: bool) -> Outcome:
    try:
        with errors_of(source):
            return recognizer.recognize(read_picture(Path(source)), one_digit=one_digit)
    except (PictureError, InferenceError) as error:  # of this picture; the next may be read all the same
        return error


@contextmanager
def errors_of(source: str) -> Iterator[None]:
    """What goes wrong with one picture is raised as PictureError or InferenceError that names it."""
    try:
        yield
    except InferenceError as error:
        raise InferenceError(said("{name}: {reason}", name=source, reason=error)) from error
    except (MemoryError, cv2.error) as error:
        if isinstance(error, cv2.error) and error.code != cv2.Error.StsNoMem:
            raise
        raise PictureError(said("{path}: the picture is too large for this machine's memory.", path=source)) from None


def _show_progress(done: int, total: int) -> None:
    """On the terminal while the answers go elsewhere; where they are seen, they are the progress."""
    if sys.stderr.isatty() and not sys.stdout.isatty():
        print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


class JsonLines:
    """One object a line; the fields are stable, other programs read them."""

    def show(self, source: str, outcome: Outcome) -> None:
        print(json_line(source, outcome), flush=True)


def json_line(source: str, outcome: Outcome) -> str:
    if isinstance(outcome, AtlasDigitsError):
        fields: dict[str, object] = {"source": source, "error": str(outcome)}
    else:
        fields = {"source": source, **_fields(outcome)}
    return json.dumps(fields, allow_nan=False)


def _fields(recognition: Recognition) -> dict[str, object]:
    timings = recognition.timings
    return {
        "text": recognition.text,
        "digits": [
            {
                **{"label": p.label, "confidence": round(p.confidence, 4), "box": list(p.box)},
                **({"reason": p.reason} if p.label is None else {}),
            }
            for p in recognition.predictions
        ],
        "engine": recognition.engine,
        "timings_ms": {
            **{name: round(getattr(timings, name), 3) for name in ("segment", "preprocess", "infer", "total")},
            **{name: round(value, 3) for name, value in timings.infer_parts.items()},
        },
    }


class Table:
    """For people. The confidence is that of the digit the network is least sure of."""

    _ROW = "{:40}  {:>12}  {:>10}  {:>8}"

    def __init__(self) -> None:
        self._headed = False

    def show(self, source: str, outcome: Outcome) -> None:
        if not self._headed:
            print(self._ROW.format("picture", "answer", "confidence", "ms").rstrip())
            self._headed = True
        if isinstance(outcome, AtlasDigitsError):
            print(_one_line(str(outcome)), flush=True)
            return
        answer = outcome.text.replace("\n", " / ") or "no ink"
        confidence = min((p.confidence for p in outcome.predictions), default=None)
        sure = "" if confidence is None else f"{100 * confidence:.1f} %"
        name = _one_line(source)
        name = name if len(name) <= 40 else "..." + name[-37:]
        print(self._ROW.format(name, answer, sure, f"{outcome.timings.total:.2f}").rstrip(), flush=True)


def _one_line(text: str) -> str:
    """Control characters, as a file's name may hold them, escaped: they would break the row, or the terminal."""
    return "".join(repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
