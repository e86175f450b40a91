"""The preprocessing of a glyph a second time, written in numpy alone from MNIST's description, to compare with.

`python -m tests.recognition.independent` writes the golden tensors anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).with_name("golden_inputs.json")
WORK, BOX, FIELD, SIDE = 80, 20, 28, 32
VISIBLE = 64

# polylines in a unit square, x and y; drawn with a pen thick enough to be left as it is
SHAPES = {
    "one": [[(0.5, 0.0), (0.5, 1.0)]],
    "seven": [[(0.0, 0.0), (0.8, 0.0), (0.3, 1.0)]],
    "four": [[(0.5, 0.0), (0.0, 0.7), (0.8, 0.7)], [(0.6, 0.4), (0.6, 1.0)]],
    "zed": [[(0.0, 0.05), (0.9, 0.0), (0.1, 1.0), (0.9, 0.9)]],
    "wide": [[(0.0, 0.2), (1.0, 0.3), (0.1, 0.6), (1.0, 0.7)]],
}
SIZES = {"large": (200, 26.0), "small": (46, 7.0)}  # pixels of the longer side, and of the pen


def drawn(lines, size, pen):
    """Ink, uint8 [h, w]: full within half the pen's width of a line, falling to 0 over one pixel."""
    side = size + 40
    ys, xs = np.mgrid[0:side, 0:side].astype(np.float64)
    nearest = np.full((side, side), np.inf)
    for line in lines:
        points = np.asarray(line, np.float64) * size + 20
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            length = (bx - ax) ** 2 + (by - ay) ** 2
            along = np.clip(((xs - ax) * (bx - ax) + (ys - ay) * (by - ay)) / length, 0, 1)
            nearest = np.minimum(nearest, np.hypot(xs - ax - along * (bx - ax), ys - ay - along * (by - ay)))
    return np.round(255 * np.clip(pen / 2 + 0.5 - nearest, 0, 1)).astype(np.uint8)


def cropped(ink):
    rows, columns = np.nonzero((ink >= VISIBLE).any(1))[0], np.nonzero((ink >= VISIBLE).any(0))[0]
    return ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def by_area(length, new):
    """[new, length]: what share each old pixel has in each new one when a line of pixels shrinks."""
    edges = np.arange(new + 1) * length / new
    old = np.arange(length)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return np.clip(overlap, 0, None) * new / length


def between(length, new):
    """[new, length]: likewise by linear interpolation between the middles of pixels."""
    middles = np.clip((np.arange(new) + 0.5) * length / new - 0.5, 0, length - 1)
    weights = 1 - np.abs(middles[:, None] - np.arange(length))
    return np.clip(weights, 0, None)


def scaled(ink, box):
    height, width = ink.shape
    factor = box / max(height, width)
    new = [max(1, round(n * factor)) for n in (height, width)]
    how = by_area if factor < 1 else between
    return np.round(how(height, new[0]) @ ink.astype(np.float64) @ how(width, new[1]).T)


def input_of(ink):
    """uint8 [32, 32] of a glyph whose strokes are neither faint nor thin."""
    glyph = scaled(cropped(scaled(cropped(ink), WORK)), BOX)
    height, width = glyph.shape
    mass = glyph.sum()
    place = []
    for n, axis in ((height, 1), (width, 0)):
        middle = (glyph.sum(axis=axis) * np.arange(n)).sum() / mass
        place.append(min(max(round((FIELD - 1) / 2 - middle), 0), FIELD - n))
    field = np.zeros((FIELD, FIELD))
    field[place[0] : place[0] + height, place[1] : place[1] + width] = glyph
    up = between(FIELD, SIDE)
    return np.round(up @ field @ up.T).astype(np.uint8)


def cases():
    for name, lines in SHAPES.items():
        for size, (side, pen) in SIZES.items():
            yield f"{name}, {size}", drawn(lines, side, pen)


def golden():
    """name -> uint8 [32, 32], as checked in."""
    texts = json.loads(GOLDEN.read_text())
    return {name: np.array([list(bytes.fromhex(row)) for row in rows], np.uint8) for name, rows in texts.items()}


if __name__ == "__main__":
    texts = {name: [bytes(row.tolist()).hex() for row in input_of(ink)] for name, ink in cases()}
    GOLDEN.write_text(json.dumps(texts, indent=1) + "\n")
