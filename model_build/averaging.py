"""The mean of a network's weights over the last steps of its training: it lies in the middle of what the single steps
circle around (Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018)."""

from __future__ import annotations

import numpy as np

from model_build.network import LeNet5
from model_build.runtime import ms

PREFIX = "average."  # of the mean's names in a checkpoint


class Average:
    """A network with the mean weights of another one; until the mean begins, with the other's own.

    All of its state is in its parameters and in the count of the steps: a run that was killed goes on with it.
    """

    def __init__(self, learning: LeNet5, mean: LeNet5, first: int) -> None:
        """mean: a network of the same kind, which gets the means; first: so many steps are left out"""
        self.network = mean
        self._pairs = list(zip(mean.trainable_params(), learning.trainable_params()))
        self._first = first
        for average, weight in self._pairs:
            average.name = PREFIX + weight.name

    def add(self, done: int, new: int) -> None:
        """Take in the weights as they are now. done: steps of the run so far; new: of these, since the last call"""
        share = np.float32(new / max(new, done - self._first))
        for average, weight in self._pairs:
            average.set_data(ms.Tensor((1 - share) * average.asnumpy() + share * weight.asnumpy()))
