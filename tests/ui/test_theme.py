"""Colours: enough contrast, and the right ones at the right time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

from app.ui.theme import CONTRAST, DARK, LIGHT, PALETTES
from tests.ui.hands import colour_at


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(
    ("role", "ground"),
    [
        ("text", "background"),
        ("text", "surface"),
        ("text", "track"),
        ("muted", "background"),
        ("muted", "surface"),
        ("muted", "paper"),
        ("muted", "track"),
        ("accent", "surface"),
        ("accent", "paper"),
        ("accent", "accent_soft"),
        ("on_accent", "accent"),
        ("surface", "warning"),
        ("ink", "paper"),
        ("warning", "surface"),
        ("warning", "paper"),
    ],
)
def test_text_stands_out_from_its_ground(name, role, ground):
    colours = PALETTES[name]
    one, other = sorted((luminance(colours[role]), luminance(colours[ground])))
    assert (other + 0.05) / (one + 0.05) >= 4.5


@pytest.mark.parametrize(("mode", "colours"), [("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)])
def test_a_window_that_is_open_changes_its_colours(open_window, look, mode, colours):
    window = open_window()
    look.set_mode("dark" if mode != "dark" else "light")
    look.set_mode(mode)
    assert colour_at(window, (8, window.height() - 8)) == colours["background"]
    assert colour_at(window, (window.width() // 2, 20)) == colours["surface"]
    assert colour_at(window.draw.canvas, (100, 100)) == colours["paper"]


def test_the_window_follows_the_systems_scheme_while_it_runs(open_window, look):
    window = open_window()
    look.set_mode("system")
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert colour_at(window.draw.canvas, (100, 100)) == DARK["paper"]
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert colour_at(window.draw.canvas, (100, 100)) == LIGHT["paper"]


def test_a_chosen_theme_does_not_follow_the_system(open_window, look):
    window = open_window()
    look.set_mode("light")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert colour_at(window.draw.canvas, (100, 100)) == LIGHT["paper"]


def test_an_unknown_theme_is_refused_by_name(look):
    with pytest.raises(ValueError, match=r"'sepia'.*light"):
        look.set_mode("sepia")
