import json
import logging
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines import open_engine
from app.engines.engine import (
    ENGINE_VARIABLE,
    ENGINES,
    MODEL_VARIABLE,
    MODELS,
    card_from_json,
    card_to_json,
    load_card,
    load_model,
)
from app.engines.onnx import OnnxEngine
from app.errors import EngineUnavailableError, ModelError
from app.recognition.model import ModelCard
from tests.models import SHIPPED, card, card_fields, write_model


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch):
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)


class Missing(OnnxEngine):
    """An engine whose library is not installed here."""

    def __init__(self, content, card, path):
        raise EngineUnavailableError("the vendor's library is not installed")


class Dummy(OnnxEngine):
    """An engine that opens everything; only its name and card are looked at."""

    name = "dummy"

    def __init__(self, content, card, path):
        self.card, self.content, self.path = card, content, path


@pytest.fixture
def engines(monkeypatch):
    """Puts these engines in place of the known ones: name -> (class of this module, ending)."""

    def put(**engines):
        monkeypatch.setattr(
            "app.engines.engine.ENGINES",
            {name: (f"{__name__}:{kind.__name__}", ending) for name, (kind, ending) in engines.items()},
        )

    return put


class TestChoice:
    def test_without_a_wish_the_model_that_is_shipped_runs(self):
        with open_engine() as engine:
            assert engine.name in ENGINES
            assert engine.card.accuracy

    @pytest.mark.parametrize("name", ENGINES)
    def test_by_name(self, engines, name):
        engines(dummy=(Dummy, ".onnx"), **{name: (Missing, ".onnx")})
        assert open_engine("dummy").name == "dummy"
        with pytest.raises(EngineUnavailableError):
            open_engine(name)

    def test_by_variable(self, engines, monkeypatch):
        engines(missing=(Missing, ".onnx"), dummy=(Dummy, ".onnx"))
        monkeypatch.setenv(ENGINE_VARIABLE, "missing")
        with pytest.raises(EngineUnavailableError, match="not installed"):
            open_engine()
        assert open_engine("dummy").name == "dummy"

    def test_an_empty_variable_chooses_nothing(self, monkeypatch):
        monkeypatch.setenv(ENGINE_VARIABLE, "")
        monkeypatch.setenv(MODEL_VARIABLE, "")
        open_engine().close()

    def test_by_the_model_s_ending(self, engines, tmp_path):
        engines(first=(Missing, ".om"), dummy=(Dummy, ".onnx"))
        assert open_engine(model=str(write_model(tmp_path))).name == "dummy"

    def test_the_ending_may_be_in_capitals(self, tmp_path):
        path = write_model(tmp_path)
        path.rename(path.with_suffix(".ONNX"))
        open_engine(model=str(path.with_suffix(".ONNX"))).close()

    def test_a_named_engine_takes_any_ending(self, tmp_path):
        path = write_model(tmp_path)
        path.rename(path.with_suffix(".bin"))
        open_engine("onnx", str(path.with_suffix(".bin"))).close()

    def test_the_model_by_variable_and_the_argument_before_it(self, tmp_path, monkeypatch):
        mine, other = tmp_path / "mine", tmp_path / "other"
        for folder in (mine, other):
            folder.mkdir()
            write_model(folder, name=folder.name)
        monkeypatch.setenv(MODEL_VARIABLE, str(other / "digits.onnx"))
        assert open_engine().card.name == "other"
        assert open_engine(model=str(mine / "digits.onnx")).card.name == "mine"

    def test_falling_back_is_said_with_its_reason(self, engines, caplog):
        engines(missing=(Missing, ".onnx"), dummy=(Dummy, ".onnx"))
        with caplog.at_level(logging.WARNING):
            assert open_engine().name == "dummy"
        (record,) = caplog.records
        assert record.levelno == logging.WARNING
        assert "missing" in record.getMessage()
        assert "the vendor's library is not installed" in record.getMessage()

    def test_a_named_engine_is_not_replaced(self, engines, caplog):
        engines(missing=(Missing, ".onnx"), dummy=(Dummy, ".onnx"))
        with pytest.raises(EngineUnavailableError):
            open_engine("missing")

    def test_when_no_engine_is_left_the_last_reason_is_given(self, engines):
        engines(one=(Missing, ".onnx"), two=(Missing, ".onnx"))
        with pytest.raises(EngineUnavailableError, match="not installed"):
            open_engine()

    def test_an_unknown_engine_is_refused_with_the_known_ones(self):
        with pytest.raises(EngineUnavailableError, match=r"'onyx'.*onnx"):
            open_engine("onyx")

    @pytest.mark.parametrize("name", ["digits.pt", "digits", ""])
    def test_an_ending_that_no_engine_runs_is_refused_with_the_way_out(self, tmp_path, name):
        path = tmp_path / "models" / name
        with pytest.raises(EngineUnavailableError) as refusal:
            open_engine(model=str(path))
        message = str(refusal.value)
        assert message.startswith(str(path))
        assert ".onnx" in message
        assert "--engine" in message


