"""What every engine promises, by whatever means it runs the model."""

import inspect
import threading
import time

import numpy as np
import pytest

from app.engines import Engine, ModelCard, open_engine
from app.engines.engine import ENGINES
from app.errors import EngineClosedError, InferenceError
from app.recognition.preprocessing import batch_from_inputs, inputs_from_inks
from tests.pictures import DIGITS, digit_ink

# the engine, the type its model takes, and the simulator's run mode where it needs one
KINDS = {
    "onnx": ("onnx", "float32", None),
    "ascend on the board": ("ascend", "float32", "device"),
    "ascend on a card": ("ascend", "float32", "host"),
    "ascend with AIPP": ("ascend", "uint8", "device"),
}


def test_every_known_engine_is_held_to_the_contract():
    assert {name for name, _, _ in KINDS.values()} == set(ENGINES)


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def name(kind):
    return kind[0]


@pytest.fixture
def opener(kind, request):
    """Opens another one of the kind."""
    name, dtype, mode = kind
    if mode is None:
        return lambda: open_engine(name)
    board = request.getfixturevalue("board")
    board.run_mode = {"device": 0, "host": 1}[mode]
    model = str(request.getfixturevalue("compiled")(dtype))
    return lambda: open_engine(name, model)


@pytest.fixture
def engine(opener):
    with opener() as engine:
        yield engine


@pytest.fixture
def batch(engine):
    """The ten digits, in order."""
    inputs = inputs_from_inks([digit_ink(d) for d in DIGITS], engine.card.side)
    return batch_from_inputs(inputs, engine.card)


class TestEngine:
    def test_it_has_what_the_protocol_names(self, engine, name):
        for member, _ in inspect.getmembers(Engine, lambda m: inspect.isfunction(m) or isinstance(m, property)):
            if not member.startswith("_") or member in ("__enter__", "__exit__"):
                assert hasattr(engine, member)
        assert engine.name == name
        assert isinstance(engine.card, ModelCard)

    @pytest.mark.parametrize("n", [0, 1, 3])
    def test_every_sample_gets_a_row_of_float32_logits(self, engine, batch, n):
        logits = engine.infer(batch[:n])
        assert logits.shape == (n, len(engine.card.labels))
        assert logits.dtype == np.float32
        assert np.isfinite(logits).all()

    def test_it_reads_digits(self, engine, batch):
        assert np.mean(engine.infer(batch).argmax(axis=1) == np.arange(10)) >= 0.9

    def test_a_sample_s_logits_do_not_depend_on_its_neighbours(self, engine, batch):
        together = engine.infer(batch)
        assert engine.infer(batch[::-1]) == pytest.approx(together[::-1], abs=1e-4)
        for i, row in enumerate(together):
            assert engine.infer(batch[i : i + 1])[0] == pytest.approx(row, abs=1e-4)

    def test_the_same_question_gets_the_same_answer(self, engine, batch):
        first = engine.infer(batch)
        assert all((engine.infer(batch) == first).all() for _ in range(5))

    def test_an_answer_is_the_caller_s_to_keep(self, engine, batch):
        first = engine.infer(batch)
        kept = first.copy()
        engine.infer(batch[::-1])
        assert (first == kept).all()

    def test_the_batch_is_left_as_it_was(self, engine, batch):
        before = batch.copy()
        engine.infer(batch)
        assert (batch == before).all()
        batch.flags.writeable = False
        engine.infer(batch)

    def test_a_batch_that_is_not_contiguous_is_taken(self, engine, batch):
        spread = np.full((*batch.shape, 2), 255, batch.dtype)
        spread[..., 0] = batch
        assert engine.infer(spread[..., 0]) == pytest.approx(engine.infer(batch), abs=1e-4)

    @pytest.mark.parametrize(
        "shape", [(), (32, 32), (1, 32, 32), (1, 1, 28, 28), (1, 28, 28, 1), (1, 3, 32, 32), (1, 1, 32, 32, 1)]
    )
    def test_another_shape_is_refused(self, engine, shape):
        with pytest.raises(InferenceError, match=engine.card.dtype):
            engine.infer(np.zeros(shape, engine.card.dtype))

    def test_another_type_is_refused(self, engine):
        for other in {"float64", "float32", "float16", "uint8", "int32"} - {engine.card.dtype}:
            with pytest.raises(InferenceError, match=engine.card.dtype):
                engine.infer(np.zeros((1, *engine.card.input_shape[1:]), other))

    def test_after_a_refusal_it_goes_on(self, engine, batch):
        expected = engine.infer(batch)
        with pytest.raises(InferenceError):
            engine.infer(batch[..., :5, :])
        assert (engine.infer(batch) == expected).all()

    def test_the_parts_of_its_time_are_milliseconds_of_the_last_call(self, engine, batch):
        start = time.perf_counter()
        engine.infer(batch)
        whole = 1e3 * (time.perf_counter() - start)
        assert all(value >= 0 for value in engine.parts.values())
        assert sum(engine.parts.values()) <= whole

    def test_once_closed_it_says_so(self, engine, batch):
        engine.close()
        for part in (batch, batch[:0]):
            with pytest.raises(EngineClosedError):
                engine.infer(part)

    def test_closing_again_does_nothing(self, engine):
        engine.close()
        engine.close()

    def test_leaving_its_block_closes_it_and_lets_errors_pass(self, opener, batch):
        opened = opener()
        with pytest.raises(ZeroDivisionError), opened as inside:
            assert inside is opened
            raise ZeroDivisionError
        with pytest.raises(EngineClosedError):
            opened.infer(batch)

    def test_another_one_may_be_open_at_the_same_time(self, engine, opener, batch):
        with opener() as other:
            expected = other.infer(batch)
        assert (engine.infer(batch) == expected).all()

    def test_a_thread_of_its_own_may_open_and_use_it(self, engine, opener, batch):
        expected, found = engine.infer(batch), []

        def work():
            with opener() as own:
                found.append(own.infer(batch))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(30)
        assert (found[0] == expected).all()
