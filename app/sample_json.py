"""Samples as JSON: all that is known of each, a line a sample.

`{"format": "atlas-digits samples", "version": 1, "samples": [...]}`; the fields are those of `Sample`, bytes in base64.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO, Union

import numpy as np

from app.errors import SampleFileError, SamplesError
from app.files import read_file, replacing
from app.json_items import items
from app.messages import said
from app.sample import SIDE, Sample
from app.sample_errors import reading, writing
from app.sample_found import Found, unzipped
from app.stroke_file import fields_of, require_version, strokes_of, text_of

FORMAT = "atlas-digits samples"
VERSION = 1
LARGEST = 300_000_000  # bytes, unpacked: its text is in memory as a whole
MOST_DAMAGED = 1_000  # samples of a file that is read


def export_json(samples: Iterable[Sample], path: Path, *, replace: bool = False) -> int:
    """Write everything about the samples, packed where the name ends in .gz; returns how many they were.

    replace: whether a file that is there already may give way to it
    raises SamplesError; what was there before then stays
    """
    count, size = 0, 0
    with writing(path), replacing(path, replace=replace) as file, contextlib.ExitStack() as packing:
        out: Union[BinaryIO, gzip.GzipFile] = file
        if path.suffix.lower() == ".gz":
            out = packing.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0))
        for line in _lines(samples):
            size += len(line)
            if size > LARGEST:
                raise SamplesError(
                    said(
                        "{path}: these samples take more than {size:.0f} MB. Export them in parts, by date.",
                        path=path,
                        size=LARGEST / 1e6,
                    )
                )
            out.write(line)
            count += 1
    return count - 2  # without head and end


def _lines(samples: Iterable[Sample]) -> Iterator[bytes]:
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "samples": ['.encode()
    separator = "\n"
    for sample in samples:
        yield (separator + json.dumps(_fields(sample), allow_nan=False)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def _fields(sample: Sample) -> dict[str, Any]:
    found = {field.name: getattr(sample, field.name) for field in fields(sample)}
    found["input"] = base64.b64encode(sample.input.tobytes()).decode()
    found["picture"] = base64.b64encode(sample.picture).decode()
    found["strokes"] = fields_of(sample.strokes)
    return found


def read_json(path: Path) -> Found:
    """Raises SampleFileError where the file as a whole cannot be read; samples that cannot are left out."""
    found: list[Sample] = []
    left_out: list[str] = []
    with reading(path):
        text = text_of(unzipped(read_file(path, LARGEST), LARGEST))
        beside: dict[str, Any] = {}
        for number, entry in enumerate(items(text, "samples", beside), 1):
            if "version" in beside:  # as it is where we wrote it: what is newer is said to be so, not to be damaged
                _require_ours(beside)
            try:
                found.append(_sample(entry))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
                left_out.append(
                    said("{path}: sample {number} is damaged ({reason}).", path=path, number=number, reason=error)
                )
            if len(left_out) > MOST_DAMAGED:
                raise ValueError(said("more than {most:,} of its samples are damaged", most=MOST_DAMAGED))
        _require_ours(beside)
    if left_out and not found:
        raise SampleFileError(left_out[0])
    return Found(found, tuple(left_out))


def _require_ours(beside: Mapping[str, Any]) -> None:
    """By what stands beside the samples. Raises ValueError."""
    if beside.get("format") != FORMAT:
        raise ValueError(said('it has no "format": "{format}"', format=FORMAT))
    require_version(beside.get("version"), VERSION)


def _sample(entry: Any) -> Sample:
    values = {field.name: entry[field.name] for field in fields(Sample)}
    pixels = np.frombuffer(base64.b64decode(values["input"], validate=True), np.uint8)
    values["input"] = pixels.reshape(SIDE, SIDE)
    values["picture"] = base64.b64decode(values["picture"], validate=True)
    values["strokes"] = strokes_of(values["strokes"])
    for name in ("probabilities", "size", "box"):
        values[name] = tuple(values[name])
    return Sample(**values)
