"""What becomes of the loss of a device, with engines that lose it when told to."""

import dataclasses
import logging

import numpy as np
import pytest

from app.engines.engine import load_card
from app.engines.lasting import LastingEngine
from app.errors import DeviceLostError, EngineClosedError, EngineUnavailableError, InferenceError
from app.recognition.preprocessing import tensor_from_inputs
from tests.models import SHIPPED

CARD = load_card(SHIPPED.with_suffix(".json"))
PIXELS = dataclasses.replace(CARD, dtype="uint8", layout="NHWC", input_shape=(1, 32, 32, 1))


class Chip:
    """An engine that answers with the number of its calls, unless its device is lost."""

    name, title, model = "chip", "Chip", "digits.om"

    def __init__(self, card=CARD, lost=False, good_for=None):
        self.card, self.lost, self.good_for, self.closed = card, lost, good_for, 0
        self.parts = {}
        self.seen = []

    def infer(self, batch):
        assert not self.closed
        if self.lost or self.good_for == len(self.seen):
            raise DeviceLostError("acl.mdl.execute failed with 507899.")
        self.seen.append(batch)
        return np.full((len(batch), 10), len(self.seen), np.float32)

    def close(self):
        self.closed += 1


class Cpu(Chip):
    name, title, model = "cpu", "CPU", "digits.onnx"


class Setting:
    """A lasting engine and what it was given: chips in the order in which they are opened, None for one that fails."""

    def __init__(self, *chips, spare=None):
        self.chips, self.opened, self.notices = list(chips), [], []
        self.spare = spare or Cpu()
        self.engine = LastingEngine(self._next(), self._next, self._open_spare, self.notices.append)

    def _next(self):
        chip = self.chips.pop(0)
        if chip is None:
            raise EngineUnavailableError("acl.rt.set_device failed with 507033.")
        self.opened.append(chip)
        return chip

    def _open_spare(self):
        if isinstance(self.spare, Exception):
            raise self.spare
        return self.spare


BATCH = np.zeros((1, 1, 32, 32), np.float32)


def test_as_long_as_the_device_is_there_it_is_the_engine_it_holds():
    setting = Setting(Chip())
    assert (setting.engine.name, setting.engine.title, setting.engine.model) == ("chip", "Chip", "digits.om")
    setting.engine.infer(BATCH)
    assert setting.engine.infer(BATCH)[0, 0] == 2
    assert setting.notices == []


def test_a_lost_device_is_opened_once_more_and_the_call_is_answered(caplog):
    setting = Setting(Chip(good_for=1), Chip())
    setting.engine.infer(BATCH)
    with caplog.at_level(logging.WARNING):
        assert setting.engine.infer(BATCH).shape == (1, 10)
    first, second = setting.opened
    assert (first.closed, second.closed, len(second.seen)) == (1, 0, 1)
    assert setting.engine.name == "chip"
    assert "507899" in caplog.text and "opened again" in caplog.text
    assert setting.notices == [], "people need not know of what was mended"


def test_the_first_engine_is_closed_before_the_second_is_opened():
    closed = []
    setting = Setting(Chip(lost=True), Chip())
    before = setting._next
    setting.engine._open_again = lambda: closed.append(setting.opened[0].closed) or before()
    setting.engine.infer(BATCH)
    assert closed == [1]


def test_lost_again_at_once_it_is_given_up_loudly(caplog):
    setting = Setting(Chip(lost=True), Chip(lost=True))
    with caplog.at_level(logging.WARNING):
        assert setting.engine.infer(BATCH).shape == (1, 10)
    assert [chip.closed for chip in setting.opened] == [1, 1]
    assert (setting.engine.name, setting.engine.title, setting.engine.model) == ("cpu", "CPU", "digits.onnx")
    (notice,) = setting.notices
    assert "lost its device" in notice and "507899" in notice
    assert f"{notice} CPU goes on in its place" in caplog.text


def test_one_that_cannot_be_opened_again_is_given_up(caplog):
    setting = Setting(Chip(lost=True), None)
    setting.engine.infer(BATCH)
    assert setting.engine.name == "cpu"
    assert "507033" in setting.notices[0]


def test_one_that_worked_for_a_while_is_opened_again_once_more(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    setting = Setting(Chip(lost=True), Chip(good_for=1), Chip(good_for=1))
    setting.engine.infer(BATCH)
    now[0] += 61
    setting.engine.infer(BATCH)
    assert len(setting.opened) == 3 and setting.notices == []
    now[0] += 59
    setting.engine.infer(BATCH)
    assert setting.engine.name == "cpu"


def test_pixels_made_for_the_chip_are_normalised_for_a_network_that_does_not_do_it_itself():
    setting = Setting(Chip(PIXELS, lost=True), None)
    pixels = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 1), np.uint8)
    setting.engine.infer(pixels)
    (seen,) = setting.spare.seen
    assert (seen == tensor_from_inputs(pixels[..., 0], CARD.mean, CARD.std)).all()
    assert setting.engine.card is setting.spare.card


def test_with_no_other_engine_the_error_names_both_reasons_and_a_later_call_tries_again():
    setting = Setting(Chip(lost=True), None, spare=EngineUnavailableError("ONNX Runtime is not installed."))
    with pytest.raises(InferenceError, match=r"507033.*ONNX Runtime is not installed"):
        setting.engine.infer(BATCH)
    setting.spare = Cpu()
    assert setting.engine.infer(BATCH).shape == (1, 10)
    assert setting.engine.name == "cpu"


def test_other_failures_pass_and_change_nothing():
    setting = Setting(Chip(), Chip())
    setting.opened[0].infer = lambda batch: (_ for _ in ()).throw(InferenceError("a wrong shape"))
    with pytest.raises(InferenceError, match="a wrong shape"):
        setting.engine.infer(BATCH)
    assert len(setting.opened) == 1 and setting.opened[0].closed == 0


def test_a_spare_that_loses_its_device_too_says_so():
    setting = Setting(Chip(lost=True), None, spare=Cpu(lost=True))
    for _ in range(2):
        with pytest.raises(DeviceLostError):
            setting.engine.infer(BATCH)


def test_closed_it_closes_what_it_holds_and_opens_nothing_more():
    setting = Setting(Chip(lost=True), Chip())
    with setting.engine as engine:
        pass
    engine.close()
    assert setting.opened[0].closed >= 1
    with pytest.raises(EngineClosedError):
        engine.infer(BATCH)
    assert len(setting.opened) == 1
