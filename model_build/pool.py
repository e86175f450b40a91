"""Everything that a run trains on, made before its first epoch: MNIST distorted, digits written anew, non-digits.

Making a picture costs more than training on it, so each is used in every epoch, slightly shifted and faded anew
(`samples`). What the pool holds depends on the seed and the pictures alone, not on how many processes make it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from typing import Any

import cv2
import numpy as np

from app.recognition.preprocessing import inputs_from_inks
from model_build import interruption
from model_build.augmentation import distort
from model_build.degradation import degrade
from model_build.handwriting import write
from model_build.mnist import Digits
from model_build.not_digits import not_a_digit

NO_DIGIT = 10  # the label of what is none
_SIDE = 32  # pixels of the network's input
_CHUNK = 2_000  # pictures that one task makes
_FEW_CHUNKS = 2  # of a kind are made here; processes take seconds to start

Pictures = tuple[np.ndarray, np.ndarray]  # uint8 [n, 32, 32], labels int32 [n]


@dataclass(frozen=True)
class Shares:
    """How many pictures the pool has for each of MNIST's.

    plain: as they are; distorted: MNIST's, changed; written: from stroke templates; others: what is no digit
    """

    plain: int
    distorted: int
    written: int
    others: int

    @property
    def total(self) -> int:
        return self.plain + self.distorted + self.written + self.others


_digits: Digits  # of a process that makes chunks


def make(digits: Digits, shares: Shares, seed: int) -> Pictures:
    """uint8 [n, 32, 32], and labels int32 [n], `NO_DIGIT` for what is none; kind by kind, unshuffled."""
    kinds = ["plain"] * shares.plain + ["distorted"] * shares.distorted
    kinds += ["written"] * shares.written + ["others"] * shares.others
    tasks = [
        (kind, round_, first, seed) for round_, kind in enumerate(kinds) for first in range(0, len(digits), _CHUNK)
    ]
    return in_chunks(_chunk, tasks, _use, digits, here=len(tasks) <= _FEW_CHUNKS * len(kinds))


def in_chunks(
    chunk: Callable[[Any], Pictures], tasks: Sequence[Any], use: Callable[[Any], None], material: Any, *, here: bool
) -> Pictures:
    """The pictures of all tasks, in their order.

    use: gives a process the material that its chunks are made from, once
    here: in this process; else in one for each of the machine's cores
    """
    if here:
        use(material)
        return _joined([chunk(task) for task in tasks])
    spawned = get_context("spawn")  # a fork would copy MindSpore's threads in an unknown state
    with interruption.kept():
        resource_tracker.ensure_running()  # else the first process starts it, and it lets signals through
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), spawned, use, (material,)) as processes:
        return _joined(list(processes.map(chunk, tasks)))


def _use(digits: Digits) -> None:
    global _digits
    _digits = digits
    cv2.setNumThreads(1)


def _joined(chunks: list[Pictures]) -> Pictures:
    return np.concatenate([inputs for inputs, _ in chunks]), np.concatenate([labels for _, labels in chunks])


def _chunk(task: tuple[str, int, int, int]) -> Pictures:
    """Up to `_CHUNK` pictures of one kind; task: kind, its round, the first of MNIST's pictures, seed"""
    kind, round_, first, seed = task
    rng = np.random.default_rng([seed, round_, first])
    labels = _digits.labels[first : first + _CHUNK].astype(np.int32)
    inks = []
    for image, label in zip(_digits.images[first : first + _CHUNK], labels):
        if kind == "plain":
            inks.append(image)
        elif kind == "distorted":
            inks.append(degrade(distort(image, rng), rng))
        elif kind == "written":
            inks.append(degrade(write(int(label), rng), rng))
        else:
            inks.append(degrade(not_a_digit(_digits, rng), rng))
    if kind == "others":
        labels = np.full_like(labels, NO_DIGIT)
    return inputs_from_inks(inks, _SIDE), labels
