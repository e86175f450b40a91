"""Take the pictures of the window that stand in assets/screenshots.

    python packaging/screenshots.py [OUT_DIR] [--states]

The real window is driven without a screen: digits are drawn with the mouse, read by the real engine, and what is
painted is saved, in light and dark, English and Chinese, large and small. The camera looks at paper made of strokes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from math import cos, pi, sin
from pathlib import Path
from typing import Any, Optional

import numpy as np

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt looks for a screen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QSize, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QImage, QMouseEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app import demo  # noqa: E402
from app.errors import SourceAbsentError, SourceLostError  # noqa: E402
from app.sources.base import BaseSource, Pace  # noqa: E402
from app.sources.found import FoundSource  # noqa: E402
from app.sources.live import LiveSource  # noqa: E402
from app.sources.source import Control, Source, Wanted  # noqa: E402
from app.ui import language  # noqa: E402
from app.ui.camera_page import CameraPage  # noqa: E402
from app.ui.inference import InferenceThread, engine_opener  # noqa: E402
from app.ui.settings import Settings  # noqa: E402
from app.ui.theme import Theme  # noqa: E402
from app.ui.window import MainWindow  # noqa: E402

CASES = ("", "adjust", "frozen", "details", "unplugged", "none")
SIZES = (QSize(1440, 900), QSize(800, 480))
Shape = list[list[tuple[float, float]]]


def eight() -> list[tuple[float, float]]:
    """From the upper right, round and back, not quite to where it began."""
    turns = [0.11 + 0.95 * i / 60 for i in range(61)]
    return [(0.5 - 0.36 * sin(4 * pi * t) * (1.1 - 0.2 * cos(2 * pi * t)), 0.75 - 0.7 * cos(2 * pi * t)) for t in turns]


# strokes in a box of 1 x 1.5
EIGHT: Shape = [[(1 - x, y) for x, y in eight()]]
ONE: Shape = [[(0.54, 0.05), (0.5, 0.7), (0.46, 1.45)]]


def new_settings() -> Settings:
    """Of somebody who has chosen nothing yet."""
    return Settings(Path(tempfile.mkdtemp(prefix="atlas-digits-")) / "settings.ini")


def send(window: MainWindow, kind: QEvent.Type, point: QPointF) -> None:
    canvas = window.draw.canvas
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    where = QPointF(canvas.mapToGlobal(QPoint(0, 0))) + point
    event = QMouseEvent(kind, point, where, button, pressed, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
    QApplication.processEvents()


def draw(window: MainWindow, shape: Shape, left: float, top: float, height: float) -> None:
    """left, top, height: shares of the canvas."""
    paper = window.draw.canvas.size()
    unit = height * paper.height() / 1.5
    for stroke in shape:
        points = [QPointF(left * paper.width() + unit * x, top * paper.height() + unit * y) for x, y in stroke]
        send(window, QEvent.Type.MouseButtonPress, points[0])
        for a, b in zip(points, points[1:]):
            for step in (1, 2):
                send(window, QEvent.Type.MouseMove, a + (b - a) * (step / 2))
                wait(4)  # as fast as a hand, so that what is read keeps up
        send(window, QEvent.Type.MouseButtonRelease, points[-1])


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for_text(window: MainWindow, text: str) -> None:
    for _ in range(100):
        if window.draw.cards.answer.text.shown == text:
            return
        wait(50)
    raise SystemExit(f"The window reads {window.draw.cards.answer.text.shown!r} instead of {text!r}")


def take(look: Theme, size: QSize, path: Path) -> None:
    window = MainWindow(look, InferenceThread(engine_opener(None, None)), new_settings())
    window.resize(size)
    window.show()
    wait(1000)  # the engine starts, and is the same in every picture
    draw(window, EIGHT, 0.28, 0.2, 0.5)
    draw(window, ONE, 0.6, 0.28, 0.4)
    wait_for_text(window, "81")
    wait(100)
    save(window, path)


def save(window: MainWindow, path: Path) -> None:
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    picture.save(str(path), quality=0 if path.suffix == ".png" else 88)  # the smallest PNG
    window.close()
    print(path)


class PaperCamera(BaseSource):
    """A camera that looks at digits on paper."""

    def __init__(self, uri: str, wanted: Wanted) -> None:
        super().__init__(uri, "HD Webcam C270", wanted)
        drawn = demo.strokes("4", 330, 190, 290) + demo.strokes("2", 730, 230, 270)
        self._frames = [demo.camera_frame(drawn, seed=seed) for seed in range(3)]
        self._pace = Pace(True, self._closing)

    def _next(self) -> tuple[np.ndarray, float]:
        return self._frames[self._sequence % 3], self._pace.due(self._sequence / 30)

    def controls(self) -> dict[str, Control]:
        return {
            "exposure": Control("exposure", 3, 2047, 1, 250, True),
            "brightness": Control("brightness", -64, 64, 1, 8),
        }


class LosingCamera(PaperCamera):
    def _next(self) -> tuple[np.ndarray, float]:
        if self._sequence > 3:
            raise SourceLostError("It was unplugged.")
        return super()._next()


def absent(uri: str, wanted: Wanted) -> Source:
    raise SourceAbsentError("Unplugged.")


def camera_page(
    look: Theme, inference: InferenceThread, settings: Settings, source: type[PaperCamera], found: bool = True
) -> CameraPage:
    opened = []

    def open_live(uri: str, on_status: Any, on_frame: Any, before: Any) -> LiveSource:
        def opener(uri: str, wanted: Optional[Wanted]) -> Source:
            opened.append(uri)
            if source is LosingCamera and len(opened) > 1:
                return absent(uri, wanted or Wanted())
            return source(uri, wanted or Wanted())

        return LiveSource(uri, on_status, on_frame=on_frame, opener=opener)

    listed = [FoundSource("/dev/video0", "HD Webcam C270")] if found else []
    return CameraPage(look, inference, settings, find=lambda: listed, open_source=open_live)


def take_camera(look: Theme, size: QSize, path: Path, case: str = "") -> None:
    """case: what to show instead of the page's usual state"""
    inference, settings = InferenceThread(engine_opener(None, None)), new_settings()
    source = LosingCamera if case == "unplugged" else PaperCamera
    page = camera_page(look, inference, settings, source, case != "none")
    window = MainWindow(look, inference, settings, page)
    window.resize(size)
    window.show()
    window.switch.tabs[1].click()
    if case in ("unplugged", "none"):
        wait(1200)
    else:
        for _ in range(100):
            if page.cards.answer.text.shown == "42":
                break
            wait(50)
        else:
            raise SystemExit(f"The camera page reads {page.cards.answer.text.shown!r}")
        wait(1500)
    if case == "adjust":
        page.tools.adjust.click()
    elif case == "frozen":
        page.freeze()
    elif case == "details":
        page.cards.details.click()
    wait(200)
    save(window, path)


