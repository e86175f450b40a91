"""What the camera page costs, and how old an answer is when it is painted.

    python tests/benchmarks/camera_latency.py [--seconds 20] [--size 1440x900] [--rate 30] [--shown]

The webcam that the tests preload plays compressed 1280x720 frames at the rate that is asked for: OpenCV's V4L2 code
reads them, the real page shows them, and what is read is painted. Without --shown the window is painted without a
screen.

glass to answer: from the time that the driver gave a frame until the answer's label was painted, milliseconds
preview, camera, recognition: the processor time of their threads, as a share of one core; the camera's reads and
decompresses the frames, and the preview is all the rest
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.sources.devices import COMPILER, NO_COMPILER, compile_library  # noqa: E402
from tests.sources.devices.camera import DEVICE, VARIABLE, FakeCamera, environment  # noqa: E402

_CAMERA = ("source", f"camera {DEVICE}")  # the threads that read it


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--rate", type=float, default=30.0)
    parser.add_argument("--shown", action="store_true", help="on the real screen")
    parser.add_argument("--without-reading", action="store_true", help="the preview alone")
    options = parser.parse_args()
    if VARIABLE not in os.environ:
        return with_the_webcam()
    if not options.shown:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    run(options)
    return 0


def with_the_webcam() -> int:
    """The same command in a process that sees it."""
    if COMPILER is None:
        sys.exit(NO_COMPILER)
    with tempfile.TemporaryDirectory() as folder:
        FakeCamera(Path(folder))  # its control has to be there when the device is loaded
        seen = environment(compile_library("camera.c", Path(folder)), Path(folder))
        return subprocess.run([sys.executable, *sys.argv], env=seen).returncode


def plugged_in(rate: float) -> None:
    from app import demo

    camera = FakeCamera(Path(os.environ[VARIABLE]))
    camera.reset()
    camera.control.period = round(1e6 / rate)
    # a digit that moves a little, there and back, as in a hand
    made = [demo.camera_frame(demo.strokes("8", 520 + 3 * step, 200 + step, 320), seed=step) for step in range(8)]
    camera.add_modes(made + made[-2:0:-1])


def run(options: argparse.Namespace) -> None:
    import cv2
    import numpy as np
    from PySide6.QtCore import QEventLoop, QSize, QTimer
    from PySide6.QtWidgets import QApplication

    from app.sources.found import FoundSource
    from app.ui.camera.camera_page import CameraPage
    from app.ui.engine.inference import InferenceThread, engine_opener
    from app.ui.settings.settings import Settings
    from app.ui.theme import Theme
    from app.ui.window import MainWindow

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    cv2.setNumThreads(1)  # so that what a thread has done stands in its own account
    plugged_in(options.rate)
    app = QApplication([])
    look, settings = Theme(app, "light"), Settings(Path(tempfile.mkdtemp()) / "settings.ini")
    inference = InferenceThread(engine_opener(None, None))
    page = CameraPage(look, inference, settings, find=lambda: [FoundSource(DEVICE, "Paper Camera")])
    window = MainWindow(look, inference, settings, page)
    window.resize(QSize(*map(int, options.size.split("x"))))
    window.show()
    window.switch.tabs[1].click()
    if options.without_reading:
        inference.submit_shot = lambda shot, reply: None  # type: ignore[method-assign]
    wait(4.0)  # the engine starts, caches are warm
    delays: list[float] = []
    page.preview.answer_painted.connect(lambda captured: delays.append(1e3 * (time.monotonic() - captured)))
    clocks = {thread.name: time.pthread_getcpuclockid(thread.ident or 0) for thread in threading.enumerate()}
    painted, dropped = page.preview.painted, page.feed.dropped
    begin, before = time.monotonic(), _processor_times(clocks)
    wait(options.seconds)
    wall, after = time.monotonic() - begin, _processor_times(clocks)
    share = {name: 100 * (after[name] - before[name]) / wall for name in after}
    reading, camera = share[inference._thread.name], sum(share[name] for name in _CAMERA)
    print(f"window {options.size}, picture {page.preview.placement().place.width()} wide, {wall:.1f} s")
    shown = page.preview.painted - painted
    print(f"preview: {shown / wall:.1f} frames/s, {page.feed.dropped - dropped} dropped")
    print(f"preview: {share[_ALL] - reading - camera:.1f} % of one core")
    print(f"camera: {camera:.1f} % of one core")
    print(f"recognition: {reading:.1f} % of one core, {len(delays) / wall:.1f} answers/s")
    if delays:
        median, p95, worst = np.percentile(delays, (50, 95, 100))
        print(f"glass to answer: median {median:.1f}, p95 {p95:.1f}, worst {worst:.1f} ms")
    window.close()


_ALL = "all"


def _processor_times(clocks: dict[str, int]) -> dict[str, float]:
    """Seconds that each thread has worked, and all of them together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {_ALL: used.ru_utime + used.ru_stime, **{name: time.clock_gettime(clock) for name, clock in clocks.items()}}


if __name__ == "__main__":
    sys.exit(main())
