"""Corrected samples written again and again, each time a little otherwise: what a fine-tuning teaches.

One with strokes is written anew by the application's own way from stroke to tensor, with another pen, slant and size;
one without is distorted as MNIST's pictures are.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from app.recognition.preprocessing import inputs_from_inks
from model_build import pool
from model_build.augmentation import distort
from model_build.corrections import Correction
from model_build.degradation import degrade
from model_build.handwriting import bent, draw

_SIDE = 32  # pixels of the network's input
_CHUNK = 2_000  # pictures that one task makes
_AS_IT_IS = 8  # one picture in so many is the sample itself
_BENT = 0.6  # as strongly as between two hands: it stays its writer's
_SAME = 0.85  # likeness above which the strokes are those that made the input
_PEN = 0.1  # of the longer side: with which the strokes are drawn to be compared

_material: tuple[Sequence[Correction], list[bool]]  # of a process that makes chunks: the samples, and whose strokes fit


def make(corrections: Sequence[Correction], count: int, seed: int) -> pool.Pictures:
    """`count` pictures of the samples in turn: uint8 [n, 32, 32], labels int32 [n]"""
    tasks = [(first, min(_CHUNK, count - first), seed) for first in range(0, count, _CHUNK)]
    material = (corrections, [strokes_fit(correction) for correction in corrections])
    return pool.in_chunks(_chunk, tasks, _use, material, here=len(tasks) <= 2)


def _use(material: tuple[Sequence[Correction], list[bool]]) -> None:
    global _material
    _material = material
    cv2.setNumThreads(1)


def _chunk(task: tuple[int, int, int]) -> pool.Pictures:
    """task: number of the first picture, how many, seed"""
    first, count, seed = task
    rng = np.random.default_rng([seed, first])
    corrections, fitting = _material
    inputs = np.empty((count, _SIDE, _SIDE), np.uint8)
    labels = np.empty(count, np.int32)
    for i in range(count):
        round_, number = divmod(first + i, len(corrections))
        correction = corrections[number]
        labels[i] = correction.label
        if round_ % _AS_IT_IS == 0:
            inputs[i] = correction.input
        else:
            ink = rewrite(correction.lines, rng) if fitting[number] else distort(correction.input, rng)
            inputs[i] = inputs_from_inks([degrade(ink, rng)], _SIDE)[0]
    return inputs, labels


def rewrite(lines: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """The movements of a pen [n, 2] by nearly the same hand, with any pen: ink, uint8 [h, w]"""
    return draw(bent(_in_box(lines), rng, _BENT, wide=0), rng)


def strokes_fit(correction: Correction) -> bool:
    """Whether the strokes are the whole of what the network was asked about, and nothing else."""
    if not correction.lines:
        return False
    drawn = inputs_from_inks([draw(_in_box(correction.lines), np.random.default_rng(0), _PEN)], _SIDE)[0]
    one, other = (cv2.GaussianBlur(picture, (0, 0), 1).astype(np.float64) for picture in (drawn, correction.input))
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return norm > 0 and float((one * other).sum()) / norm >= _SAME


def _in_box(lines: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Moved and scaled into the middle of a box of side 1."""
    every = np.concatenate(list(lines))
    low, high = every.min(0), every.max(0)
    side = max(float((high - low).max()), 1e-3)
    return [(line - (low + high) / 2) / side + 0.5 for line in lines]