def assert_refused(model, about, *parts):
    """Opening must fail with one line for people: the file it is about first, then these parts and the way out."""
    with pytest.raises(ModelError) as refusal:
        open_engine("onnx", str(model))
    message = str(refusal.value)
    assert message.startswith(f"{about}: ")
    for part in (*parts, "python -m model_build"):
        assert part in message
    assert "\n" not in message


class TestModelFile:
    def test_absent(self, tmp_path):
        assert_refused(tmp_path / "no.onnx", tmp_path / "no.onnx", "no such model file")

    def test_empty(self, tmp_path):
        path = write_model(tmp_path, b"")
        assert_refused(path, path, "empty")

    def test_a_folder(self, tmp_path):
        with pytest.raises(ModelError, match="this is a folder") as refusal:
            open_engine("onnx", str(tmp_path))
        assert str(refusal.value).startswith(str(tmp_path))

    def test_below_what_is_no_folder(self, tmp_path):
        path = write_model(tmp_path) / "below.onnx"
        with pytest.raises(ModelError, match="cannot be read"):
            open_engine("onnx", str(path))

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"<!DOCTYPE html><html><body>404</body></html>", id="a web page"),
            pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), id="a picture"),
            pytest.param(SHIPPED.read_bytes()[:2000], id="truncated"),
            pytest.param(bytes(1000), id="zeros"),
        ],
    )
    def test_a_file_that_is_no_model_although_its_card_names_it(self, tmp_path, content):
        path = write_model(tmp_path, content)
        with pytest.raises(ModelError, match="cannot load") as refusal:
            open_engine(model=str(path))
        assert str(refusal.value).startswith(str(path))
        assert "\n" not in str(refusal.value)

    def test_another_file_than_the_card_describes(self, tmp_path):
        path = write_model(tmp_path)
        path.write_bytes(SHIPPED.read_bytes()[:-1])
        assert_refused(path, path, "digits.json", "SHA-256")

    def test_the_shipped_model_belongs_to_its_card(self):
        content, found = load_model(SHIPPED)
        assert content == SHIPPED.read_bytes()
        assert found.labels == tuple(range(10))
        assert found.input_shape[1:] == (1, 32, 32)
        assert found.made


