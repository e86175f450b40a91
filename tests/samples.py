"""Samples made up for the tests, and strategies for hypothesis that make any there can be."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
from hypothesis import strategies as st

from app import demo
from app.recognition.ink import render
from app.recognition.preprocessing import inputs_from_inks
from app.sample import Sample
from app.stroke_file import Line


def sample(which: int = 0, /, **changes: object) -> Sample:
    """The digit `which % 10`, drawn; each has another time and input."""
    strokes = demo.strokes(str(which % 10), 60, 50, 200)
    ink = render(strokes, (320, 300))
    array = inputs_from_inks([ink], 32)[0]
    array[0, :2] = which // 256, which % 256
    made = Sample(
        source="canvas",
        time=1_700_000_000.25 + which,
        answer=which % 10,
        confidence=0.97,
        probabilities=tuple(0.97 if i == which % 10 else 0.03 / 9 for i in range(10)),
        correction=None,
        engine="onnx",
        model="digits",
        model_sha256="ab" * 32,
        input=array,
        picture=cv2.imencode(".png", ink)[1].tobytes(),
        strokes=tuple(Line(stroke.points, stroke.width) for stroke in strokes),
        size=(320, 300),
        box=(60, 50, 150, 200),
    )
    return dataclasses.replace(made, **changes)


digits = st.none() | st.integers(0, 9)
shares = st.floats(0, 1)
coordinates = st.floats(-1000, 30_000)
widths = st.floats(0.01, 100)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    points = draw(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4))
    pressed = draw(st.booleans())
    return Line(tuple(points), draw(widths), tuple(draw(widths) for _ in points) if pressed else ())


sizes = st.tuples(st.integers(1, 20_000), st.integers(1, 20_000))
drawings = st.lists(lines(), max_size=3).map(tuple)
any_sample = st.builds(
    Sample,
    source=st.sampled_from(["canvas", "camera", "file"]),
    time=st.floats(0, 4e9),
    answer=digits,
    confidence=shares,
    probabilities=st.just(()) | st.tuples(*[shares] * 10),
    correction=digits,
    engine=st.text(st.characters(), max_size=8),
    model=st.text(max_size=8),
    model_sha256=st.text("0123456789abcdef", max_size=64),
    input=st.integers(0, 2**32).map(lambda seed: np.random.default_rng(seed).integers(0, 256, (32, 32), np.uint8)),
    picture=st.binary(max_size=100),
    strokes=drawings,
    size=sizes,
    box=st.tuples(*[st.integers(-100, 1000)] * 2, *[st.integers(0, 1000)] * 2),
)
