"""What the image for the board holds, made of a small Debian and a small application."""

import io
import shutil
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "board"))

import debian  # noqa: E402
import image  # noqa: E402

EPOCH = 1_700_000_000
DEBIAN = {
    **dict.fromkeys(
        ("usr/bin/python3", "etc/passwd", "usr/share/doc/python3/copyright", "var/lib/dpkg/status"), b"kept"
    ),
    **dict.fromkeys(("usr/share/novnc/core/rfb.js", "usr/lib/python3/dist-packages/a.py"), b"kept"),
    **dict.fromkeys(
        ("etc/machine-id", "etc/shadow", "etc/hostname", "etc/resolv.conf", "var/log/dpkg.log"), b"left out"
    ),
    **dict.fromkeys(
        ("usr/lib/python3/__pycache__/a.pyc", "usr/share/man/man1/a.gz", "var/cache/ldconfig/aux"), b"left out"
    ),
    **dict.fromkeys(
        ("usr/share/doc/python3/NEWS.gz", "etc/apt/sources.list", "dev/null", "tmp/x", "root/.bashrc"), b"left out"
    ),
}

pytestmark = pytest.mark.skipif(not shutil.which("xz"), reason="the image is packed with xz")


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """The tar of a Debian, made at another time than the image, and the folder of an application."""
    monkeypatch.setattr(debian, "web", list)
    base, application = tmp_path / "debian.tar", tmp_path / "application"
    with tarfile.open(base, "w") as tar:
        for number, (name, content) in enumerate(DEBIAN.items()):
            member = tarfile.TarInfo(f"./{name}")
            member.size, member.mtime = len(content), EPOCH + (1000 if number % 2 else -1000)
            tar.addfile(member, io.BytesIO(content))
    (application / "bin").mkdir(parents=True)
    (application / "bin" / "atlas-digits").write_text("program")
    (application / "bin" / "atlas-digits").chmod(0o755)
    return base, application


@pytest.fixture
def made(parts, tmp_path):
    image.compress(image.members(*parts, EPOCH), tmp_path / "made.tar.xz")
    with tarfile.open(tmp_path / "made.tar.xz") as tar:
        return {member.name.removeprefix("./"): member for member in tar}


def test_what_belongs_to_one_making_or_one_machine_is_left_out(made):
    for name, content in DEBIAN.items():
        assert (name in made) == (content == b"kept"), name


def test_the_application_is_in_it_with_its_command_and_its_unit(made):
    assert made["opt/atlas-digits/bin/atlas-digits"].mode == 0o755
    assert made["usr/bin/atlas-digits"].linkname == "../../opt/atlas-digits/bin/atlas-digits"
    assert made["usr/lib/systemd/system/atlas-digits-remote.service"].size > 1000


def test_there_is_a_place_for_everything_of_the_board(made):
    for name in ("usr/local/Ascend", "usr/lib64", "home/HwHiAiUser", "dev", "proc", "sys", "var/lib/atlas-digits"):
        assert made[name].isdir(), name
    assert made["run/systemd/notify"].isfile()
    assert made["tmp"].mode == 0o1777


def test_it_is_the_same_whenever_it_is_made(parts, tmp_path):
    for name in ("first", "second"):
        image.compress(image.members(*parts, EPOCH), tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_nothing_in_it_is_younger_than_the_sources(made):
    assert {member.mtime for member in made.values()} == {EPOCH}


def test_the_version_is_the_applications():
    from app import __version__

    assert image.version() == __version__


def test_every_library_that_a_window_needs_is_in_it():
    assert {"libegl1", "libxcb-cursor0", "libxkbcommon-x11-0", "tigervnc-standalone-server"} <= set(debian.packages())


def test_another_file_than_the_named_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "FOLDER", tmp_path)
    monkeypatch.setattr(debian, "_get", lambda address: b"other")
    with pytest.raises(debian.BoardError, match="is not the file"):
        debian.web()
