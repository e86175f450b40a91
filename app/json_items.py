"""A long list in JSON, an item at a time: parsed as a whole a text may take a hundred times its own size in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from app.messages import JSON, known, said
from app.stroke_file import MOST_POINTS, decoder

LARGEST_ITEM = 16_000_000  # characters
_MOST_LISTS = 5 * MOST_POINTS  # in an item, or beside it in the text that is looked at
_MOST_ENTRIES = 100  # of the object that the list stands in
_AT_FIRST = 65_536  # characters that are looked at, twice as many as long as the item goes on
_CUT = 16  # characters from the end: an error there may only mean that the item goes on
_SPACE = re.compile(r"[ \t\n\r]*")


def items(text: str, name: str, beside: dict[str, Any]) -> Iterator[Any]:
    """The items of the list `name` in the object that the text is.

    beside: gets the other entries of the object, those after the list once that has ended
    raises ValueError where it is no such text
    """
    reader = _Reader(text)
    reader.sign("{")
    for _ in range(_MOST_ENTRIES):
        key = reader.value()
        if not isinstance(key, str):
            break
        reader.sign(":")
        if key == name:
            yield from _list(reader, name)
        else:
            beside[key] = reader.value()
        if reader.sign(",}") == "}":
            reader.end()
            return
    raise ValueError(said("it is not an object with a few entries"))


def _list(reader: _Reader, name: str) -> Iterator[Any]:
    if not reader.is_next("["):
        raise ValueError(said('"{name}" is not a list', name=name))
    reader.sign("[")
    if reader.is_next("]"):
        reader.sign("]")
        return
    while True:
        yield reader.value()
        if reader.sign(",]") == "]":
            return


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def is_next(self, sign: str) -> bool:
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches nothing, too
        return self._text.startswith(sign, self._at)

    def sign(self, one_of: str) -> str:
        for sign in one_of:
            if self.is_next(sign):
                self._at += 1
                return sign
        raise ValueError(said("there is no {signs} at character {at}", signs=" or ".join(one_of), at=self._at))

    def end(self) -> None:
        if not self.is_next("") or self._at < len(self._text):
            raise ValueError(said("there is more after its end, at character {at}", at=self._at))

    def value(self) -> Any:
        self.is_next("")
        size = _AT_FIRST
        while True:
            part = self._text[self._at : self._at + size]
            last = self._at + size >= len(self._text)
            if part.count("[") + part.count("{") > _MOST_LISTS:
                raise ValueError(said("it has more lists than a drawing has points"))
            try:
                value, end = decoder.raw_decode(part)
            except RecursionError:
                raise ValueError(said("it is nested too deep")) from None
            except json.JSONDecodeError as error:
                cut = error.pos >= len(part) - _CUT or error.msg.startswith("Unterminated string")
                if last or not cut:
                    raise ValueError(
                        said("{reason} at character {at}", reason=known(error.msg, JSON), at=self._at + error.pos)
                    ) from None
            else:
                if last or end < len(part):  # else it may be a number that goes on
                    self._at += end
                    return value
            if size >= LARGEST_ITEM:
                raise ValueError(said("an item of it is larger than {size:.0f} MB", size=LARGEST_ITEM / 1e6))
            size *= 2
