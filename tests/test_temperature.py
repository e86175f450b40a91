"""How warm it is, from files and a tool like the board's."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from app import temperature
from app.temperature import Temperature, npu_temperatures, temperatures

TABLE = """\
+--------------------------------------------------------------------------------------------------------+
| npu-smi 23.0.0                                   Version: 23.0.0                                       |
+-------------------------------+-----------------+------------------------------------------------------+
| NPU     Name                  | Health          | Power(W)     Temp(C)           Hugepages-Usage(page) |
| Chip    Device                | Bus-Id          | AICore(%)    Memory-Usage(MB)                        |
+===============================+=================+======================================================+
| 0       310B4                 | OK              | 8.9          51                15    / 15            |
| 0       0                     | NA              | 0            1230 / 3513                             |
+===============================+=================+======================================================+
"""


@pytest.fixture
def sys_class(tmp_path) -> Path:
    return tmp_path / "class"


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_zones_and_monitors_are_read_in_degrees(sys_class):
    put(sys_class / "thermal" / "thermal_zone0" / "type", "soc_thermal\n")
    put(sys_class / "thermal" / "thermal_zone0" / "temp", "48250\n")
    put(sys_class / "hwmon" / "hwmon0" / "name", "nvme\n")
    put(sys_class / "hwmon" / "hwmon0" / "temp1_input", "35850\n")
    put(sys_class / "hwmon" / "hwmon0" / "temp1_label", "Composite\n")
    assert temperatures(sys_class) == [Temperature("soc_thermal", 48.25), Temperature("nvme Composite", 35.85)]


def test_what_is_no_measurement_is_left_out(sys_class):
    for number, text in enumerate(("", "warm", "-274000", "99999999999", "255000")):
        put(sys_class / "thermal" / f"thermal_zone{number}" / "temp", text)
    (sys_class / "thermal" / "thermal_zone9" / "temp").mkdir(parents=True)
    assert temperatures(sys_class) == []


def test_a_machine_that_tells_nothing(sys_class):
    assert temperatures(sys_class) == []


def test_the_chips_tool_is_understood():
    assert list(npu_temperatures(TABLE)) == [Temperature("Ascend 310B4", 51.0)]
    assert list(npu_temperatures("dcmi module initialize failed. ret is -8005")) == []


@pytest.fixture
def tool(tmp_path, monkeypatch):
    def made(script: str) -> None:
        path = tmp_path / "bin" / "npu-smi"
        put(path, f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(path.parent), prepend=os.pathsep)

    return made


def test_the_chip_stands_first(tool, sys_class):
    tool(f"cat <<'END'\n{TABLE}END")
    put(sys_class / "thermal" / "thermal_zone0" / "temp", "48000")
    assert [t.name for t in temperatures(sys_class)] == ["Ascend 310B4", "thermal_zone0"]


def test_a_tool_that_hangs_is_not_waited_for(tool, sys_class, monkeypatch):
    monkeypatch.setattr(temperature, "_NPU_PATIENCE", 0.3)
    tool("exec sleep 30")
    began = time.monotonic()
    assert temperatures(sys_class) == []
    assert time.monotonic() - began < 10
