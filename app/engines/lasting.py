"""An engine that outlives its device: when the device is lost it is opened once more, and then given up for another."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Optional

import numpy as np

from app.closing import Closing
from app.errors import AtlasDigitsError, DeviceLostError, EngineClosedError, InferenceError
from app.messages import message_of, said
from app.recognition.model import Engine, ModelCard
from app.recognition.preprocessing import tensor_from_inputs

log = logging.getLogger(__name__)

Notice = Callable[[str], None]

_PROVEN = 60.0  # seconds after which an engine that was opened again may be opened again once more


class LastingEngine(Closing):
    """Passes every call on to the engine it holds. Its name, title, model and card are those of that engine, and so
    change when another has to be taken."""

    def __init__(
        self, opened: Engine, open_again: Callable[[], Engine], open_next: Callable[[], Engine], notice: Notice
    ) -> None:
        """open_again: opens the same engine anew; open_next: opens one that does not need the device.

        notice: called with a message for people when the next one is taken
        """
        self._engine = opened
        self._open_again = open_again
        self._open_next = open_next
        self._notice = notice
        self._opened_again = -_PROVEN
        self._given_up = False
        self._lost: Optional[str] = None
        self._closed = False

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def title(self) -> str:
        return self._engine.title

    @property
    def model(self) -> str:
        return self._engine.model

    @property
    def path(self) -> Path:
        return self._engine.path

    @property
    def card(self) -> ModelCard:
        return self._engine.card

    @property
    def parts(self) -> Mapping[str, float]:
        return self._engine.parts

    def infer(self, batch: np.ndarray) -> np.ndarray:
        if self._closed:
            raise EngineClosedError(said("This engine was closed. Open another one."))
        made_for = self._engine.card
        while True:
            try:
                if self._lost is not None:
                    self._recover(self._lost)
                return self._engine.infer(_fitted(batch, made_for, self._engine.card))
            except DeviceLostError as error:
                if self._given_up:
                    raise
                self._lost = message_of(error)

    def _recover(self, reason: str) -> None:
        """Put another engine in the place of the one that lost its device. Raises InferenceError where none opens."""
        name = self._engine.name
        self._engine.close()
        if time.monotonic() - self._opened_again >= _PROVEN:
            self._opened_again = time.monotonic()
            log.warning("The engine %s lost its device and is opened again. %s", name, reason)
            try:
                self._engine = self._open_again()
            except AtlasDigitsError as error:
                log.warning("The engine %s could not be opened again. %s", name, error)
                reason = message_of(error)
            else:
                self._lost = None
                return
        try:
            self._engine = self._open_next()
        except AtlasDigitsError as error:
            raise InferenceError(
                said("{reason} No other engine can take its place: {why}", reason=reason, why=error)
            ) from None
        self._given_up, self._lost = True, None
        message = said("The engine {name} lost its device. {reason}", name=name, reason=reason)
        log.warning("%s %s goes on in its place.", message, self._engine.title)
        self._notice(message)

    def close(self) -> None:
        self._closed = True
        self._engine.close()


def _fitted(batch: np.ndarray, made_for: ModelCard, card: ModelCard) -> np.ndarray:
    """The batch as another card's network takes it: pixels are normalised for one that does not do it itself."""
    if made_for.dtype == "uint8" and card.dtype == "float32":
        return tensor_from_inputs(batch[..., 0], card.mean, card.std)
    return batch
