"""What people write, drawn from stroke templates, each time another way: digits, and letters and signs that are none.

MNIST was written by Americans around 1990; a 1 with a flag, a crossed 7 or an open 4 is rare in it. The templates are
in `templates`, written down by looking at how people write; the file says how to read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Optional

import numpy as np

from app.recognition.ink import Stroke, render, smooth

SIDE = 144  # pixels of the picture
_BOX = 84  # pixels: the longer side of what is written in it
_FOLDER = Path(__file__).parent / "templates"
_STEPS = 6  # points a segment of the smooth line
_THINNEST, _THICKEST = 0.035, 0.22  # of the longer side: pens
_ROUNDED = 0.25  # of the corners are written as bends
_UNEVEN = 0.15  # of what is written has strokes that swell and thin
_WIDE = -0.42  # the logarithm: digits are about two thirds as wide as high, the templates' boxes are square


@dataclass(frozen=True)
class Line:
    """One movement of the pen: points float [n, 2] in a box of side 1, y down, and the indices of its corners."""

    points: np.ndarray
    corners: tuple[int, ...]


@dataclass(frozen=True)
class Templates:
    """Ways of writing: their names, how common they are among those of their file (sum 1), and their lines."""

    names: tuple[str, ...]
    shares: np.ndarray
    ways: tuple[tuple[Line, ...], ...]

    def of(self, name: str) -> Templates:
        """Those of one name."""
        chosen = [i for i, other in enumerate(self.names) if other == name]
        shares = self.shares[chosen]
        return Templates((name,) * len(chosen), shares / shares.sum(), tuple(self.ways[i] for i in chosen))


@cache
def templates(kind: str) -> Templates:
    """kind: "digits" or "others" """
    names, shares, ways = [], [], []
    for row in (_FOLDER / f"{kind}.txt").read_text().splitlines():
        if row and not row.startswith("#"):
            name, share, strokes = row.split(" ", 2)
            names.append(name)
            shares.append(float(share))
            ways.append(tuple(_line(stroke) for stroke in strokes.split("/")))
    return Templates(tuple(names), np.array(shares) / sum(shares), tuple(ways))


@cache
def _ways_of(digit: int) -> Templates:
    return templates("digits").of(str(digit))


def _line(text: str) -> Line:
    points = text.split()
    numbers = [[float(n) / 100 for n in point.rstrip("*").split(",")] for point in points]
    return Line(np.array(numbers), tuple(i for i, point in enumerate(points) if point.endswith("*")))


def write(digit: int, rng: np.random.Generator) -> np.ndarray:
    """The digit in a random hand, with any pen: ink, uint8 [SIDE, SIDE]"""
    return draw(_in_a_hand(_ways_of(digit), rng), rng)


def write_other(rng: np.random.Generator) -> np.ndarray:
    """Something that is no digit, likewise."""
    return draw(_in_a_hand(templates("others"), rng), rng)


def draw(lines: list[np.ndarray], rng: np.random.Generator, pen: Optional[float] = None) -> np.ndarray:
    """Lines, each [n, 2], in the middle of a picture: ink, uint8 [SIDE, SIDE].

    pen: its width as a share of the longer side; None: any
    """
    every = np.concatenate(lines)
    low, high = every.min(0), every.max(0)
    scale = _BOX / max(float((high - low).max()), 1e-3)
    if pen is None:
        pen = float(np.exp(rng.uniform(np.log(_THINNEST), np.log(_THICKEST))))
    uneven = rng.random() < _UNEVEN
    strokes = []
    for line in lines:
        points = (line - (low + high) / 2) * scale + SIDE / 2
        pieces = _pieces(points, rng) if uneven else [(points, 1.0)]
        strokes += [Stroke(tuple(map(tuple, piece.tolist())), max(1.0, pen * _BOX * swell)) for piece, swell in pieces]
    return render(strokes, (SIDE, SIDE))


def _pieces(points: np.ndarray, rng: np.random.Generator) -> list[tuple[np.ndarray, float]]:
    """The line cut up, a pen that swells and thins along it: a pen that goes fast writes thinner."""
    count = max(1, min(8, len(points) // 3))
    cuts = np.linspace(0, len(points) - 1, count + 1).astype(int)
    swells = np.exp(np.cumsum(rng.normal(0, 0.1, count)))
    return [(points[a : b + 1], float(swell)) for a, b, swell in zip(cuts, cuts[1:], swells)]


def _in_a_hand(ways: Templates, rng: np.random.Generator) -> list[np.ndarray]:
    """One of the ways as a random person writes it: lines [n, 2]."""
    way = ways.ways[rng.choice(len(ways.ways), p=ways.shares)]
    unsteady = rng.uniform(0.01, 0.055)
    lines = []
    for number, line in enumerate(way):
        moved = _moved(line, unsteady, rng)
        lines.append(_misplaced(moved, rng) if number else moved)
    return bent(lines, rng)


def _misplaced(line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A second stroke is never quite where it should be, nor as long."""
    far = 0.035 if rng.random() < 0.65 else 0.08
    middle = line.mean(0)
    angle, size = rng.normal(0, 0.12), np.exp(rng.normal(0, 0.15))
    turn = size * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved: np.ndarray = (line - middle) @ turn.T + middle + rng.normal(0, far, 2)
    return moved


