"""What happens inside the network: the values of its layers for one digit.

A model's features are a second model, `digits.features.onnx` beside `digits.onnx`: the same network, with the values
of its layers among its outputs. It runs on ONNX Runtime, whatever engine runs the model itself.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np

from app.engines.engine import MODELS
from app.engines.model_file import LARGEST
from app.engines.onnx import open_session, run_session
from app.errors import InferenceError, ModelError
from app.files import read_file
from app.messages import message_of, reason_of, said, sentences
from app.recognition.model import Engine, ModelCard
from app.recognition.preprocessing import tensor_from_inputs

LAYERS = ("logits", "conv1", "pool1", "conv2", "pool2", "fc1", "fc2")  # its outputs, in this order
SHA256 = "model_sha256"  # under this name its metadata say which model it belongs to

ENDING = ".features.onnx"


@dataclass(frozen=True)
class Activations:
    """What every layer gave for one digit, after its activation: float32 but for the input.

    pixels: the network's input, uint8 [side, side]
    conv1, pool1, conv2, pool2: [maps, height, width]
    dense1, dense2: [neurons]
    logits: [labels]; labels: what each of them means
    """

    pixels: np.ndarray
    conv1: np.ndarray
    pool1: np.ndarray
    conv2: np.ndarray
    pool2: np.ndarray
    dense1: np.ndarray
    dense2: np.ndarray
    logits: np.ndarray
    labels: tuple[int, ...]


def features_beside(model: Path) -> Path:
    return model.with_name(model.stem + ENDING)


class Features:
    """The features of one model. Belongs to one thread, as an engine does."""

    def __init__(self, path: Path, card: ModelCard) -> None:
        """card: of the model that they are to belong to, or that was compiled from it

        raises ModelError where the file is absent, damaged or of another model; EngineUnavailableError without ONNX
        Runtime
        """
        model = path.name[: -len(ENDING)] + ".onnx"
        again = said("Make it with: python -m model_build features {model}", model=path.with_name(model))
        self._card = card
        try:
            self._session = open_session(read_file(path, LARGEST), path)
        except FileNotFoundError:
            raise ModelError(
                said("{path}: what happens inside this model is not there to be shown. {again}", path=path, again=again)
            ) from None
        except OSError as error:
            raise ModelError(
                said("{path}: it cannot be read ({reason}).", path=path, reason=reason_of(error))
            ) from None
        except ModelError as error:
            raise ModelError(sentences(message_of(error), again)) from None
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        ranks = [len(output.shape) for output in outputs]
        if [output.name for output in outputs] != list(LAYERS) or ranks != [2, 4, 4, 4, 4, 2, 2] or len(inputs) != 1:
            raise ModelError(
                said("{path}: its outputs are not the layers of a digit network. {again}", path=path, again=again)
            )
        if self._session.get_modelmeta().custom_metadata_map.get(SHA256, "") not in _models(card):
            raise ModelError(
                said(
                    "{path}: it belongs to another model than the one in use (the SHA-256 differs). {again}",
                    path=path,
                    again=again,
                )
            )
        self._input = inputs[0].name
        self._batch = inputs[0].shape[0]

    def explain(self, pixels: np.ndarray) -> Activations:
        """pixels: the network's input for one digit, uint8 [side, side]. Raises InferenceError."""
        side = self._card.side
        if pixels.dtype != np.uint8 or pixels.shape != (side, side):
            raise InferenceError(
                said(
                    "The network takes uint8 [{side}, {side}], not {dtype} {shape}.",
                    side=side,
                    dtype=pixels.dtype,
                    shape=list(pixels.shape),
                )
            )
        tensor = tensor_from_inputs(pixels[None], self._card.mean, self._card.std)
        values = run_session(self._session, {self._input: np.repeat(tensor, self._batch, axis=0)})
        logits, conv1, pool1, conv2, pool2, dense1, dense2 = (value[0] for value in values)
        return Activations(pixels, conv1, pool1, conv2, pool2, dense1, dense2, logits, self._card.labels)


class Explainer:
    """Explains the answers of an engine by the features of whatever model it runs now."""

    def __init__(self) -> None:
        self._features: Optional[Features] = None
        self._sha256 = ""  # of the engine's model

    def explain(self, engine: Engine, pixels: np.ndarray) -> Activations:
        """Raises as `Features` does."""
        if self._features is None or self._sha256 != engine.card.sha256:
            self._features = _open(engine)
            self._sha256 = engine.card.sha256
        return self._features.explain(pixels)


def _open(engine: Engine) -> Features:
    """From beside the model, or beside the one that it was compiled from; else what comes with the application."""
    beside = _beside(engine.path, engine.card)
    if not os.path.exists(beside):  # noqa: PTH110 (Path.exists raises where it may not look)
        with contextlib.suppress(ModelError):
            return Features(features_beside(MODELS / "digits.onnx"), engine.card)
    return Features(beside, engine.card)


def _beside(model: Path, card: ModelCard) -> Path:
    origin = card.made.get("onnx")
    if isinstance(origin, str):  # it was compiled
        model = Path(os.path.normpath(model.parent / origin))
    return features_beside(model)


def _models(card: ModelCard) -> tuple[object, ...]:
    """The SHA-256 of the models whose values are this one's: its own, and of the one that it was compiled from."""
    return card.sha256, card.made.get("from_onnx")
