"""A hand that writes its digits its own way, as neither MNIST nor the templates do, and the samples it would leave.

`python tests/model_build/odd_hand.py STORE COUNT` keeps COUNT corrected samples of it in a store of the application.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from app.recognition.ink import Stroke, render, smooth
from app.recognition.preprocessing import inputs_from_inks
from app.sample import Sample
from app.samples import Samples
from app.stroke_file import Line

SIZE = (400, 400)  # pixels of the canvas

# strokes, each a list of points in a box of side 100; those after a None are joined by straight lines
_WAYS = {
    0: ([(50, 0), (10, 25), (10, 75), (50, 100), (90, 75), (90, 25), (50, 0)], [None, (-15, 112), (115, -12)]),
    1: ([None, (0, 88), (62, 0), (62, 100)], [None, (20, 100), (105, 100)]),
    2: ([(8, 25), (45, 0), (80, 30), (40, 95), (5, 80), (25, 58), (70, 78), (95, 62), (100, 45)],),
    3: ([None, (5, 0), (95, 0), (30, 48), (95, 48), (95, 100), (0, 100)],),
    4: ([None, (50, 0), (0, 62), (100, 62), (50, 0), (50, 105)],),
    5: ([None, (90, 0), (15, 40), (85, 55), (10, 100)], [None, (40, -8), (100, 12)]),
    6: ([(70, 0), (10, 35), (15, 90), (80, 95), (90, 50), (45, 38), (30, 68), (52, 80), (66, 66)],),
    7: (
        [None, (0, 25), (0, 0), (95, 0), (45, 100)],
        [None, (25, 38), (95, 38)],
        [None, (15, 62), (85, 62)],
        [None, (20, 100), (75, 100)],
    ),
    8: ([None, (0, 0), (100, 100), (0, 100), (100, 0), (0, 0)],),
    9: ([(85, 10), (45, 0), (12, 22), (40, 46), (85, 30), (80, 70), (45, 100), (10, 85), (45, 68), (100, 80)],),
}


def lines(digit: int, rng: np.random.Generator) -> list[np.ndarray]:
    """The movements of its pen, each [n, 2] in pixels of the canvas."""
    slant, side = rng.normal(0.05, 0.06), rng.uniform(150, 260)
    wide = rng.uniform(0.55, 0.8)
    corner = rng.uniform(60, 120, 2)
    found = []
    for way in _WAYS[digit]:
        straight = way[0] is None
        points = np.array(way[1:] if straight else way, float) / 100
        points += rng.normal(0, 0.025, points.shape)
        points = np.vstack([np.linspace(a, b, 8) for a, b in zip(points, points[1:])]) if straight else smooth(points)
        points[:, 0] = wide * points[:, 0] + slant * (1 - points[:, 1])
        found.append(points * side + corner)
    return found


def sample(digit: int, rng: np.random.Generator, time: float, correction: int | None, strokes: bool = True) -> Sample:
    """As the application would keep it."""
    width = float(rng.uniform(9, 22))
    drawn = [Line(tuple(map(tuple, points.tolist())), width) for points in lines(digit, rng)]
    ink = render([Stroke(line.points, line.width) for line in drawn], SIZE)
    return Sample(
        source="canvas" if strokes else "camera",
        time=time,
        answer=None,
        confidence=0.4,
        probabilities=(),
        correction=correction,
        engine="onnx",
        model="digits.onnx",
        model_sha256="0" * 64,
        input=inputs_from_inks([ink], 32)[0],
        picture=b"",
        strokes=tuple(drawn) if strokes else (),
        size=SIZE,
        box=tuple(cv2.boundingRect(ink)),
    )


def samples(count: int, seed: int = 5, strokes: bool = True) -> list[Sample]:
    """Corrected ones, of every digit in turn."""
    rng = np.random.default_rng(seed)
    return [sample(i % 10, rng, 1_000.0 + i, i % 10, strokes) for i in range(count)]


def keep(path: Path, found: list[Sample]) -> Path:
    """A store with these samples in it."""
    with Samples(path) as store:
        store.add_all(found)
    return path


if __name__ == "__main__":
    keep(Path(sys.argv[1]), samples(int(sys.argv[2])))
