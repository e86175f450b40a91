"""What the camera page costs, and how old an answer is when it is painted.

    python tests/benchmarks/camera_latency.py [--seconds 20] [--size 1440x900] [--rate 30] [--shown]

A source gives 1280x720 frames at the rate that is asked for, as a camera does, with the time of each; the real page
shows and reads them. Without --shown the window is painted without a screen.

preview: processor time without recognition, as a share of one core: of all threads but the one of recognition, less
what the source itself takes (it hands out frames that are made beforehand)
glass to answer: from a frame's time until the answer's label was painted, milliseconds
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--shown", action="store_true", help="on the real screen")
    parser.add_argument("--without-reading", action="store_true", help="the preview alone")
    options = parser.parse_args()
    if not options.shown:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    run(options)
    return 0


def run(options: argparse.Namespace) -> None:
    import cv2
    import numpy as np
    from PySide6.QtCore import QEventLoop, QSize, QTimer
    from PySide6.QtWidgets import QApplication

    from app import demo
    from app.sources.base import BaseSource, Pace
    from app.sources.found import FoundSource
    from app.sources.live import LiveSource
    from app.sources.source import Wanted
    from app.ui.camera.camera_page import CameraPage
    from app.ui.engine.inference import InferenceThread, engine_opener
    from app.ui.settings.settings import Settings
    from app.ui.theme import Theme
    from app.ui.window import MainWindow

    cv2.setNumThreads(1)  # so that what a thread has done stands in its own account
    # a digit that moves a little, as in a hand
    made = [demo.camera_frame(demo.strokes("8", 520 + 3 * step, 200 + step, 320), seed=step) for step in range(8)]

    class Paced(BaseSource):
        def __init__(self) -> None:
            super().__init__("paced", "Paced frames", Wanted())
            self._pace = Pace(True, self._closing)

        def _next(self) -> tuple[np.ndarray, float]:
            step = self._sequence % 14
            return made[step if step < 8 else 14 - step], self._pace.due(self._sequence / options.rate)

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    app = QApplication([])
    inference = InferenceThread(engine_opener(None, None))
    page = CameraPage(
        look := Theme(app, "light"),
        inference,
        find=lambda: [FoundSource("paced", "Paced frames")],
        open_source=lambda uri, status, frame, before: LiveSource(
            uri, status, on_frame=frame, opener=lambda uri, wanted: Paced()
        ),
    )
    window = MainWindow(look, inference, Settings(Path(tempfile.mkdtemp()) / "settings.ini"), page)
    window.resize(QSize(*map(int, options.size.split("x"))))
    window.show()
    window.switch.tabs[1].click()
    if options.without_reading:
        inference.submit_shot = lambda shot, reply: None  # type: ignore[method-assign]
    wait(4.0)  # the engine starts, caches are warm
    delays: list[float] = []
    page.preview.answer_painted.connect(lambda captured: delays.append(1e3 * (time.monotonic() - captured)))
    clock = time.pthread_getcpuclockid(inference._thread.ident or 0)
    painted, dropped = page.preview.painted, page.feed.dropped
    begin, used, reading = time.monotonic(), _processor_time(), time.clock_gettime(clock)
    wait(options.seconds)
    wall = time.monotonic() - begin
    all_of_it, reading = _processor_time() - used, time.clock_gettime(clock) - reading
    shown = page.preview.painted - painted
    print(f"window {options.size}, picture {page.preview.placement().place.width()} wide, {wall:.1f} s")
    print(f"preview: {shown / wall:.1f} frames/s, {page.feed.dropped - dropped} dropped")
    print(f"preview: {100 * (all_of_it - reading) / wall:.1f} % of one core besides recognition")
    print(f"recognition: {100 * reading / wall:.1f} % of one core, {len(delays) / wall:.1f} answers/s")
    if delays:
        median, p95, worst = np.percentile(delays, (50, 95, 100))
        print(f"glass to answer: median {median:.1f}, p95 {p95:.1f}, worst {worst:.1f} ms")
    window.close()


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
