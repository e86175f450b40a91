"""MNIST: the four files, found and read.

Format IDX, gzip-compressed (LeCun et al., http://yann.lecun.com/exdb/mnist): big-endian; a magic number whose third
byte is the type (8: uint8) and whose fourth the number of dimensions; the sizes; the values, row by row.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np

from model_build.errors import DataError

MNIST_VARIABLE = "MNIST_DIR"
SIDE = 28


@dataclass(frozen=True)
class MnistFile:
    name: str
    md5: str
    size: int  # bytes


TRAIN_IMAGES = MnistFile("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422)
TRAIN_LABELS = MnistFile("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432", 28_881)
TEST_IMAGES = MnistFile("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3", 1_648_877)
TEST_LABELS = MnistFile("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c", 4_542)
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)
_SPLITS = {"train": (TRAIN_IMAGES, TRAIN_LABELS), "test": (TEST_IMAGES, TEST_LABELS)}


@dataclass(frozen=True)
class Digits:
    """images: uint8 [n, 28, 28], white ink on black; labels: int32 [n], 0 to 9."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def named_folder() -> Optional[Path]:
    """The folder of copies at hand that `MNIST_DIR` names, if it does."""
    named = os.environ.get(MNIST_VARIABLE)
    return Path(named) if named else None


def load(split: str, folder: Path) -> Digits:
    """Read a split, "train" (60,000) or "test" (10,000). Raises DataError, naming the file and what is wrong."""
    images_file, labels_file = _SPLITS[split]
    images = read_idx(verified(folder, images_file), dimensions=3)
    labels = read_idx(verified(folder, labels_file), dimensions=1)
    return Digits(images, labels.astype(np.int32))


def verified(folder: Path, file: MnistFile) -> Path:
    """The path of the file, its checksum right. Raises DataError."""
    path = folder / file.name
    try:
        found = hashlib.md5(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise DataError(
            f"{path}: there is no such file. Fetch MNIST with: python -m model_build fetch "
            f"(from copies you have: --from DIR, or set {MNIST_VARIABLE})"
        ) from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    if found != file.md5:
        raise DataError(
            f"{path}: this is not MNIST's file: its MD5 is {found}, not {file.md5}. "
            "Delete it and fetch it again with: python -m model_build fetch"
        )
    return path


def read_idx(path: Path, dimensions: Optional[int] = None) -> np.ndarray:
    """Read a gzip-compressed IDX file of uint8. Raises DataError for anything else."""
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: cannot be decompressed ({error}).") from None
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise DataError(f"{path}: this is not an IDX file of bytes.")
    count = content[3]
    if dimensions is not None and count != dimensions:
        raise DataError(f"{path}: it has {count} dimensions, not {dimensions}.")
    start = 4 + 4 * count
    if len(content) < start:
        raise DataError(f"{path}: it ends within its header.")
    shape = struct.unpack(f">{count}I", content[4:start])
    values = np.frombuffer(content, np.uint8, offset=start)
    if values.size != int(np.prod(shape, dtype=np.int64)):
        raise DataError(f"{path}: it holds {values.size} values, its header says {' x '.join(map(str, shape))}.")
    return values.reshape(shape)
