"""From MNIST to the batches that a recipe trains on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Optional, Union

import cv2
import numpy as np

from app.recognition.preprocessing import inputs_from_inks, tensor_from_inputs
from model_build import pool
from model_build.mnist import Digits
from model_build.pool import Pictures
from model_build.recipes import Recipe

SIDE = 32
MEAN, STD = 0.1307, 0.3081  # of MNIST's training pixels, 0 to 1; the course's numbers

Arrange = Callable[[np.ndarray], np.ndarray]
Batch = tuple[np.ndarray, np.ndarray]  # float32 [n, 1, 32, 32], int32 [n]

_FAINTEST = 0.65  # half of the pictures of a pool are faded, to this share of their ink at most


def resized(images: np.ndarray) -> np.ndarray:
    """uint8 [n, 28, 28] -> uint8 [n, 32, 32], bilinear: the course's Resize."""
    return np.stack([cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR) for image in images])


def normalised(inputs: np.ndarray) -> np.ndarray:
    """uint8 [n, 32, 32] -> float32 [n, 1, 32, 32]: the course's Rescale and HWC2CHW."""
    return tensor_from_inputs(inputs, MEAN, STD)


def inputs_for(recipe: Recipe, images: np.ndarray) -> np.ndarray:
    """uint8 [n, 28, 28] -> uint8 [n, 32, 32], undistorted, as the recipe's network is asked in earnest."""
    return inputs_from_inks(list(images), SIDE) if recipe.app_pipeline else resized(images)


def split(digits: Digits, held_out: int) -> tuple[Digits, Digits]:
    """The part to train on and the last `held_out`, kept back."""
    cut = len(digits) - held_out
    return Digits(digits.images[:cut], digits.labels[:cut]), Digits(digits.images[cut:], digits.labels[cut:])


class Batches:
    """The batches of every epoch. What epoch e holds depends on the seed and e alone, so that a run that was killed
    and resumed trains on the same ones."""

    def __init__(
        self,
        digits: Digits,
        recipe: Recipe,
        batch_size: int,
        seed: int,
        rank: int = 0,
        workers: int = 1,
        arrange: Arrange = np.ascontiguousarray,
        more: Optional[Pictures] = None,
    ) -> None:
        """batch_size: of all workers together; arrange: what is done to the tensors last, see `Trainer`

        more: pictures that the recipe's pool has besides
        """
        self._batch_size = batch_size
        self._seed = seed
        self._mine = slice(rank, None, workers)
        self._arrange = arrange
        self._pooled = recipe.shares is not None
        if recipe.shares is not None:
            self._inputs, self._labels = pool.make(digits, recipe.shares, seed)
            if more is not None:
                self._inputs = np.concatenate([self._inputs, more[0]])
                self._labels = np.concatenate([self._labels, more[1]])
        else:
            self._inputs, self._labels = arrange(normalised(inputs_for(recipe, digits.images))), digits.labels

    def __len__(self) -> int:
        return len(self._labels) // self._batch_size

    def epoch(self, number: int, together: int) -> Iterator[Batch]:
        """Shuffled; every worker gets its share of each batch.

        `together` batches at a time, stacked along a new first axis; the last ones may be fewer
        """
        order = np.random.default_rng([self._seed, number]).permutation(len(self._labels))
        members = order[: len(self) * self._batch_size].reshape(len(self), self._batch_size)[:, self._mine]
        firsts = range(0, len(self), together)
        if self._pooled:
            return _ahead(self._anew(members[first : first + together], number, first) for first in firsts)
        groups = (members[first : first + together] for first in firsts)  # a thread would only take time from training
        return ((self._inputs[group], self._labels[group]) for group in groups)

    def _anew(self, members: np.ndarray, epoch: int, first: int) -> Batch:
        """Batches of the pool's pictures, each batch shifted by up to a pixel, half of the pictures faded.

        members: [k, n], numbers of pictures; first: the number of the first batch
        """
        batches = []
        for number, chosen in enumerate(members, first):
            rng = np.random.default_rng([self._seed, epoch, number])
            down, right = rng.integers(-1, 2, 2)
            luck = rng.random((2, self._batch_size), np.float32)[:, self._mine]
            strength = np.where(luck[0] < 0.5, _FAINTEST + (1 - _FAINTEST) * luck[1], 1).astype(np.float32)
            shifted = np.roll(self._inputs[chosen], (down, right), (1, 2))
            batches.append(tensor_from_inputs(shifted * strength[:, None, None], MEAN, STD))
        inputs = self._arrange(np.concatenate(batches))
        return inputs.reshape(*members.shape, *inputs.shape[1:]), self._labels[members]


def pictures_an_epoch(digits: Digits, recipe: Recipe) -> int:
    return len(digits) * (recipe.shares.total if recipe.shares else 1)


_Item = Union[Batch, BaseException, None]


def _ahead(batches: Iterator[Batch], depth: int = 8) -> Iterator[Batch]:
    """The same batches, made in a thread while the last one is trained on. Its errors are raised here."""
    waiting: queue.Queue[_Item] = queue.Queue(depth)
    stopped = threading.Event()

    def put(item: _Item) -> bool:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for batch in batches:
                if not put(batch):
                    return
            put(None)
        except BaseException as error:
            put(error)

    threading.Thread(target=work, name="batches", daemon=True).start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
