"""The line that is being drawn: where the pen went, and how wide it was there."""

from __future__ import annotations

from typing import Optional

from app.ui.draw.drawing import Line, Point
from app.ui.draw.pen import Tip

_LIGHTEST, _STRONGEST = 0.4, 1.3  # of the pen's width, at no pressure and at all of it
_FOLLOWS = 0.35  # share of a change of pressure that the width takes at once: a hand trembles, ink flows


class Nib:
    def __init__(self, width: float, tip: Tip, *, pressure: bool) -> None:
        """width: of the pen, in pixels; pressure: whether the width follows it, where the device tells"""
        self._width = width
        self._points: list[Point] = [(tip.at.x(), tip.at.y())]
        self._widths: Optional[list[float]] = None
        if pressure and tip.pressure is not None:
            self._widths = [self._wanted(tip.pressure)]
        self._line: Optional[Line] = None  # made of them, when it is asked for

    def move(self, tip: Tip) -> bool:
        """Returns whether the pen is at another place than before."""
        point = tip.at.x(), tip.at.y()
        if point == self._points[-1]:
            return False
        self._line = None
        self._points.append(point)
        if self._widths is not None:
            before = self._widths[-1]
            wanted = before if tip.pressure is None else self._wanted(tip.pressure)
            self._widths.append(before + _FOLLOWS * (wanted - before))
        return True

    def _wanted(self, pressure: float) -> float:
        return self._width * (_LIGHTEST + (_STRONGEST - _LIGHTEST) * pressure)

    @property
    def line(self) -> Line:
        if self._line is None:
            mean = self._width if self._widths is None else sum(self._widths) / len(self._widths)
            self._line = Line(tuple(self._points), mean, tuple(self._widths or ()))
        return self._line
