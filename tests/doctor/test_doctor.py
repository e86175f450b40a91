"""The whole doctor, in processes of its own as for everybody, on this machine and on the simulated board."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import doctor
from app.doctor import board as chip_checks
from app.doctor import software
from app.doctor.finding import ABSENT, OK, PROBLEM, STATES, WARNING
from app.engines.engine import ENGINE_VARIABLE, ENGINES, MODEL_VARIABLE, MODELS
from app.remote import programs
from tests.boards import compile_model
from tests.doctor.boards import NODES, board, one, place, write

SIMULATOR = Path(__file__).resolve().parents[1] / "simulator" / "python"
REAL = MODELS.parents[1].parent / "shared" / "ascend" / "mnist_vae_ascend310.om"


ALL_PROBES = doctor._of_machine


def examined(capsys, *arguments, only=(), **options):
    """(status, {name: [(state, finding, remedy)]}). only: the probes to be run, to save time"""
    with pytest.MonkeyPatch.context() as patch:
        chosen = [probe for probe in ALL_PROBES("") if not only or probe.name in only]
        patch.setattr(doctor, "_of_machine", lambda display: chosen)
        status = doctor.run(*arguments, as_json=True, **options)
    result = json.loads(capsys.readouterr().out)
    assert set(result) == {"works", "checks"}
    checks = {}
    for check in result["checks"]:
        assert set(check) == {"name", "state", "finding", "remedy"} and check["state"] in STATES
        checks.setdefault(check["name"], []).append((check["state"], check["finding"], check["remedy"]))
    assert status == (0 if result["works"] else 1)
    return status, checks


@pytest.fixture
def simulated(monkeypatch):
    monkeypatch.syspath_prepend(str(SIMULATOR))


@pytest.fixture
def broken(monkeypatch, tmp_path):
    """Puts a module in the place of an installed one, for the checks only."""

    def put(name, source):
        write(tmp_path / "first", {f"{name}.py": source})
        monkeypatch.syspath_prepend(str(tmp_path / "first"))

    return put


def test_a_pc_reads_digits_and_says_so(capsys):
    start = time.monotonic()
    status, checks = examined(capsys)
    assert time.monotonic() - start < 20
    assert status == 0
    for name in ("Python", "NumPy", "OpenCV", "ONNX Runtime", "Qt", "engine onnx"):
        assert [state for state, _, _ in checks[name]] == [OK], name
    for name in ("storage", "cameras", "driver", "device files", "CANN", "pyACL", "chip", "settings"):
        assert name in checks
    assert all(not remedy for found in checks.values() for state, _, remedy in found if state == OK)


def test_what_remote_showing_lacks_is_named_with_its_packages(monkeypatch, tmp_path):
    monkeypatch.setattr(programs, "_program", lambda name: None)
    monkeypatch.setattr(programs, "NOVNC", tmp_path)
    (finding,) = software.remote(place(tmp_path))
    assert finding.state == ABSENT and "atlas-digits remote" in finding.finding
    assert finding.remedy.endswith("tigervnc-standalone-server websockify novnc")


def test_it_knows_the_engines():
    assert list(doctor.ENGINES) == list(ENGINES)


def test_for_people_it_is_a_table(capsys):
    assert doctor.run() == 0
    rows, verdict = capsys.readouterr().out.rstrip("\n").split("\n\n")
    lines = rows.splitlines()
    assert all(line[:8].strip() in (*STATES, "") and line[8:10] == "  " for line in lines)
    assert all(line[30:31] not in ("", " ") and line[28:30] == "  " for line in lines)
    assert verdict.startswith("Digits are read here, with the engine onnx.")


def test_without_onnx_runtime_it_goes_on_and_says_what_is_missing(capsys, broken):
    broken("onnxruntime", "raise ImportError('libonnx.so: cannot open')")
    status, checks = examined(capsys, only=("NumPy", "ONNX Runtime", "engine onnx"))
    assert status == 1
    assert checks["ONNX Runtime"][0][0] == checks["engine onnx"][0][0] == PROBLEM
    assert "libonnx.so" in checks["ONNX Runtime"][0][1]
    assert checks["NumPy"][0][0] == OK


def test_without_numpy_it_goes_on(broken):
    """In a fresh process: this one has imported NumPy long ago."""
    broken("numpy", "raise ImportError('made for another Python')")
    code = "import sys; from app import doctor; sys.exit(doctor.run())"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "problem   NumPy" in done.stdout and "made for another Python" in done.stdout
    assert "not here  device files" in done.stdout
    assert "No digits can be read here" in done.stdout


def test_a_library_that_crashes_is_a_finding(capsys, broken):
    broken("cv2", "import ctypes; ctypes.string_at(0)")
    status, checks = examined(capsys, only=("OpenCV", "ONNX Runtime"))
    assert status == 1
    assert "crashed (SIGSEGV)" in checks["OpenCV"][0][1]
    assert checks["ONNX Runtime"][0][0] == OK


def test_the_unrelated_acl_is_not_run_into(capsys, broken):
    broken("acl", "")
    status, checks = examined(capsys, only=("CANN", "chip", "engine onnx"))
    assert status == 0
    assert checks["pyACL"][0][0] == WARNING and "unrelated" in checks["pyACL"][0][1]
    assert checks["chip"][0][0] == ABSENT and "unrelated" in checks["chip"][0][1]


def test_settings_of_the_environment_are_named_and_do_not_change_the_verdict(capsys, monkeypatch):
    monkeypatch.setenv(ENGINE_VARIABLE, "abacus")
    status, checks = examined(capsys, only=("settings", "engine onnx"))
    assert status == 0 and checks["settings"][0][0] == PROBLEM
    assert "abacus" in checks["settings"][0][1] and "onnx" in checks["settings"][0][2]
    monkeypatch.delenv(ENGINE_VARIABLE)
    monkeypatch.setenv(MODEL_VARIABLE, "/nowhere/digits.onnx")
    status, checks = examined(capsys, only=("settings", "engine onnx"))
    assert status == 0 and "/nowhere/digits.onnx" in checks["settings"][0][1]


class TestOnABoard:
    def test_the_chip_is_described(self, capsys, simulated, tmp_path, monkeypatch):
        monkeypatch.setenv("ASCEND_SIMULATOR_SOC", "Ascend310B4")
        _, checks = examined(capsys, only=("CANN", "chip"))
        assert "the simulator" in checks["pyACL"][0][1]
        state, finding, _ = checks["chip"][0]
        assert state == OK and finding.startswith("Ascend310B4, simulated, this program runs beside it; chips: 1")
        assert checks["model for the chip"][0][0] == WARNING
        assert "--soc-version Ascend310B4" in checks["model for the chip"][0][2]
        assert "acl" not in sys.modules

    def test_a_chip_that_does_not_start_is_a_problem_there(self, capsys, simulated, tmp_path):
        there = board(tmp_path, **{**os.environ, "ASCEND_SIMULATOR_FAULTS": "rt.set_device:1=507033"})
        status, checks = examined(
            capsys, place=there, only=("device files", "driver", "chip", "engine ascend", "engine onnx")
        )
        assert status == 0  # ONNX Runtime reads all the same
        assert checks["chip"][0][0] == PROBLEM and "507033" in checks["chip"][0][1] + checks["chip"][0][2]
        assert checks["engine ascend"][0][0] == PROBLEM
        assert checks["device files"][0][0] == checks["driver"][0][0] == OK

    def test_a_board_without_pyacl_has_a_problem(self, capsys, tmp_path):
        write(tmp_path, dict.fromkeys(NODES, ""))
        _, checks = examined(capsys, place=place(tmp_path, **os.environ), only=("CANN", "chip", "engine ascend"))
        for name in ("CANN", "pyACL", "chip", "engine ascend"):
            assert checks[name][0][0] == PROBLEM, name


class TestCompiledModels:
    @pytest.fixture
    def models(self, tmp_path, monkeypatch):
        monkeypatch.setattr(chip_checks, "MODELS", tmp_path)
        return tmp_path

    def test_none_is_no_problem(self, models, tmp_path):
        assert one(chip_checks.models(place(tmp_path))).state == ABSENT

    def test_each_is_looked_at(self, models, tmp_path):
        path = compile_model(models / "Ascend310")
        found = one(chip_checks.models(place(tmp_path)))
        assert found.state == OK and str(path) in found.finding and "Ascend310" in found.finding
        path.write_bytes(path.read_bytes()[:-10])
        found = one(chip_checks.models(place(tmp_path)))
        assert found.state == PROBLEM and "10 of the" in found.finding

    def test_one_in_the_folder_of_another_chip_is_told(self, models, tmp_path):
        compile_model(models / "Ascend310B4", soc="Ascend310")
        found = one(chip_checks.models(place(tmp_path)))
        assert found.state == PROBLEM and "--soc-version Ascend310B4" in found.remedy


class TestAModel:
    def test_a_compiled_one_is_described(self, capsys, tmp_path):
        path = compile_model(tmp_path)
        status, checks = examined(capsys, str(path))
        assert status == 0
        assert checks["compiled for"][0][1] == "Ascend310"
        assert "--soc_version=Ascend310" in checks["command"][0][1]
        assert len(checks["sha256"][0][1]) == 64
        assert checks["card"][0][0] == OK
        assert checks["this chip"][0][0] == checks["engine ascend"][0][0] == ABSENT

    def test_no_name_is_the_name_of_no_model(self, capsys):
        """As a script passes it whose variable is empty: the machine is not what was asked about."""
        status, checks = examined(capsys, "")
        assert status == 1
        assert checks["file"][0][0] == PROBLEM

    def test_on_a_board_it_is_compared_and_tried(self, capsys, tmp_path, simulated, monkeypatch):
        path = compile_model(tmp_path)
        status, checks = examined(capsys, str(path))
        assert status == 0
        assert checks["this chip"][0][:2] == (OK, "Ascend310, which the model is for")
        assert checks["engine ascend"][0][0] == OK and "reads digits" in checks["engine ascend"][0][1]
        monkeypatch.setenv("ASCEND_SIMULATOR_SOC", "Ascend310B4")
        _, checks = examined(capsys, str(path))
        assert checks["this chip"][0][0] == WARNING and "--soc-version Ascend310B4" in checks["this chip"][0][2]

    def test_an_onnx_shows_its_inputs_and_its_card(self, capsys):
        status, checks = examined(capsys, str(MODELS / "digits.onnx"))
        assert status == 0
        assert "tensor(float) [1, 1, 32, 32]" in checks["inputs"][0][1]
        assert "1x1x32x32 float32 NCHW" in checks["card"][0][1]
        assert checks["engine onnx"][0][0] == OK

    def test_a_card_of_another_file_is_told(self, capsys, tmp_path):
        shutil.copy(MODELS / "digits.onnx", tmp_path)
        card = json.loads((MODELS / "digits.json").read_text())
        (tmp_path / "digits.json").write_text(json.dumps({**card, "sha256": "0" * 64}))
        status, checks = examined(capsys, str(tmp_path / "digits.onnx"))
        assert status == 1
        assert checks["card"][0][0] == PROBLEM and "SHA-256" in checks["card"][0][1]

    def test_what_is_no_model_is_named(self, capsys, tmp_path):
        os.mkfifo(tmp_path / "pipe.om")
        write(tmp_path, {"page.om": "<html>404</html>"})
        for name, part in (("page.om", "a web page"), ("pipe.om", "a pipe"), ("absent.om", "no such"), (".", "folder")):
            status, checks = examined(capsys, str(tmp_path / name))
            assert status == 1 and list(checks) == ["file"]
            assert part in checks["file"][0][1]

    @pytest.mark.skipif(not REAL.is_file(), reason="the compiled model of others is not here")
    def test_one_of_the_real_compiler_is_described(self, capsys):
        status, checks = examined(capsys, str(REAL))
        assert status == 1 and checks["card"][0][0] == PROBLEM
        assert checks["compiled for"][0][1] == "Ascend310"
        assert checks["partitions"][0][1].startswith("model definition 154,630, weights 386,560")

    def test_for_people_it_ends_with_a_verdict(self, capsys, tmp_path):
        assert doctor.run(str(tmp_path / "absent.om")) == 1
        assert capsys.readouterr().out.endswith("\n\nThis model cannot be used as it is.\n")
