"""A data set in MNIST's format and names, but small and drawn by us, so that the real commands run on it anywhere.

`python small_mnist.py FOLDER ARGUMENTS...` runs `python -m model_build ARGUMENTS...` with the checksums of the files in
FOLDER in place of MNIST's.
"""

from __future__ import annotations

if __name__ == "__main__":  # as in model_build/__main__.py
    from model_build import interruption

    interruption.keep()

import dataclasses
import gzip
import hashlib
import struct
import sys
from pathlib import Path

import numpy as np

from app import demo
from app.recognition.ink import render
from app.recognition.preprocessing import field_from_ink
from model_build import mnist
from model_build.augmentation import distort

TRAIN, TEST = 1_200, 300  # pictures


def make(folder: Path) -> None:
    """The four files, from our demo digits, distorted."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = [field_from_ink(render(demo.strokes(str(digit), 40, 40, 200), (280, 280))) for digit in range(10)]
    rng = np.random.default_rng(0)
    for count, images_file, labels_file in (
        (TRAIN, mnist.TRAIN_IMAGES, mnist.TRAIN_LABELS),
        (TEST, mnist.TEST_IMAGES, mnist.TEST_LABELS),
    ):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = np.stack([field_from_ink(distort(plain[label], rng)) for label in labels])
        write_idx(folder / images_file.name, images)
        write_idx(folder / labels_file.name, labels)


def write_idx(path: Path, values: np.ndarray) -> None:
    header = b"\0\0\x08" + bytes([values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
    path.write_bytes(gzip.compress(header + values.tobytes(), mtime=0))


def install(folder: Path) -> None:
    """Make `model_build.mnist` take the files in the folder for MNIST's."""

    def as_made(file: mnist.MnistFile) -> mnist.MnistFile:
        content = (folder / file.name).read_bytes()
        return dataclasses.replace(file, md5=hashlib.md5(content).hexdigest(), size=len(content))

    mnist.FILES = tuple(map(as_made, mnist.FILES))
    mnist._SPLITS = {name: tuple(as_made(f) for f in files) for name, files in mnist._SPLITS.items()}


if __name__ == "__main__":
    install(Path(sys.argv[1]))
    from model_build import cli

    sys.exit(cli.main(sys.argv[2:]))
