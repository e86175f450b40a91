"""The twin that trains must be the network that is exported: same answers, same gradients."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest.importorskip("mindspore", reason="the extra `build` is not installed")
pytestmark = pytest.mark.training

# in a process of its own, as all that runs MindSpore
PROGRAM = """
import json, sys
import numpy as np
from model_build.runtime import ms, nn, start
from model_build.network import NETWORKS, parameter_count
from model_build.recipes import RECIPES
from model_build.steps import TOGETHER, trainer_for
from model_build.training import logits

start("CPU")
# one start in hundreds has two values in a pooling or at a ReLU's bend that differ by less than rounding: there the two
# choose differently, both rightly. The weights to start from are therefore always the same ones.
ms.set_seed(0)
rng = np.random.default_rng(0)
inputs = rng.normal(0, 1, (20, 8, 1, 32, 32)).astype(np.float32)
inputs[..., :12, :] = -0.4242  # paper: equal values in a pooling, where the gradient must go to one of them
labels = rng.integers(0, 10, (20, 8)).astype(np.int32)
network, plain = NETWORKS[sys.argv[1]](), NETWORKS[sys.argv[1]]()
for ours, theirs in zip(network.get_parameters(), plain.get_parameters()):
    theirs.set_data(ours.clone())
before = [p.asnumpy().copy() for p in network.trainable_params()]
names = [p.name for p in plain.trainable_params()]
trainer = trainer_for(network, RECIPES["course"], 8, 1000)
loss = nn.SoftmaxCrossEntropyWithLogits(sparse=True, reduction="mean")
step = nn.TrainOneStepCell(nn.WithLossCell(plain, loss), nn.Momentum(plain.trainable_params(), 0.01, 0.9)).set_train()
twin_losses, plain_losses = [], []
for first in (0, TOGETHER, 2 * TOGETHER):  # graphs of several steps
    chunk = slice(first, first + TOGETHER)
    arranged = np.stack([trainer.arrange(x) for x in inputs[chunk]])
    twin_losses += [float(v) for t in trainer(arranged, labels[chunk]) for v in np.atleast_1d(t.asnumpy())]
for x, y in zip(inputs[15:], labels[15:]):  # and single ones
    twin_losses += [float(t.asnumpy()) for t in trainer(trainer.arrange(x)[None], y[None])]
plain_losses = [float(step(ms.Tensor(x), ms.Tensor(y)).asnumpy()) for x, y in zip(inputs, labels)]
print(json.dumps({
    "parameters": parameter_count(network),
    "names kept": [p.name for p in network.trainable_params()] == names,
    "losses": float(np.abs(np.subtract(twin_losses, plain_losses)).max()),
    "moved": min(float(np.abs(p.asnumpy() - b).max()) for p, b in zip(network.trainable_params(), before)),
    "weights": max(
        float(np.abs(p.asnumpy() - q.asnumpy()).max() / np.abs(p.asnumpy() - b).max())
        for p, q, b in zip(network.trainable_params(), plain.trainable_params(), before)
    ),
}))
"""


@pytest.mark.parametrize("network", ["course", "relu"])
def test_twenty_steps_of_the_twin_are_twenty_steps_of_the_network(network, tmp_path):
    run = subprocess.run([sys.executable, "-c", PROGRAM, network], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["parameters"] == 61_684 and found["names kept"]
    assert found["moved"] > 1e-4
    assert found["losses"] < 1e-5
    assert found["weights"] < 1e-4
