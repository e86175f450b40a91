from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack

import pytest

from model_build.errors import StorageError
from model_build.files import replacing, write_bytes, write_text


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_new_content_takes_the_old_ones_place(tmp_path):
    (tmp_path / "model.onnx").write_text("old")
    write_text(tmp_path / "model.onnx", "neu ✓")
    assert (tmp_path / "model.onnx").read_text(encoding="utf-8") == "neu ✓"
    assert names(tmp_path) == ["model.onnx"]


def test_missing_folders_are_made(tmp_path):
    write_bytes(tmp_path / "a" / "b" / "file", b"x")
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"x"


def test_an_error_in_the_block_leaves_the_old_file_and_nothing_else(tmp_path):
    (tmp_path / "model.onnx").write_text("old")
    with pytest.raises(KeyError), replacing(tmp_path / "model.onnx") as beside:
        beside.write_text("half")
        raise KeyError
    assert (tmp_path / "model.onnx").read_text() == "old"
    assert names(tmp_path) == ["model.onnx"]


def test_files_written_together_change_together_or_not_at_all(tmp_path):
    (tmp_path / "a").write_text("old")
    with pytest.raises(StorageError, match=r"not-a-folder/b: cannot be written"), ExitStack() as together:
        (tmp_path / "not-a-folder").write_text("")
        together.enter_context(replacing(tmp_path / "a")).write_text("new")
        together.enter_context(replacing(tmp_path / "not-a-folder" / "b")).write_text("new")
    assert (tmp_path / "a").read_text() == "old"
    assert names(tmp_path) == ["a", "not-a-folder"]


def test_a_full_disk_is_said_and_leaves_the_old_file(tmp_path):
    (tmp_path / "file").write_text("old")
    # a limit on the size of files stops a write half way, as a full disk does
    program = """
import resource, signal, sys
from pathlib import Path
from model_build.errors import StorageError
from model_build.files import write_bytes
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_bytes(Path(sys.argv[1]), b"x" * 5000)
except StorageError as error:
    print(error)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "file")], stdout=subprocess.PIPE, text=True, check=True
    )
    assert "file: cannot be written (File too large)" in run.stdout
    assert (tmp_path / "file").read_text() == "old"
    assert names(tmp_path) == ["file"]
