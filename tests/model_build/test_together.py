from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from model_build import together
from model_build.errors import StorageError

_renamed: list[str] = []


def _hear(event, arguments):
    if event == "os.rename":
        _renamed.append(Path(arguments[1]).name)


sys.addaudithook(_hear)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_name_is_found_and_nothing_is_replaced(tmp_path):
    pair = {".onnx": b"model", ".json": b"card"}
    assert together.put_new(tmp_path, "digits", pair) == tmp_path / "digits"
    (tmp_path / "digits-2.json").write_bytes(b"mine")
    assert together.put_new(tmp_path, "digits", {".onnx": b"other", ".json": b"its"}) == tmp_path / "digits-3"
    assert contents(tmp_path) == {
        "digits.onnx": b"model", "digits.json": b"card", "digits-2.json": b"mine",
        "digits-3.onnx": b"other", "digits-3.json": b"its",
    }  # fmt: skip


def test_many_at_once_get_a_name_each(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        put = [threads.submit(together.put_new, tmp_path, "digits", {".onnx": b"%d" % i, ".json": b"%d" % i})
               for i in range(24)]  # fmt: skip
    for number, done in enumerate(put):
        for ending in (".onnx", ".json"):
            assert Path(f"{done.result()}{ending}").read_bytes() == b"%d" % number
    assert len(contents(tmp_path)) == 48


def test_the_first_appears_last(tmp_path):
    _renamed.clear()
    together.put_new(tmp_path, "digits", {".onnx": b"model", ".json": b"card", ".mindir": b"more"})
    assert _renamed == ["digits.mindir", "digits.json", "digits.onnx"]


def test_what_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file: cannot be written"):
        together.put_new(tmp_path / "file", "digits", {".onnx": b"model"})
