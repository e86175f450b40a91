"""Sentences for people that can be said in another language: English text that remembers what it was made of.

`said("{path}: there is no such file.", path=path)` is the English sentence, a `str` like any other for logs, the
command line and tests. Whoever shows it in another language (`app.ui.words.message`) translates the template, a literal
that the translations hold, and puts the values in again.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Mapping
from typing import Any


class Message(str):
    """template: with `{name}` where a value goes, as `str.format` has it; values: messages themselves, or plain"""

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> Message:
        made = super().__new__(cls, filled(template, values))
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, Any]]:  # type: ignore[override]
        """For pickle and copy: errors go from one process to another."""
        return self.template, self.values


def filled(template: str, values: Mapping[str, Any]) -> str:
    """Without values nothing in it is a placeholder: it may be another's words."""
    return template.format(**values) if values else template


def said(template: str, /, **values: Any) -> Message:
    """template: a literal, by which it is found for the translations; an error as a value stands for its message"""
    plain = {name: message_of(v) if isinstance(v, BaseException) else v for name, v in values.items()}
    return Message(template, plain)


def message_of(error: BaseException) -> str:
    """What an error says, as it was said: where it is a message it still can be translated."""
    if isinstance(error, json.JSONDecodeError):
        what = known(error.msg, JSON)
        line, column, at = error.lineno, error.colno, error.pos
        return said("{what}: line {line} column {column} (char {at})", what=what, line=line, column=column, at=at)
    first = error.args[0] if len(error.args) == 1 else None
    return first if isinstance(first, Message) else str(error)


def known(text: str, messages: Iterable[Message]) -> str:
    """The one of these that has this text, else the text."""
    return next((message for message in messages if message == text), text)


def sentences(*parts: str) -> str:
    """One after the other; what is empty is left out."""
    together, *rest = [part for part in parts if part] or [""]
    for part in rest:
        together = said("{before} {after}", before=together, after=part)
    return together


# what the system says most often, by its number: in the system's own words, which it may have in another language
SYSTEM = {
    errno.ENOENT: said("No such file or directory"),
    errno.EACCES: said("Permission denied"),
    errno.EPERM: said("Operation not permitted"),
    errno.EEXIST: said("File exists"),
    errno.ENOTDIR: said("Not a directory"),
    errno.EISDIR: said("Is a directory"),
    errno.ENOSPC: said("No space left on device"),
    errno.EDQUOT: said("Disk quota exceeded"),
    errno.EROFS: said("Read-only file system"),
    errno.EBUSY: said("Device or resource busy"),
    errno.EIO: said("Input/output error"),
    errno.ENODEV: said("No such device"),
    errno.ENAMETOOLONG: said("File name too long"),
    errno.ELOOP: said("Too many levels of symbolic links"),
    errno.ENETUNREACH: said("Network is unreachable"),
    errno.EHOSTUNREACH: said("No route to host"),
    errno.ECONNRESET: said("Connection reset by peer"),
}

# what Python says of text that is not JSON
JSON = (
    said("Expecting value"),
    said("Expecting ',' delimiter"),
    said("Expecting ':' delimiter"),
    said("Expecting property name enclosed in double quotes"),
    said("Illegal trailing comma before end of object"),
    said("Illegal trailing comma before end of array"),
    said("Extra data"),
    said("Unterminated string starting at"),
    said("Invalid control character at"),
    said("Invalid \\escape"),
    said("Invalid \\uXXXX escape"),
)


def reason_of(error: OSError) -> str:
    """What the system says is wrong: without the number and the name of the file."""
    if isinstance(error.strerror, Message):  # our own words for it
        return error.strerror
    if not error.strerror:
        return message_of(error)
    return SYSTEM.get(error.errno or 0, error.strerror)
