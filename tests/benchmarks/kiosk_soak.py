"""Visits the kiosk and reads digits for a long time, and watches what grows: `python tests/benchmarks/kiosk_soak.py`.

A visit is all of one: a touch, a digit that is drawn, its answer, the paper that clears itself, and the attract screen
again, in the real window, offscreen, with its times shortened. Then digits are read without a window. Prints how many
of each, how fast, and the process's resident memory after a warm-up and at the end; exits with 1 where that grew by
more than 5 %, or something was read wrongly.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt looks for a screen
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

ALLOWED = 0.05  # of the memory after the warm-up
WARM_UP = 0.1  # of all visits or recognitions, and at least ...
LEAST_WARM = 1000
TELLS = 10  # times in between
EVERY = 6  # so many of a line's points are drawn by a hand as fast as this one
HEIGHT = 200.0  # pixels of a digit
_PATIENCE = 30.0  # seconds for one answer


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=2_000)
    parser.add_argument("--recognitions", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atlas-digits-") as home:
        for name in [name for name in os.environ if name.startswith(("XDG_", "ATLAS_DIGITS_"))]:
            del os.environ[name]
        os.environ["HOME"] = home
        good = [soak("visits", options.visits, *visits()), soak("recognitions", options.recognitions, *recognitions())]
    return 0 if all(good) else 1


def soak(what: str, wanted: int, do: Callable[[int], bool], end: Callable[[], None]) -> bool:
    """do: the one of this number; whether it was as it should be"""
    warm = min(max(0, wanted - 1), max(LEAST_WARM, round(WARM_UP * wanted)))
    wrong = sum(not do(number) for number in range(warm))
    before, began, computed, told = resident(), time.monotonic(), time.process_time(), 0
    for number in range(warm, wanted):
        wrong += not do(number)
        share = TELLS * (number - warm + 1) // (wanted - warm)
        if share > told:
            told = share
            print(f"  {number + 1:,} {what}: {resident():,} KB", flush=True)
    seconds, computed, after = time.monotonic() - began, time.process_time() - computed, resident()
    end()
    measured = max(1, wanted - warm)
    grown = (after - before) / before
    print(f"{wanted:,} {what}, {wrong} wrong, {measured / seconds:.0f} a second")
    print(f"processor time of each: {1000 * computed / measured:.2f} ms")
    print(f"resident: {before:,} KB after {warm:,}, {after:,} KB at the end: {100 * grown:+.1f} %", flush=True)
    return grown <= ALLOWED and wrong == 0


def visits() -> tuple[Callable[[int], bool], Callable[[], None]]:
    from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app import pin, places
    from app.ui.engine.inference import InferenceThread, engine_opener
    from app.ui.kiosk.engine_care import EngineCare
    from app.ui.kiosk.settings import KioskSettings
    from app.ui.kiosk.window import KioskWindow
    from app.ui.language import Language
    from app.ui.theme import Theme

    app = QApplication([])
    pin.set_pin(pin.generate())
    opener = engine_opener(None, None)
    inference = InferenceThread(opener)
    settings = KioskSettings(places.config() / "kiosk.ini")
    care = EngineCare(inference, opener)
    window = KioskWindow(Theme(app, "dark"), Language(app, "en"), inference, settings, care, find=lambda: [])
    answered = [0]
    inference.answered.connect(lambda answer: answered.append(answer.number))
    window.resize(800, 480)
    window.show()
    shapes = []
    for digit, lines in digits():
        shapes.append((digit, [[QPoint(*map(round, at)) for at in line[::EVERY]] for line in lines]))
    handle, none = window.windowHandle(), Qt.KeyboardModifier.NoModifier
    left, no = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def wait(done: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not done():
            app.processEvents()
            time.sleep(0.0002)  # the thread that reads has the processor
            if time.monotonic() > end:
                raise SystemExit("The kiosk does not go on.")

    def visit(number: int) -> bool:
        digit, lines = shapes[number % len(shapes)]
        wait(lambda: window.page is window.attract)
        QTest.mouseClick(handle, left, none, QPoint(400, 240))
        shift = window.visit.canvas.mapTo(window, QPoint(90 + number % 80, 20 + number % 60))
        for line in lines:
            QTest.mousePress(handle, left, none, shift + line[0])
            for point in line[1:]:  # several between two pictures, as a quick finger's are
                at = QPointF(shift + point)
                app.sendEvent(handle, QMouseEvent(QEvent.Type.MouseMove, at, at, no, left, none))
            QTest.mouseRelease(handle, left, none, shift + line[-1])
        newest = window.visit.canvas.drawing.number
        wait(lambda: answered[-1] >= newest)
        del answered[:-1]
        right = window.visit.answer.text == digit
        # what is left of the times until the drawing goes, and until digits draw themselves
        window._clear.start(0)
        wait(lambda: not window.visit.has_drawing)
        window._idle.start(0)
        wait(lambda: window.page is window.attract)
        return right

    def end() -> None:
        window.finish()
        counted = sum(day.drawings for day in window.counts.days())
        print(f"counted: {counted:,} drawings, {sum(day.sessions for day in window.counts.days()):,} visits")

    return visit, end


def recognitions() -> tuple[Callable[[int], bool], Callable[[], None]]:
    from app.engines import open_engine
    from app.engines.engine import shut_down
    from app.recognition.ink import Stroke
    from app.recognition.recognizer import Recognizer

    engine = open_engine()
    recognizer = Recognizer(engine)
    drawn = [(digit, [Stroke(tuple(line), 0.09 * HEIGHT) for line in lines]) for digit, lines in digits()]

    def recognize(number: int) -> bool:
        digit, strokes = drawn[number % len(drawn)]
        shifted = [Stroke(tuple((x + number % 37, y + number % 23) for x, y in s.points), s.width) for s in strokes]
        return recognizer.recognize_strokes(shifted, (400, 300)).text == digit

    def end() -> None:
        engine.close()
        shut_down()

    return recognize, end


def digits() -> list[tuple[str, list[list[tuple[float, float]]]]]:
    """Each of the ten with its lines, in pixels."""
    from app import demo

    return [(digit, [list(s.points) for s in demo.strokes(digit, 0, 0, HEIGHT)]) for digit in "0123456789"]


def resident() -> int:
    """KB of this process in memory now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    sys.exit(main())
