"""What the operator has chosen for the kiosk: a file of its own, so that the window on the same board keeps its own."""

from __future__ import annotations

from app.ui import theme
from app.ui.settings.settings import Settings, Value, between, one_of, yes_or_no

DRAW, CAMERA, BOTH = "draw", "camera", "both"
IDLE = (20.0, 45.0, 90.0, 180.0)  # seconds that the operator can choose among


class KioskSettings(Settings):
    """Those of the window that the kiosk has as well, and its own.

    pages: what visitors can do; idle: seconds without a touch until digits draw themselves
    clear_after: seconds without a touch until a drawing goes; keep_drawings: whether it is kept then
    """

    theme = Value("dark", one_of(theme.SYSTEM, *theme.PALETTES))
    pen = Value(0.045, between(0.01, 0.12))
    pages = Value(BOTH, one_of(DRAW, CAMERA, BOTH))
    idle = Value(IDLE[1], between(5, 3600))
    clear_after = Value(20.0, between(2, 3600))
    keep_drawings = Value(False, yes_or_no)
