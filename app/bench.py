"""How long each stage takes here, and how much of it is ours: percentiles over many calls, in one process."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from app import demo
from app.recognition.model import Engine
from app.recognition.recognizer import Recognition, Recognizer
from app.recognition.video import VideoReader

PERCENTILES = (50, 90, 95, 99)
_CANVAS = (560, 560)
_WARM_UP = 20  # calls


def run(engine: Engine, calls: int = 300) -> dict[str, Any]:
    """Milliseconds, by case and stage, as {"p50": .., "p90": .., "p95": .., "p99": ..}; `video` is one frame of many.

    The bare engine call is made between the whole ones, so that both meet the same machine. `overhead` is the median
    of the whole way over the median of the bare call. `engine_call_ms` is there for an engine that says where the time
    of a call goes.
    """
    recognizer = Recognizer(engine)
    call = _engine_call(engine, calls)
    drawing = demo.strokes("8", 150, 110, 330)
    frame = demo.camera_frame(demo.strokes("8", 520, 200, 320))
    cases: dict[str, Callable[[], Recognition]] = {
        f"canvas {_CANVAS[0]}x{_CANVAS[1]}": lambda: recognizer.recognize_strokes(drawing, _CANVAS),
        f"camera {frame.shape[1]}x{frame.shape[0]}": lambda: recognizer.recognize(frame),
    }
    video = VideoReader(recognizer)
    return {
        "engine": engine.name,
        "model": engine.card.name,
        "machine": {"cpus": os.cpu_count(), "architecture": platform.machine(), "python": platform.python_version()},
        "calls": calls,
        "cases": {name: _case(call, engine, calls) for name, call in cases.items()},
        "video": _video(video, frame, calls),
        **({"engine_call_ms": call} if call else {}),
    }


def _engine_call(engine: Engine, calls: int) -> dict[str, dict[str, float]]:
    """The parts of a bare engine call by the engine's own account, and what it takes around the execution on its
    device; empty for an engine that has no account."""
    tensor = _blank(engine)
    times: dict[str, list[float]] = {}
    for number in range(calls + _WARM_UP):
        start = time.perf_counter()
        engine.infer(tensor)
        whole = 1e3 * (time.perf_counter() - start)
        parts = engine.parts
        if number >= _WARM_UP and "execute" in parts:
            for name, value in {**parts, "around": whole - parts["execute"]}.items():
                times.setdefault(name, []).append(value)
    return {name: _percentiles(values) for name, values in times.items()}


def _blank(engine: Engine) -> np.ndarray:
    return np.zeros((1, *engine.card.input_shape[1:]), engine.card.dtype)


def _case(call: Callable[[], Recognition], engine: Engine, calls: int) -> dict[str, Any]:
    tensor = _blank(engine)
    stages: dict[str, list[float]] = {
        n: [] for n in ("segment", "preprocess", "infer", "decide", "total", "bare engine")
    }
    answer = call()
    for number in range(calls + _WARM_UP):
        answer = call()
        start = time.perf_counter()
        engine.infer(tensor)
        bare = 1e3 * (time.perf_counter() - start)
        if number >= _WARM_UP:
            timings = answer.timings
            for name, values in stages.items():
                values.append(bare if name == "bare engine" else getattr(timings, name))
    found = {name: _percentiles(values) for name, values in stages.items()}
    overhead = found["total"]["p50"] / found["bare engine"]["p50"]
    return {"text": answer.text, "timings_ms": found, "overhead": round(overhead, 2)}


def _video(reader: VideoReader, frame: np.ndarray, frames: int) -> dict[str, Any]:
    """From a frame of a video to what is read, the same frame again and again at 30 frames a second."""
    stages: dict[str, list[float]] = {name: [] for name in ("sheet", "recognize", "track", "total")}
    text = ""
    for number in range(frames + _WARM_UP):
        reading = reader.read(frame, number / 30)
        text = reading.text
        if number >= _WARM_UP:
            recognize = reading.recognition.timings.total
            for name, value in zip(stages, (reading.sheet, recognize, reading.track, reading.total)):
                stages[name].append(value)
    size = f"{frame.shape[1]}x{frame.shape[0]}"
    return {"size": size, "text": text, "timings_ms": {name: _percentiles(values) for name, values in stages.items()}}


def _percentiles(values: list[float]) -> dict[str, float]:
    return {f"p{p}": round(float(np.percentile(values, p)), 4) for p in PERCENTILES}


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    machine = result["machine"]
    computer = f"{machine['cpus']} CPUs, {machine['architecture']}"
    lines = [f"{result['engine']}, {result['model']}; {computer}; {result['calls']} calls"]
    for name, case in result["cases"].items():
        lines += _rows(f"{name}, reads {case['text']!r}; milliseconds", case["timings_ms"])
        lines.append(f"  the whole way takes {case['overhead']:.1f} times the bare engine call")
    video = result["video"]
    lines += _rows(f"video {video['size']}, reads {video['text']!r}; milliseconds a frame", video["timings_ms"])
    if "engine_call_ms" in result:
        lines += _rows(
            "one engine call, and what it takes around its execution; milliseconds", result["engine_call_ms"]
        )
    return "\n".join(lines)


def _rows(title: str, stages: dict[str, dict[str, float]]) -> list[str]:
    head = f"  {'':12}" + "".join(f"{f'p{p}':>9}" for p in PERCENTILES)
    rows = [f"  {stage:12}" + "".join(f"{value:9.3f}" for value in values.values()) for stage, values in stages.items()]
    return ["", title, head, *rows]
