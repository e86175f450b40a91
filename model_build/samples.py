"""From MNIST to the batches that a recipe trains on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Union

import cv2
import numpy as np

from app.recognition.preprocessing import inputs_from_inks, tensor_from_inputs
from model_build.augmentation import distort
from model_build.handwriting import write
from model_build.mnist import Digits
from model_build.recipes import Recipe

SIDE = 32
MEAN, STD = 0.1307, 0.3081  # of MNIST's training pixels, 0 to 1; the course's numbers

Arrange = Callable[[np.ndarray], np.ndarray]
Batch = tuple[np.ndarray, np.ndarray]  # float32 [n, 1, 32, 32], int32 [n]


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
    ) -> None:
        """batch_size: of all workers together; arrange: what is done to the tensors last, see `Trainer`"""
        self._digits = digits
        self._recipe = recipe
        self._batch_size = batch_size
        self._seed = seed
        self._mine = slice(rank, None, workers)
        self._arrange = arrange
        self._inputs = None if recipe.augment else arrange(normalised(inputs_for(recipe, digits.images)))

    def __len__(self) -> int:
        return len(self._digits) // self._batch_size

    def epoch(self, number: int, together: int) -> Iterator[Batch]:
        """Shuffled; every worker gets its share of each batch.

        `together` batches at a time, stacked along a new first axis; the last ones may be fewer
        """
        order = np.random.default_rng([self._seed, number]).permutation(len(self._digits))
        members = order[: len(self) * self._batch_size].reshape(len(self), self._batch_size)[:, self._mine]
        groups = (members[first : first + together] for first in range(0, len(self), together))
        if self._inputs is None:
            return _ahead(self._made(group, number) for group in groups)
        inputs = self._inputs  # at hand: a thread would only take time from the training
        return ((inputs[group], self._digits.labels[group]) for group in groups)

    def _made(self, members: np.ndarray, epoch: int) -> Batch:
        """Batches of distorted pictures; members: [k, n], numbers of pictures"""
        rngs = (np.random.default_rng([self._seed, epoch, member]) for member in members.flat)
        inks = [self._ink(member, rng) for member, rng in zip(members.flat, rngs)]
        inputs = self._arrange(normalised(inputs_from_inks(inks, SIDE)))
        return inputs.reshape(*members.shape, *inputs.shape[1:]), self._digits.labels[members]

    def _ink(self, member: int, rng: np.random.Generator) -> np.ndarray:
        """The picture distorted, or its digit written anew."""
        if rng.random() < self._recipe.handwritten:
            return write(int(self._digits.labels[member]), rng)
        return distort(self._digits.images[member], rng)


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
