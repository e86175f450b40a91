"""Colours, spacing and type: the one place that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

# pixels, in steps of four
TIGHT = 8  # inside a group
GAP = 16  # between
EDGE = 24  # around
CONTROL = 44  # the height of what is pressed
CONTROL_RADIUS = 10
CARD_RADIUS = 16
CARD_PADDING = 20
HEADER = 56
CARDS_WIDE = 400
CARDS_NARROW = 300

# pixels of type
CAPTION = 13
TEXT = 15
TITLE = 20
ANSWER = 112

# the kiosk's, on a screen of 800x480; on larger ones all grow, see Scale
KIOSK_TARGET = 64  # pixels high, and at least as wide
KIOSK_CAPTION = 18
KIOSK_TEXT = 20
KIOSK_TITLE = 30
KIOSK_SMALL = 15  # what only the operator reads
KIOSK_ANSWER = 0.62  # of the height there is for it

_CHINESE_FONTS = ["Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC"]


@dataclass(frozen=True)
class Colours:
    """What each colour is for. Text keeps 4.5:1 against the ground it stands on."""

    background: str
    surface: str
    hairline: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    paper: str
    ink: str
    ok: str
    warning: str
    track: str  # the empty part of a bar

    def __getitem__(self, role: str) -> QColor:
        return QColor(str(getattr(self, role)))


LIGHT = Colours(
    background="#F6F6F3",
    surface="#FFFFFF",
    hairline="#E4E5E8",
    text="#1A1C20",
    muted="#666C78",
    accent="#2F5BEA",
    accent_soft="#E8EDFF",
    on_accent="#FFFFFF",
    paper="#FFFFFF",
    ink="#14161A",
    ok="#1E7F55",
    warning="#996200",
    track="#ECEDF0",
)
DARK = Colours(
    background="#121418",
    surface="#1B1E24",
    hairline="#2A2F38",
    text="#ECEEF2",
    muted="#98A0AD",
    accent="#8AA4FF",
    accent_soft="#232C47",
    on_accent="#121418",
    paper="#16181D",
    ink="#F3F5F9",
    ok="#5CC596",
    warning="#E0A63C",
    track="#2A2F38",
)
CONTRAST = Colours(
    background="#000000",
    surface="#000000",
    hairline="#FFFFFF",
    text="#FFFFFF",
    muted="#FFFFFF",
    accent="#FFD400",
    accent_soft="#000000",
    on_accent="#000000",
    paper="#000000",
    ink="#FFFFFF",
    ok="#FFFFFF",
    warning="#FFFFFF",
    track="#4A4A4A",
)
PALETTES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
SYSTEM = "system"


class Scale:
    """How much larger everything is on the kiosk's screen than on one of 800x480. Whoever holds one reads it when
    they are laid out and painted."""

    _SHORT_SIDE = 480  # pixels
    _GROWS = 0.6  # a screen of twice the pixels is larger, and finer as well

    def __init__(self) -> None:
        self._factor = 1.0

    def fit(self, size: QSize) -> None:
        """size: of the screen; a smaller one than that does not make things smaller"""
        self._factor = max(1.0, min(size.width(), size.height()) / self._SHORT_SIDE) ** self._GROWS

    def px(self, pixels: float) -> int:
        return round(self._factor * pixels)


class Theme(QObject):
    """The colours in force. Follows the system's light or dark scheme while its mode is `system`.

    Widgets read `colours` when they paint; a change reaches them all as Qt's own palette change.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: str = SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        # taken before our own palette replaces the system's: all there is to go by where no scheme is reported
        self._starts_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < 128
        app.setStyle("Fusion")
        app.setFont(font(TEXT))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.colours = LIGHT
        self._mode = SYSTEM
        self.set_mode(mode)

    def set_mode(self, mode: str) -> None:
        """`system`, or the name of a palette."""
        if mode != SYSTEM and mode not in PALETTES:
            raise ValueError(f"There is no theme {mode!r}. Known themes: {SYSTEM}, {', '.join(PALETTES)}.")
        self._mode = mode
        self._follow(QGuiApplication.styleHints().colorScheme())

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        name = self._mode
        if name == SYSTEM:
            dark = scheme == Qt.ColorScheme.Dark or (scheme == Qt.ColorScheme.Unknown and self._starts_dark)
            name = "dark" if dark else "light"
        self.colours = PALETTES[name]
        palette = _qt_palette(self.colours)
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        self.changed.emit()


