"""Calls the ascend engine many times and watches what grows: `python tests/benchmarks/ascend_soak.py MODEL.om`.

On a board, or on the simulated one with PYTHONPATH=tests/simulator/python. Prints the process's resident memory, and
on the simulator the live handles and the device's memory, before and after; exits with 1 where they grew, or where a
call takes more than 30 microseconds at the median besides the execution.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from app.engines import open_engine
from app.engines.engine import shut_down

ALLOWED_KB = 1024  # of resident memory: what the allocator may round up to
SLOWEST = 30  # microseconds
WARM_UP = 2_000  # calls


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="an .om with its card beside it")
    parser.add_argument("--calls", type=int, default=100_000)
    options = parser.parse_args()
    with open_engine("ascend", options.model) as engine:
        batch = np.zeros((1, *engine.card.input_shape[1:]), engine.card.dtype)
        call(engine, batch, WARM_UP)
        before = state()
        start = time.perf_counter()
        around = call(engine, batch, options.calls)
        seconds = time.perf_counter() - start
        after = state()
    shut_down()
    print(f"{options.calls:,} calls in {seconds:.1f} s; around the execution: median {1e3 * around:.1f} microseconds")
    for name, value in after.items():
        print(f"{name}: {before[name]} before, {value} after")
    grown = after["resident KB"] - before["resident KB"] > ALLOWED_KB or any(
        after[name] != before[name] for name in after if name != "resident KB"
    )
    print("grown" if grown else "nothing grew")
    slow = 1e3 * around > SLOWEST
    if slow:
        print(f"slower than {SLOWEST} microseconds")
    return 1 if grown or slow else 0


def call(engine: Any, batch: np.ndarray, times: int) -> float:
    """Returns the median milliseconds of what a call takes besides the execution on the chip."""
    around = np.empty(times, np.float32)
    for i in range(times):
        start = time.perf_counter()
        engine.infer(batch)
        around[i] = 1e3 * (time.perf_counter() - start) - engine.parts["execute"]
    return float(np.median(around))


def state() -> dict[str, Any]:
    gc.collect()
    found: dict[str, Any] = {"resident KB": resident()}
    simulator = sys.modules.get("ascend_simulator.board")
    if simulator is not None:
        found["handles"] = simulator.board.handles()
        found["violations"] = len(simulator.board.violations)
    return found


def resident() -> int:
    """Kilobytes that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


if __name__ == "__main__":
    sys.exit(main())
