"""Which wheels a package carries: those of pyproject.toml, and the very files that were locked."""

import hashlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "bundle"))

import wheels  # noqa: E402
from wheels import Wheel, WheelError  # noqa: E402

TARGETS = [(arch, python) for arch, pythons in wheels.PYTHONS.items() for python in pythons]


@pytest.mark.parametrize(("arch", "python"), TARGETS)
def test_every_dependency_is_locked_once_for_every_target(arch, python):
    found = {wheel.package.replace("_", "-"): wheel.version for wheel in wheels.wanted(arch, python)}
    assert found == wheels.dependencies(python)
    assert "onnxruntime" in found and "shiboken6" in found


def test_nothing_is_locked_that_no_package_carries():
    wanted = {wheel for target in TARGETS for wheel in wheels.wanted(*target)}
    assert wanted == set(wheels.locked())


def test_an_old_python_gets_the_version_that_its_marker_says(tmp_path):
    project = tmp_path / "pyproject.toml"
    project.write_text(
        'dependencies = [\n    "PySide6-Essentials==6.8",\n    "numpy==1; python_version < \'3.10\'",\n'
        "    \"numpy==2; python_version >= '3.10'\",\n]\n"
    )
    assert wheels.dependencies("3.9", project)["numpy"] == "1"
    assert wheels.dependencies("3.10", project)["numpy"] == "2"


def test_an_open_version_is_refused(tmp_path):
    project = tmp_path / "pyproject.toml"
    project.write_text('dependencies = [\n    "numpy>=1",\n]\n')
    with pytest.raises(WheelError, match="numpy>=1"):
        wheels.dependencies("3.9", project)


def test_a_version_that_is_not_locked_says_what_to_do(monkeypatch):
    monkeypatch.setattr(wheels, "dependencies", lambda python: {"numpy": "0.0.1"})
    with pytest.raises(WheelError, match="packaging/bundle lock"):
        wheels.wanted("arm64", "3.9")


def test_a_target_without_wheels_names_those_that_have_some():
    with pytest.raises(WheelError, match=r"arm64 with 3\.9, 3\.10"):
        wheels.wanted("arm64", "3.8")


class TestFetching:
    @pytest.fixture
    def wheel(self, monkeypatch):
        wheel = Wheel("a-1-cp39-abi3-manylinux_2_17_aarch64.whl", hashlib.sha256(b"right").hexdigest())
        monkeypatch.setattr(wheels, "wanted", lambda arch, python: [wheel])
        return wheel

    def test_a_file_with_the_right_sum_is_not_fetched_again(self, wheel, tmp_path, monkeypatch):
        (tmp_path / wheel.name).write_bytes(b"right")
        monkeypatch.setattr(wheels, "download", lambda *_: pytest.fail("fetched"))
        assert wheels.fetch("arm64", "3.9", tmp_path) == [tmp_path / wheel.name]

    def test_a_file_with_another_sum_is_refused(self, wheel, tmp_path, monkeypatch):
        monkeypatch.setattr(wheels, "download", lambda *_: (tmp_path / wheel.name).write_bytes(b"other"))
        with pytest.raises(WheelError, match="Delete it"):
            wheels.fetch("arm64", "3.9", tmp_path)
