"""The words for a kept sample, in the language of the window."""

from __future__ import annotations

from typing import Optional

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.ui import words
from app.ui.samples.sample_rows import Row


def answer(row: Row) -> tuple[str, str]:
    """A sign, and how sure."""
    if not row.asked and row.answer is None:
        return "–", QCoreApplication.translate("Samples", "not read")
    if row.answer is None:
        return "?", QCoreApplication.translate("Samples", "refused")
    return str(row.answer), words.percent(row.confidence)


def verdict(row: Row) -> tuple[str, str]:
    """What it was, and whether the answer was that."""
    if row.correction is None:
        return "–", QCoreApplication.translate("Samples", "not corrected")
    was = str(row.correction)
    if row.right is None:
        return was, QCoreApplication.translate("Samples", "labelled")
    if row.right:
        return was, QCoreApplication.translate("Samples", "✓ right")
    return was, QCoreApplication.translate("Samples", "✗ wrong")


def source(word: str) -> str:
    return {
        "canvas": QCoreApplication.translate("Samples", "Drawn"),
        "camera": QCoreApplication.translate("Samples", "Camera"),
        "file": QCoreApplication.translate("Samples", "File"),
    }[word]


def when(row: Row) -> str:
    """In this user's own way, in the time of this place."""
    moment = QDateTime.fromSecsSinceEpoch(int(row.time))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def origin(row: Row) -> str:
    """Where it came from and what answered."""
    return " · ".join(part for part in (source(row.source), row.engine, row.model) if part)


def damaged() -> str:
    return QCoreApplication.translate("Samples", "This sample is damaged. It can be deleted; the others are whole.")


def draw_again() -> str:
    return QCoreApplication.translate("Samples", "Enter or a double click puts its strokes on the paper again")


def whole(row: Optional[Row]) -> str:
    """For those who do not see it; None: damaged."""
    if row is None:
        return damaged()
    text = QCoreApplication.translate("Samples", "Answered %1, %2. It was %3, %4. %5, %6")
    parts = (*answer(row), *verdict(row), when(row), origin(row))
    for place, part in enumerate(parts, 1):
        text = text.replace(f"%{place}", part)
    return text
