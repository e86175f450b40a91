"""How long an epoch of the course's recipe takes here with MindSpore, against the same loop in PyTorch.

    python tests/benchmarks/training_speed.py --torch-python PYTHON [--rounds 5] [--threads N]

PYTHON is an interpreter that has PyTorch, which this project does not depend on (two frameworks in one process slow
each other down, so each runs in its own, in turn). Both train the same network on random pictures, as many and as large
as MNIST's, shuffled, batch 32, momentum 0.9, from arrays in memory; MindSpore through the project's own loop. The first
epoch of each process, which holds compilation and warm-up, is shown apart. Figures are wall seconds an epoch.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

import numpy as np

PICTURES, BATCH, EPOCHS = 60_000, 32, 3


def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (PICTURES, 28, 28), np.uint8), rng.integers(0, 10, PICTURES).astype(np.int32)


def with_mindspore() -> list[float]:
    from model_build import runtime, samples
    from model_build.checkpoints import Progress, Settings
    from model_build.mnist import Digits
    from model_build.network import NETWORKS
    from model_build.recipes import RECIPES
    from model_build.steps import trainer_for
    from model_build.training import _one_epoch

    workers = runtime.start("CPU")
    recipe = RECIPES["course"]
    trainer = trainer_for(NETWORKS["course"](), recipe, BATCH, EPOCHS * PICTURES // BATCH)
    batches = samples.Batches(Digits(*data()), recipe, BATCH, seed=1, arrange=trainer.arrange)
    progress = Progress(Settings("course", "course", EPOCHS, BATCH, 1))
    for _ in range(EPOCHS):
        _one_epoch(trainer, batches, progress, workers)
    return progress.seconds


def with_pytorch(threads: int) -> list[float]:
    import torch
    from torch import nn

    if threads:
        torch.set_num_threads(threads)
    images, labels = data()
    small = torch.from_numpy(images)[:, None].float()
    inputs = nn.functional.interpolate(small, size=(32, 32), mode="bilinear") / (255 * 0.3081) - 0.1307 / 0.3081
    targets = torch.from_numpy(labels).long()
    network = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, bias=False), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5, bias=False), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)),
    )
    optimizer = torch.optim.SGD(network.parameters(), 0.01, 0.9)
    criterion = nn.CrossEntropyLoss()
    seconds = []
    for _ in range(EPOCHS):
        start = time.perf_counter()
        losses = []
        for members in torch.randperm(PICTURES).split(BATCH):
            optimizer.zero_grad()
            loss = criterion(network(inputs[members]), targets[members])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        float(torch.stack(losses).mean())
        seconds.append(time.perf_counter() - start)
    return seconds


def in_turn(python: str, worker: str, threads: int) -> list[float]:
    command = [python, __file__, "--worker", worker, "--threads", str(threads)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{worker} did not run:\n{run.stderr[-2000:]}")
    return json.loads(run.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch-python", help="an interpreter that has PyTorch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="of PyTorch; 0: as many as it chooses")
    parser.add_argument("--worker", choices=("mindspore", "pytorch"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print(json.dumps(with_mindspore() if options.worker == "mindspore" else with_pytorch(options.threads)))
        return
    if not options.torch_python:
        parser.error("--torch-python is needed")
    ratios, ours, theirs = [], [], []
    for number in range(1, options.rounds + 1):
        mindspore = in_turn(sys.executable, "mindspore", 0)
        pytorch = in_turn(options.torch_python, "pytorch", options.threads)
        a, b = statistics.median(mindspore[1:]), statistics.median(pytorch[1:])
        ours.append(a)
        theirs.append(b)
        ratios.append(a / b)
        first = f"first epochs {mindspore[0]:.1f} and {pytorch[0]:.1f} s"
        print(f"round {number}: MindSpore {a:.2f} s, PyTorch {b:.2f} s, ratio {a / b:.2f} ({first})", flush=True)
    print(
        f"median: MindSpore {statistics.median(ours):.2f} s, PyTorch {statistics.median(theirs):.2f} s an epoch; "
        f"ratio {statistics.median(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
