"""The ascend engine on the simulated board: what it asks of AscendCL, and what it makes of the answers."""

import contextlib
import dataclasses
import gc
import importlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from app.engines.ascend import AscendEngine, shut_down
from app.engines.ascend_device import device_facts
from app.engines.engine import MODEL_VARIABLE, load_card, load_model, open_engine
from app.errors import EngineUnavailableError, ModelError
from app.recognition.preprocessing import batch_from_inputs, inputs_from_inks
from app.recognition.recognizer import Recognizer
from app.sources.picture import pictures_in, read_picture
from tests.boards import ATC, compile_model, simulated, write_card
from tests.models import SHIPPED
from tests.pictures import DIGITS, digit_ink

HOST = 1
IN_USE = ["rt.set_context", "rt.memcpy", "mdl.execute", "rt.memcpy"]


def opened(path):
    return AscendEngine(*load_model(path, AscendEngine.inspect), path)


def digits(card):
    return batch_from_inputs(inputs_from_inks([digit_ink(d) for d in DIGITS], 32), card)


def names(board):
    found = [call.name for call in board.calls]
    board.calls.clear()
    return found


class TestAnswers:
    @pytest.mark.parametrize("kind", ["float32", "uint8"])
    def test_they_are_those_of_onnx_but_for_half_precision(self, board, compiled, kind):
        with open_engine("onnx", str(SHIPPED)) as onnx, opened(compiled(kind)) as chip:
            wanted, found = onnx.infer(digits(onnx.card)), chip.infer(digits(chip.card))
        difference = np.abs(found - wanted).max()
        assert 1e-4 < difference < 0.2, "computed in half precision, and nothing else"
        assert (found.argmax(1) == wanted.argmax(1)).all()

    def test_a_model_that_answers_in_fp16_is_taken(self, board, compiled, tmp_path):
        path = tmp_path / "half.om"
        flags = ["--framework=5", f"--model={SHIPPED}", f"--output={tmp_path / 'half'}", "--soc_version=Ascend310"]
        subprocess.run(
            [sys.executable, ATC, *flags, "--output_type=FP16"], cwd=tmp_path, check=True, capture_output=True
        )
        write_card(path, load_card(SHIPPED.with_suffix(".json")))
        with opened(path) as half, opened(compiled()) as full:
            answer = half.infer(digits(half.card))
            assert answer.dtype == np.float32
            assert answer == pytest.approx(full.infer(digits(full.card)), abs=0.02)

    def test_the_time_of_every_part_is_told(self, board, compiled):
        board.delay("mdl.execute", 0.02)
        with opened(compiled()) as engine:
            engine.infer(digits(engine.card)[:3])
            parts = engine.parts
        assert list(parts) == ["copy_in", "execute", "copy_out"]
        assert parts["execute"] >= 60, "of all three steps of the call"
        assert 0 < parts["copy_in"] < 20 and 0 < parts["copy_out"] < 20


class TestCalls:
    def test_a_call_copies_runs_and_copies_and_nothing_else(self, board, compiled):
        with opened(compiled()) as engine:
            batch = digits(engine.card)
            board.recording = True
            engine.infer(batch[:1])
            assert names(board) == IN_USE
            engine.infer(batch[:2])
            assert names(board) == 2 * IN_USE
            engine.infer(batch[:0])
            assert names(board) == []

    @pytest.mark.parametrize(("mode", "kinds"), [(0, (3, 3)), (HOST, (1, 2))])
    def test_the_direction_of_a_copy_follows_the_run_mode(self, board, compiled, mode, kinds):
        board.run_mode = mode
        with opened(compiled()) as engine:
            board.recording = True
            engine.infer(digits(engine.card)[:1])
            copies = [call for call in board.calls if call.name == "rt.memcpy"]
        assert tuple(call.arguments[4] for call in copies) == kinds
        assert [call.arguments[3] for call in copies] == [4096, 40], "neither more nor less than the tensors"

    def test_copies_go_straight_from_the_array_that_was_given(self, board, compiled):
        with opened(compiled()) as engine:
            batch = digits(engine.card)[:1]
            board.recording = True
            engine.infer(batch)
            copied = next(call for call in board.calls if call.name == "rt.memcpy")
        assert copied.arguments[2] == batch.ctypes.data

    def test_what_was_made_is_given_back_in_the_opposite_order_and_acl_ends_last(self, board, compiled):
        board.recording = True
        opened(compiled()).close()
        shut_down()
        made = {"init", "rt.set_device", "rt.create_context", "mdl.create_desc", "mdl.load_from_file", "rt.malloc"}
        calls = names(board)
        assert made <= set(calls)
        dataset = ["destroy_data_buffer", "mdl.destroy_dataset", "rt.free"]
        end = [
            *dataset,
            *dataset,
            "mdl.unload",
            "mdl.destroy_desc",
            "rt.destroy_context",
            "rt.reset_device",
            "finalize",
        ]
        assert calls[-len(end) :] == end

    def test_nothing_happens_when_an_engine_is_only_forgotten(self, board, compiled):
        engine = opened(compiled())
        held = engine._held
        board.recording = True
        del engine
        gc.collect()
        assert names(board) == []
        held.close()

    def test_many_calls_take_no_memory_of_the_chip_and_no_handles(self, board, compiled):
        with opened(compiled()) as engine:
            batch = digits(engine.card)
            before = board.handles()
            for _ in range(200):
                engine.infer(batch)
            assert board.handles() == before