def _qt_palette(colours: Colours) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette(colours["surface"], colours["background"])
    for role, name in {
        roles.WindowText: "text",
        roles.Base: "surface",
        roles.AlternateBase: "track",
        roles.Text: "text",
        roles.ButtonText: "text",
        roles.PlaceholderText: "muted",
        roles.BrightText: "warning",
        roles.Highlight: "accent",
        roles.HighlightedText: "on_accent",
        roles.Link: "accent",
        roles.ToolTipBase: "surface",
        roles.ToolTipText: "text",
    }.items():
        palette.setColor(role, colours[name])
    return palette


def font(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's sans, with Chinese faces behind it."""
    made = QFont(QGuiApplication.font())
    made.setFamilies([_system_sans(), *_CHINESE_FONTS])
    made.setPixelSize(pixels)
    made.setWeight(weight)
    return made


@lru_cache(maxsize=1)
def _system_sans() -> str:
    """The face that the system's own name for it, such as "Sans Serif", stands for: where that name is not a face's,
    the next in a list of families would be taken instead."""
    return QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()


def fitting_font(text: str, largest: int, smallest: int, width: float, height: float, weight: QFont.Weight) -> QFont:
    """The largest font in which `text`, all its lines, stays within width x height."""
    lines = text.split("\n")
    full = font(largest, weight)
    metrics = QFontMetricsF(full)
    widest = max(metrics.horizontalAdvance(line) for line in lines) or 1.0
    scale = min(1.0, width / widest, height / (len(lines) * metrics.height()))
    return font(max(smallest, int(largest * scale)), weight)


def scroll_bar_style(colours: Colours) -> str:
    """A thin bar without arrows, for the only scrolling part of the window."""
    return (
        "QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }"
        f"QScrollBar::handle:vertical {{ background: {colours.muted}; border-radius: 3px; min-height: 32px;"
        " margin: 0 1px; }"
        "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
    )


def menu_style(colours: Colours) -> str:
    """Entries as high as a finger needs, in one column: more than the screen has room for are scrolled."""
    return (
        "QMenu { menu-scrollable: 1; }"
        f"QMenu {{ background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.hairline};"
        f" padding: 4px; font-size: {TEXT}px; }}"
        "QMenu::item { padding: 12px 24px 12px 36px; border-radius: 6px; }"
        f"QMenu::item:selected {{ background: {colours.accent_soft}; color: {colours.accent}; }}"
        f"QMenu::item:disabled {{ color: {colours.muted}; }}"
        "QMenu::indicator { left: 10px; width: 16px; height: 16px; }"
        f"QMenu::separator {{ height: 1px; background: {colours.hairline}; margin: 4px 8px; }}"
    )


def line_edit_style(colours: Colours) -> str:
    return (
        f"QLineEdit {{ background: {colours.surface}; color: {colours.text}; border: 1px solid {colours.hairline};"
        f" border-radius: {CONTROL_RADIUS}px; padding: 0 12px; min-height: {CONTROL - 2}px; font-size: {TEXT}px;"
        f" placeholder-text-color: {colours.muted}; }}"
        f"QLineEdit:read-only {{ background: {colours.background}; }}"
        f"QLineEdit:focus {{ border: 2px solid {colours.accent}; padding: 0 11px; min-height: {CONTROL - 4}px; }}"
    )


def slider_style(colours: Colours) -> str:
    """A thin groove and a knob that a finger finds."""
    return (
        f"QSlider {{ min-height: {CONTROL}px; }}"
        f"QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {colours.track}; }}"
        f"QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {colours.accent}; }}"
        f"QSlider::handle:horizontal {{ background: {colours.accent}; border: 2px solid {colours.surface};"
        " width: 18px; height: 18px; margin: -9px 0; border-radius: 11px; }"
        f"QSlider::handle:horizontal:focus {{ border: 2px solid {colours.text}; }}"
        f"QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled {{ background: {colours.muted}; }}"
    )


def table_style(colours: Colours) -> str:
    """The captions of columns are those of cards; rows are painted by whoever shows them."""
    return (
        f"QTableView {{ background: {colours.surface}; border: none; outline: none; }}"
        f"QHeaderView {{ background: {colours.surface}; border: none; }}"
        f"QHeaderView::section {{ background: {colours.surface}; color: {colours.muted}; border: none;"
        f" border-bottom: 1px solid {colours.hairline}; padding: 0; font-size: {CAPTION}px; font-weight: bold; }}"
        "QHeaderView::section:first { padding-left: 12px; }"
    )
