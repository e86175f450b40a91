"""The words for what recognition, engines, sources and files say, in the language of the window."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Union

from PySide6.QtCore import QCoreApplication

from app.messages import Message, filled, message_of

if TYPE_CHECKING:
    from app.recognition.decision import Prediction

NO_BREAK = "\N{NO-BREAK SPACE}"


def message(what: Union[BaseException, str], without: str = "") -> str:
    """An error's message, or any other text: translated where it is a `Message`, else as it is.

    without: a name that stands beside it, and need not begin it
    """
    text = _translated(message_of(what) if isinstance(what, BaseException) else what)
    for colon in (": ", "："):
        if without and text.startswith(without + colon):
            return text[len(without + colon) :]
    return text


def _translated(text: str) -> str:
    if not isinstance(text, Message):
        return text
    values = {name: _translated(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return filled(QCoreApplication.translate("Errors", text.template), values)


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
        decision.NOT_A_DIGIT: QCoreApplication.translate("Words", "not like a digit"),
        decision.TWO_AS_LIKELY: QCoreApplication.translate("Words", "two digits are about as likely"),
        decision.NOT_SURE: QCoreApplication.translate("Words", "not sure"),
        decision.TOO_LITTLE_INK: QCoreApplication.translate("Words", "too little ink"),
    }
    return words.get(word, word)


def refusal(prediction: Prediction) -> str:
    """Why this glyph was refused; with the two digits where the doubt is between them."""
    from app.recognition import decision

    if prediction.reason != decision.TWO_AS_LIKELY or len(prediction.likeliest) < 2:
        return reason(prediction.reason)
    text = QCoreApplication.translate("Words", "%1 or %2, about as likely")
    first, second = prediction.likeliest
    return text.replace("%1", str(first)).replace("%2", str(second))
