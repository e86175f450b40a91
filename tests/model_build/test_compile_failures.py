"""An ATC that fails in every way it can: what was compiled before stays, and the reason is told."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import fake_atc
import pytest

from app.engines.engine import load_model
from model_build import atc_run, cli, compile, together
from model_build.atc import Atc
from model_build.errors import StorageError
from model_build.files import replacing

pytest.importorskip("onnx")


class Silent:
    def line(self, text):
        pass

    def waiting(self, seconds):
        pass


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a model, with `out` in which one was compiled before, and a HOME of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    fake_atc.model(tmp_path / "models")
    good = fake_atc.working(tmp_path / "good" / "atc", tmp_path)
    assert run(tmp_path, good) == 0
    return tmp_path


def run(folder, program, *more):
    arguments = [f"--model={folder / 'models' / 'digits.onnx'}", f"--output={folder / 'out'}", f"--atc={program}"]
    return cli.main(["compile", *arguments, *more])


def pair(folder):
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir() if path.suffix in (".om", ".json")}


def failed(folder, capsys, *lines):
    """What is said where ATC is these lines; the good pair must be as it was."""
    before = pair(folder)
    assert set(before) == {"digits.om", "digits.json"}
    capsys.readouterr()
    assert run(folder, fake_atc.script(folder / "bad" / "atc", *lines)) == 1
    assert pair(folder) == before
    load_model(folder / "out" / "digits.om")
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "way_out"),
    [
        ("E10001: Value [310] for parameter [--soc_version] is invalid.", "named as in `npu-smi info`"),
        ("E10016: Opname [x] specified in [--input_shape] is not found in the model.", "not one of the model's"),
        ("E10044: no memory", "add swap"),
        ("[ERROR] E19010: No parser is registered for Op [Mish]", "Export it with opset 11"),
        ("E16002: No parser", "Export it with opset 11"),
        ("E40001: Python module not found", "decorator"),
        ("EC0010: Failed to import Python module [ModuleNotFoundError]", "'numpy<1.25'"),
        ("E13001: cannot open", "the disk is full"),
        ("./atc: error while loading shared libraries: libge_compiler.so", "Source its set_env.sh"),
    ],
)
def test_a_known_reason_comes_with_the_way_out(said, way_out, folder, capsys):
    reason = failed(folder, capsys, f"echo '{said}' >&2", "exit 255")
    assert "digits.onnx was not compiled: ATC ended with status 255." in reason and way_out in reason
    log = folder / "out" / "digits.atc.log"
    assert f"All that ATC said is in {log}" in reason and said in log.read_text()


def test_an_unknown_reason_is_given_in_atc_s_own_words(folder, capsys):
    reason = failed(folder, capsys, "echo first; echo the moon is in the way; exit 3")
    assert "status 3" in reason and "its last words: first / the moon is in the way" in reason


def test_saying_nothing_is_said(folder, capsys):
    assert "it said nothing" in failed(folder, capsys, "exit 1")


def test_an_atc_that_is_killed_ran_out_of_memory(folder, capsys):
    reason = failed(folder, capsys, "echo half > digits.om", "kill -9 $$")
    assert "was killed by the signal SIGKILL" in reason and "swapon" in reason and "TE_PARALLEL_COMPILER=1" in reason
    assert "swapon" in failed(folder, capsys, "sh -c 'kill -9 $$'")  # the status of a shell in between
    assert "SIGSEGV" in failed(folder, capsys, "kill -11 $$")


def test_each_of_status_words_and_file_must_speak_of_success(folder, capsys):
    made = fake_atc.om(folder / "whole.om")
    assert "although it spoke of success" in failed(
        folder, capsys, f"cp {made} digits.om", f"echo '{fake_atc.WELCOME}'", "exit 1"
    )
    assert "ended with status 0" in failed(folder, capsys, f"cp {made} digits.om")
    assert "wrote no digits.om" in failed(folder, capsys, f"echo '{fake_atc.WELCOME}'")


def test_a_file_that_is_not_whole_is_refused(folder, capsys):
    whole = fake_atc.om(folder / "whole.om").read_bytes()
    for content in (whole[:-10], b""):
        (folder / "made").write_bytes(content)
        said = failed(folder, capsys, f"cp {folder / 'made'} digits.om", f"echo '{fake_atc.WELCOME}'")
        assert "ATC spoke of success, but: " in said


@pytest.mark.parametrize(
    ("other", "said"),
    [({"soc": "Ascend310B1"}, "the chip in what ATC made of it is 'Ascend310B1'"), ({"name": "other"}, "the name in")],
)
def test_names_that_atc_has_its_own_way_with_are_said_and_kept(folder, caplog, other, said):
    """It took minutes, and runs perhaps; the card tells what it is."""
    (folder / "made").write_bytes(fake_atc.om(folder / "x.om", **other).read_bytes())
    program = fake_atc.script(folder / "its" / "atc", f"cp {folder / 'made'} digits.om", f"echo '{fake_atc.WELCOME}'")
    assert run(folder, program) == 0
    assert said in caplog.text
    _, card = load_model(folder / "out" / "digits.om")
    assert card.made["soc_version"] == other.get("soc", "Ascend310")


def test_the_log_of_a_failure_goes_with_the_next_success(folder, capsys):
    failed(folder, capsys, "exit 1")
    assert (folder / "out" / "digits.atc.log").exists()
    assert run(folder, folder / "good" / "atc") == 0
    assert fake_atc.names(folder / "out") == ["digits.json", "digits.om"]


def test_a_program_of_another_machine_is_said(folder, capsys):
    program = folder / "atc"
    program.write_bytes(b"\x7fELF" + b"?" * 100)
    program.chmod(0o755)
    assert run(folder, program) == 1
    assert "cannot be run" in capsys.readouterr().err


def test_atc_s_lines_are_passed_on_as_they_come_with_the_time_in_between(folder):
    heard = []

    class Listener:
        def line(self, text):
            heard.append(text)

        def waiting(self, seconds):
            heard.append(seconds)

    program = fake_atc.script(folder / "atc", "echo one", "sleep 1.5", "printf 'two\\rthree\\nfour'; echo err >&2")
    assert atc_run.run([str(program)], folder, os.environ, Listener()) == (0, "one\ntwo\nthree\nfourerr")
    assert heard[0] == "one" and heard[-3:] == ["two", "three", "fourerr"]
    assert heard[1:-3] and all(1 <= seconds < 10 for seconds in heard[1:-3])


def test_of_very_much_output_the_end_is_kept(folder, monkeypatch):
    monkeypatch.setattr(atc_run, "_LARGEST_OUTPUT", 100_000)
    monkeypatch.setattr(atc_run, "_LONGEST_LINE", 500)
    program = fake_atc.script(folder / "atc", "seq 100000", "head -c 1000000 /dev/zero | tr '\\0' x", "echo; echo last")
    _, said = atc_run.run([str(program)], folder, os.environ, Silent())
    assert said.endswith("last") and "xxx" in said and len(said) <= 100_000


def test_a_child_that_outlives_atc_is_ended_and_not_waited_for(folder):
    program = fake_atc.script(folder / "atc", f"sh -c 'echo $$ > {folder}/child; exec sleep 60' &", "sleep 0.3; exit 7")
    started = time.monotonic()
    assert atc_run.run([str(program)], folder, os.environ, Silent())[0] == 7
    assert time.monotonic() - started < 10
    assert gone(int((folder / "child").read_text()))


def gone(process):
    """Whether it has ended, or does so now; an orphan may wait to be collected."""
    for _ in range(100):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def started(folder):
    """The command with an ATC that does not end; its child ends for SIGKILL alone."""
    (folder / "tmp").mkdir()
    program = fake_atc.script(
        folder / "slow" / "atc",
        "echo half > digits.om",
        f"trap 'touch {folder}/tidied; exit 1' TERM",
        f"sh -c 'trap \"\" TERM; echo $$ > {folder}/child; while true; do sleep 1; done' &",
        f"echo $$ > {folder}/parent",
        "wait",
    )
    model, out = folder / "models" / "digits.onnx", folder / "out"
    command = [
        sys.executable,
        "-m",
        "model_build",
        "compile",
        f"--model={model}",
        f"--output={out}",
        f"--atc={program}",
    ]
    environment = {**fake_atc.environment(folder), "TMPDIR": str(folder / "tmp")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while not ((folder / "child").exists() and (folder / "parent").exists()):
        assert process.poll() is None, process.stdout.read()
        time.sleep(0.05)
    time.sleep(0.2)
    return process


def all_of_atc_is_gone(folder):
    return all(gone(int((folder / name).read_text())) for name in ("child", "parent"))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_whoever_ends_the_command_ends_all_of_atc(number, status, folder):
    before = pair(folder)
    process = started(folder)
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == status and (folder / "tidied").exists()
    assert all_of_atc_is_gone(folder)
    assert pair(folder) == before and fake_atc.names(folder / "tmp") == []


def test_whoever_kills_the_command_kills_all_of_atc(folder):
    before = pair(folder)
    process = started(folder)
    process.kill()
    process.communicate(timeout=30)
    assert all_of_atc_is_gone(folder) and pair(folder) == before


class FillsTheDisk(Silent):
    """Once ATC has written its file, no other gets beyond a few bytes."""

    def line(self, text):
        if "success" in text:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.bytes, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@pytest.mark.parametrize(("limit", "name"), [(100, "digits.om"), (1000, "digits.json")])
def test_a_full_disk_leaves_the_last_good_pair(limit, name, folder):
    before = pair(folder)
    assert 100 < len(before["digits.om"]) < 1000 < len(before["digits.json"])
    task = compile.plan(folder / "models" / "digits.onnx", folder / "out")
    listener = FillsTheDisk()
    listener.bytes = limit
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(StorageError, match=rf"{name}: cannot be written \(File too large\)"):
            compile.run(task, Atc(folder / "good" / "atc", os.environ), listener)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert pair(folder) == before and fake_atc.names(folder / "out") == ["digits.json", "digits.om"]


def test_an_output_that_is_no_folder_is_said(folder, capsys):
    (folder / "file").write_text("")
    arguments = [f"--model={folder / 'models' / 'digits.onnx'}", f"--output={folder / 'file'}"]
    assert cli.main(["compile", *arguments, f"--atc={folder / 'good' / 'atc'}"]) == 1
    said = capsys.readouterr()
    assert "file: cannot be written" in said.err
    assert "ATC start" not in said.out  # nobody waits for it in vain


def test_a_pair_is_not_put_in_place_while_another_is(folder):
    before = pair(folder)
    other = fake_atc.working(folder / "other" / "atc", folder / "other", note=b"another")
    task = compile.plan(folder / "models" / "digits.onnx", folder / "out")
    handle = os.open(folder / "out", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    run = threading.Thread(target=compile.run, args=(task, Atc(other, os.environ), Silent()))
    run.start()
    run.join(1)
    assert run.is_alive() and pair(folder) == before
    os.close(handle)
    run.join(20)
    assert not run.is_alive() and pair(folder) != before
    load_model(folder / "out" / "digits.om")


def test_a_signal_between_the_model_and_its_card_waits(folder, monkeypatch):
    before = pair(folder)
    other = fake_atc.working(folder / "other" / "atc", folder / "other", note=b"another")

    @contextmanager
    def interrupted(path):
        with replacing(path) as beside:
            yield beside
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(together, "replacing", interrupted)
    task = compile.plan(folder / "models" / "digits.onnx", folder / "out")
    with pytest.raises(KeyboardInterrupt):
        compile.run(task, Atc(other, os.environ), Silent())
    load_model(folder / "out" / "digits.om")
    assert pair(folder) != before


def test_a_folder_in_a_file_s_place_leaves_the_other_as_it_was(folder):
    (folder / "digits.om").mkdir(parents=True)
    (folder / "digits.json").write_text("old")
    with pytest.raises(StorageError, match="there is a folder of that name"):
        together.put(folder, {"digits.json": b"new", "digits.om": b"new"})
    assert (folder / "digits.json").read_text() == "old"


def test_two_at_once_leave_a_pair_that_belongs_together(folder):
    """Both end at the same time, over and over: no .om may stand beside the other's card."""
    programs = []
    for note in (b"first", b"second"):
        place = folder / note.decode()
        place.mkdir()
        programs.append(fake_atc.working(place / "atc", place, note=note))
    loop = """
import os, sys
from pathlib import Path
from model_build import compile
from model_build.atc import Atc
class Silent:
    def line(self, text): pass
    def waiting(self, seconds): pass
task = compile.plan(Path(sys.argv[1]), Path(sys.argv[2]))
for _ in range(10):
    compile.run(task, Atc(Path(sys.argv[3]), os.environ), Silent())
"""
    model, out = folder / "models" / "digits.onnx", folder / "out"
    both = [subprocess.Popen([sys.executable, "-c", loop, str(model), str(out), str(program)]) for program in programs]
    assert [process.wait(60) for process in both] == [0, 0]
    load_model(out / "digits.om")
    assert fake_atc.names(out) == ["digits.json", "digits.om"]


@pytest.mark.parametrize(
    ("switch", "reason"),
    [
        ({"ASCEND_SIMULATOR_ATC_FAIL": "E10001"}, "E10001: "),
        ({"ASCEND_SIMULATOR_ATC_FAIL": "E16002"}, "opset 11"),
        ({"ASCEND_SIMULATOR_ATC_KILL": "1"}, "swapon"),
        ({"ASCEND_SIMULATOR_ATC_SILENT": "1"}, "wrote no digits.om"),
    ],
)
def test_the_simulated_atc_s_failures_are_told_apart(switch, reason, folder, capsys, monkeypatch):
    before = pair(folder)
    for name, value in {**fake_atc.environment(folder), **switch}.items():
        monkeypatch.setenv(name, value)
    assert run(folder, fake_atc.SIMULATED) == 1
    assert reason in capsys.readouterr().err
    assert pair(folder) == before
