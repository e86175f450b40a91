"""A drawing as its strokes, in a file that other programs can read.

`{"format": "atlas-digits strokes", "version": 1, "size": [w, h], "strokes": [{"width": 8, "points": [[x, y], ...]}]}`
with lengths in pixels of the canvas. A stroke may also have `"widths"`: the pen's at each of its points.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from app.errors import StrokeFileError
from app.files import read_file, replacing
from app.messages import reason_of, said

FORMAT = "atlas-digits strokes"
VERSION = 1
MOST_STROKES = 2_000
MOST_POINTS = 200_000  # of all strokes together
LARGEST_SIDE = 20_000  # pixels: of a canvas, and the widest pen
_FARTHEST = 100_000  # pixels: a point from the canvas's corner, to each side; a pen may leave the canvas
_LARGEST_FILE = 20_000_000  # bytes
_LONGEST_NUMBER = 20  # digits
_POINT = said("a point")


class Line(NamedTuple):
    """One movement of the pen, as `app.recognition.ink.Stroke` has it, without OpenCV.

    points: (x, y) in pixels of the canvas, at least one
    width: of the pen in pixels, above 0
    widths: of the pen at each point, where it pressed more or less; empty where it has one width
    """

    points: tuple[tuple[float, float], ...]
    width: float
    widths: tuple[float, ...] = ()


class Drawn(Protocol):
    """A `Line` or a `Stroke`."""

    @property
    def points(self) -> tuple[tuple[float, float], ...]: ...

    @property
    def width(self) -> float: ...


class Drawing(NamedTuple):
    """size: (width, height) of the canvas in pixels"""

    strokes: tuple[Line, ...]
    size: tuple[int, int]


def save_strokes(path: Path, strokes: Iterable[Drawn], size: tuple[int, int], *, replace: bool = False) -> None:
    """Write a drawing, whole or not at all.

    replace: whether a file that is there already may give way to it
    raises StrokeFileError, also for a drawing that would not be read again
    """
    try:
        lines = checked([Line(s.points, s.width, getattr(s, "widths", ())) for s in strokes])
        fields = {"format": FORMAT, "version": VERSION, "size": checked_size(size), "strokes": fields_of(lines)}
        content = json.dumps(fields, allow_nan=False).encode()
    except ValueError as error:
        raise StrokeFileError(
            said("{path}: this drawing cannot be written: {reason}.", path=path, reason=error)
        ) from None
    if len(content) > _LARGEST_FILE:
        raise StrokeFileError(
            said("{path}: this drawing would be larger than {size:.0f} MB.", path=path, size=_LARGEST_FILE / 1e6)
        )
    try:
        with replacing(path, replace=replace) as file:
            file.write(content)
    except FileExistsError:
        raise StrokeFileError(said("{path}: there is such a file already; it is left as it is.", path=path)) from None
    except OSError as error:
        raise StrokeFileError(
            said(
                "{path}: the drawing cannot be written ({reason}). Save it to another place.",
                path=path,
                reason=reason_of(error),
            )
        ) from None


def read_strokes(path: Path) -> Drawing:
    """Raises StrokeFileError, naming the file and what is wrong with it."""
    try:
        content = read_file(path, _LARGEST_FILE)
    except FileNotFoundError:
        raise StrokeFileError(said("{path}: there is no such file.", path=path)) from None
    except OSError as error:
        raise StrokeFileError(
            said("{path}: the file cannot be read ({reason}).", path=path, reason=reason_of(error))
        ) from None
    try:
        fields = parsed(content)
        if not isinstance(fields, dict) or fields.get("format") != FORMAT:
            raise ValueError(said('it has no "format": "{format}"', format=FORMAT))
        require_version(fields.get("version"), VERSION)
        return Drawing(strokes_of(fields.get("strokes")), checked_size(fields.get("size")))
    except ValueError as error:
        raise StrokeFileError(
            said("{path}: this is not a drawing of this program, or it is damaged: {reason}.", path=path, reason=error)
        ) from None


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:  # Python takes minutes for millions of digits
        raise ValueError(said("it has a number of too many digits"))
    return int(digits)


def _constant(name: str) -> None:
    raise ValueError(said("{name} is not a number of JSON", name=name))


decoder = json.JSONDecoder(parse_int=_whole, parse_constant=_constant)


def parsed(content: bytes) -> Any:
    """JSON in UTF-8. Raises ValueError for anything else, also for what JSON does not know: NaN and the infinities."""
    try:
        return decoder.decode(text_of(content))
    except RecursionError:
        raise ValueError(said("it is nested too deep")) from None


def text_of(content: bytes) -> str:
    """Raises ValueError where it is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ValueError(said("it is not text in UTF-8")) from None


