"""The mean of the weights that the shipped recipe ends with."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest.importorskip("mindspore", reason="the extra `build` is not installed")
pytestmark = pytest.mark.training

# in a process of its own, as all that runs MindSpore: weights that are 1, 2, 3, ... while steps are done by fives
PROGRAM = """
import json
import numpy as np
from model_build.averaging import Average
from model_build.network import NETWORKS
from model_build.runtime import ms, start

start("CPU")
learning = NETWORKS["relu"]()
average = Average(learning, NETWORKS["relu"](), first=10)
means = []
for done, new in ((5, 5), (10, 5), (15, 5), (20, 5), (22, 2)):
    for weight in learning.trainable_params():
        weight.set_data(ms.Tensor(np.full(weight.shape, done, np.float32)))
    average.add(done, new)
    means.append([[float(p.asnumpy().min()), float(p.asnumpy().max())] for p in average.network.trainable_params()])
print(json.dumps(means))
"""


def test_it_is_the_weights_themselves_and_then_their_mean_over_the_last_steps(tmp_path):
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    expected = [5, 10, 15, 17.5, (5 * 15 + 5 * 20 + 2 * 22) / 12]
    for means, mean in zip(json.loads(run.stdout), expected):
        assert len(means) == 8
        for smallest, largest in means:
            assert smallest == pytest.approx(mean) and largest == pytest.approx(mean)
