"""What every engine promises, by whatever means it runs the model."""

import inspect
import threading

import numpy as np
import pytest

from app.engines import Engine, ModelCard, open_engine
from app.engines.engine import ENGINES
from app.errors import EngineClosedError, InferenceError
from app.recognition.preprocessing import inputs_from_inks, tensor_from_inputs
from tests.pictures import DIGITS, digit_ink

# how to open each; one that needs a board or a server would be opened on its simulator here
OPENERS = {"onnx": lambda: open_engine("onnx")}


def test_every_known_engine_is_held_to_the_contract():
    assert set(OPENERS) == set(ENGINES)


@pytest.fixture(params=OPENERS)
def name(request):
    return request.param


@pytest.fixture
def engine(name):
    with OPENERS[name]() as engine:
        yield engine


@pytest.fixture
def batch(engine):
    """The ten digits, in order."""
    inputs = inputs_from_inks([digit_ink(d) for d in DIGITS], engine.card.side)
    return tensor_from_inputs(inputs, engine.card.mean, engine.card.std)


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
        spread = np.empty((*batch.shape, 2), np.float32)
        spread[..., 0], spread[..., 1] = batch, np.nan
        assert engine.infer(spread[..., 0]) == pytest.approx(engine.infer(batch), abs=1e-4)

    @pytest.mark.parametrize("shape", [(), (32, 32), (1, 32, 32), (1, 1, 28, 28), (1, 3, 32, 32), (1, 1, 32, 32, 1)])
    def test_another_shape_is_refused(self, engine, shape):
        with pytest.raises(InferenceError, match="float32"):
            engine.infer(np.zeros(shape, np.float32))

    @pytest.mark.parametrize("kind", [np.float64, np.float16, np.uint8, np.int32])
    def test_another_type_is_refused(self, engine, kind):
        with pytest.raises(InferenceError, match="float32"):
            engine.infer(np.zeros((1, *engine.card.input_shape[1:]), kind))

    def test_after_a_refusal_it_goes_on(self, engine, batch):
        expected = engine.infer(batch)
        with pytest.raises(InferenceError):
            engine.infer(batch[:, :, :5])
        assert (engine.infer(batch) == expected).all()

    def test_once_closed_it_says_so(self, engine, batch):
        engine.close()
        for part in (batch, batch[:0]):
            with pytest.raises(EngineClosedError):
                engine.infer(part)

    def test_closing_again_does_nothing(self, engine):
        engine.close()
        engine.close()

    def test_leaving_its_block_closes_it_and_lets_errors_pass(self, name, batch):
        opened = OPENERS[name]()
        with pytest.raises(ZeroDivisionError), opened as inside:
            assert inside is opened
            raise ZeroDivisionError
        with pytest.raises(EngineClosedError):
            opened.infer(batch)

    def test_another_one_may_be_open_at_the_same_time(self, engine, name, batch):
        with OPENERS[name]() as other:
            expected = other.infer(batch)
        assert (engine.infer(batch) == expected).all()

    def test_a_thread_of_its_own_may_open_and_use_it(self, engine, name, batch):
        expected, found = engine.infer(batch), []

        def work():
            with OPENERS[name]() as own:
                found.append(own.infer(batch))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(30)
        assert (found[0] == expected).all()
