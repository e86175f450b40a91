from __future__ import annotations

import odd_hand
import pytest

from app.engines import open_engine
from model_build import before_after, corrections, mnist
from model_build.before_after import Figures
from model_build.errors import WorseError

BEFORE = Figures(mnist_test=99.42, mnist_test_resized=98.9, held_out=7, given=5)


def after(**changes):
    return Figures(**{**vars(BEFORE), **changes})


@pytest.mark.parametrize(
    "good", [after(), after(mnist_test=99.32), after(held_out=10), after(mnist_test=99.5, held_out=8)]
)
def test_what_is_as_good_or_better_passes(good):
    before_after.check(BEFORE, good, 10, 0.1)


def test_what_forgot_mnist_is_refused_with_both_figures_and_a_way_on():
    with pytest.raises(WorseError, match=r"99\.42 % were right before and 99\.31 % .*--learning-rate") as refused:
        before_after.check(BEFORE, after(mnist_test=99.31, held_out=10), 10, 0.1)
    assert "samples kept back" not in str(refused.value)
    before_after.check(BEFORE, after(mnist_test=99.31), 10, 0.2)


def test_what_misses_more_of_the_samples_is_refused_with_both_figures_and_a_way_on():
    with pytest.raises(WorseError, match=r"of the 10 samples kept back 7 were right before and 6 .*more samples"):
        before_after.check(BEFORE, after(held_out=6, given=6), 10, 0.1)


def test_a_model_is_measured_as_the_application_asks_it(use_small_data):
    kept = corrections.usable(odd_hand.samples(30))
    test = mnist.load("test", use_small_data)
    with open_engine("onnx", lasting=False) as engine:
        figures = before_after.measure(engine, test, kept)
        wrong = [corrections.Correction(c.input, (c.label + 1) % 10) for c in kept]
        assert before_after.measure(engine, test, wrong).given <= 3
        shuffled = mnist.Digits(test.images, (test.labels + 1) % 10)
        assert before_after.measure(engine, shuffled, kept).mnist_test < 5
    assert 95 < figures.mnist_test <= 100 and 90 < figures.mnist_test_resized <= 100
    assert 10 < figures.given <= figures.held_out < 30, "this hand is too odd for the shipped model"


def test_the_table_has_both_models_side_by_side():
    rows = before_after.table(BEFORE, after(held_out=10, mnist_test=99.4), 10_000, 10).splitlines()
    assert rows[2] == "| MNIST test, 10,000 pictures | 99.42 % | 99.40 % |"
    assert rows[3] == "| Held-out samples, right | 70.0 % (7 of 10) | 100.0 % (10 of 10) |"
    assert len({row.count("|") for row in rows}) == 1 and len(rows) == 5
