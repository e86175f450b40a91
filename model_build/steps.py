"""One step of training: forward, backward, update, compiled into one graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model_build.fast_layers import FastLeNet5, blocks
from model_build.network import LeNet5
from model_build.pool import NO_DIGIT
from model_build.recipes import Recipe
from model_build.runtime import ms, nn

_MOMENTUM = 0.9  # the course's
_WARM_UP = 0.1  # of a cycle's steps: while the learning rate rises to its peak
_WHILE_AVERAGING = 0.25  # of the cycle's peak: the learning rate


TOGETHER = 5  # steps in one call: what a call costs besides its work is as long as a third of a step


@dataclass(frozen=True)
class Trainer:
    """Teaches a network, some batches a call.

    step: one step, compiled, with the optimiser: what a checkpoint saves
    steps: `TOGETHER` of them in one graph
    arrange: float32 [n, 1, 32, 32] -> the same pixels in the order that the steps take
    """

    step: nn.Cell
    steps: nn.Cell
    arrange: Callable[[np.ndarray], np.ndarray]

    def __call__(self, inputs: np.ndarray, labels: np.ndarray) -> list[ms.Tensor]:
        """Update the weights once for each of k batches; their mean losses, each before its update.

        inputs: arranged, [k, batch, ...]; labels: int32 [k, batch]
        """
        if len(labels) == TOGETHER:
            return [self.steps(ms.Tensor.from_numpy(inputs), ms.Tensor.from_numpy(labels))]
        return [self.step(ms.Tensor.from_numpy(x), ms.Tensor.from_numpy(y)) for x, y in zip(inputs, labels)]


class _Steps(nn.Cell):
    """Steps one after the other in one graph: [k, batch, ...] and [k, batch] -> losses [k]."""

    def __init__(self, step: nn.Cell) -> None:
        super().__init__()
        self.step = step
        self.unstack = ms.ops.Unstack(0, TOGETHER)
        self.stack = ms.ops.Stack(0)

    def construct(self, inputs: ms.Tensor, labels: ms.Tensor) -> ms.Tensor:
        xs, ys = self.unstack(inputs), self.unstack(labels)
        losses: tuple[ms.Tensor, ...] = ()
        for i in range(TOGETHER):
            losses = (*losses, self.step(xs[i], ys[i]))
        return self.stack(losses)


class _FlatForNonDigits(nn.Cell):
    """Mean cross-entropy; of what is no digit (label `NO_DIGIT`) every answer should be equally likely (Lee et al.,
    "Training confidence-calibrated classifiers for detecting out-of-distribution samples", 2018)."""

    def __init__(self) -> None:
        super().__init__()
        self.targets = ms.Tensor(np.vstack([np.eye(NO_DIGIT), np.full(NO_DIGIT, 1 / NO_DIGIT)]).astype(np.float32))
        self.gather = ms.ops.Gather()
        self.loss = nn.SoftmaxCrossEntropyWithLogits(sparse=False, reduction="mean")

    def construct(self, logits: ms.Tensor, labels: ms.Tensor) -> ms.Tensor:
        return self.loss(logits, self.gather(self.targets, labels, 0))


def trainer_for(network: LeNet5, recipe: Recipe, batch: int, steps: int, device: str = "CPU") -> Trainer:
    """batch: pictures a step, fixed; steps: of the whole run, for the learning rate's cycle."""
    optimizer = _optimizer(network, recipe, steps)
    on_cpu = device == "CPU"
    body = FastLeNet5(network, batch) if on_cpu else network
    loss = _FlatForNonDigits() if recipe.shares else nn.SoftmaxCrossEntropyWithLogits(sparse=True, reduction="mean")
    step = nn.TrainOneStepCell(nn.WithLossCell(body, loss), optimizer)
    names = [parameter.name for parameter in step.get_parameters()]
    together = _Steps(step)
    for parameter, name in zip(step.get_parameters(), names):
        parameter.name = name  # as in FastLeNet5
    together.set_train()
    return Trainer(step, together, blocks if on_cpu else np.ascontiguousarray)


def _optimizer(network: nn.Cell, recipe: Recipe, steps: int) -> nn.Optimizer:
    weights = network.trainable_params()
    if recipe.optimizer == "momentum":
        return nn.Momentum(weights, recipe.learning_rate, _MOMENTUM)
    averaged = averaged_steps(recipe, steps)
    rates = one_cycle(recipe.learning_rate, steps - averaged)
    return nn.Adam(weights, rates + averaged * [_WHILE_AVERAGING * recipe.learning_rate])


def averaged_steps(recipe: Recipe, steps: int) -> int:
    """Of all the steps of a run, the last, over which the weights are averaged."""
    return round(recipe.averaged * steps)


def one_cycle(peak: float, steps: int) -> list[float]:
    """The learning rate of every step: up along a cosine to its peak, then down to near 0 (Smith and Topin, 2018)."""
    rising = max(1, round(steps * _WARM_UP))
    up = peak * (0.04 + 0.96 * (1 - np.cos(np.pi * np.arange(rising) / rising)) / 2)
    falling = max(1, steps - rising)
    down = peak * (0.0005 + (1 + np.cos(np.pi * np.arange(falling) / falling)) / 2)
    return [float(rate) for rate in np.concatenate([up, down])[:steps]]
