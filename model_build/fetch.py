"""Fetching MNIST: from mirrors over the network, or from copies at hand."""

from __future__ import annotations

import hashlib
import http.client
import logging
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Optional

from model_build import mnist
from model_build.errors import DownloadError, StorageError
from model_build.files import replacing
from model_build.mnist import MnistFile, verified

log = logging.getLogger(__name__)

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
_BLOCK = 64 * 1024  # bytes
_TIMEOUT = 20  # seconds without a byte

Progress = Callable[[str, int, int], None]  # file, bytes so far, bytes in all


def fetch(
    folder: Path,
    *,
    source: Optional[Path] = None,
    mirrors: Sequence[str] = MIRRORS,
    files: Optional[Sequence[MnistFile]] = None,
    progress: Progress = lambda name, done, total: None,
) -> list[Path]:
    """Bring the files, MNIST's four unless others are named, into `folder`; those that are there and right stay.

    source: take them from this folder and not from the network
    returns their paths
    raises DataError (a copy is absent or its checksum wrong), DownloadError (no mirror gives it), StorageError
    """
    paths = []
    for file in mnist.FILES if files is None else files:
        path = folder / file.name
        if not _is_right(path, file):
            if source is not None:
                _copy(verified(source, file), path)
            else:
                _download(file, path, mirrors, progress)
        paths.append(path)
    return paths


def _is_right(path: Path, file: MnistFile) -> bool:
    try:
        return path.is_file() and _md5(path) == file.md5
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror}).") from None


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes()).hexdigest()


def _copy(original: Path, path: Path) -> None:
    with replacing(path) as beside:
        shutil.copyfile(original, beside)


def _download(file: MnistFile, path: Path, mirrors: Sequence[str], progress: Progress) -> None:
    """From the first mirror that gives it. An interrupted download is kept in `NAME.part` and gone on with, also at
    another mirror; one whose checksum is wrong is deleted."""
    part = path.with_name(path.name + ".part")
    reasons = []
    for mirror in mirrors:
        url = mirror.rstrip("/") + "/" + file.name
        try:
            _receive(url, part, file, progress)
            found = _md5(part)
            if found == file.md5:
                part.replace(path)
                return
            part.unlink()
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            reasons.append(f"{url}: {getattr(error, 'reason', None) or error}")
            log.warning("%s", reasons[-1])
            continue
        except OSError as error:
            raise StorageError(f"{part}: cannot be written ({error.strerror or error}).") from None
        reasons.append(f"{url}: wrong checksum, MD5 {found}, not {file.md5}")
        log.warning("%s", reasons[-1])
    raise DownloadError(
        f"{file.name}: no mirror gave it.\n  "
        + "\n  ".join(reasons)
        + "\nGet the four files on another way and name their folder: python -m model_build fetch --from DIR"
    )


def _receive(url: str, part: Path, file: MnistFile, progress: Progress) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    done = part.stat().st_size if part.exists() else 0
    if done >= file.size:
        part.unlink(missing_ok=True)
        done = 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
        if answer.status != 206:  # this mirror sends the whole file
            done = 0
        with part.open("ab" if done else "wb") as output:
            while block := _read(answer):
                output.write(block)
                done += len(block)
                if done > file.size:
                    break  # another file: its checksum will be wrong
                progress(file.name, done, file.size)
    if done < file.size:
        raise ConnectionError(f"ended after {done} of {file.size} bytes")


def _read(answer: http.client.HTTPResponse) -> bytes:
    """A block; a line that breaks in the middle ends the file early, which `_receive` notices."""
    try:
        return answer.read(_BLOCK)
    except http.client.IncompleteRead as error:
        return error.partial
