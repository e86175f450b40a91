from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import odd_hand
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sample_files import export_json
from app.samples import Samples
from model_build import corrections
from model_build.corrections import Correction
from model_build.errors import TrainingError


def correction(label: int, number: int) -> Correction:
    picture = np.zeros((32, 32), np.uint8)
    picture[0, :2] = divmod(number, 256)
    return Correction(picture, label)


def test_only_corrected_samples_count_and_what_was_said_last(tmp_path):
    found = odd_hand.samples(30)
    found[3] = dataclasses.replace(found[3], correction=None)
    found[4] = dataclasses.replace(found[4], correction=9)
    again = dataclasses.replace(found[4], correction=4, time=found[4].time + 100)
    read = corrections.read(odd_hand.keep(tmp_path / "samples.db", [again, *found]))
    assert len(read) == 29 and Counter(c.label for c in read) == Counter({**dict.fromkeys(range(10), 3), 3: 2})
    (twice,) = [c for c in read if np.array_equal(c.input, found[4].input)]
    assert twice.label == 4, "the newer word"


def test_a_store_and_an_export_of_it_teach_the_same(tmp_path):
    store = odd_hand.keep(tmp_path / "samples.db", odd_hand.samples(20))
    with Samples(store) as opened:
        export_json(opened.find(), tmp_path / "samples.json")
    one, other = corrections.read(store), corrections.read(tmp_path / "samples.json")
    assert corrections.fingerprint(one) == corrections.fingerprint(other)
    assert all(np.allclose(a, b) for c, d in zip(one, other) for a, b in zip(c.lines, d.lines))
    assert sum(len(c.lines) for c in one) == sum(len(c.lines) for c in other) > 20


def test_too_few_are_refused_with_how_many_there_are_and_are_needed(tmp_path):
    found = odd_hand.samples(30)
    uncorrected = [dataclasses.replace(sample, correction=None) for sample in found[9:]]
    store = odd_hand.keep(tmp_path / "samples.db", found[:9] + uncorrected)
    with pytest.raises(TrainingError, match=r"samples\.db: 9 of 30 samples can be learnt from, and 10 are needed"):
        corrections.read(store)


def test_strokes_of_another_digit_on_the_canvas_are_left_out():
    rng = np.random.default_rng(0)
    seven = odd_hand.sample(7, rng, 1.0, 7)
    first = seven.strokes[0]
    beside = first._replace(points=tuple((x + 300, y) for x, y in first.points))
    (read,) = corrections.usable([dataclasses.replace(seven, strokes=(*seven.strokes, beside))])
    assert len(read.lines) == len(seven.strokes)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60), st.floats(0.01, 0.9), st.integers(0, 5))
def test_every_digit_that_has_two_is_kept_back_once_at_least_and_taught_once_at_least(labels, share, seed):
    every = [correction(label, number) for number, label in enumerate(labels)]
    counts = Counter(labels)
    if max(counts.values()) < 2:
        with pytest.raises(TrainingError, match="no two are of the same digit"):
            corrections.split(every, share, seed)
        return
    taught, kept = corrections.split(every, share, seed)
    assert sorted(c.fingerprint for c in taught + kept) == sorted(c.fingerprint for c in every)
    for label, count in counts.items():
        ours = sum(c.label == label for c in kept)
        assert ours == (0 if count < 2 else min(count - 1, max(1, round(share * count))))


def test_the_split_depends_on_the_seed_alone():
    found = odd_hand.samples(40)
    tries = ((found, 1), (found[::-1], 1), (found, 2))
    kept = [corrections.split(corrections.usable(order), 0.2, seed)[1] for order, seed in tries]
    same, other_order, other_seed = ([c.fingerprint for c in part] for part in kept)
    assert same == other_order and same != other_seed and len(same) == 10


def test_those_that_were_taught_stay_taught_as_samples_are_added():
    found = corrections.usable(odd_hand.samples(100))
    taught, _ = corrections.split(found[:50], 0.2, 1)
    _, judges = corrections.split(found, 0.2, 1)
    once = {c.fingerprint for c in taught}
    assert len(judges) == 20 and sum(c.fingerprint in once for c in judges) <= 5
