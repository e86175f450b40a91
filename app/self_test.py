"""Whether an engine really reads: the ten digits that we drew ourselves, through the whole way."""

from __future__ import annotations

from app import demo
from app.errors import ModelError
from app.messages import said
from app.recognition.model import Engine
from app.recognition.recognizer import Recognizer

DIGITS = "0123456789"
NEEDED = 9  # of the ten: a network of somebody's own may have a digit of another hand
_HEIGHT = 200.0  # pixels


def self_test(engine: Engine) -> None:
    """Raises ModelError where it does not read nine of ten plain digits, and what the engine raises."""
    recognizer = Recognizer(engine)
    size = (round(1.6 * _HEIGHT), round(1.6 * _HEIGHT))
    texts = []
    for digit in DIGITS:
        drawn = demo.strokes(digit, 0.4 * _HEIGHT, 0.3 * _HEIGHT, _HEIGHT)
        texts.append(recognizer.recognize_strokes(drawn, size, one_digit=True).text)
    right = sum(text == digit for text, digit in zip(texts, DIGITS))
    if right < NEEDED:
        raise ModelError(
            said(
                "{model}: it reads {right} of ten plain digits, and at least {needed} are needed. "
                "Train it longer, or take another model.",
                model=engine.model,
                right=right,
                needed=NEEDED,
            )
        )
