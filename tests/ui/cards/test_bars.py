"""The ten bars, in a card of any height."""

from __future__ import annotations

import numpy as np
import pytest

from app.recognition.decision import Prediction
from app.ui.cards.bars import Bars
from app.ui.theme import LIGHT
from tests.ui.cameras import pixels_of

SURE = Prediction(9, 1.0, (0.0,) * 9 + (1.0,), (0, 0, 1, 1))


@pytest.mark.parametrize(("height", "thickness"), [(300, 10), (600, 20), (900, 20)])
def test_in_a_high_card_the_rows_fill_it_and_are_larger(qtbot, look, height, thickness):
    bars = Bars(look)
    qtbot.addWidget(bars)
    bars.resize(400, height)
    bars.show_prediction(SURE)
    accent = np.array([LIGHT["accent"].blue(), LIGHT["accent"].green(), LIGHT["accent"].red()])
    middle = (pixels_of(bars)[:, 150] == accent).all(axis=1).nonzero()[0]
    assert len(middle) == pytest.approx(thickness, abs=1)
    assert middle.mean() == pytest.approx(0.95 * height, abs=2), "the last of ten rows"
