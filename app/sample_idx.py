"""Samples as MNIST's files, for training.

Format IDX (LeCun et al., http://yann.lecun.com/exdb/mnist): big-endian; a magic number whose third byte is the type
(8: uint8) and whose fourth the number of dimensions; the sizes; the values, row by row. Packed by gzip.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import math
import os
import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from app.errors import SampleFileError
from app.files import read_file, replacing
from app.messages import said
from app.sample import SIDE, Sample
from app.sample_errors import reading, writing
from app.sample_found import Found, Written, unasked, unzipped

IMAGES = "samples-images-idx3-ubyte.gz"
LABELS = "samples-labels-idx1-ubyte.gz"
FIELD = 28  # pixels: the side of MNIST's pictures
_LARGEST = 300_000_000  # bytes, unpacked
_IMAGES_PATTERNS = ("*images-idx3-ubyte", "*images-idx3-ubyte.gz", "*images.idx3-ubyte", "*images.idx3-ubyte.gz")


def export_idx(samples: Iterable[Sample], folder: Path, *, replace: bool = False) -> Written:
    """Write IMAGES and LABELS into a folder, which is made where it is absent: the samples that a person labelled.

    replace: whether such files that are there already may give way to them
    raises SamplesError; what was there before then stays
    """
    given = list(samples)
    labelled = [sample for sample in given if sample.correction is not None]
    fields = np.array([field_from_input(s.input) for s in labelled], np.uint8).reshape(-1, FIELD, FIELD)
    labels = np.array([s.correction for s in labelled], np.uint8)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as together:  # they take their places when both are on the disk
        for name, values in ((IMAGES, fields), (LABELS, labels)):
            together.enter_context(writing(folder / name))
            file = together.enter_context(replacing(folder / name, replace=replace))
            head = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape)
            file.write(gzip.compress(head + values.tobytes(), mtime=0))
            file.flush()
            os.fsync(file.fileno())  # the disk refuses here, and not between the one and the other
    return Written(len(labelled), len(given) - len(labelled))


def field_from_input(array: np.ndarray) -> np.ndarray:
    """What the network saw, uint8 [32, 32] -> as MNIST has it, uint8 [28, 28], to 2 grey levels of 255.

    The input was the field drawn larger; scaled back the usual way it would be blurred twice, so the linear equations
    of that drawing are solved.
    """
    back = _scaling_back()
    return np.clip(np.rint(back @ array @ back.T), 0, 255).astype(np.uint8)


@functools.cache
def _scaling_back() -> np.ndarray:
    """float64 [28, 32]: undoes bilinear scaling, which is float64 [32, 28], along one side."""
    at = np.clip((np.arange(SIDE) + 0.5) * FIELD / SIDE - 0.5, 0, FIELD - 1)
    forth = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(FIELD)))
    return np.linalg.pinv(forth)


def idx_in(folder: Path) -> list[Path]:
    """The files of pictures in a folder, by MNIST's way to name them. Raises OSError."""
    return sorted({path for pattern in _IMAGES_PATTERNS for path in folder.glob(pattern)})


def read_idx(images_path: Path) -> Found:
    """Pictures and, from the file beside them, their labels. Raises SampleFileError."""
    from app.recognition.preprocessing import input_from_field

    labels_path = images_path.with_name(
        images_path.name.replace("images-idx3", "labels-idx1").replace("images.idx3", "labels.idx1")
    )
    images, labels = _values(images_path, 3), _values(labels_path, 1)
    if len(images) != len(labels):
        raise SampleFileError(
            said(
                "{path}: it has {pictures:,} pictures and {name} {labels:,} labels. They do not belong together.",
                path=images_path,
                pictures=len(images),
                name=labels_path.name,
                labels=len(labels),
            )
        )
    if images.shape[1:] not in ((FIELD, FIELD), (SIDE, SIDE)):
        raise SampleFileError(
            said(
                "{path}: its pictures are of {width} x {height} pixels, not {field} x {field}.",
                path=images_path,
                width=images.shape[2],
                height=images.shape[1],
                field=FIELD,
            )
        )
    if labels.max(initial=0) > 9:
        raise SampleFileError(
            said(
                "{path}: it has the label {label}; only the digits 0 to 9 are known here.",
                path=labels_path,
                label=labels.max(),
            )
        )
    with reading(images_path):
        time = images_path.stat().st_mtime
    size = (images.shape[2], images.shape[1])
    return Found(
        [
            unasked(input_from_field(image, SIDE), int(label), time, b"", size, (0, 0, *size))
            for image, label in zip(images, labels)
        ]
    )


def _values(path: Path, dimensions: int) -> np.ndarray:
    """uint8 of so many dimensions. Raises SampleFileError."""
    with reading(path):
        content = unzipped(read_file(path, _LARGEST), _LARGEST)
        start = 4 + 4 * dimensions
        if len(content) < start or content[:4] != bytes((0, 0, 8, dimensions)):
            raise ValueError(said("it is not an IDX file of bytes in {dimensions} dimensions", dimensions=dimensions))
        shape = struct.unpack(f">{dimensions}I", content[4:start])
        if len(content) - start != math.prod(shape):
            raise ValueError(
                said(
                    "it holds {size:,} bytes, its head says {shape}",
                    size=len(content) - start,
                    shape=" x ".join(map(str, shape)),
                )
            )
        return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
