from __future__ import annotations

import dataclasses
import threading
import time

import numpy as np
import pytest

from app.recognition.preprocessing import inputs_from_inks
from model_build import mnist, samples
from model_build.augmentation import distort
from model_build.pool import Shares
from model_build.recipes import RECIPES

COURSE, AUGMENTED = RECIPES["course"], RECIPES["augmented"]


@pytest.fixture
def digits(use_small_data):
    whole = mnist.load("train", use_small_data)
    return mnist.Digits(whole.images[:200], whole.labels[:200])


def all_of(batches, epoch):
    inputs, labels = zip(*batches.epoch(epoch, 1))
    return np.concatenate([x[0] for x in inputs]), np.concatenate([y[0] for y in labels])


def test_the_courses_tensors_are_resized_and_rescaled(digits):
    inputs, labels = all_of(samples.Batches(digits, COURSE, 32, 1, 0, 1), 0)
    assert inputs.shape == (192, 1, 32, 32) and inputs.dtype == np.float32 and labels.dtype == np.int32
    assert inputs.min() == pytest.approx(-0.1307 / 0.3081, abs=1e-5)
    assert inputs.max() == pytest.approx((1 - 0.1307) / 0.3081, abs=1e-2)


@pytest.mark.parametrize("recipe", [COURSE, AUGMENTED])
def test_an_epoch_is_the_same_every_time_and_unlike_the_next(digits, recipe):
    batches = samples.Batches(digits, recipe, 40, 1, 0, 1)
    again = samples.Batches(digits, recipe, 40, 1, 0, 1)
    assert np.array_equal(all_of(batches, 3)[0], all_of(again, 3)[0])
    assert not np.array_equal(all_of(batches, 3)[1], all_of(batches, 4)[1])
    other_seed = samples.Batches(digits, recipe, 40, 2, 0, 1)
    assert not np.array_equal(all_of(batches, 3)[1], all_of(other_seed, 3)[1])


def test_the_workers_shares_make_up_the_whole_batch(digits):
    whole = samples.Batches(digits, COURSE, 40, 1, 0, 1)
    shares = [samples.Batches(digits, COURSE, 40, 1, rank, 2) for rank in (0, 1)]
    epochs = [batches.epoch(0, 1) for batches in (whole, *shares)]
    for (inputs, labels), (first, a), (second, b) in zip(*epochs):
        assert np.array_equal(labels[:, 0::2], a) and np.array_equal(labels[:, 1::2], b)
        assert np.array_equal(inputs[:, 0::2], first) and np.array_equal(inputs[:, 1::2], second)


def test_batches_come_stacked_the_last_ones_fewer(digits):
    batches = samples.Batches(digits, COURSE, 30, 1)
    assert [labels.shape for _, labels in batches.epoch(0, 4)] == [(4, 30), (2, 30)]
    stacked = np.concatenate([inputs.reshape(-1, 1, 32, 32) for inputs, _ in batches.epoch(0, 4)])
    assert np.array_equal(stacked, all_of(batches, 0)[0])


def test_an_epoch_shows_every_picture_once(digits):
    _, labels = all_of(samples.Batches(digits, COURSE, 40, 1, 0, 1), 0)
    assert np.array_equal(np.bincount(labels), np.bincount(digits.labels))


def test_the_augmented_recipe_uses_the_applications_own_preprocessing(digits):
    expected = inputs_from_inks(list(digits.images[:5]), 32)
    assert np.array_equal(samples.inputs_for(AUGMENTED, digits.images[:5]), expected)
    assert not np.array_equal(samples.inputs_for(COURSE, digits.images[:5]), expected)


def test_an_error_while_making_batches_reaches_the_trainer():
    def broken():
        yield np.zeros(1), np.zeros(1)
        raise MemoryError("no room")

    batches = samples._ahead(broken())
    next(batches)
    with pytest.raises(MemoryError, match="no room"):
        next(batches)


def test_the_thread_ends_when_the_trainer_stops_early(digits):
    batches = samples.Batches(digits, AUGMENTED, 10, 1, 0, 1).epoch(0, 1)
    next(batches)
    batches.close()
    deadline = time.monotonic() + 5
    while any(thread.name == "batches" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_distorted_digit_is_changed_but_still_ink(digits):
    rng = np.random.default_rng(5)
    plain = samples.cv2.resize(digits.images[3], (56, 56), interpolation=samples.cv2.INTER_CUBIC)
    made = [distort(digits.images[3], rng) for _ in range(60)]
    assert all(one.shape == (56, 56) and one.dtype == np.uint8 and one.max() > 100 for one in made)
    same = sum(np.array_equal(one, plain) for one in made)
    assert 1 <= same <= 25  # some stay as they are, most do not
    shares = [float((one > 127).mean()) / float((plain > 127).mean()) for one in made]
    assert min(shares) < 0.9 and max(shares) > 1.3  # thinner and thicker pens


def test_an_epoch_of_a_pool_shows_each_of_its_pictures_once(digits):
    shares = Shares(plain=1, distorted=0, written=1, others=1)
    batches = samples.Batches(digits, recipe_with(shares), 60, 1)
    _, labels = all_of(batches, 0)
    assert len(labels) == 600 == samples.pictures_an_epoch(digits, recipe_with(shares))
    counts = np.bincount(labels, minlength=11)
    assert np.array_equal(counts, [*(2 * np.bincount(digits.labels, minlength=10)), 200])


def recipe_with(shares):
    return dataclasses.replace(AUGMENTED, shares=shares)


def test_the_workers_of_a_pool_see_their_part_of_what_one_would(digits):
    recipe = recipe_with(Shares(plain=1, distorted=0, written=0, others=0))
    whole = samples.Batches(digits, recipe, 40, 1, 0, 1)
    shares = [samples.Batches(digits, recipe, 40, 1, rank, 2) for rank in (0, 1)]
    epochs = [batches.epoch(0, 2) for batches in (whole, *shares)]
    for (inputs, labels), (first, a), (second, b) in zip(*epochs):
        assert np.array_equal(labels[:, 0::2], a) and np.array_equal(labels[:, 1::2], b)
        assert np.array_equal(inputs[:, 0::2], first) and np.array_equal(inputs[:, 1::2], second)


def test_a_pool_s_pictures_are_faded_and_shifted_a_little(digits):
    recipe = recipe_with(Shares(plain=1, distorted=0, written=0, others=0))
    batches = samples.Batches(digits, recipe, 50, 1)
    plain = samples.normalised(samples.inputs_for(recipe, digits.images))
    seen = np.concatenate([inputs[0] for inputs, _ in batches.epoch(0, 1)])
    assert not any(np.array_equal(seen[:50], plain[i : i + 50]) for i in range(0, 200, 50))
    strongest = ((seen * samples.STD) + samples.MEAN).max(axis=(1, 2, 3))
    assert 0.5 < strongest.min() < 0.8 and strongest.max() == pytest.approx(1, abs=0.01)
