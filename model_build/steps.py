"""One step of training: forward, backward, update, compiled into one graph."""

from __future__ import annotations

import numpy as np

from model_build.recipes import Recipe
from model_build.runtime import nn

_MOMENTUM = 0.9  # the course's
_WARM_UP = 0.1  # of all steps: while the learning rate rises to its peak


def training_step(network: nn.Cell, recipe: Recipe, steps: int) -> nn.Cell:
    """(inputs float32 [n, 1, 32, 32], labels int32 [n]) -> mean loss of the batch, the network's weights updated.

    steps: of the whole run, for the learning rate's cycle
    """
    loss = nn.SoftmaxCrossEntropyWithLogits(sparse=True, reduction="mean")
    step = nn.TrainOneStepCell(nn.WithLossCell(network, loss), _optimizer(network, recipe, steps))
    step.set_train()
    return step


def _optimizer(network: nn.Cell, recipe: Recipe, steps: int) -> nn.Optimizer:
    weights = network.trainable_params()
    if recipe.optimizer == "momentum":
        return nn.Momentum(weights, recipe.learning_rate, _MOMENTUM)
    return nn.Adam(weights, one_cycle(recipe.learning_rate, steps))


def one_cycle(peak: float, steps: int) -> list[float]:
    """The learning rate of every step: up along a cosine to its peak, then down to near 0 (Smith and Topin, 2018)."""
    rising = max(1, round(steps * _WARM_UP))
    up = peak * (0.04 + 0.96 * (1 - np.cos(np.pi * np.arange(rising) / rising)) / 2)
    falling = max(1, steps - rising)
    down = peak * (0.0005 + (1 + np.cos(np.pi * np.arange(falling) / falling)) / 2)
    return [float(rate) for rate in np.concatenate([up, down])[:steps]]
