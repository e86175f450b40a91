"""What touches the picture's edge: writing that is cut off a little, or the edge of a sheet, a finger, a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.recognition.parts import Part

_MARGIN = 1  # pixels
_ALIKE_HEIGHT = (0.5, 1.5)  # of the tallest glyph inside: so tall is writing beside it
_ALIKE_PEN = (0.5, 2.0)  # of the pen's width inside
_DOT = 2.5  # times the pen's width: what is not longer is a dot
_FILLING = 0.2  # of the picture's shorter side: what touches the edge and is smaller than this fills no picture
_LONGEST_CONTACT = 0.6  # of the part's size: what lies longer along the edge is no digit that reaches it


def sides(part: Part, shape: tuple[int, ...]) -> int:
    """How many sides of the picture of [height, width] it touches."""
    height, width = shape
    return (
        (part.left < _MARGIN) + (part.top < _MARGIN) + (part.right > width - _MARGIN) + (part.bottom > height - _MARGIN)
    )


def without_border(
    parts: Sequence[Part],
    shape: tuple[int, ...],
    pen_of: Callable[[Part], float],
    contact_of: Callable[[Part], int],
) -> list[Part]:
    """Without what touches the edge, but for what looks as written by the hand that wrote what does not; where nothing
    else is left all that is large stays, as a digit may fill its picture.

    pen_of: the width of a part's strokes; contact_of: how many of its pixels lie on the edge
    """
    touching = [part for part in parts if sides(part, shape)]
    if not touching:
        return list(parts)
    # what is left of a grid where its lines cross is nothing to compare with
    inside = [part for part in parts if not sides(part, shape) and part.size > _DOT * pen_of(part)]
    if not inside:
        return [part for part in parts if not sides(part, shape) or part.size >= _FILLING * min(shape)]
    tallest = max(inside, key=lambda part: part.size)
    pen = pen_of(tallest)

    def written(part: Part) -> bool:
        return (
            sides(part, shape) == 1
            and _ALIKE_HEIGHT[0] * tallest.size <= part.size <= _ALIKE_HEIGHT[1] * tallest.size
            and _ALIKE_PEN[0] * pen <= pen_of(part) <= _ALIKE_PEN[1] * pen
            and contact_of(part) <= _LONGEST_CONTACT * part.size
            and contact_of(part) <= 4 * pen
        )

    return [part for part in parts if not sides(part, shape) or written(part)]
