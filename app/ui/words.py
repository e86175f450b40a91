"""The words for what recognition says, in the language of the window."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

NO_BREAK = "\N{NO-BREAK SPACE}"


def percent(share: float, decimals: int = 0) -> str:
    """0.999 -> "99 %": cut off and not rounded, as nothing here is ever entirely certain."""
    factor = 10.0**decimals
    value = math.floor(share * 100 * factor + 1e-6) / factor
    return f"{value:.{decimals}f}{NO_BREAK}%"


def milliseconds(value: float) -> str:
    """Two digits below ten, as many as are needed above; without the unit."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def reason(word: str) -> str:
    """Why a glyph was refused, from the word that `app.recognition.decision` has for it."""
    # imported here as it brings numpy, which is long there when something has been refused
    from app.recognition import decision

    words = {
        decision.NOT_SURE: QCoreApplication.translate("Words", "not sure"),
        decision.TOO_LITTLE_INK: QCoreApplication.translate("Words", "too little ink"),
    }
    return words.get(word, word)