class TestLifeInAProcess:
    def test_acl_is_started_once_and_ended_only_when_told(self, board, compiled):
        board.recording = True
        for _ in range(3):
            opened(compiled()).close()
        shut_down()
        shut_down()
        calls = names(board)
        assert (calls.count("init"), calls.count("finalize")) == (1, 1)

    def test_it_is_not_ended_under_an_engine(self, board, compiled, caplog):
        with opened(compiled()) as engine:
            shut_down()
            assert "still in use" in caplog.text
            assert engine.infer(digits(engine.card)).shape == (10, 10)

    def test_the_device_is_reset_by_the_last_engine_on_it(self, board, compiled):
        first, second = opened(compiled()), opened(compiled())
        board.recording = True
        first.close()
        assert "rt.reset_device" not in names(board)
        assert second.infer(digits(second.card)).shape == (10, 10)
        second.close()
        assert names(board)[-1] == "rt.reset_device"

    def test_what_another_part_of_the_program_started_is_left_as_it_was(self, board, compiled):
        acl = importlib.import_module("acl")
        assert (acl.init(), acl.rt.set_device(0)) == (0, 0)
        theirs, _ = acl.rt.get_context()
        with opened(compiled()) as engine:
            engine.infer(digits(engine.card))
            assert acl.rt.set_context(theirs) == 0
            address, code = acl.rt.malloc(64, 2)
            assert code == 0
            assert engine.infer(digits(engine.card)).shape == (10, 10), "their context is the current one"
        shut_down()
        assert acl.rt.set_context(theirs) == 0
        assert (acl.rt.free(address), acl.rt.reset_device(0), acl.finalize()) == (0, 0, 0)

    def test_another_thread_may_close_it(self, board, compiled):
        engine = opened(compiled())
        closing = threading.Thread(target=engine.close)
        closing.start()
        closing.join(10)
        assert engine.closed

    def test_the_device_is_chosen_by_its_number(self, board, compiled, monkeypatch):
        board.devices = 2
        monkeypatch.setenv("DEVICE_ID", "1")
        board.recording = True
        opened(compiled()).close()
        assert [call.arguments for call in board.calls if call.name == "rt.set_device"] == [(1,)]
        for nonsense in ("one", "-1", "3000000000"):
            monkeypatch.setenv("DEVICE_ID", nonsense)
            with pytest.raises(EngineUnavailableError, match=f"DEVICE_ID.*'{nonsense}'"):
                opened(compiled())

    def test_the_context_of_another_part_is_the_current_one_again_afterwards(self, board, compiled):
        acl = importlib.import_module("acl")
        assert (acl.init(), acl.rt.set_device(0)) == (0, 0)
        default, _ = acl.rt.get_context()
        own, _ = acl.rt.create_context(0)
        for theirs in (own, default):
            assert acl.rt.set_context(theirs) == 0
            opened(compiled()).close()
            assert acl.rt.get_context() == (theirs, 0)
        assert (acl.rt.destroy_context(own), acl.rt.reset_device(0), acl.finalize()) == (0, 0, 0)
        opened(compiled()).close()  # and when they have ended ACL it is started here

    def test_told_to_end_the_command_gives_back_what_it_holds(self, compiled, tmp_path):
        record = tmp_path / "calls.jsonl"
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "bench", "--engine", "ascend", "--model", str(compiled())],
            env=simulated(dict(os.environ), RECORD=str(record), LATENCY_MS="50"),
            stdout=subprocess.DEVNULL,
        )
        while not (record.exists() and '"mdl.execute"' in record.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM
        names = [json.loads(line).get("name") for line in record.read_text().splitlines()]
        assert [name for name in names if name][-1] == "finalize"


class TestRefusals:
    def test_a_card_of_another_input_is_not_believed(self, board, compiled, tmp_path):
        for kind, other in (("float32", compiled("uint8")), ("uint8", compiled())):
            path = tmp_path / f"{kind}.om"
            path.write_bytes(compiled(kind).read_bytes())
            write_card(path, load_card(other.with_suffix(".json")))
            with pytest.raises(ModelError, match=rf"its input is {kind} .* but its card says .*compile"):
                opened(path)

    def test_a_card_of_another_output_is_not_believed(self, board, compiled, tmp_path):
        path = tmp_path / "digits.om"
        path.write_bytes(compiled().read_bytes())
        card = load_card(compiled().with_suffix(".json"))
        write_card(path, dataclasses.replace(card, labels=tuple(range(9))))
        with pytest.raises(ModelError, match=r"its output is float32 \[1, 10\] of 40 bytes, .* float32 \[1, 9\]"):
            opened(path)

    def test_a_file_that_is_no_om_is_named_before_its_card_is_looked_for(self, board, tmp_path):
        path = tmp_path / "digits.om"
        path.write_bytes(SHIPPED.read_bytes())
        with pytest.raises(ModelError, match="ONNX"):
            open_engine(model=str(path))

    def test_a_model_of_another_chip_is_tried_but_said(self, board, compiled, caplog):
        board.soc = "Ascend310B4"
        with caplog.at_level(logging.WARNING), contextlib.suppress(EngineUnavailableError):
            opened(compiled()).close()
        assert "compiled for Ascend310, but this is an Ascend310B4" in caplog.text
        assert "--soc-version Ascend310B4" in caplog.text

    def test_a_model_that_does_not_load_on_another_chip_says_for_which_it_was_made(self, board, compiled):
        board.soc = "Ascend310B4"
        board.fail("mdl.load_from_file", 145000)
        with pytest.raises(EngineUnavailableError, match=r"for Ascend310, but this is an Ascend310B4.*145000.*another"):
            opened(compiled())


def test_the_model_of_this_chip_is_the_one_that_runs_where_none_is_named(board, monkeypatch, tmp_path):
    compile_model(tmp_path / "Ascend310B4", soc="Ascend310B4")
    monkeypatch.setattr("app.engines.engine.MODELS", tmp_path)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    board.soc = "Ascend310B4"
    with open_engine("ascend") as engine:
        assert (engine.name, engine.title, engine.model) == ("ascend", "Ascend 310B4, simulated", "digits.om")


def test_a_chip_that_does_not_tell_its_name_gets_the_only_model_there_is(board, monkeypatch, tmp_path):
    compile_model(tmp_path / "Ascend310")
    monkeypatch.setattr("app.engines.engine.MODELS", tmp_path)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    monkeypatch.setattr(importlib.import_module("acl"), "get_soc_name", lambda: None)
    open_engine("ascend").close()
    shutil.copytree(tmp_path / "Ascend310", tmp_path / "Ascend310B4")
    with pytest.raises(ModelError, match="2 models were compiled, and the chip does not tell"):
        open_engine("ascend")


def test_a_lost_engine_is_replaced_by_the_network_it_was_compiled_from(board, tmp_path):
    """The shipped one may be another network."""
    path = compile_model(tmp_path / "Ascend310")
    for ending in (".onnx", ".json"):
        shutil.copy(SHIPPED.with_suffix(ending), tmp_path / f"mine{ending}")
    card = load_card(path.with_suffix(".json"))
    write_card(path, dataclasses.replace(card, made={"onnx": "../mine.onnx"}))
    for expected in ("mine.onnx", "digits.onnx"):
        board.lose("mdl.execute", 1, returns=False)
        with open_engine("ascend", str(path)) as engine:
            engine.infer(digits(engine.card))
            assert engine.model == expected
        shut_down()
        board.reset()
        (tmp_path / "mine.onnx").write_bytes(b"broken")


def test_what_the_driver_does_not_say_is_left_open(board):
    board.fail("rt.get_mem_info", 100000)
    board.fail("rt.get_device_count", 100000)
    facts = device_facts()
    assert (facts.soc, facts.devices, facts.free_bytes, facts.total_bytes) == ("Ascend310", None, None, None)


def test_the_facts_of_the_device(board):
    facts = device_facts()
    assert (facts.soc, facts.run_mode, facts.devices) == ("Ascend310", "board", 1)
    assert 0 < facts.free_bytes < facts.total_bytes
    board.run_mode = HOST
    assert device_facts().run_mode == "host"
    board.fail("rt.set_device", 207006)
    shut_down()
    with pytest.raises(EngineUnavailableError, match=r"ACL_ERROR_RT_NO_PERMISSION.*HwHiAiUser"):
        device_facts()


EVALUATION = Path(__file__).resolve().parents[3] / "shared" / "data" / "eval"


def test_other_people_s_pictures_get_the_answers_that_onnx_gives(board, compiled):
    if not EVALUATION.is_dir():
        pytest.skip("no pictures for evaluation beside the project")
    pictures = [p for name in ("drawings", "pages", "not_digits_photos") for p in pictures_in(EVALUATION / name)]
    assert pictures
    texts = []
    for name, model in (("onnx", SHIPPED), ("ascend", compiled())):
        with open_engine(name, str(model)) as engine:
            texts.append([Recognizer(engine).recognize(read_picture(path)).text for path in pictures])
    assert texts[0] == texts[1]


def test_the_command_ends_acl_and_leaves_nothing_on_the_board(compiled, tmp_path, monkeypatch):
    record = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "app", "recognize", "assets/demo/canvas-7.png", "--json"]
    done = subprocess.run(
        [*command, "--engine", "ascend", "--model", str(compiled())],
        env=simulated(dict(os.environ), RECORD=str(record)),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert (answer["text"], answer["engine"]) == ("7", "ascend")
    assert {"copy_in", "execute", "copy_out"} <= set(answer["timings_ms"])
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [line["name"] for line in lines if line.get("name")][-1] == "finalize"
    assert not any(line.get("leaks") or line.get("violations") for line in lines)
