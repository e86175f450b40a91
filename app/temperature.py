"""How warm the machine is: what Linux says of it, and the Ascend chip where its tool is installed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SYS = Path("/sys/class")
_NPU_TOOL = ("npu-smi", "info")
_NPU_PATIENCE = 5.0  # seconds: a driver that hangs is not waited for
# a row of its table: | 0  310B4 | Alarm | 12.8  44  0 / 0 |, of which the temperature is the second figure
_NPU_ROW = re.compile(r"^\|\s*\d+\s+(?P<chip>\w*310\w*)\s*\|[^|]*\|\s*(?:[\d.]+|NA)\s+(?P<degrees>\d+)\s", re.MULTILINE)
_COLDEST, _WARMEST = -40.0, 150.0  # degrees: what is beyond is no measurement


@dataclass(frozen=True)
class Temperature:
    """name: as the system or the tool has it; degrees: Celsius"""

    name: str
    degrees: float


def temperatures(sys: Path = _SYS) -> list[Temperature]:
    """What can be read, the Ascend chip first; empty where nothing can. May take seconds.

    sys: where the kernel shows its classes of devices
    """
    found = [*_npu(), *_zones(sys), *_monitors(sys)]
    named = {temperature.name: temperature for temperature in reversed(found)}  # the first of each name
    return [named[name] for name in dict.fromkeys(t.name for t in found) if _COLDEST < named[name].degrees < _WARMEST]


def _zones(sys: Path) -> Iterator[Temperature]:
    for zone in sorted((sys / "thermal").glob("thermal_zone*")):
        yield from _read(zone / "temp", _text(zone / "type") or zone.name)


def _monitors(sys: Path) -> Iterator[Temperature]:
    for monitor in sorted((sys / "hwmon").glob("hwmon*")):
        name = _text(monitor / "name") or monitor.name
        for file in sorted(monitor.glob("temp*_input")):
            label = _text(file.with_name(file.name.replace("_input", "_label")))
            yield from _read(file, f"{name} {label}".strip())


def _read(file: Path, name: str) -> Iterator[Temperature]:
    """The file has thousandths of a degree."""
    text = _text(file)
    if re.fullmatch(r"-?\d{1,7}", text):
        yield Temperature(name, int(text) / 1000)


def _text(file: Path) -> str:
    """A sensor may be there and not answer."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _npu() -> Iterator[Temperature]:
    try:
        done = subprocess.run(
            _NPU_TOOL, stdin=subprocess.DEVNULL, capture_output=True, timeout=_NPU_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    yield from npu_temperatures(done.stdout.decode("utf-8", "replace"))


def npu_temperatures(table: str) -> Iterator[Temperature]:
    """From what `npu-smi info` prints."""
    for row in _NPU_ROW.finditer(table):
        yield Temperature(f"Ascend {row['chip']}", float(row["degrees"]))
