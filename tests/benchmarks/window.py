"""What the window costs: how fast ink and answers are there, how soon it starts, what it takes while nothing happens.

    python tests/benchmarks/window.py [--starts 9] [--points 5000] [--json FILE]

The real window and the real engine, painted without a screen (--shown: on the real one). A table goes to the terminal.

ink: from a mouse event until the paper was painted, while the drawing is read, milliseconds; 1920x1080, one stroke;
own: the processor time of it alone, which other programs on the machine do not change
answer: from the pen's lift until the window with the answer was painted, milliseconds; paper of 560x560
start: from the process's start until the window was first painted, as a multiple of what a bare PySide6 window takes;
fresh processes, in turn
first answer: from the process's start until the answer to a drawing that waited for the window was painted, seconds
idle: processor time over ten seconds in which nothing happens, as a share of one core
memory: resident, with an answer on the draw page, in a fresh process, megabytes
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

GOALS = {
    "ink p95 ms": 4.0,
    "answer median ms": 5.0,
    "answer p95 ms": 10.0,
    "start ratio": 2.0,
    "first answer s": 1.0,
    "idle %": 0.05,
    "memory MB": 170.0,
}
IDLE = 10.0  # seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=9, help="of each kind of window")
    parser.add_argument("--points", type=int, default=5_000, help="of the stroke")
    parser.add_argument("--answers", type=int, default=60)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--shown", action="store_true", help="on the real screen")
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.shown:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if options.child:
        CHILDREN[options.child]()
        return 0
    found = {**starts(options.starts), **drawn(options.points, options.answers)}
    for name, value in found.items():
        goal = GOALS.get(name)
        verdict = "" if goal is None else f"goal {goal:g}  {'met' if value <= goal else 'MISSED'}"
        print(f"{name:22} {value:9.2f}  {verdict}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


# fresh processes


def starts(times: int) -> dict[str, float]:
    """Of each kind that many, in turn, after one of each to warm the caches."""
    found: dict[str, list[float]] = {kind: [] for kind in CHILDREN}
    memory = []
    # modules are compiled once, as after an installation, whatever the environment says, and not into the tree
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp()
    for turn in range(times + 1):
        for kind, seconds in found.items():
            begin = time.perf_counter()
            command = [sys.executable, __file__, "--child", kind]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
                assert child.stdout is not None
                child.stdout.readline()
                if turn:
                    seconds.append(time.perf_counter() - begin)
                rest = child.stdout.read()
                if turn and rest:
                    memory.append(float(rest))
    bare, window, answer = (statistics.median(found[kind]) for kind in ("bare", "window", "answer"))
    return {
        "bare start s": bare,
        "start s": window,
        "start ratio": window / bare,
        "first answer s": answer,
        "memory MB": statistics.median(memory),
    }


def tell() -> None:
    print(flush=True)


def bare() -> None:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, event):
            QPainter(self).fillRect(self.rect(), "white")
            tell()
            os._exit(0)

    app = QApplication([])
    window = Window()
    window.resize(1440, 900)
    window.show()
    app.exec()


def run_application(painted_first: Callable[[object], None]) -> None:
    """As `python -m app` does, with a new user's settings."""
    os.environ.update({f"XDG_{kind}_HOME": tempfile.mkdtemp() for kind in ("CONFIG", "DATA", "STATE")})
    from app.cli import main as run
    from app.ui.window import MainWindow

    paint, told = MainWindow.paintEvent, []

    def painted(self, event):
        paint(self, event)
        if not told:
            told.append(True)
            painted_first(self)

    MainWindow.paintEvent = painted
    run([])


def window() -> None:
    def painted(window) -> None:
        tell()
        os._exit(0)

    run_application(painted)


def answer() -> None:
    def painted(window) -> None:
        from PySide6.QtCore import QTimer

        from app.ui.draw.drawing import Line

        def answered() -> None:
            QTimer.singleShot(0, lambda: window.grab() and tell())
            QTimer.singleShot(1_000, lambda: print(resident(), flush=True) or os._exit(0))

        window.draw._inference.answered.connect(answered)
        seven = Line(((200.0, 200.0), (330.0, 200.0), (300.0, 300.0), (270.0, 420.0)), 20.0)
        QTimer.singleShot(0, lambda: window.draw.canvas.replace([seven]))

    run_application(painted)


