"""Ink that can be taken apart in more than one way, and the way that the network reads best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.recognition.decision import Box

MOST_PIECES = 4  # of one digit: more are not tried together


@dataclass(frozen=True)
class Glyph:
    """Ink that is read as one digit.

    box: around its ink, in pixels of the picture
    ink: uint8 [height, width] of the box or a few pixels more, 0 to 255
    row: from 0 at the top
    refusal: why it cannot be a digit; empty when it may be one
    """

    box: Box
    ink: np.ndarray
    row: int
    refusal: str = ""


@dataclass(frozen=True)
class Candidate:
    """The pieces from `first` up to, not with, `last` of a cluster read as one digit.

    cost: how unlikely that is by their places alone, in nats, from 0
    """

    first: int
    last: int
    glyph: Glyph
    cost: float


@dataclass(frozen=True)
class Cluster:
    """Pieces of ink, from left to right, that are one digit or several side by side.

    candidates: every way to read neighbouring pieces as one digit that is tried; where there is one, nothing is open
    """

    pieces: int
    candidates: tuple[Candidate, ...]


def best(cluster: Cluster, merits: Sequence[float]) -> list[int]:
    """The candidates that together read all pieces with the most merit, from left to right, by their numbers.

    merits: a number a candidate, the logarithm of the confidence in it; its cost is taken off
    """
    reached: list[tuple[float, list[int]]] = [(0.0, []), *((-np.inf, []) for _ in range(cluster.pieces))]
    for end in range(1, cluster.pieces + 1):
        for number, (candidate, merit) in enumerate(zip(cluster.candidates, merits)):
            if candidate.last == end:
                before, path = reached[candidate.first]
                whole = before + merit - candidate.cost
                if whole > reached[end][0]:
                    reached[end] = (whole, [*path, number])
    return reached[-1][1]


def likeliest_by_place(cluster: Cluster) -> list[Glyph]:
    """The glyphs of a cluster when there is no network to ask."""
    return [cluster.candidates[i].glyph for i in best(cluster, [0.0] * len(cluster.candidates))]
