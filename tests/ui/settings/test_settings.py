"""What a person has chosen is kept, and survives whatever stands in the file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.settings.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def test_what_was_chosen_is_there_the_next_time(settings):
    settings.language, settings.theme, settings.pen, settings.pressure = "zh_CN", "contrast", 0.05, False
    settings.camera, settings.geometry = "rtsp://10.0.0.2/a,b;c=%20\\", bytes(range(256))
    again = Settings(settings.path)
    for setting in Settings.all():
        assert again.value_of(setting) == settings.value_of(setting)
    assert (again.language, again.pen, again.pressure, again.geometry) == ("zh_CN", 0.05, False, bytes(range(256)))


def test_a_change_is_told_once_and_none_where_nothing_changed(settings):
    told = []
    settings.changed.connect(told.append)
    settings.theme = "dark"
    settings.theme = "dark"
    assert told == ["theme"]


def test_all_can_be_taken_back_but_the_window_stays_where_it_is(settings):
    settings.theme, settings.refuse_below, settings.geometry = "dark", 0.8, b"there"
    settings.reset()
    again = Settings(settings.path)
    assert (again.theme, again.refuse_below, again.geometry) == ("system", 0.0, b"there")


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "pink"), ("pen", 0.0), ("pen", float("nan")), ("language", "xx"), ("engine", None)]
)
def test_what_cannot_be_is_refused(settings, name, value):
    with pytest.raises((ValueError, TypeError)):
        setattr(settings, name, value)


@pytest.mark.parametrize("line", ["pen=thick", "pen=1e400", "theme=pink", "pressure=maybe", "language=@Invalid()"])
def test_a_value_that_cannot_be_is_left_out_and_the_others_stay(settings, line):
    settings.path.parent.mkdir()
    settings.path.write_text(f"[General]\ncamera=rtsp://here\n{line}\n")
    name, again = line.split("=")[0], Settings(settings.path)
    assert getattr(again, name) == getattr(Settings, name).default
    assert again.camera == "rtsp://here"


def test_two_processes_do_not_undo_each_other_s_choices(settings):
    def in_another(change):
        code = "from pathlib import Path; from app.ui.settings.settings import Settings; "
        code += f"Settings(Path({str(settings.path)!r}))"
        subprocess.run([sys.executable, "-c", f"{code}.{change}"], cwd=ROOT, check=True)

    settings.theme = "dark"
    in_another("language = 'en'")
    settings.geometry = b"there"
    text = settings.path.read_text()
    assert "theme=dark" in text and "language=en" in text and "geometry" in text
    for _ in range(2):  # the second time nothing of this one's own is to be taken back
        in_another("pressure = False")
        settings.reset()
        text = settings.path.read_text()
        assert "language" not in text and "pressure" not in text, "also what the other one chose"


@given(st.binary(max_size=200))
def test_any_bytes_in_the_file_give_settings(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("settings") / "settings.ini"
    path.write_bytes(b"[General]\n" + content)
    read = Settings(path)
    for setting in Settings.all():
        assert setting.read(read.value_of(setting)) == read.value_of(setting)


def test_what_cannot_be_written_is_said_once_and_holds_meanwhile(tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings = Settings(tmp_path / "file" / "settings.ini")
    failed = []
    settings.failed.connect(failed.append)
    settings.theme = "dark"
    settings.pen = 0.05
    assert failed == [str(settings.path)]
    assert settings.theme == "dark"


@pytest.mark.skipif(os.name != "posix", reason="no such rights here")
def test_only_its_owner_may_read_the_file(settings):
    for camera in ("rtsp://name:password@10.0.0.2/", "rtsp://another:password@10.0.0.2/"):
        settings.camera = camera
    assert stat.S_IMODE(settings.path.stat().st_mode) & 0o077 == 0
