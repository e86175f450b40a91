"""AIPP: the chip's own unit for pictures. It does the normalisation, so that a model takes 8-bit grey as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.recognition.model import ModelCard
from model_build.errors import CompileError

_WIDTHS, _HEIGHTS = range(2, 4097), range(1, 4097)  # pixels: what AIPP takes


@dataclass(frozen=True)
class Aipp:
    """The chip computes `(pixel - min) * var_reci`, pixel 0 to 255.

    min, var_reci: as the chip stores them, in half precision: the card's 33.3285 is 33.34375 there
    mean, std: the card's kind of numbers (of ink / 255) to which they amount
    text: the file for ATC's --insert_op_conf
    """

    min: float
    var_reci: float
    mean: float
    std: float
    text: str


def for_card(card: ModelCard) -> Aipp:
    """The static AIPP of this card's normalisation. Raises CompileError where the chip has no number for it."""
    height, width = card.input_shape[2:]
    if width not in _WIDTHS or height not in _HEIGHTS:
        raise CompileError(
            f"AIPP takes pictures of {_WIDTHS[0]} to {_WIDTHS[-1]} pixels, not of {width} x {height}. "
            "Compile without --aipp."
        )
    lowest, factor = stored(card.mean * 255), stored(1 / (card.std * 255))
    if not (np.isfinite([lowest, factor]).all() and factor > 0):
        raise CompileError(
            f"The chip has no half-precision numbers for a mean of {card.mean:g} and a deviation of {card.std:g}. "
            "Compile without --aipp."
        )
    return Aipp(lowest, factor, lowest / 255, 1 / (255 * factor), _text(width, height, lowest, factor))


def stored(value: float) -> float:
    """The number that the chip keeps for this one: the nearest float16, infinite beyond 65504."""
    with np.errstate(over="ignore"):
        return float(np.float16(value))


def _text(width: int, height: int, lowest: float, factor: float) -> str:
    # repr() of a half-precision number gives all its digits: ATC rounds it to the same number again
    return f"""aipp_op {{
  aipp_mode: static
  input_format: YUV400_U8
  src_image_size_w: {width}
  src_image_size_h: {height}
  mean_chn_0: 0
  min_chn_0: {lowest!r}
  var_reci_chn_0: {factor!r}
}}
"""
