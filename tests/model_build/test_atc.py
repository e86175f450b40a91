"""Where ATC is looked for. The programs are scripts: what counts is which one is taken, and its environment."""

from __future__ import annotations

import os

import fake_atc
import pytest

from model_build import atc
from model_build.errors import CompileError

PROGRAM = "#!/bin/sh\n"


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path, monkeypatch):
    """A machine without ATC, and a HOME of ours."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv(atc.TOOLKIT_VARIABLE, raising=False)
    ours = tuple(place for place in atc._SET_ENV if place.startswith("~"))
    monkeypatch.setattr(atc, "_SET_ENV", ours)  # what is installed in /usr/local is not the test's
    return home


def set_env(folder, program=None):
    """A toolkit's script that makes ATC findable, as CANN's do."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "echo chatter",
        "export LD_LIBRARY_PATH=/opt/of/the/toolkit:$LD_LIBRARY_PATH",
        'export ODD="two\nlines=here"',
        f"export {atc.TOOLKIT_VARIABLE}={folder}/latest",
        *([f"export PATH={program.parent}:$PATH"] if program else []),
        "test -d /nowhere",  # CANN's end in such tests too
    ]
    (folder / "set_env.sh").write_text("\n".join(lines))


def test_in_path(tmp_path, monkeypatch):
    program = fake_atc.script(tmp_path / "bin" / "atc")
    monkeypatch.setenv("PATH", f"/usr/bin:{program.parent}")
    monkeypatch.setenv("SOMETHING", "of mine")
    found = atc.find()
    assert found.program == program and found.environment["SOMETHING"] == "of mine"


def test_the_game_of_the_same_name_is_left_alone(tmp_path, monkeypatch):
    game, program = fake_atc.script(tmp_path / "games" / "atc"), fake_atc.script(tmp_path / "bin" / "atc")
    monkeypatch.setenv("PATH", f"{game.parent}:{program.parent}")
    assert atc.find().program == program


@pytest.mark.parametrize("place", ["bin/atc", "compiler/bin/atc", "atc/bin/atc"])
def test_below_the_toolkit_that_the_environment_names(place, tmp_path, monkeypatch):
    program = fake_atc.script(tmp_path / "toolkit" / "latest" / place)
    monkeypatch.setenv(atc.TOOLKIT_VARIABLE, str(tmp_path / "toolkit" / "latest"))
    assert atc.find().program == program


def test_an_atc_outside_path_gets_the_environment_of_its_own_toolkit(tmp_path, monkeypatch):
    program = fake_atc.script(tmp_path / "toolkit" / "latest" / "compiler" / "bin" / "atc")
    set_env(tmp_path / "toolkit")
    monkeypatch.setenv(atc.TOOLKIT_VARIABLE, str(tmp_path / "toolkit" / "latest"))
    for found in (atc.find(), atc.find(program)):
        assert found.environment["LD_LIBRARY_PATH"].startswith("/opt/of/the/toolkit")


@pytest.mark.parametrize("place", ["Ascend/ascend-toolkit", "Ascend/cann", "Ascend/nnae"])
def test_by_a_set_env_that_puts_it_into_path(place, tmp_path, nothing_installed):
    program = fake_atc.script(tmp_path / "elsewhere" / "atc")
    set_env(nothing_installed / place, program)
    found = atc.find()
    assert found.program == program
    assert found.environment["LD_LIBRARY_PATH"].startswith("/opt/of/the/toolkit")
    assert found.environment["ODD"] == "two\nlines=here"
    assert "LD_LIBRARY_PATH" not in os.environ or "/opt/of/the/toolkit" not in os.environ["LD_LIBRARY_PATH"]


def test_by_a_set_env_that_only_names_the_toolkit(nothing_installed):
    folder = nothing_installed / "Ascend" / "ascend-toolkit"
    set_env(folder)
    program = fake_atc.script(folder / "latest" / "atc" / "bin" / "atc")
    assert atc.find().program == program


