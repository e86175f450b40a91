"""How a network is taught: the course's recipe, and the one of the model that is shipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from model_build.pool import Shares


@dataclass(frozen=True)
class Recipe:
    """One way to train.

    epochs, batch_size: defaults that the command line may change; the batch is shared out among all workers
    optimizer: "momentum" (learning rate constant, momentum 0.9) or "adam" (one cycle: up, then down to 0)
    learning_rate: of momentum; the peak of adam's cycle
    averaged: of all steps the last share, after adam's cycle, over which the weights are averaged; 0: none
    shares: what the pool holds that is trained on (`model_build.pool`); None: MNIST as it is. An epoch is all of it
    app_pipeline: tensors are made by the application's own preprocessing; else the picture is resized as a whole
    held_out: this many of the 60,000 are not trained on but kept to calibrate on
    """

    epochs: int
    batch_size: int
    optimizer: str
    learning_rate: float
    shares: Optional[Shares]
    app_pipeline: bool
    held_out: int
    averaged: float = 0.0


RECIPES = {
    # the course: Resize 32x32, Rescale, HWC2CHW, shuffle, batch 32, Momentum
    "course": Recipe(
        epochs=3,
        batch_size=32,
        optimizer="momentum",
        learning_rate=0.01,
        shares=None,
        app_pipeline=False,
        held_out=0,
    ),
    "augmented": Recipe(
        epochs=20,
        batch_size=256,
        optimizer="adam",
        learning_rate=0.004,
        shares=Shares(plain=1, distorted=4, written=5, others=3),
        app_pipeline=True,
        held_out=5_000,
        averaged=0.3,
    ),
}

# going on with a trained network: as the shipped one's, but gently; the learning rate is `finetune`'s to set
FINETUNING = Recipe(
    epochs=4,
    batch_size=256,
    optimizer="adam",
    learning_rate=0.0005,
    shares=Shares(plain=1, distorted=4, written=5, others=3),
    app_pipeline=True,
    held_out=5_000,
)
