"""Samples as folders of pictures, one a label: to look at, and for any other program."""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from app.errors import PictureError, SampleFileError, SamplesExistError
from app.files import read_file, sync_folder
from app.messages import message_of, said
from app.sample import LARGEST_PICTURE, SIDE, Sample
from app.sample_errors import reading, writing
from app.sample_found import Found, Written, unasked

if TYPE_CHECKING:
    import numpy as np

FORMAT = "atlas-digits pictures"
MARKER = "atlas-digits.json"  # in a folder that we wrote: its pictures are what the network saw
UNLABELLED = "unlabelled"
_LABELS = (*map(str, range(10)), UNLABELLED)
_OURS = re.compile(r"\d+(-picture)?\.png")
_PICTURE = "-picture.png"
_LARGEST_AREA = 4_000_000  # pixels: larger pictures are scaled down before their ink is looked for
_MARGIN = 0.15  # of the glyph's longer side, around it
_KEPT_SIDE = 320  # pixels: the longer side of the picture that is kept of a glyph


def export_png(samples: Iterable[Sample], folder: Path, *, replace: bool = False) -> Written:
    """Write `LABEL/NUMBER.png`, what the network saw, and `LABEL/NUMBER-picture.png`, where there is a picture.

    LABEL: what a person said, 0 to 9, or "unlabelled"
    NUMBER: of the sample in its store; one that is taken, or a sample of no store, gets the next that is free
    folder: a new or empty one; a file's date is the sample's
    replace: whether a folder that was written by this function, and has nothing else in it, may give way
    raises SamplesError; what was there before then stays
    """
    folder = Path(os.path.realpath(folder))
    beside, old = (folder.with_name(f".{uuid.uuid4().hex}.part") for _ in range(2))
    with writing(folder):
        _require_free(folder, replace)
        try:
            beside.mkdir(parents=True)
            count = _write_all(list(samples), beside)
            if hasattr(os, "sync"):  # once for all is much faster than for each
                os.sync()
            if folder.exists():
                folder.rename(old)
            try:
                beside.rename(folder)
            except OSError:
                with suppress(OSError):
                    old.rename(folder)
                raise
            sync_folder(folder.parent)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Written(count, 0)


def _require_free(folder: Path, replace: bool) -> None:
    """Raises SamplesExistError where something is in the folder that must not be lost, OSError."""
    if not os.path.lexists(folder):
        return
    inside = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    if not inside:
        return
    if not (folder / MARKER).is_file() or not replace:
        raise SamplesExistError(
            said("{folder}: it is not empty; it is left as it is. Name a new folder.", folder=folder)
        )
    for path in inside:
        parts = path.relative_to(folder).parts
        ours = parts[0] in _LABELS and (len(parts) == 1 or (len(parts) == 2 and _OURS.fullmatch(parts[1])))
        if parts != (MARKER,) and not ours:
            raise SamplesExistError(
                said("{path}: this is not from an export; the folder is left as it is. Name a new one.", path=path)
            )


def _write_all(samples: list[Sample], folder: Path) -> int:
    (folder / MARKER).write_text(json.dumps({"format": FORMAT, "version": 1}), encoding="utf-8")
    taken = {sample.number for sample in samples}
    free = (number for number in range(1, 2 * len(samples) + 2) if number not in taken)
    used: set[Optional[int]] = {None}
    for sample in samples:
        number = sample.number if sample.number not in used else next(free)
        used.add(number)
        inside = folder / (UNLABELLED if sample.correction is None else str(sample.correction))
        inside.mkdir(exist_ok=True)
        _write(inside / f"{number}.png", _png(sample.input), sample.time)
        if sample.picture:
            _write(inside / f"{number}{_PICTURE}", sample.picture, sample.time)
    return len(samples)


def _write(path: Path, content: bytes, time: float) -> None:
    path.write_bytes(content)
    whole = int(time)
    nanoseconds = whole * 10**9 + round((time - whole) * 1e9)  # time * 1e9 would lose what a float cannot hold
    with suppress(OSError, OverflowError):  # a file system may not know the date
        os.utime(path, ns=(nanoseconds, nanoseconds))


def _time_of(path: Path) -> float:
    """The file's date as `_write` gave it, to the last bit."""
    return path.stat().st_mtime_ns / 10**9


def _png(picture: np.ndarray) -> bytes:
    import cv2

    return bytes(cv2.imencode(".png", picture)[1].tobytes())


def read_pictures(folder: Path) -> Found:
    """The pictures in the folders 0 to 9 of this one, each taken for one digit, read as the recogniser reads them;
    where `export_png` wrote them, as they are.

    raises SampleFileError where there are none; pictures that cannot be read are left out
    """
    from app.sources.picture import pictures_in

    with reading(folder), _as_ours():
        labels = [label for label in _LABELS if (folder / label).is_dir()]
        ours = (folder / MARKER).is_file()
        paths = [(path, label) for label in labels for path in pictures_in(folder / label)]
    if not paths and not ours:
        raise SampleFileError(
            said(
                "{folder}: there are no samples here. Known are MNIST's files, and folders 0 to 9 with pictures.",
                folder=folder,
            )
        )
    found, left_out = [], []
    for path, label in paths:
        if ours and path.name.endswith(_PICTURE):
            continue
        correction = None if label == UNLABELLED else int(label)
        try:
            with _as_ours():
                found.append(_exported(path, correction) if ours else _read(path, correction))
        except SampleFileError as error:
            left_out.append(message_of(error))
        except MemoryError:
            left_out.append(said("{path}: the picture is too large for this machine's memory.", path=path))
    if left_out and not found:
        raise SampleFileError(left_out[0])
    return Found(found, tuple(left_out))


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except PictureError as error:
        raise SampleFileError(message_of(error)) from None


def _exported(path: Path, correction: Optional[int]) -> Sample:
    from app.sources.picture import read_picture

    array = read_picture(path)
    picture_path = path.with_name(path.stem + _PICTURE)
    with reading(path):
        picture = read_file(picture_path, LARGEST_PICTURE) if picture_path.is_file() else b""
        return unasked(array, correction, _time_of(path), picture, (SIDE, SIDE), (0, 0, SIDE, SIDE))


def _read(path: Path, correction: Optional[int]) -> Sample:
    import cv2

    from app.recognition import preprocessing
    from app.recognition.foreground import ink_from_picture, opaque
    from app.recognition.segmentation import segment
    from app.sources.picture import read_picture

    picture = read_picture(path)
    height, width = picture.shape[:2]
    scale = min(1.0, (_LARGEST_AREA / (height * width)) ** 0.5)
    picture = opaque(picture, (max(1, round(width * scale)), max(1, round(height * scale))) if scale < 1 else None)
    glyphs = segment(ink_from_picture(picture), one_digit=True)
    if not glyphs:
        raise SampleFileError(said("{path}: there is no ink in this picture.", path=path))
    (array,) = preprocessing.inputs_from_inks([glyphs[0].ink], SIDE)
    left, top, box_width, box_height = glyphs[0].box
    margin = round(_MARGIN * max(box_width, box_height))
    shown = picture[max(0, top - margin) : top + box_height + margin, max(0, left - margin) : left + box_width + margin]
    smaller = min(1.0, _KEPT_SIDE / max(shown.shape[:2]))
    if smaller < 1:
        shown = cv2.resize(shown, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)
    box = (round(left / scale), round(top / scale), round(box_width / scale), round(box_height / scale))
    with reading(path):
        return unasked(array, correction, _time_of(path), _png(shown), (width, height), box)
