"""The Debian package: what it says of itself, what is in it, and that the same sources give the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "deb"))

import contents  # noqa: E402
import control  # noqa: E402
import packing  # noqa: E402

EPOCH = 1_700_000_000
SCRIPTS = sorted((ROOT / "packaging" / "deb" / "maintainer").iterdir())
LIBRARIES = ROOT / "app" / "ui" / "system_libraries.txt"

pytestmark = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not installed")


def small_bundle(tree: Path, names: tuple[str, ...]) -> None:
    """In the place of the application with all its libraries, which tests of its own look at. names: in this order"""
    for name in names:
        path = tree / "usr/lib/atlas-digits" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


BUNDLE = ("app/__init__.py", "start.py", "bin/atlas-digits", *(f"lib/python3.{minor}/np.py" for minor in (10, 11, 12)))


def make(folder: Path, names: tuple[str, ...] = BUNDLE) -> Path:
    small_bundle(folder / "tree", names)
    contents.lay_out(folder / "tree", "amd64", EPOCH)
    return packing.pack(folder / "tree", folder / "packages", EPOCH)


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("deb"))


def asked(*command: object) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def field(package: Path, name: str) -> str:
    return asked("dpkg-deb", "--field", package, name).strip()


def test_the_same_sources_give_the_same_bytes(package, tmp_path):
    before = os.umask(0o077)
    try:
        again = make(tmp_path, tuple(reversed(BUNDLE)))
    finally:
        os.umask(before)
    assert again.read_bytes() == package.read_bytes()
    other = tmp_path / "other"
    small_bundle(other / "tree", BUNDLE)
    (other / "tree/usr/lib/atlas-digits/start.py").write_text("another")
    contents.lay_out(other / "tree", "amd64", EPOCH)
    assert packing.pack(other / "tree", other, EPOCH).read_bytes() != package.read_bytes()


def test_its_sum_stands_beside_it(package):
    said = asked("sh", "-c", f"cd {package.parent} && sha256sum -c {package.name}.sha256")
    assert said == f"{package.name}: OK\n"


def test_it_is_named_after_what_it_is(package):
    assert package.name == f"atlas-digits_{__version__}_amd64.deb"
    assert (field(package, "Package"), field(package, "Version")) == ("atlas-digits", __version__)
    assert field(package, "Architecture") == "amd64"


def test_every_library_that_a_window_needs_is_asked_for(package):
    needed = {line.split()[1] for line in LIBRARIES.read_text().splitlines() if not line.startswith("#")}
    assert len(needed) > 20
    assert needed <= {one.strip() for one in field(package, "Depends").split(",")}


def test_the_pythons_it_has_libraries_for_are_asked_for(package, tmp_path):
    assert "python3 (>= 3.10), python3 (<< 3.13)" in field(package, "Depends")
    small_bundle(tmp_path, ("lib/python3.9/a.py", "lib/python3.11/a.py"))
    with pytest.raises(control.ControlError, match="no range"):
        control.pythons(tmp_path / "usr/lib/atlas-digits")


def test_every_dpkg_can_read_it(package):
    """Debian 11's knows no zstd."""
    assert all(member in package.read_bytes() for member in (b"control.tar.xz ", b"data.tar.xz "))


def test_everything_in_it_is_roots_and_nobody_else_may_write(package):
    lines = [line.split() for line in asked("dpkg-deb", "--contents", package).splitlines()]
    assert {line[1] for line in lines} == {"root/root"}
    assert all(line[0] in ("drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx") for line in lines)
    programs = {line[5] for line in lines if line[0] == "-rwxr-xr-x"}
    assert programs == {"./usr/lib/atlas-digits/bin/atlas-digits", "./usr/lib/atlas-digits/screen"}


def test_what_a_system_looks_for_lies_where_it_looks(package):
    names = {line.split()[5] for line in asked("dpkg-deb", "--contents", package).splitlines()}
    assert {
        "./usr/bin/atlas-digits",
        "./usr/share/applications/atlas-digits.desktop",
        "./usr/share/metainfo/io.github.atlas_digits.atlas_digits.metainfo.xml",
        "./usr/share/icons/hicolor/scalable/apps/atlas-digits.svg",
        "./usr/share/doc/atlas-digits/copyright",
        "./usr/lib/systemd/system/atlas-digits-kiosk.service",
        "./usr/lib/systemd/system/atlas-digits-remote.service",
        "./usr/lib/systemd/system/atlas-digits-screen.service",
        "./usr/lib/systemd/journald@atlas-digits.conf.d/limits.conf",
        "./usr/lib/udev/rules.d/70-atlas-digits.rules",
    } <= names


def test_what_a_person_may_change_outlives_an_upgrade(package, tmp_path):
    asked("dpkg-deb", "--control", package, tmp_path / "DEBIAN")
    assert (tmp_path / "DEBIAN/conffiles").read_text() == "/etc/default/atlas-digits\n"


def test_the_sums_of_its_files_are_right(package, tmp_path):
    asked("dpkg-deb", "--raw-extract", package, tmp_path)
    asked("sh", "-c", f"cd {tmp_path} && md5sum --strict --status -c DEBIAN/md5sums")
    said = (tmp_path / "DEBIAN/md5sums").read_text()
    assert "usr/lib/atlas-digits/screen" in said and "DEBIAN" not in said


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_one_and_refuses_what_it_does_not_know(script):
    subprocess.run(["sh", "-n", str(script)], check=True)
    done = subprocess.run(["sh", str(script), "whatever"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "whatever" in done.stderr
    if shutil.which("shellcheck"):
        asked("shellcheck", script)


def test_a_tree_that_dpkg_refuses_is_said_and_leaves_nothing(tmp_path):
    (tmp_path / "tree/DEBIAN").mkdir(parents=True)
    (tmp_path / "tree/DEBIAN/control").write_text("Package: odd\nVersion: 1\nArchitecture: amd64\n")
    (tmp_path / "tree/DEBIAN").chmod(0o777)
    with pytest.raises(packing.PackingError, match="dpkg-deb"):
        packing.pack(tmp_path / "tree", tmp_path / "packages", EPOCH)
    assert list((tmp_path / "packages").iterdir()) == []
