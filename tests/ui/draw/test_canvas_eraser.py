"""The eraser on the paper: what it takes away, what it looks like, and the way back."""

from __future__ import annotations

import pytest

from app.ui.theme import LIGHT
from tests.ui.hands import colour_at, polyline

LINE = polyline((60, 150), (420, 150))
ACROSS = polyline((240, 60), (240, 240))


@pytest.fixture
def canvas(canvas, hands):
    """With a line on it, and the eraser in hand."""
    hands.mouse(canvas, LINE)
    canvas.set_erasing(True)
    return canvas


@pytest.mark.parametrize("device", ["mouse", "touch", "tablet"])
def test_what_the_eraser_passes_over_is_gone_and_the_rest_is_there(canvas, hands, device):
    getattr(hands, device)(canvas, ACROSS)
    assert colour_at(canvas, (240, 150)) == LIGHT["paper"]
    assert colour_at(canvas, (100, 150)) == colour_at(canvas, (400, 150)) == LIGHT["ink"]
    assert len(canvas.drawing.lines) == 2


def test_what_is_shown_is_what_would_be_painted_anew(canvas, hands, look):
    hands.mouse(canvas, ACROSS)
    canvas.set_erasing(False)
    shown = canvas.grab().toImage()
    look.changed.emit()
    assert canvas.grab().toImage() == shown


def test_one_movement_of_the_eraser_is_one_step_back(canvas, hands):
    before = canvas.drawing.lines
    hands.mouse(canvas, [*ACROSS, *polyline((240, 240), (330, 60))])
    assert len(canvas.drawing.lines) == 3
    canvas.undo()
    assert canvas.drawing.lines == before
    assert colour_at(canvas, (240, 150)) == LIGHT["ink"]
    canvas.redo()
    assert len(canvas.drawing.lines) == 3


def test_to_erase_nothing_is_no_step(canvas, hands):
    hands.mouse(canvas, polyline((60, 260), (420, 260)))
    canvas.undo()
    assert canvas.drawing.lines == ()


def test_undo_while_the_eraser_is_down_brings_back_what_it_took(canvas, hands):
    before = canvas.drawing.lines
    hands.mouse(canvas, ACROSS, lift=False)
    canvas.undo()
    hands.lift_mouse(canvas, ACROSS[-1])
    assert canvas.drawing.lines == before and not canvas.can_redo


def test_every_cut_announces_what_is_left(canvas, hands):
    drawings = []
    canvas.changed.connect(drawings.append)
    hands.mouse(canvas, ACROSS, lift=False)
    assert drawings and len(drawings[-1].lines) == 2
    assert canvas.still_holds(drawings[0].number), "what was read on the way is shown until the next answer"


def test_paper_that_was_wiped_empty_has_no_answer(canvas, hands):
    number = canvas.drawing.number
    hands.mouse(canvas, LINE)
    assert canvas.drawing.lines == () and not canvas.can_clear and not canvas.still_holds(number)
    canvas.undo()
    assert len(canvas.drawing.lines) == 1


def test_the_eraser_shows_its_size_where_it_is(canvas, hands):
    def ring():
        image = canvas.grab().toImage()
        return [x for x in range(60, 240) if image.pixelColor(x, 230).lightness() < 200]

    assert not ring()
    hands.hover(canvas, (150, 230))
    edges = ring()
    assert edges and min(edges) < 142 and max(edges) > 158
    assert colour_at(canvas, (150, 230)) == LIGHT["paper"]
    canvas.set_erasing(False)
    assert not ring()


def test_a_point_in_a_digits_box_is_erased_and_not_chosen(canvas, hands):
    chosen = []
    canvas.glyph_chosen.connect(chosen.append)
    hands.mouse(canvas, [(240, 150)])
    assert not chosen and len(canvas.drawing.lines) == 2
