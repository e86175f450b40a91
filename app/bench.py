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

PERCENTILES = (50, 90, 95, 99)
_CANVAS = (560, 560)
_WARM_UP = 20  # calls


def run(engine: Engine, calls: int = 300) -> dict[str, Any]:
    """Milliseconds, by case and stage, as {"p50": .., "p90": .., "p95": .., "p99": ..}.

    The bare engine call is made between the whole ones, so that both meet the same machine. `overhead` is the median
    of the whole way over the median of the bare call.
    """
    recognizer = Recognizer(engine)
    drawing = demo.strokes("8", 150, 110, 330)
    frame = demo.camera_frame(demo.strokes("8", 520, 200, 320))
    cases: dict[str, Callable[[], Recognition]] = {
        f"canvas {_CANVAS[0]}x{_CANVAS[1]}": lambda: recognizer.recognize_strokes(drawing, _CANVAS),
        f"camera {frame.shape[1]}x{frame.shape[0]}": lambda: recognizer.recognize(frame),
    }
    return {
        "engine": engine.name,
        "model": engine.card.name,
        "machine": {"cpus": os.cpu_count(), "architecture": platform.machine(), "python": platform.python_version()},
        "calls": calls,
        "cases": {name: _case(call, engine, calls) for name, call in cases.items()},
    }


def _case(call: Callable[[], Recognition], engine: Engine, calls: int) -> dict[str, Any]:
    tensor = np.zeros((1, *engine.card.input_shape[1:]), np.float32)
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


def _percentiles(values: list[float]) -> dict[str, float]:
    return {f"p{p}": round(float(np.percentile(values, p)), 4) for p in PERCENTILES}


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    machine = result["machine"]
    computer = f"{machine['cpus']} CPUs, {machine['architecture']}"
    lines = [f"{result['engine']}, {result['model']}; {computer}; {result['calls']} calls"]
    for name, case in result["cases"].items():
        lines += [
            "",
            f"{name}, reads {case['text']!r}; milliseconds",
            f"  {'':12}" + "".join(f"{f'p{p}':>9}" for p in PERCENTILES),
        ]
        for stage, values in case["timings_ms"].items():
            lines.append(f"  {stage:12}" + "".join(f"{value:9.3f}" for value in values.values()))
        lines.append(f"  the whole way takes {case['overhead']:.1f} times the bare engine call")
    return "\n".join(lines)
