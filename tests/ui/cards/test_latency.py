"""How long answers took: the last thousand of them."""

from __future__ import annotations

import random
import statistics

import pytest

from app.ui.cards.latency import KEPT, Histogram


@pytest.fixture
def histogram(qtbot, look):
    histogram = Histogram(look)
    qtbot.addWidget(histogram)
    histogram.resize(400, 120)
    return histogram


def test_the_figures_are_of_the_last_ones(histogram):
    random.seed(1)
    totals = [random.choice((2.0, 5.0)) + random.random() for _ in range(KEPT)] + [7.0, 8.0] * (KEPT // 4)
    for total in totals:
        histogram.add(total)
    last = sorted(totals[-KEPT:])
    assert histogram.count == KEPT
    assert histogram.median == statistics.median_low(last) and histogram.p95 == last[round(0.95 * KEPT) - 1] == 8.0


def test_every_answer_stands_in_a_bar(histogram):
    for total in (0.0, 1.0, 1.0, 1.0, 9.99, 10.0):
        histogram.add(total)
    image = histogram.grab().toImage()
    row = image.height() - 20  # just above the axis
    ground = image.pixelColor(image.width() // 2, row)
    inked = [x for x in range(image.width()) if image.pixelColor(x, row) != ground]
    assert inked[0] <= 1 and inked[-1] >= image.width() - 2, "the smallest and the largest"
    assert any(abs(x - image.width() * 1.05 / 10) < 6 for x in inked)
