"""The paper alone, without a window around it."""

from __future__ import annotations

import pytest

from app.ui.draw.canvas import Canvas


@pytest.fixture
def canvas(qtbot, look):
    canvas = Canvas(look)
    qtbot.addWidget(canvas)
    canvas.resize(500, 300)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas
