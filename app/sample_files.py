"""Samples that come from files and go to files, of every kind that is known here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from app.messages import said
from app.sample_errors import reading
from app.sample_found import Found, Written
from app.sample_idx import export_idx, idx_in, read_idx
from app.sample_json import export_json, read_json
from app.sample_pictures import export_png, read_pictures
from app.sample_store import is_store
from app.samples import Samples

__all__ = ["Found", "Imported", "Written", "export_idx", "export_json", "export_png", "import_into", "read"]


class Imported(NamedTuple):
    """added: to the store; known: were there already; left_out: what could not be read and why, for people"""

    added: int
    known: int
    left_out: tuple[str, ...]


def read(path: Path) -> Found:
    """The samples in a store, a JSON file, a folder with MNIST's files, or folders 0 to 9 with pictures.

    What was read is not changed, also a store that another process writes into.
    raises SamplesError, naming the file; where only some samples are damaged, these are left out
    """
    with reading(path):
        if path.is_dir():
            images = idx_in(path)
            if not images:
                return read_pictures(path)
            found = [read_idx(file) for file in images]
            return Found([sample for part in found for sample in part.samples])
        if not is_store(path):
            return read_json(path)
    with Samples.copy_of(path) as store:
        samples = store.find()
        return Found(
            samples,
            tuple(
                said("{path}: sample {number} is damaged.", path=path, number=number)
                for number in sorted(store.damaged)
            ),
        )


def import_into(samples: Samples, path: Path) -> Imported:
    """Add what is at `path` and not there yet, all of it or nothing: same time and input, same sample.

    raises SamplesError
    """
    found = read(path)
    new, known = [], samples.known(found.samples)
    for sample in found.samples:
        if sample.key not in known:
            new.append(sample)
        known.add(sample.key)
    samples.add_all(new)
    return Imported(len(new), len(found.samples) - len(new), found.left_out)
