"""ONNX Runtime: the engine of every machine without an NPU."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import numpy as np

from app.engines.batches import BatchEngine
from app.errors import EngineUnavailableError, InferenceError, ModelError
from app.messages import said
from app.recognition.model import ModelCard


class OnnxEngine(BatchEngine):
    """Runs an `.onnx` model on the CPU, on one thread: the network is too small to gain from more."""

    name = "onnx"
    title = "ONNX Runtime"

    def __init__(self, content: bytes, card: ModelCard, path: Path) -> None:
        super().__init__(content, card, path)
        self._session: Optional[Any] = None
        session = open_session(content, path)
        inputs, outputs = session.get_inputs(), session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            raise ModelError(
                said(
                    "{path}: a digit network has one input and one output, this one has {inputs} and {outputs}.",
                    path=path,
                    inputs=len(inputs),
                    outputs=len(outputs),
                )
            )
        self._check(said("input {name!r}", name=inputs[0].name), inputs[0], list(card.input_shape))
        self._check(said("output {name!r}", name=outputs[0].name), outputs[0], [card.input_shape[0], len(card.labels)])
        self._input_name = inputs[0].name
        self._session = session

    def _check(self, what: str, found: Any, wanted: list[int]) -> None:
        shape, kind = list(found.shape), found.type
        if shape != wanted or kind != "tensor(float)":
            raise ModelError(
                said(
                    "{path}: its {what} is {kind} {shape}, but its card says tensor(float) "
                    "{wanted}. Export it again with: python -m model_build export",
                    path=self.path,
                    what=what,
                    kind=kind,
                    shape=shape,
                    wanted=wanted,
                )
            )

    @property
    def closed(self) -> bool:
        return self._session is None

    def _run(self, step: np.ndarray) -> np.ndarray:
        assert self._session is not None
        (answer,) = run_session(self._session, {self._input_name: step})
        return answer

    def close(self) -> None:
        self._session = None


def open_session(content: bytes, path: Path) -> Any:
    """ONNX Runtime's session for a model. path: of the file, for messages

    raises EngineUnavailableError where ONNX Runtime is not installed, ModelError where it cannot load the model
    """
    try:
        import onnxruntime as ort
    except ImportError as error:
        raise EngineUnavailableError(
            said(
                "The engine onnx needs ONNX Runtime ({reason}). Install it with: pip install onnxruntime", reason=error
            )
        ) from None
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what matters reaches us as exceptions
    try:
        return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors share no base class of their own
        raise ModelError(
            said("{path}: ONNX Runtime cannot load this model: {reason}", path=path, reason=_first_line(error))
        ) from None


def run_session(session: Any, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
    """All outputs. Raises InferenceError."""
    try:
        return [np.asarray(output) for output in session.run(None, inputs)]
    except Exception as error:  # as above
        raise InferenceError(said("ONNX Runtime failed: {reason}", reason=_first_line(error))) from None


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