def test_a_toolkit_without_atc_is_passed_over(tmp_path, nothing_installed):
    set_env(nothing_installed / "Ascend" / "ascend-toolkit")
    program = fake_atc.script(tmp_path / "elsewhere" / "atc")
    set_env(nothing_installed / "Ascend" / "nnae", program)
    assert atc.find().program == program


def test_a_set_env_that_ends_the_shell_is_not_taken_for_an_empty_environment(nothing_installed):
    folder = nothing_installed / "Ascend" / "ascend-toolkit"
    folder.mkdir(parents=True)
    (folder / "set_env.sh").write_text("exit 0\n")
    with pytest.raises(CompileError, match=r"set_env\.sh cannot be sourced by a program. Source it yourself"):
        atc.find()


def test_a_set_env_that_never_ends_is_not_waited_for(nothing_installed, monkeypatch):
    folder = nothing_installed / "Ascend" / "ascend-toolkit"
    folder.mkdir(parents=True)
    (folder / "set_env.sh").write_text("sleep 60\n")
    monkeypatch.setattr(atc, "_SOURCING", 0.2)
    with pytest.raises(CompileError, match=r"set_env.sh did not end.*Source it yourself"):
        atc.find()


def test_where_there_is_none_the_ways_to_it_are_told(nothing_installed):
    with pytest.raises(CompileError) as caught:
        atc.find()
    said = str(caught.value)
    assert f"{nothing_installed}/Ascend/ascend-toolkit/set_env.sh" in said and "ASCEND_TOOLKIT_HOME (not set)" in said
    assert "5.1.RC2 or older" in said and "on a PC" in said and "--atc" in said and "make simulate" in said


def test_a_named_program_must_be_there_and_run(tmp_path):
    with pytest.raises(CompileError, match="no/atc: there is no such program"):
        atc.find(tmp_path / "no" / "atc")
    with pytest.raises(CompileError, match="there is no such program"):
        atc.find(tmp_path)  # a folder
    (tmp_path / "atc").write_text(PROGRAM)
    with pytest.raises(CompileError, match=r"cannot be run.*chmod"):
        atc.find(tmp_path / "atc")


def test_a_named_program_goes_before_the_one_in_path(tmp_path, monkeypatch):
    first, named = fake_atc.script(tmp_path / "bin" / "atc"), fake_atc.script(tmp_path / "mine")
    monkeypatch.setenv("PATH", str(first.parent))
    assert atc.find(named).program == named


class Machine:
    def __init__(self, tmp_path, monkeypatch):
        self.memory, self.devices = tmp_path / "meminfo", tmp_path / "dev"
        self.devices.mkdir()
        monkeypatch.setattr(atc, "_MEMORY", self.memory)
        monkeypatch.setattr(atc, "_DEVICES", self.devices)
        self._set = monkeypatch.setattr
        self.has("aarch64", 8_000_000)

    def has(self, kind, memory):
        self._set("platform.machine", lambda: kind)
        self.memory.write_text(f"MemTotal:       {memory} kB\nMemFree: 12 kB\n")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch)


def test_little_memory_lets_few_processes_compile(machine):
    both = {"TE_PARALLEL_COMPILER": "1", "MAX_COMPILE_CORE_NUMBER": "1"}
    assert atc.few_processes({}) == {}
    machine.has("aarch64", 3_900_000)
    assert atc.few_processes({}) == both
    machine.has("x86_64", 3_900_000)
    assert atc.few_processes({}) == {}
    machine.has("aarch64", 8_000_000)
    (machine.devices / "davinci_manager").touch()
    assert atc.few_processes({}) == both


def test_what_somebody_has_set_stays(machine):
    machine.has("aarch64", 3_900_000)
    assert atc.few_processes({"TE_PARALLEL_COMPILER": "4"}) == {"MAX_COMPILE_CORE_NUMBER": "1"}


@pytest.mark.parametrize("content", ["", "MemTotal:\n", "MemTotal: many kB\n"])
def test_a_memory_that_cannot_be_read_is_not_little(content, machine):
    machine.memory.write_text(content)
    assert atc.few_processes({}) == {}
    machine.memory.unlink()
    assert atc.few_processes({}) == {}