def resident() -> float:
    """Megabytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


CHILDREN = {"bare": bare, "window": window, "answer": answer}

# one window


def drawn(points: int, answers: int) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from app.ui.engine.inference import InferenceThread, engine_opener
    from app.ui.settings.settings import Settings
    from app.ui.theme import Theme
    from app.ui.window import MainWindow

    app = QApplication([])
    settings = Settings(Path(tempfile.mkdtemp()) / "settings.ini")
    window = MainWindow(Theme(app, "light"), InferenceThread(engine_opener(None, None)), settings)
    window.resize(1920, 1080)
    window.show()
    wait(2_000)  # the engine starts, caches are warm
    found = ink(app, window, points)
    found.update(answered(app, window, answers))
    wait(1_000)
    used, begin = processor_time(), time.perf_counter()
    wait(round(1000 * IDLE))
    found["idle %"] = 100 * (processor_time() - used) / (time.perf_counter() - begin)
    window.close()
    return found


def ink(app, window, points: int) -> dict[str, float]:
    canvas = window.draw.canvas
    times: list[float] = []
    used: list[float] = []
    counted = Painted(canvas)
    across, down = canvas.width() / 2, canvas.height() / 2
    for number in range(points):
        angle = number / 60
        x, y = across * (1 + 0.8 * math.sin(1.3 * angle)), down * (1 + 0.8 * math.cos(angle))
        before, begin, own = counted.times, time.perf_counter(), time.thread_time()
        send(canvas, "MouseMove" if number else "MouseButtonPress", x, y)
        while counted.times == before:
            app.processEvents()
        times.append(1e3 * (time.perf_counter() - begin))
        used.append(1e3 * (time.thread_time() - own))
        wait(2)
    send(canvas, "MouseButtonRelease", x, y)
    wait(1_000)
    canvas.clear()
    return {
        "ink median ms": statistics.median(times),
        "ink p95 ms": share(times, 0.95),
        "ink p95 own ms": share(used, 0.95),
        "ink worst ms": max(times),
    }


def answered(app, window, answers: int) -> dict[str, float]:
    from PySide6.QtCore import QEventLoop

    from app import demo

    canvas = window.draw.canvas
    for _ in range(3):  # a smaller window has narrower edges
        window.resize(window.width() - canvas.width() + 560, window.height() - canvas.height() + 560)
        wait(100)
    assert (canvas.width(), canvas.height()) == (560, 560), canvas.size()
    times: list[float] = []
    loop = QEventLoop()
    wanted = [0]
    window.draw._inference.answered.connect(lambda answer: answer.number >= wanted[0] and loop.quit())
    for number in range(answers):
        for stroke in demo.strokes(str(number % 10), 150, 100, 320):
            for index, (x, y) in enumerate(stroke.points):
                send(canvas, "MouseMove" if index else "MouseButtonPress", x, y)
                wait(4)
            wanted[0] = canvas.drawing.number + 1
            begin = time.perf_counter()
            send(canvas, "MouseButtonRelease", x, y)
            loop.exec()
            app.processEvents()  # what the answer has changed is painted
            times.append(1e3 * (time.perf_counter() - begin))
        canvas.clear()
        wait(20)
    return {"answer median ms": statistics.median(times), "answer p95 ms": share(times, 0.95)}


class Painted:
    """Counts the paintings of one widget."""

    def __init__(self, widget) -> None:
        self.times = 0
        kind = type(widget)
        paint = kind.paintEvent

        def painted(one, event):
            paint(one, event)
            self.times += one is widget

        kind.paintEvent = painted


def send(widget, kind: str, x: float, y: float) -> None:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button, buttons = none if kind == "MouseMove" else left, none if kind == "MouseButtonRelease" else left
    at, modifier = QPointF(x, y), Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        widget, QMouseEvent(QEvent.Type[kind], at, widget.mapToGlobal(at), button, buttons, modifier)
    )


def wait(milliseconds: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def share(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]


def processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