def require_version(found: object, known: int) -> None:
    """Raises ValueError."""
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise ValueError(said('"version" is a whole number from 1, not {found}', found=_short(found)))
    if found > known:
        raise ValueError(
            said(
                "it is of version {found}, written by a newer Atlas Digits; this one knows {known}",
                found=found,
                known=known,
            )
        )


def fields_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """What stands in the file for these strokes."""
    return [
        {"width": line.width, "points": line.points, **({"widths": line.widths} if line.widths else {})}
        for line in lines
    ]


def strokes_of(fields: object) -> tuple[Line, ...]:
    """The strokes that stand in a file. Raises ValueError."""
    lines = []
    for stroke in _list(fields, '"strokes"'):
        if not isinstance(stroke, dict):
            raise ValueError(said("a stroke is an object, not {found}", found=_short(stroke)))
        points = tuple(tuple(_list(point, _POINT)) for point in _list(stroke.get("points"), '"points"'))
        lines.append(Line(points, stroke.get("width"), tuple(_list(stroke.get("widths", []), '"widths"'))))  # type: ignore[arg-type]
    return checked(lines)


def checked(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The strokes, their numbers as floats. Raises ValueError where they are too many or not what `Line` says."""
    if len(lines) > MOST_STROKES:
        raise ValueError(said("it has {count:,} strokes, more than {most:,}", count=len(lines), most=MOST_STROKES))
    total = sum(len(line.points) for line in lines)
    if total > MOST_POINTS:
        raise ValueError(said("it has {count:,} points, more than {most:,}", count=total, most=MOST_POINTS))
    return tuple(_checked(line) for line in lines)


def _checked(line: Line) -> Line:
    if not line.points:
        raise ValueError(said("a stroke has at least one point"))
    if any(len(point) != 2 for point in line.points):
        raise ValueError(said("a point is two numbers"))
    if line.widths and len(line.widths) != len(line.points):
        raise ValueError(
            said("{widths} widths are given for {points} points", widths=len(line.widths), points=len(line.points))
        )
    points = tuple((_number(x, -_FARTHEST, _POINT), _number(y, -_FARTHEST, _POINT)) for x, y in line.points)
    return Line(points, _width(line.width), tuple(_width(width) for width in line.widths))


def checked_size(size: object) -> tuple[int, int]:
    """(width, height), each a whole number from 1 to 20,000. Raises ValueError."""
    if not isinstance(size, (list, tuple)) or len(size) != 2:
        raise ValueError(said("a size is two whole numbers, not {found}", found=_short(size)))
    for side in size:
        if not isinstance(side, int) or isinstance(side, bool) or not 1 <= side <= LARGEST_SIDE:
            raise ValueError(
                said("a side is a whole number from 1 to {most:,}, not {found}", most=LARGEST_SIDE, found=_short(side))
            )
    return size[0], size[1]


def _width(value: object) -> float:
    width = _number(value, 0, said("a width"))
    if not 0 < width <= LARGEST_SIDE:
        raise ValueError(said("a width is above 0 and at most {most:,}, not {width}", most=LARGEST_SIDE, width=width))
    return width


def _number(value: object, least: float, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(said("{what} is of numbers, not {found}", what=what, found=_short(value)))
    if not (math.isfinite(value) and least <= value <= _FARTHEST):
        raise ValueError(
            said(
                "{what} is from {least:,} to {most:,}, not {value}", what=what, least=least, most=_FARTHEST, value=value
            )
        )
    return float(value)


def _list(value: object, what: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ValueError(said("{what} is a list, not {found}", what=what, found=_short(value)))
    return value


def _short(value: object) -> str:
    """For messages: a value may be as long as its file."""
    shown = (
        json.dumps(value, default=repr)
        if not isinstance(value, (list, dict))
        else said("a {kind}", kind=type(value).__name__)
    )
    return shown if len(shown) <= 40 else shown[:37] + "..."
