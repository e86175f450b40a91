import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__, demo
from app.cli import main
from app.engines.engine import ENGINE_VARIABLE, MODEL_VARIABLE
from app.sources.picture import pictures_in
from tests.models import write_model

ROOT = Path(__file__).resolve().parents[1]
SEVEN = str(demo.FOLDER / "canvas-7.png")
NUMBER = str(demo.FOLDER / "blue-ink-42.png")
needs_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
NO_WINDOW = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch):
    for name in (ENGINE_VARIABLE, MODEL_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENCV_LOG_LEVEL", "SILENT")


def program(*arguments, **options):
    """The program as people start it: (status, standard output, standard error)."""
    environment = {name: value for name, value in os.environ.items() if name not in NO_WINDOW}
    environment.pop("OPENCV_LOG_LEVEL", None)
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
        encoding="utf-8",
        **options,
    )
    return done.returncode, done.stdout, done.stderr


def ending_in(output, *arguments, **variables):
    """The same with its output into this file, and these variables set."""
    with Path(output).open("wb") as file:
        return subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=file,
            stderr=subprocess.PIPE,
            timeout=60,
            encoding="utf-8",
        )


def json_lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestRecognize:
    def test_json_has_its_keys_in_their_order(self, capsys):
        assert main(["recognize", "--json", NUMBER]) == 0
        (found,) = json_lines(capsys)
        assert list(found) == ["source", "text", "digits", "engine", "timings_ms"]
        assert (found["source"], found["text"], found["engine"]) == (NUMBER, "42", "onnx")
        assert [list(digit) for digit in found["digits"]] == [["label", "confidence", "box"]] * 2
        assert [digit["label"] for digit in found["digits"]] == [4, 2]
        assert all(0 < digit["confidence"] <= 1 for digit in found["digits"])
        assert all(len(digit["box"]) == 4 and min(digit["box"]) >= 0 for digit in found["digits"])
        assert list(found["timings_ms"]) == ["segment", "preprocess", "infer", "total"]
        assert 0 < found["timings_ms"]["infer"] < found["timings_ms"]["total"]

    def test_one_object_a_line_in_the_order_given(self, capsys):
        assert main(["recognize", "--json", SEVEN, NUMBER, SEVEN]) == 0
        assert [found["text"] for found in json_lines(capsys)] == ["7", "42", "7"]

    def test_a_folder_by_name(self, capsys):
        assert main(["recognize", "--json", str(demo.FOLDER)]) == 0
        assert [found["source"] for found in json_lines(capsys)] == [str(path) for path in pictures_in(demo.FOLDER)]

    def test_what_cannot_be_read_is_said_in_its_place_and_makes_the_status_1(self, capsys, tmp_path):
        missing = str(tmp_path / "no.png")
        assert main(["recognize", "--json", SEVEN, missing, str(tmp_path), NUMBER]) == 1
        first, second, third, fourth = json_lines(capsys)
        assert (first["text"], fourth["text"]) == ("7", "42")
        assert list(second) == list(third) == ["source", "error"]
        assert second["source"] == missing
        assert "no such file" in second["error"]
        assert "no pictures" in third["error"]

    def test_a_table_for_people(self, capsys):
        assert main(["recognize", SEVEN, NUMBER]) == 0
        shown = capsys.readouterr()
        assert [line.split()[-4] for line in shown.out.splitlines()[1:]] == ["7", "42"]
        assert shown.err == ""

    def test_one_digit(self, capsys):
        assert main(["recognize", "--json", "--one-digit", NUMBER]) == 0
        (found,) = json_lines(capsys)
        assert len(found["digits"]) == 1

    @pytest.mark.parametrize("before", [True, False])
    def test_model_and_engine_before_or_after_the_command(self, capsys, tmp_path, before):
        """The model refuses everything: so one sees that it is the one that was used."""
        model = write_model(tmp_path, refusal_threshold=1.0, temperature=50.0)
        chosen = ["--model", str(model), "--engine", "onnx"]
        command = ["recognize", "--json", SEVEN]
        assert main([*chosen, *command] if before else [*command, *chosen]) == 0
        (found,) = json_lines(capsys)
        assert found["text"] == "?"
        assert found["digits"][0]["label"] is None

    def test_an_unknown_engine(self, capsys):
        assert main(["--engine", "onyx", "recognize", SEVEN]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "onyx" in shown.err
        assert len(shown.err.splitlines()) == 1

    def test_the_model_by_variable(self, capsys, monkeypatch, tmp_path):
        monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path / "no.onnx"))
        assert main(["recognize", SEVEN]) == 1
        assert "no.onnx" in capsys.readouterr().err

    def test_no_ink(self, capsys, tmp_path):
        import cv2
        import numpy as np

        cv2.imwrite(str(tmp_path / "blank.png"), np.full((60, 60, 3), 200, np.uint8))
        assert main(["recognize", "--json", str(tmp_path)]) == 0
        (found,) = json_lines(capsys)
        assert (found["text"], found["digits"]) == ("", [])