def take_files(look: Theme, size: QSize, path: Path) -> None:
    """The demo pictures, and one of them large."""
    window = MainWindow(look, InferenceThread(engine_opener(None, None)), new_settings())
    window.resize(size)
    window.show()
    wait(1000)
    window.switch.tabs[2].click()
    window.files.batch.add([str(demo.FOLDER)])
    for _ in range(100):
        wait(50)
        if window.files.results.rows and not window.files.batch.busy:
            break
    window.files.table.choose(len(window.files.results.rows) - 3)
    wait(500)
    save(window, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "assets" / "screenshots", metavar="OUT_DIR")
    parser.add_argument("--states", action="store_true", help="also the camera page's other states")
    options = parser.parse_args()
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    for code, short in ((language.ENGLISH, "en"), ("zh_CN", "zh")):
        translators = language.install(app, code)
        for mode in ("light", "dark"):
            look = Theme(app, mode)
            for size in SIZES:
                ending = f"{mode}-{short}-{size.width()}x{size.height()}.png"
                take(look, size, out / f"draw-{ending}")
                take_files(look, size, out / f"files-{ending}")
                for case in CASES if options.states else CASES[:1]:
                    # a photograph is far smaller as JPEG
                    shot = out / f"camera{'-' * bool(case)}{case}-{ending}"
                    take_camera(look, size, shot.with_suffix(".jpg"), case)
        for translator in translators:
            app.removeTranslator(translator)
    return 0


if __name__ == "__main__":
    sys.exit(main())
