"""Running checks so that none of them can take the doctor with it: each in a process of its own, with a time limit."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Optional

from app.doctor.finding import PROBLEM, STATES, Finding
from app.doctor.place import Place

_AT_ONCE = 3  # processes: a board has few cores and little memory
_PAUSE = 0.005  # seconds between two looks
_LARGEST_ANSWER = 1_000_000  # bytes
_PATIENCE = 0.2  # seconds to wait for a process that was killed: one that waits for a driver does not end

# the checks see the modules that this process would: neither more nor fewer
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); from app.doctor.probe import main; main(sys.argv[1:])"
)


@dataclass(frozen=True)
class Probe:
    """name: of the finding where the check itself fails; target: "module:function"; seconds: until it is killed"""

    name: str
    target: str
    arguments: tuple[str, ...] = ()
    seconds: float = 10.0


def run(probes: Sequence[Probe], place: Place) -> Iterator[list[Finding]]:
    """What each probe found, in the order of the probes, each as soon as it and those before it are done."""
    waiting = list(enumerate(probes))
    running: dict[int, _Running] = {}
    done: dict[int, list[Finding]] = {}
    try:
        for number in range(len(probes)):
            while number not in done:
                while waiting and len(running) < _AT_ONCE:
                    index, probe = waiting.pop(0)
                    try:
                        running[index] = _Running(probe, place)
                    except OSError as error:
                        reason = f"This check cannot be started ({error.strerror})."
                        done[index] = [Finding(probe.name, PROBLEM, reason, "Close other programs.")]
                for index, process in list(running.items()):
                    findings = process.findings()
                    if findings is not None:
                        done[index] = findings
                        del running[index]
                if number not in done:
                    time.sleep(_PAUSE)
            yield done.pop(number)
    finally:
        for process in running.values():
            process.kill()


class _Running:
    def __init__(self, probe: Probe, place: Place) -> None:
        self._probe = probe
        self._ends = time.monotonic() + probe.seconds
        self._answer, self._errors = bytearray(), bytearray()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps(sys.path), probe.target, str(place.root), *probe.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(place.environ),
            start_new_session=True,  # to kill what it starts as well, and to keep Ctrl-C for us
        )
        for stream in self._streams():
            os.set_blocking(stream.fileno(), False)

    def _streams(self) -> list[IO[bytes]]:
        return [stream for stream in (self._process.stdout, self._process.stderr) if stream is not None]

    def findings(self) -> Optional[list[Finding]]:
        """None while it runs."""
        status = self._process.poll()
        self._read()  # after that, so that nothing is left unread when it has ended
        if status is None and time.monotonic() < self._ends:
            return None
        self.kill()
        return self._judged(status)

    def _read(self) -> None:
        for stream, kept in zip(self._streams(), (self._answer, self._errors)):
            with contextlib.suppress(BlockingIOError):
                for _ in range(100):  # of one that never stops printing
                    part = os.read(stream.fileno(), 65536)
                    if not part:
                        break
                    kept += part
                    del kept[:-_LARGEST_ANSWER]

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        for stream in self._streams():
            stream.close()

    def _judged(self, status: Optional[int]) -> list[Finding]:
        probe = self._probe
        if status is None:
            return [
                Finding(
                    probe.name,
                    PROBLEM,
                    f"This check did not answer within {probe.seconds:g} seconds and was given up.",
                    "What it asks hangs: a driver, a disk or a server. A restart of the machine helps most often.",
                )
            ]
        found = _findings_in(bytes(self._answer)) if status == 0 else None
        if found is not None:
            return found
        how, remedy = "gave no sensible answer", "Something that it loads answers in its stead; this is a fault."
        if status < 0:
            how = f"crashed ({_signal_name(-status)})"
            remedy = "A library that it uses is damaged, or made for another system: install it again."
        elif status:
            how = "failed"
            remedy = "Install what it names; where that is nothing that is missing, it is a fault of this application."
        last = bytes(self._errors).decode("utf-8", errors="replace").strip().splitlines()[-1:]
        text = f"This check {how}: {last[0][:300]}" if last else f"This check {how}, without a word."
        return [Finding(probe.name, PROBLEM, text, remedy)]


def _findings_in(answer: bytes) -> Optional[list[Finding]]:
    """None for what is not a list of findings."""
    try:
        found = [Finding(**fields) for fields in json.loads(answer)]
    except (ValueError, TypeError, RecursionError):
        return None
    texts = [text for f in found for text in (f.name, f.state, f.finding, f.remedy)]
    if not all(isinstance(text, str) for text in texts) or any(f.state not in STATES for f in found):
        return None
    return found


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
