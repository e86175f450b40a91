from __future__ import annotations

import numpy as np
import pytest

from model_build import mnist, pool
from model_build.degradation import degrade
from model_build.not_digits import not_a_digit


@pytest.fixture
def digits(use_small_data):
    whole = mnist.load("train", use_small_data)
    return mnist.Digits(whole.images[:60], whole.labels[:60])


def test_a_pool_holds_the_stated_shares_and_depends_on_its_seed_alone(digits):
    shares = pool.Shares(plain=1, distorted=1, written=1, others=2)
    inputs, labels = pool.make(digits, shares, 1)
    assert inputs.shape == (300, 32, 32) and inputs.dtype == np.uint8 and labels.dtype == np.int32
    assert np.array_equal(labels[:180], np.tile(digits.labels, 3)) and (labels[180:] == pool.NO_DIGIT).all()
    assert np.array_equal(pool.make(digits, shares, 1)[0], inputs)
    other = pool.make(digits, shares, 2)[0]
    assert np.array_equal(other[:60], inputs[:60]) and not np.array_equal(other[60:], inputs[60:])


def test_processes_make_the_same_pool(digits, monkeypatch):
    shares = pool.Shares(plain=0, distorted=1, written=1, others=0)
    monkeypatch.setattr(pool, "_FEW_CHUNKS", 0)
    inputs, _ = pool.make(digits, shares, 1)
    monkeypatch.undo()
    assert np.array_equal(inputs, pool.make(digits, shares, 1)[0])


def test_non_digits_have_ink_and_differ(digits):
    rng = np.random.default_rng(0)
    made = [not_a_digit(digits, rng) for _ in range(100)]
    assert all(ink.dtype == np.uint8 and ink.ndim == 2 and (ink > 100).sum() > 20 for ink in made)
    assert len({ink.tobytes() for ink in made}) == 100


def test_degraded_ink_is_still_ink_and_most_stays_as_it_is(digits):
    rng = np.random.default_rng(0)
    ink = np.zeros((144, 144), np.uint8)
    ink[30:114, 66:78] = 255
    made = [degrade(ink, rng) for _ in range(200)]
    assert all(one.dtype == np.uint8 and (one > 100).sum() > 10 for one in made)
    assert 0.6 < sum(one is ink for one in made) / 200 < 0.9
