"""Where ATC is, Huawei's compiler for the chip, and the environment that it wants."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from model_build.errors import CompileError

TOOLKIT_VARIABLE = "ASCEND_TOOLKIT_HOME"
_IN_TOOLKIT = ("bin/atc", "compiler/bin/atc", "atc/bin/atc")  # of CANN 6 and later, 5.1, and before
_SET_ENV = (
    "~/Ascend/ascend-toolkit/set_env.sh",
    "/usr/local/Ascend/ascend-toolkit/set_env.sh",
    "/home/HwHiAiUser/Ascend/ascend-toolkit/set_env.sh",  # the boards' own user
    "~/Ascend/cann/set_env.sh",
    "/usr/local/Ascend/cann/set_env.sh",
    "~/Ascend/nnae/set_env.sh",
    "/usr/local/Ascend/nnae/set_env.sh",
)
_SOURCING = 60  # seconds; a set_env.sh takes about one on a board

# each operator that is compiled takes a process of about 400 MB: one at a time is all that a board's memory allows
FEW_PROCESSES = {"TE_PARALLEL_COMPILER": "1", "MAX_COMPILE_CORE_NUMBER": "1"}
_LITTLE_MEMORY = 6_000_000  # kB
_MEMORY = Path("/proc/meminfo")
_DEVICES = Path("/dev")

INSTALL = (
    "ATC comes with Huawei's CANN toolkit (Ascend-cann-toolkit_*.run). It needs no chip: install it on this machine, "
    "on a board or on a PC, for an Atlas 200 DK in version 5.1.RC2 or older, for an Atlas 200I DK A2 in version 6.2 or "
    "later; then run `source ~/Ascend/ascend-toolkit/set_env.sh` (as root /usr/local/Ascend/...), or name the program "
    "with --atc. To try the application without any of it there is the simulator: make simulate"
)


@dataclass(frozen=True)
class Atc:
    """The program, and all of the environment that it is to be run in."""

    program: Path
    environment: Mapping[str, str]


def find(named: Optional[Path] = None) -> Atc:
    """ATC as named, in PATH, below `ASCEND_TOOLKIT_HOME`, or where a `set_env.sh` in one of the usual places leads.

    raises CompileError, saying where it was looked for and how to get it
    """
    if named is not None:
        return _named(named)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which("atc", path=folder)
        if found and Path(folder).name != "games":  # BSD's air traffic control has the same name
            return Atc(Path(found).absolute(), dict(os.environ))
    toolkit = os.environ.get(TOOLKIT_VARIABLE)
    if toolkit and (program := _in_toolkit(Path(toolkit))):
        return Atc(program, _environment_of(program))
    scripts = list(dict.fromkeys(Path(place).expanduser() for place in _SET_ENV if _has_home(place)))
    for script in filter(_is_file, scripts):
        if atc := _after(script):
            return atc
    looked = ", ".join(["PATH", f"{TOOLKIT_VARIABLE} ({toolkit or 'not set'})", *map(str, scripts)])
    raise CompileError(f"There is no ATC here (looked in: {looked}).\n{INSTALL}")


def _named(program: Path) -> Atc:
    if not _is_file(program):
        raise CompileError(f"{program}: there is no such program. Name ATC itself with --atc.\n{INSTALL}")
    if not os.access(program, os.X_OK):
        raise CompileError(f"{program}: this cannot be run. Is it ATC? If so, do: chmod +x {program}")
    return Atc(program.absolute(), _environment_of(program.absolute()))


def _in_toolkit(toolkit: Path) -> Optional[Path]:
    programs = (toolkit.absolute() / place for place in _IN_TOOLKIT)
    return next((program for program in programs if _is_file(program) and os.access(program, os.X_OK)), None)


def _environment_of(program: Path) -> Mapping[str, str]:
    """Of an ATC that is not in PATH: the one that its own toolkit's set_env.sh makes, if there is one above it."""
    for folder in [*program.parents][:5]:
        if _is_file(folder / "set_env.sh"):
            return _sourced(folder / "set_env.sh")
    return dict(os.environ)


def _after(script: Path) -> Optional[Atc]:
    """ATC as a shell finds it once it has sourced this script."""
    environment = _sourced(script)
    found = shutil.which("atc", path=environment.get("PATH", ""))
    toolkit = environment.get(TOOLKIT_VARIABLE)
    program = Path(found) if found else _in_toolkit(Path(toolkit)) if toolkit else None
    return Atc(program.absolute(), environment) if program else None


def _sourced(script: Path) -> Mapping[str, str]:
    """The environment after `source SCRIPT`. Raises CompileError."""
    # its status says nothing: scripts of CANN end in tests that may well be false
    command = ["bash", "-c", 'source "$1" >/dev/null; env -0', "bash", str(script)]
    try:
        shell = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise CompileError(f"{script} must be sourced before ATC runs; bash cannot do it ({error.strerror}).") from None
    try:
        listed, _ = shell.communicate(timeout=_SOURCING)
    except subprocess.TimeoutExpired:
        raise CompileError(
            f"{script} did not end within {_SOURCING} s when it was sourced. Source it yourself, then compile again."
        ) from None
    finally:
        if shell.returncode is None:  # it did not end, or was interrupted
            os.killpg(shell.pid, signal.SIGKILL)
            shell.communicate()
    if not listed:  # it ended the shell itself
        raise CompileError(f"{script} cannot be sourced by a program. Source it yourself, then compile again.")
    return dict(_variables(os.fsdecode(listed)))


def _variables(listed: str) -> Iterator[tuple[str, str]]:
    for entry in listed.split("\0"):
        name, found, value = entry.partition("=")
        if name and found:
            yield name, value


def few_processes(environment: Mapping[str, str]) -> dict[str, str]:
    """What to add to the environment on a board: nothing elsewhere, and nothing that somebody has set already."""
    return {name: value for name, value in FEW_PROCESSES.items() if name not in environment} if _on_board() else {}


def _on_board() -> bool:
    if platform.machine() != "aarch64":
        return False
    memory = _memory()
    return any(_DEVICES.glob("davinci*")) or (memory is not None and memory < _LITTLE_MEMORY)


def _memory() -> Optional[int]:
    """In kB."""
    try:
        for line in _MEMORY.read_text().splitlines():
            if line.startswith("MemTotal:"):
                return int(line.split()[1])
    except (OSError, ValueError, IndexError):
        pass
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in the home of somebody else
        return False


def _has_home(place: str) -> bool:
    try:
        Path(place).expanduser()
    except RuntimeError:
        return False
    return True
