"""Every call of the engine's life fails once, on its first and on a later occurrence.

The calls are those that a recording of one life shows, not those of a list, so that a new call is tried by itself.
"""

import itertools
import logging
import threading
from collections import Counter

import numpy as np
import pytest

from app.engines.ascend import AscendEngine, shut_down
from app.engines.engine import load_model, open_engine
from app.engines.onnx import OnnxEngine
from app.errors import AtlasDigitsError, DeviceLostError, EngineUnavailableError, InferenceError
from app.recognition.preprocessing import batch_from_inputs, inputs_from_inks
from tests.models import SHIPPED
from tests.pictures import DIGITS, digit_ink

REFUSED, LOST = 500000, 507899
# what fails to give something back leaves that behind: nothing can be done about it
LEFT_BEHIND = {
    "destroy_data_buffer": "buffer",
    "mdl.destroy_dataset": "dataset",
    "mdl.destroy_desc": "desc",
    "mdl.unload": "model",
    "rt.destroy_context": "context",
    "rt.free": "device memory",
}


class Life:
    """One engine opened, used twice, closed, and ACL ended; what went wrong is kept."""

    def __init__(self, path, open_it):
        self.path, self.open_it = path, open_it
        self.errors = []
        self.answers = []
        thread = threading.Thread(target=self._live)
        thread.start()
        thread.join(60)
        assert not thread.is_alive(), "the engine hangs"

    def _live(self):
        try:
            engine = self.open_it(self.path)
        except Exception as error:
            self.errors.append(error)
        else:
            inputs = inputs_from_inks([digit_ink("7")], 32)
            for _ in range(3):
                try:
                    self.answers.append(engine.infer(batch_from_inputs(inputs, engine.card)))
                except Exception as error:
                    self.errors.append(error)
            engine.close()
            engine.close()
        shut_down()

    @property
    def reads_seven(self):
        return [int(answer.argmax()) for answer in self.answers] == [7, 7, 7]


def plain(path):
    return AscendEngine(*load_model(path, AscendEngine.inspect), path)


def lasting(path):
    return open_engine("ascend", str(path))


def occurrences(board, path):
    """Every function of a life and how often it is called."""
    board.recording = True
    assert Life(path, plain).reads_seven
    counts = Counter(call.name for call in board.calls)
    board.reset()
    return counts


@pytest.fixture(params=[("float32", 0), ("float32", 1), ("uint8", 0)], ids=["board", "card", "AIPP"])
def setting(request, acl_board, compiled):
    """A model, and a function that makes the board new."""
    dtype, mode = request.param
    path = compiled(dtype)

    def renew():
        acl_board.reset()
        acl_board.run_mode = mode
        return acl_board

    yield renew, path
    shut_down()


def test_every_call_may_fail_on_its_first_and_on_a_later_occurrence(setting, caplog, faults_tried):
    renew, path = setting
    counts = occurrences(renew(), path)
    assert {"init", "rt.set_device", "mdl.load_from_file", "mdl.execute", "rt.reset_device", "finalize"} <= set(counts)
    for name, count in counts.items():
        for on in sorted({1, min(2, count), count}):
            board = renew()
            board.fail(name, REFUSED, on)
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                life = Life(path, plain)
            faults_tried(name)
            what = f"{name}, occurrence {on}"
            said = " ".join([*map(str, life.errors), caplog.text])
            assert all(isinstance(error, AtlasDigitsError) for error in life.errors), (what, life.errors)
            if name not in ("get_soc_name", "get_recent_err_msg"):  # without them it works just as well
                assert name in said, what
            left = dict(board.leaks) if name != "finalize" else board.handles()
            left.pop(LEFT_BEHIND.get(name, ""), None)
            assert left == {}, what
            expected = ("leak at finalize", *(["finalize: reset_device"] if name == "rt.reset_device" else []))
            assert [v for v in board.violations if not v.startswith(expected)] == [], what
            after = Life(path, plain)
            assert after.errors == [] and after.reads_seven, what


def test_every_call_may_lose_the_device(setting, caplog, faults_tried):
    """Lost while it opens, it is an error that says so; once it is open every question is answered, on the chip that
    came back or by ONNX."""
    renew, path = setting
    counts = occurrences(renew(), path)
    for name, count in counts.items():
        for on, comes_back in itertools.product(sorted({1, min(2, count), count}), (True, False)):
            board = renew()
            board.lose(name, on, LOST, returns=comes_back)
            caplog.clear()
            with caplog.at_level(logging.WARNING):
                life = Life(path, lasting)
            faults_tried(name)
            what = f"{name}, occurrence {on}, comes back: {comes_back}"
            if life.answers:
                assert life.errors == [] and life.reads_seven, (what, life.errors)
            elif life.errors:
                (error,) = life.errors
                assert isinstance(error, EngineUnavailableError) and str(LOST) in str(error), what
            if name in ("rt.set_context", "rt.memcpy", "mdl.execute") and on == 1:
                assert life.answers and str(LOST) in caplog.text, what
                assert ("goes on in its place" in caplog.text) is not comes_back, what
            assert [v for v in board.violations if "finalize" not in v] == [], what
            after = Life(path, plain) if comes_back and life.answers and name != "finalize" else None
            assert after is None or after.reads_seven, what


@pytest.mark.parametrize("name", ["rt.set_context", "rt.memcpy", "mdl.execute"])
def test_a_call_in_use_that_is_refused_is_an_error_and_the_next_works(board, compiled, name):
    board.fail(name, REFUSED)
    with plain(compiled()) as engine:
        batch = np.zeros((1, 1, 32, 32), np.float32)
        with pytest.raises(
            InferenceError, match=f"acl.{name} failed with {REFUSED} .ACL_ERROR_INTERNAL_ERROR"
        ) as caught:
            engine.infer(batch)
        assert not isinstance(caught.value, DeviceLostError)
        assert "ACL says" in str(caught.value)
        assert engine.infer(batch).shape == (1, 10)


def test_a_device_that_never_comes_back_is_replaced_by_onnx_with_the_same_answers(board, compiled, caplog):
    board.lose("mdl.execute", 3, returns=False)
    notices = []
    batch = batch_from_inputs(inputs_from_inks([digit_ink(d) for d in DIGITS], 32), load_model(SHIPPED)[1])
    with open_engine("ascend", str(compiled()), notices.append) as engine:
        answers = engine.infer(batch)
        assert engine.name == "onnx" and engine.model == "digits.onnx"
        assert engine.parts == {}
    with OnnxEngine(*load_model(SHIPPED), SHIPPED) as onnx:
        assert (answers == onnx.infer(batch)).all(), "the whole batch is asked again"
    (notice,) = notices
    assert "507899" in notice and f"{notice} ONNX Runtime goes on in its place" in caplog.text


def test_an_engine_that_cannot_start_leaves_the_next_one_free_to(board, compiled):
    board.fail("rt.set_device", 507033)
    with pytest.raises(EngineUnavailableError, match=r"507033 \(ACL_ERROR_RT_DEV_SETUP_ERROR\).*driver and toolkit"):
        plain(compiled())
    plain(compiled()).close()
