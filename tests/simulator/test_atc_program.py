"""The simulated atc as a program that another one starts, and what its tests may order."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.simulator.atc_calls import ATC, STARTS, SUCCEEDED, good


def test_a_caller_can_order_a_failure(atc, folder, monkeypatch):
    monkeypatch.setenv("ASCEND_SIMULATOR_ATC_FAIL", "EC0010")
    status, lines, _ = atc(*good())
    assert status == 255 and lines[2].startswith("EC0010: ")
    assert not Path("made.om").exists()


def test_a_caller_can_order_a_success_without_a_file(atc, folder, monkeypatch):
    monkeypatch.setenv("ASCEND_SIMULATOR_ATC_SILENT", "1")
    assert atc(*good())[:2] == (0, [STARTS, SUCCEEDED])
    assert not Path("made.om").exists()


def program(folder, **environment):
    command = [sys.executable, str(ATC), *good()]
    return subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True)


def test_the_program_needs_no_help_to_find_its_package(folder, tmp_path, unpack):
    link = tmp_path / "atc"
    link.symlink_to(ATC)
    assert os.access(ATC, os.X_OK)
    assert ATC.read_text().startswith("#!/usr/bin/env python3\n")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, str(link), *good()], cwd=folder, env=environment, capture_output=True)
    assert (done.returncode, done.stdout.decode().splitlines()) == (0, [STARTS, SUCCEEDED])
    assert unpack((folder / "made.om").read_bytes()).simulated


def test_without_onnx_the_program_says_what_is_missing(folder):
    start = f"import runpy, sys; sys.modules['onnx'] = None; sys.argv = ['atc']; runpy.run_path({str(ATC)!r})"
    done = subprocess.run([sys.executable, "-c", start], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs the package onnx" in done.stderr and "pip install onnx" in done.stderr


def test_a_caller_can_order_a_sudden_death_that_leaves_half_a_file(folder, unpack):
    done = program(folder, ASCEND_SIMULATOR_ATC_KILL="1")
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.splitlines() == [STARTS]
    with pytest.raises(ValueError, match="cut short"):
        unpack((folder / "made.om").read_bytes())


def test_a_caller_can_order_a_delay_after_the_first_line(folder):
    command, environment = [sys.executable, str(ATC), *good()], {**os.environ, "ASCEND_SIMULATOR_ATC_DELAY": "30"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == STARTS
        time.sleep(0.5)
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()
    assert not (folder / "made.om").exists()
