"""What the kiosk keeps: its own settings, drawings within bounds, and the lock that only one has."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.errors import KioskRunsError
from app.stroke_file import read_strokes
from app.ui.draw.drawing import Drawing, Line
from app.ui.kiosk.keeping import DrawingKeeper
from app.ui.kiosk.only_one import only_one
from app.ui.kiosk.settings import KioskSettings
from app.ui.settings.settings import Settings

DRAWING = Drawing(1, (Line(((1.0, 2.0), (30.0, 40.0)), 5.0),), (100, 80))


class TestSettings:
    def test_it_is_dark_at_first_and_keeps_no_drawings(self, tmp_path):
        settings = KioskSettings(tmp_path / "kiosk.ini")
        assert (settings.theme, settings.pages, settings.idle, settings.keep_drawings) == ("dark", "both", 45.0, False)
        assert Settings(tmp_path / "settings.ini").theme == "system"

    def test_all_of_them_are_those_of_the_window_and_its_own(self, tmp_path):
        names = [value.name for value in KioskSettings.all()]
        assert len(names) == len(set(names))
        assert set(names) == {value.name for value in Settings.all()} | {
            "pages",
            "idle",
            "clear_after",
            "keep_drawings",
        }
        settings = KioskSettings(tmp_path / "kiosk.ini")
        settings.theme = "light"
        settings.reset()
        assert settings.theme == "dark"

    @pytest.mark.parametrize("line", ["idle=0", "idle=nan", "pages=everything", "keep_drawings=perhaps", "idle=\0"])
    def test_what_cannot_be_one_is_left_out(self, tmp_path, line):
        path = tmp_path / "kiosk.ini"
        path.write_text(f"[General]\n{line}\n")
        settings = KioskSettings(path)
        assert (settings.idle, settings.pages, settings.keep_drawings) == (45.0, "both", False)


class TestDrawings:
    def test_a_drawing_is_kept_whole(self, qtbot, qapp, tmp_path):
        keeper = DrawingKeeper(tmp_path / "kept")
        keeper.keep(DRAWING)
        qtbot.waitUntil(lambda: not keeper._writes, timeout=10_000)
        (path,) = (tmp_path / "kept").iterdir()
        assert read_strokes(path).size == (100, 80)
        assert read_strokes(path).strokes[0].points == DRAWING.lines[0].points

    def test_the_oldest_go_when_there_are_too_many(self, qtbot, qapp, tmp_path):
        folder = tmp_path / "kept"
        folder.mkdir()
        for number in range(9):
            (folder / f"2020-01-0{number + 1} 00.00.00.json").write_text("{}")
        keeper = DrawingKeeper(folder, most=4)
        keeper.keep(DRAWING)
        qtbot.waitUntil(lambda: not keeper._writes, timeout=10_000)
        kept = sorted(path.name[:10] for path in folder.iterdir())
        assert len(kept) == 4 and kept[:3] == ["2020-01-07", "2020-01-08", "2020-01-09"]

    def test_where_it_cannot_be_kept_that_is_said_once(self, qtbot, qapp, tmp_path, caplog):
        (tmp_path / "kept").write_text("a file where the folder should be")
        keeper = DrawingKeeper(tmp_path / "kept")
        for _ in range(3):
            keeper.keep(DRAWING)
            qtbot.waitUntil(lambda: not keeper._writes, timeout=10_000)
        assert len(caplog.records) == 1 and "not kept" in caplog.text


class TestOnlyOne:
    def test_a_second_is_refused_until_the_first_has_ended(self, tmp_path):
        path = tmp_path / "state" / "kiosk.lock"
        with only_one(path):
            with pytest.raises(KioskRunsError, match="runs already"), only_one(path):
                pass
            with pytest.raises(KioskRunsError), only_one(path):
                pass
        with only_one(path):
            pass

    def test_a_killed_one_leaves_no_lock(self, tmp_path):
        path = tmp_path / "kiosk.lock"
        code = (
            "import sys, time; from pathlib import Path; from app.ui.kiosk.only_one import only_one\n"
            "with only_one(Path(sys.argv[1])): print('has it', flush=True); time.sleep(60)"
        )
        process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "has it\n"
        with pytest.raises(KioskRunsError), only_one(path):
            pass
        process.kill()
        process.communicate()
        with only_one(path):
            pass

    def test_where_no_file_can_be_had_it_runs_all_the_same(self, tmp_path, caplog):
        (tmp_path / "state").write_text("")
        with only_one(tmp_path / "state" / "kiosk.lock"):
            assert "no other kiosk" in caplog.text
