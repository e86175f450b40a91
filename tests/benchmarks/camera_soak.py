"""Reads video for a long time and watches what grows: `python tests/benchmarks/camera_soak.py --minutes 30`.

Paper with digits, 1280x720 at 30 frames/s, recorded once and replayed in its own time through the same threads and
mailboxes as a camera. Prints frames, times and the process's resident memory; exits with 1 where that grew.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from app.engines import open_engine
from app.engines.engine import shut_down
from app.recognition.recognizer import Recognizer
from app.recognition.video import VideoReader
from app.sources.live import LiveSource, State, Status
from app.sources.recording import Recording
from app.sources.source import Frame
from tests.paper import video

ALLOWED_KB = 4096  # of resident memory: what the allocator may round up to
WARM_UP = 45.0  # seconds
_TEXTS = ["3", "8", "42", "7", "1", "905", "6"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_engine() as engine:
        path = Path(folder, "paper.mpjpeg")
        texts = record(path)
        reader = VideoReader(Recognizer(engine))
        watch(path, reader, time.monotonic() + WARM_UP, texts)
        before = resident()
        began = time.monotonic()
        seen, dropped, right, delays = watch(path, reader, began + 60 * options.minutes, texts)
        after = resident()
        minutes = (time.monotonic() - began) / 60
    shut_down()
    p50, p95 = np.percentile(1e3 * np.asarray(delays), [50, 95])
    print(f"{minutes:.1f} minutes: {seen:,} frames read, {dropped:,} replaced by newer ones, {100 * right:.1f} % right")
    print(
        f"from a frame's time to its result: median {p50:.1f} ms, p95 {p95:.1f} ms; threads {threading.active_count()}"
    )
    print(f"resident: {before:,} KB before, {after:,} KB after")
    grown = after - before > ALLOWED_KB
    print("grown" if grown else "nothing grew")
    return 1 if grown else 0


def record(path: Path) -> dict[int, str]:
    """Returns what is written on the paper in each frame, by its number, after the first 300 ms of each paper."""
    texts = {}
    with Recording(path) as recording:
        for number, shot in enumerate(video(_TEXTS)):
            recording.write(Frame(shot.pixels, number / 30, number))
            if shot.since >= 0.3:
                texts[number] = shot.text
    return texts


def watch(path: Path, reader: VideoReader, end: float, texts: dict[int, str]) -> tuple[int, int, float, list[float]]:
    """Frames read, dropped, the share that was read right, and seconds from a frame's time to its result."""
    delays: list[float] = []
    dropped = right = asked = 0
    while time.monotonic() < end:
        ended = threading.Event()

        def take(status: Status, ended: threading.Event = ended) -> None:
            if status.state in (State.ENDED, State.FAILED):
                ended.set()

        live = LiveSource(str(path), take)
        frames = live.subscribe()
        live.start()
        while time.monotonic() < end:
            frame = frames.take(0.2)
            if frame is not None:
                text = reader.read(frame.pixels, frame.time).text
                delays.append(time.monotonic() - frame.time)
                asked += frame.sequence in texts
                right += text == texts.get(frame.sequence)
            elif ended.is_set():
                break
        dropped += frames.dropped
        live.close(5)
    return len(delays), dropped, right / max(1, asked), delays


def resident() -> int:
    """Kilobytes that the process holds now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


if __name__ == "__main__":
    sys.exit(main())
