"""What recognition needs to know of a model, and of whatever runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Optional, Protocol

import numpy as np

from app.messages import said

# how the input lies in memory, by its type
LAYOUTS = {"float32": "NCHW", "uint8": "NHWC"}


@dataclass(frozen=True)
class ModelCard:
    """The facts about one model file. The card stands beside the model (`digits.json` beside `digits.onnx`), is
    written by whoever made the model, and is where the application gets every number about it.

    input_shape: of one call, in the order of `layout`
    dtype, layout: of the input: "float32" and "NCHW", or "uint8" and "NHWC" where the chip itself normalises (AIPP)
    mean, std: the network sees (ink / 255 - mean) / std, with ink from 0 (paper) to 255
    polarity: "white_on_black", ink is the large value
    labels: what output i means
    temperature: logits are divided by it before the softmax, so that a confidence of 0.9 is right nine times in ten
    refusal_threshold: an answer below this confidence is refused, 0..1
    energy_threshold: what has less energy than this is refused as no digit (`decision.energy`); None: nothing is
    accuracy: per cent right, by name of the set
    sha256: of the model file, in hexadecimal
    made: how it came to be: command, network, recipe, seed, versions
    """

    name: str
    input_shape: tuple[int, int, int, int]
    dtype: str
    layout: str
    mean: float
    std: float
    polarity: str
    labels: tuple[int, ...]
    temperature: float
    refusal_threshold: float
    accuracy: dict[str, float]
    sha256: str
    made: dict[str, Any] = field(default_factory=dict)
    energy_threshold: Optional[float] = None

    def __post_init__(self) -> None:
        def require(fits: bool, field_name: str, wanted: str) -> None:
            if not fits:
                value = getattr(self, field_name)
                raise ValueError(
                    said("{name!r} must be {wanted}, not {value!r}", name=field_name, wanted=wanted, value=value)
                )

        for name in ("name", "sha256"):
            require(isinstance(getattr(self, name), str), name, said("a text"))
        for name in ("mean", "std", "temperature", "refusal_threshold"):
            require(_is_number(getattr(self, name)), name, said("a number"))
        energy = self.energy_threshold
        require(energy is None or _is_number(energy), "energy_threshold", said("a number or nothing"))
        for name in ("accuracy", "made"):
            require(isinstance(getattr(self, name), dict), name, said("an object"))
        require(all(_is_number(value) for value in self.accuracy.values()), "accuracy", said("of numbers"))
        require(all(_is_whole(label) for label in self.labels), "labels", said("whole numbers"))

        shape = self.input_shape
        require(
            len(shape) == 4 and all(_is_whole(n) and n > 0 for n in shape), "input_shape", said("four sizes above 0")
        )
        first, second = LAYOUTS
        require(self.dtype in LAYOUTS, "dtype", said("{first!r} or {second!r}", first=first, second=second))
        layout = LAYOUTS[self.dtype]
        require(self.layout == layout, "layout", said("{layout!r} with {dtype}", layout=layout, dtype=self.dtype))
        fits = shape == (shape[0], *((1, self.side, self.side) if layout == "NCHW" else (self.side, self.side, 1)))
        require(fits, "input_shape", "N x 1 x side x side" if layout == "NCHW" else "N x side x side x 1")
        require(self.polarity == "white_on_black", "polarity", "'white_on_black'")
        require(self.std > 0, "std", said("above 0"))
        require(self.temperature > 0, "temperature", said("above 0"))
        require(0 <= self.refusal_threshold <= 1, "refusal_threshold", said("from 0 to 1"))
        require(
            len(self.labels) > 1 and len(set(self.labels)) == len(self.labels),
            "labels",
            said("two or more, all different"),
        )

    @property
    def side(self) -> int:
        """Height and width of the network's input, in pixels."""
        return self.input_shape[2]


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    """Whether it is a number that a float32 holds; JSON as Python reads it knows others."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) <= float(np.finfo(np.float32).max)
    )


class Engine(Protocol):
    """Runs one model. A context manager; one thread owns it for life."""

    @property
    def name(self) -> str:
        """Which engine this is, as `--engine` calls it."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def model(self) -> str:
        """The model file's name, without its folder."""

    @property
    def path(self) -> Path:
        """The model file."""

    @property
    def card(self) -> ModelCard: ...

    @property
    def parts(self) -> Mapping[str, float]:
        """Where the time of the last `infer` went, in milliseconds by part; empty where the engine cannot tell."""

    def infer(self, batch: np.ndarray) -> np.ndarray:
        """[n, *card.input_shape[1:]] of card.dtype -> logits, float32 [n, len(labels)]. n may be 0.

        Raises InferenceError for another shape or type or where the runtime fails, DeviceLostError where its device is
        gone, EngineClosedError after `close()`.
        """

    def close(self) -> None:
        """Give back what the engine holds. A second call does nothing."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None: ...
