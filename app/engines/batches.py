"""What every engine does alike, whatever runs the model: it takes a batch of any size and answers with logits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from app.closing import Closing
from app.errors import EngineClosedError, InferenceError
from app.messages import said
from app.recognition.model import ModelCard


class BatchEngine(Closing, ABC):
    """Hands a batch on in steps of the model's own batch size. A subclass opens the model and runs one step."""

    name: str
    title: str

    def __init__(self, content: bytes, card: ModelCard, path: Path) -> None:
        """content: the model file's bytes; path: of the file; card: what describes it"""
        self.card = card
        self.model = path.name
        self.path = path
        self._dtype = np.dtype(card.dtype)
        self._step = card.input_shape[0]
        self._sample = card.input_shape[1:]

    @staticmethod
    def default_model(folder: Path) -> Path:
        """The model in `assets/models` that runs where none is named."""
        return folder / "digits.onnx"

    @staticmethod
    def expected() -> bool:
        """Whether anything here speaks for this engine. Where nothing does, it is no fault that it cannot be used."""
        return True

    @staticmethod
    def inspect(content: bytes, path: Path) -> None:
        """Raises ModelError, saying what it is, for a model file of another kind."""
        return None

    @property
    def parts(self) -> Mapping[str, float]:
        return {}

    @property
    @abstractmethod
    def closed(self) -> bool: ...

    @abstractmethod
    def _run(self, step: np.ndarray) -> np.ndarray:
        """One step, [card.input_shape] of card.dtype and contiguous -> float32 [batch, labels], a new array."""

    @abstractmethod
    def close(self) -> None: ...

    def infer(self, batch: np.ndarray) -> np.ndarray:
        if self.closed:
            raise EngineClosedError(said("This engine was closed. Open another one."))
        if batch.dtype != self._dtype or batch.shape[1:] != self._sample:
            sample = ", ".join(map(str, self._sample))
            raise InferenceError(
                said(
                    "The network takes {dtype} [n, {sample}], not {found} {shape}.",
                    dtype=self.card.dtype,
                    sample=sample,
                    found=batch.dtype,
                    shape=list(batch.shape),
                )
            )
        logits = self._run(np.ascontiguousarray(batch)) if len(batch) == self._step else self._in_steps(batch)
        if not np.isfinite(logits).all():
            raise InferenceError(
                said("{path}: the network answered with what is no number. Use another model.", path=self.path)
            )
        return logits

    def _in_steps(self, batch: np.ndarray) -> np.ndarray:
        logits = np.empty((len(batch), len(self.card.labels)), np.float32)
        for first in range(0, len(batch), self._step):
            part = batch[first : first + self._step]
            size = len(part)
            if size < self._step:
                part = np.concatenate([part, np.zeros((self._step - size, *self._sample), self._dtype)])
            logits[first : first + size] = self._run(np.ascontiguousarray(part))[:size]
        return logits
