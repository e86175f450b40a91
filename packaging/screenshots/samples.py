"""The page of kept samples: none, and some that were drawn and corrected."""

from __future__ import annotations

import time
from collections.abc import Iterator

from scene import Scene

from app import demo
from app.recognition.ink import Stroke
from app.samples import Samples
from app.ui.samples.correctable import of_drawing

# what was written, how far it leans, its width; a few lean too far to be read
WRITTEN = [(digit, lean, width) for lean, width in ((0.0, 1.0), (0.25, 0.8), (-0.35, 1.1)) for digit in range(10)]
STRANGE = [(7, 1.2, 0.7), (4, -1.1, 0.5), (9, 1.1, 0.8)]
MINUTES = 7  # from one to the next


def shots(scene: Scene) -> Iterator[str]:
    scene.show_page("samples")
    page = scene.window.samples
    scene.wait(1200)
    yield "samples-empty"
    fill(scene)
    scene.wait_until(lambda: page.samples.rowCount() > 0)
    scene.wait(800)
    page.view.setCurrentIndex(page.samples.index(1))
    scene.wait(200)
    yield "samples"


def fill(scene: Scene) -> None:
    """The store, with what a person wrote, the engine answered, and the person said."""
    scene.show_page("draw")
    canvas, cards = scene.window.draw.canvas, scene.window.draw.cards
    kept = []
    order = WRITTEN[:-2] + STRANGE + WRITTEN[-2:]
    for place, (digit, lean, width) in enumerate(order):
        height = 0.6 * canvas.height()
        strokes = demo.strokes(str(digit), 0.4 * canvas.width(), 0.2 * canvas.height(), height)
        scene.put([leaning(stroke, lean, width, canvas.width() / 2, canvas.height() / 2) for stroke in strokes])
        glyph = of_drawing(canvas.drawing, cards.recognition, 0)
        assert glyph is not None and scene.engine is not None
        kept.append(glyph.sample(digit, time.time() - 60 * MINUTES * (len(order) - place), scene.engine))
    with Samples(scene.store) as store:
        store.add_all(kept)
    scene.show_page("samples")


def leaning(stroke: Stroke, lean: float, width: float, x: float, y: float) -> Stroke:
    """lean: how far a point goes sideways a pixel above (x, y)"""
    points = tuple((x + width * (a - x) - lean * (b - y), b) for a, b in stroke.points)
    return Stroke(points, stroke.width)
