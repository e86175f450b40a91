"""The camera page: digits on paper that is held up, and what can go wrong with a camera."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Optional

import numpy as np

from app import demo
from app.errors import SourceAbsentError, SourceLostError
from app.sources.base import BaseSource, Pace
from app.sources.found import FoundSource
from app.sources.live import LiveSource
from app.sources.source import Control, Source, Wanted
from app.ui.camera.camera_page import CameraPage
from app.ui.engine.inference import InferenceThread
from app.ui.settings.settings import Settings
from app.ui.theme import Theme

if TYPE_CHECKING:
    from scene import Scene

NAME = "HD Webcam C270"


class PaperCamera(BaseSource):
    """A camera that looks at digits on paper."""

    unplugged = False

    def __init__(self, uri: str, wanted: Wanted) -> None:
        super().__init__(uri, NAME, wanted)
        if self.unplugged:
            raise SourceAbsentError("Unplugged.")
        strokes = demo.strokes("4", 330, 190, 290) + demo.strokes("2", 730, 230, 270)
        self._frames = [demo.camera_frame(strokes, seed=seed) for seed in range(3)]
        self.got = self.asked
        self._pace = Pace(True, self._closing)

    def _next(self) -> tuple[np.ndarray, float]:
        if self.unplugged:
            raise SourceLostError("It was unplugged.")
        return self._frames[self._sequence % 3], self._pace.due(self._sequence / 30)

    def controls(self) -> dict[str, Control]:
        return {
            "exposure": Control("exposure", 3, 2047, 1, 250, True),
            "brightness": Control("brightness", -64, 64, 1, 8),
        }


def open_paper(uri: str, on_status: Any, on_frame: Any, before: Any) -> LiveSource:
    def opened(uri: str, wanted: Optional[Wanted]) -> Source:
        return PaperCamera(uri, wanted or Wanted())

    return LiveSource(uri, on_status, on_frame=on_frame, opener=opened)


def page_with_paper(look: Theme, inference: InferenceThread, settings: Settings) -> CameraPage:
    found = [FoundSource("/dev/video0", NAME)]
    return CameraPage(look, inference, settings, find=lambda: found, open_source=open_paper)


def shots(scene: Scene) -> Iterator[str]:
    scene.show_page("camera")
    page = scene.window.camera
    scene.wait_until(lambda: page.cards.answer.text.shown == "42")
    scene.wait(1500)
    yield "camera"
    page.tools.adjust.click()
    scene.wait(200)
    yield "camera-adjust"
    page.tools.adjust.click()
    page.freeze()
    scene.wait(200)
    yield "camera-frozen"
    page.freeze()
    PaperCamera.unplugged = True
    scene.wait_until(page.trouble.isVisible)
    scene.wait(200)
    yield "camera-unplugged"
    PaperCamera.unplugged = False
