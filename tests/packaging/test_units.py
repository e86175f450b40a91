"""The units are what systemd takes without a word, and let the kiosk do little else than be one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.doctor import devices

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "packaging" / "systemd"
KIOSK, REMOTE, SCREEN = (UNITS / f"atlas-digits-{name}.service" for name in ("kiosk", "remote", "screen"))
SYSTEMS_OWN = next(
    (path for path in map(Path, ("/usr/lib/systemd/system", "/lib/systemd/system")) if path.is_dir()), None
)
STARTED = ("usr/bin/atlas-digits", "usr/lib/atlas-digits/screen")


def settings(unit: Path) -> dict[str, list[str]]:
    """What is set to what, each as often as it stands there."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*(?:\\\n.*)*)$", unit.read_text(), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def root(tmp_path) -> Path:
    """A system with systemd's own units and ours, and the programs that these start."""
    if not shutil.which("systemd-analyze") or not SYSTEMS_OWN:
        pytest.skip("systemd is not installed")
    units = tmp_path / "usr" / "lib" / "systemd" / "system"
    shutil.copytree(SYSTEMS_OWN, units, symlinks=True)
    for unit in (KIOSK, REMOTE, SCREEN):
        shutil.copy(unit, units)
    for name in STARTED:
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    return tmp_path


def verify(root: Path) -> tuple[int, str]:
    units = [str(root / "usr/lib/systemd/system" / unit.name) for unit in (KIOSK, REMOTE, SCREEN)]
    done = subprocess.run(["systemd-analyze", "verify", f"--root={root}", *units], capture_output=True, text=True)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd cannot verify the units of another root")
    return done.returncode, done.stdout + done.stderr


def test_systemd_has_nothing_to_say_about_the_units(root):
    assert verify(root) == (0, "")


def test_a_wrong_unit_would_be_seen(root):
    unit = root / "usr/lib/systemd/system" / KIOSK.name
    unit.write_text(unit.read_text().replace("WatchdogSec=30", "WatchdogSec=soon"))
    assert "ignoring: soon" in verify(root)[1]
    (root / STARTED[0]).unlink()
    assert verify(root)[0] != 0


@pytest.mark.parametrize("unit", [KIOSK, REMOTE], ids=lambda unit: unit.stem)
def test_what_visitors_can_touch_is_hardly_exposed(unit):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd cannot judge a unit that is not running")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Overall exposure level" in done.stdout


def test_only_the_kiosk_over_the_network_reaches_the_network():
    assert settings(KIOSK)["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert settings(KIOSK)["PrivateNetwork"] == ["yes"]
    assert "AF_INET" in settings(REMOTE)["RestrictAddressFamilies"][0]


@pytest.mark.parametrize("unit", [KIOSK, REMOTE], ids=lambda unit: unit.stem)
def test_the_devices_that_the_doctor_looks_for_may_be_used(unit):
    allowed = {value.removesuffix(" rw") for value in settings(unit)["DeviceAllow"]}
    assert {"/dev/davinci0", *devices._NODES, "char-video4linux"} <= allowed


def test_the_rule_gives_the_user_what_the_units_allow():
    rule = (UNITS / "atlas-digits.rules").read_text()
    allowed = {value for value in settings(KIOSK)["DeviceAllow"] if value.startswith("/dev/")}
    assert settings(REMOTE)["DeviceAllow"] == settings(KIOSK)["DeviceAllow"]
    kernel = re.findall(r'KERNEL=="([^"]*)"', rule)[0]
    named = {f"/dev/{name} rw" for name in kernel.replace("[0-9]*", "0").split("|")}
    assert named == allowed
    assert 'SUBSYSTEM=="video4linux", GROUP="video"' in rule


def test_the_kiosk_stays_down_and_comes_back_as_its_operator_wants():
    from app.ui.kiosk.window import QUIT, RESTART

    kiosk = settings(KIOSK)
    assert kiosk["Restart"] == ["always"]
    assert kiosk["RestartPreventExitStatus"] == [str(QUIT)] == settings(REMOTE)["RestartPreventExitStatus"]
    assert kiosk["SuccessExitStatus"] == [str(RESTART)]


def test_the_journal_of_the_units_has_limits():
    assert {unit: settings(unit)["LogNamespace"] for unit in (KIOSK, REMOTE, SCREEN)} == {
        unit: ["atlas-digits"] for unit in (KIOSK, REMOTE, SCREEN)
    }
    limits = (UNITS / "journald-limits.conf").read_text()
    assert re.search(r"^SystemMaxUse=\d+M$", limits, re.MULTILINE)