class TestCardFile:
    @pytest.fixture
    def path(self, tmp_path):
        return write_model(tmp_path)

    def test_absent(self, path):
        path.with_suffix(".json").unlink()
        assert_refused(path, path.with_suffix(".json"), "no model card")

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"\xff\xfe\0", b"[" * 100_000, b'{"name": ' * 100_000],
        ids=["empty", "cut off", "not UTF-8", "deep list", "deep object"],
    )
    def test_not_json(self, path, content):
        path.with_suffix(".json").write_bytes(content)
        assert_refused(path, path.with_suffix(".json"), "not JSON")

    @pytest.mark.parametrize("content", ["[]", "null", "5", '"card"'])
    def test_not_an_object(self, path, content):
        path.with_suffix(".json").write_text(content)
        assert_refused(path, path.with_suffix(".json"), "not a model card", "object")

    @pytest.mark.parametrize("name", [name for name in card_fields() if name != "made"])
    def test_a_field_missing(self, path, name):
        fields = json.loads(path.with_suffix(".json").read_text())
        del fields[name]
        path.with_suffix(".json").write_text(json.dumps(fields))
        assert_refused(path, path.with_suffix(".json"), name, "missing")

    @pytest.mark.parametrize("name", card_fields())
    def test_a_field_of_another_type(self, tmp_path, name):
        path = write_model(tmp_path, **{name: None})
        assert_refused(path, path.with_suffix(".json"), f"'{name}' must be")

    def test_a_folder(self, path):
        path.with_suffix(".json").unlink()
        path.with_suffix(".json").mkdir()
        with pytest.raises(ModelError, match="card cannot be read"):
            open_engine(model=str(path))

    def test_what_it_says_beyond_what_is_known_is_passed_over(self, tmp_path):
        open_engine(model=str(write_model(tmp_path, of_a_later_version=1))).close()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
cards = st.builds(
    ModelCard,
    name=st.text(max_size=10),
    input_shape=st.builds(lambda n, side: (n, 1, side, side), st.integers(1, 64), st.integers(1, 99)),
    dtype=st.just("float32"),
    layout=st.just("NCHW"),
    mean=st.floats(-1, 1),
    std=st.floats(0.01, 2),
    polarity=st.just("white_on_black"),
    labels=st.lists(st.integers(0, 99), min_size=2, max_size=12, unique=True).map(tuple),
    temperature=st.floats(0.1, 9),
    refusal_threshold=st.floats(0, 1),
    accuracy=st.dictionaries(st.text(max_size=5), st.floats(0, 100), max_size=3),
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    made=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
)


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_whatever_json_holds_is_a_card_or_refused(fields):
    with pytest.raises((ValueError, TypeError)):
        card_from_json(fields)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(list(card_fields())), json_values, min_size=1, max_size=3))
def test_whatever_a_field_holds_is_taken_or_refused(changes):
    try:
        found = card_from_json(card_fields(**changes))
    except (ValueError, TypeError):
        return
    assert np.isfinite(np.float32(1 / found.std) * np.float32(found.mean)) or found.std < 1e-30
    assert 0 <= found.refusal_threshold <= 1


@settings(max_examples=60, deadline=None)
@given(cards)
def test_a_card_that_was_written_reads_back(written):
    assert card_from_json(json.loads(card_to_json(written))) == written


def test_a_card_is_written_for_people_too():
    text = card_to_json(card(name="数字"))
    assert "数字" in text
    assert len(text.splitlines()) > 10


def test_a_card_reads_back_from_its_file(tmp_path):
    path = tmp_path / "digits.json"
    path.write_text(card_to_json(card(name="数字")), encoding="utf-8")
    assert load_card(path) == card(name="数字")


def test_the_shipped_card_is_as_it_would_be_written():
    text = (MODELS / "digits.json").read_text(encoding="utf-8")
    assert card_to_json(load_card(MODELS / "digits.json")) == text


class TestWhatIsNoFile:
    @pytest.fixture(autouse=True)
    def _pipes(self):
        if not hasattr(os, "mkfifo"):
            pytest.skip("there are no such pipes here")

    @pytest.mark.parametrize("ending", [".onnx", ".json"])
    def test_a_pipe_is_not_waited_for(self, tmp_path, ending):
        path = write_model(tmp_path)
        pipe = path.with_suffix(ending)
        pipe.unlink()
        os.mkfifo(pipe)
        with pytest.raises(ModelError, match="pipe or a device") as refusal:
            load_model(path)
        assert str(refusal.value).startswith(f"{pipe}: ")


def test_a_file_larger_than_any_model_is_not_read(tmp_path):
    path = write_model(tmp_path)
    with path.open("wb") as file:
        file.truncate(512_000_001)  # takes no room on the disk
    with pytest.raises(ModelError, match="larger than 512 MB"):
        load_model(path)