class TestBench:
    def test_json(self, capsys):
        assert main(["bench", "--json"]) == 0
        (found,) = json_lines(capsys)
        assert found["engine"] == "onnx"
        for case in found["cases"].values():
            assert case["text"] == "8"
            assert case["overhead"] > 1
            for percentiles in case["timings_ms"].values():
                assert list(percentiles) == ["p50", "p90", "p95", "p99"]


class TestWrongCommandLines:
    @pytest.mark.parametrize("arguments", [["--no-such-option"], ["recognise"], ["recognize"], ["bench", "x"]])
    def test_status_2_and_how_it_is_used(self, capsys, arguments):
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.startswith("usage: atlas-digits")

    def test_the_version(self, capsys):
        with pytest.raises(SystemExit) as end:
            main(["--version"])
        assert end.value.code == 0
        assert capsys.readouterr().out == f"atlas-digits {__version__}\n"


class TestAsAProgram:
    def test_a_bad_model_is_one_line_on_standard_error(self, tmp_path):
        path = write_model(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(100))
        status, output, errors = program("recognize", "--model", str(path), SEVEN)
        assert status == 1
        assert output == ""
        assert errors.startswith(f"atlas-digits: {path}: ")
        assert len(errors.splitlines()) == 1

    def test_damaged_pictures_are_said_in_their_lines_only(self, tmp_path):
        """What the decoders print themselves does not reach the terminal."""
        (tmp_path / "a.bmp").write_bytes(b"BM" + bytes(60))
        (tmp_path / "b.pgm").write_bytes(b"P5 -1 5 255 ")
        status, output, errors = program("recognize", "--json", str(tmp_path))
        assert status == 1
        assert ["error" in json.loads(line) for line in output.splitlines()] == [True, True]
        assert errors == ""

    def test_a_reader_who_leaves_early_sees_no_traceback(self):
        """As in `recognize ... | head -1`."""
        running = subprocess.Popen(
            [sys.executable, "-m", "app", "recognize", "--json", *[SEVEN] * 2000],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert json.loads(running.stdout.readline())["text"] == "7"
        running.stdout.close()
        errors = running.stderr.read()
        running.stderr.close()
        assert running.wait(30) == 128 + 13
        assert errors == b""

    @needs_full_disk
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_a_full_disk_is_said_in_one_line(self, unbuffered):
        done = ending_in("/dev/full", "recognize", "--json", SEVEN, PYTHONUNBUFFERED=unbuffered)
        assert done.stderr == "atlas-digits: The output cannot be written (No space left on device).\n"
        assert done.returncode == 1

    @needs_full_disk
    def test_help_for_a_full_disk(self):
        done = ending_in("/dev/full", "--help", PYTHONUNBUFFERED="")
        assert done.stderr == "atlas-digits: The output cannot be written (No space left on device).\n"
        assert done.returncode == 1

    @pytest.mark.skipif(os.name != "posix", reason="needs a shell")
    @pytest.mark.parametrize("picture", [SEVEN, "no.png"])
    def test_nobody_listens_at_all(self, picture):
        command = f'exec "{sys.executable}" -m app recognize "{picture}" >&-'
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, timeout=60)
        assert (done.returncode, done.stderr) == (int(picture != SEVEN), b"")

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
    def test_without_a_display_the_demo_pictures_are_read_and_the_way_to_a_window_said(self):
        status, output, errors = program()
        assert status == 0
        assert errors == ""
        for path in pictures_in(demo.FOLDER):
            (line,) = [line for line in output.splitlines() if line.split("  ")[0].endswith(path.name)]
            answer = " / ".join(part for part in path.stem.split("-") if part.isdigit())
            assert f"  {answer}  " in line
        assert "No window can be opened" in output
        assert "ssh -X" in output
        assert "atlas-digits remote" in output
        assert "atlas-digits recognize PICTURE" in output

    def test_a_name_that_is_not_text_is_shown(self, tmp_path):
        path = tmp_path / os.fsdecode(b"\xff.png")
        try:
            path.write_bytes(Path(SEVEN).read_bytes())
        except OSError:
            pytest.skip("this file system takes names of text only")
        status, output, errors = program("recognize", str(path))
        assert (status, errors) == (0, "")
        assert "\\udcff.png" in output
        assert " 7 " in output

    def test_help_loads_nothing_heavy(self):
        report = "import sys; from app.cli import main\ntry: main(['--help'])\nfinally: print('MODULES', *sys.modules)"
        done = subprocess.run(
            [sys.executable, "-c", report], cwd=ROOT, stdout=subprocess.PIPE, timeout=60, encoding="utf-8"
        )
        shown, modules = done.stdout.split("MODULES ")
        assert "recognize" in shown
        assert "bench" in shown
        heavy = {"PySide6", "cv2", "onnxruntime", "numpy", "acl", "mindspore", "onnx", "matplotlib"}
        assert heavy.isdisjoint(name.split(".")[0] for name in modules.split())
        assert "app.cli" in modules.split()