def _moved(line: Line, unsteady: float, rng: np.random.Generator) -> np.ndarray:
    """The line with its points moved, its ends cut or drawn out, some corners rounded, then smoothed."""
    points = line.points + rng.normal(0, unsteady, line.points.shape)
    corners = [i for i in line.corners if rng.random() >= _ROUNDED]
    if rng.random() < 0.5:
        first, last = rng.uniform(-0.15, 0.3, 2)
        points[0] += 0.7 * first * (points[0] - points[1])
        points[-1] += 0.7 * last * (points[-1] - points[-2])
    if rng.random() < 0.08:  # a hook where the pen comes down
        points = np.vstack([points[:1] + rng.normal(0, 0.08, 2), points])
        corners = [i + 1 for i in corners] + [1] * (rng.random() < 0.5)
    if rng.random() < 0.08:  # and where it leaves
        points = np.vstack([points, points[-1:] + rng.normal(0, 0.08, 2)])
        corners = corners + [len(points) - 2] * (rng.random() < 0.5)
    ends = [0, *sorted({i for i in corners if 0 < i < len(points) - 1}), len(points) - 1]
    return np.vstack([smooth(points[a : b + 1], _STEPS) for a, b in zip(ends, ends[1:])])


def bent(
    lines: list[np.ndarray], rng: np.random.Generator, strength: float = 1.0, wide: float = _WIDE
) -> list[np.ndarray]:
    """Turned, slanted, stretched and bent together, as by another hand.

    wide: the logarithm of how many times as wide as in `lines` it becomes, on average
    """
    angle = rng.normal(0, 8 * strength) * np.pi / 180
    slant = rng.normal(0.1, 0.22 * strength)
    stretch = float(np.exp(rng.normal(wide, 0.28 * strength)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[stretch, -0.8 * slant], [0, 1]])
    waves, phases = rng.uniform(1.9, 5.6, (3, 2)), rng.uniform(0, 2 * np.pi, 3)
    heights = rng.normal(0, 0.045 * strength, (3, 2))
    tilt = rng.normal(0, 0.1 * strength, 2)  # perspective
    uneven = np.clip(rng.normal(0, 0.07 * strength, 2), -0.2, 0.2)  # large heads on small feet, and the reverse
    done = []
    for line in lines:
        moved = line + np.cos(line @ waves.T + phases) @ heights - 0.5
        moved += uneven * np.cos(np.pi * np.clip(moved, -0.6, 0.6))
        done.append((moved / (1 + moved @ tilt)[:, None]) @ matrix.T)
    return done
