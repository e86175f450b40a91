"""What the operator's page has behind each of its tabs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Optional

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app import log_file
from app.counts import Counts, Day
from app.temperature import Temperature, temperatures
from app.ui import theme, words
from app.ui.camera.source_picker import name_of
from app.ui.engine.engine_menu import ENGINE_NAMES
from app.ui.engine.models import AUTOMATIC, Choice, Models
from app.ui.kiosk.button import Text
from app.ui.kiosk.camera import Find
from app.ui.kiosk.choices import Choices
from app.ui.kiosk.counts_view import DAYS, CountsView
from app.ui.kiosk.settings import BOTH, CAMERA, DRAW, IDLE, KioskSettings
from app.ui.language import NAMES, SYSTEM, Translated
from app.ui.latest import Aside
from app.ui.theme import Scale, Theme

if TYPE_CHECKING:
    from app.engines.found import FoundModel
    from app.sources.found import FoundSource

_LOG_LINES = 80
_ROWS = 5
_LOOKS = "dark", "light", "contrast"


class Tab(Translated, QWidget):
    """Brings itself up to date whenever it is shown."""

    def __init__(self, look: Theme, scale: Scale) -> None:
        super().__init__()
        self._look, self._scale = look, scale
        self._aside = Aside(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, theme.GAP, 0)
        self._column.setSpacing(theme.TIGHT)

    def refresh(self) -> None:
        """What may take a moment is looked up on a thread of its own."""

    def _caption(self) -> Text:
        text = Text(self._scale, theme.KIOSK_CAPTION, muted=True)
        self._column.addWidget(text)
        return text

    def _choices(self, columns: int = 99) -> Choices:
        choices = Choices(self._look, self._scale, columns=columns)
        self._column.addWidget(choices)
        self._column.addSpacing(theme.TIGHT)
        return choices


class NowTab(Tab):
    """What runs, and how warm it is."""

    def __init__(
        self, look: Theme, scale: Scale, models: Models, camera_state: Callable[[], str], counts: Counts
    ) -> None:
        super().__init__(look, scale)
        self._models, self._camera_state, self._counts = models, camera_state, counts
        self._began = time.monotonic()
        self._warm: Optional[Sequence[Temperature]] = None  # None: not known yet
        self._today: Optional[Day] = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.EDGE)
        grid.setVerticalSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        self.names = [Text(scale, theme.KIOSK_CAPTION, muted=True) for _ in range(_ROWS)]
        self.values = [Text(scale, theme.KIOSK_CAPTION) for _ in range(_ROWS)]
        for row, (name, value) in enumerate(zip(self.names, self.values)):
            name.setWordWrap(False)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        self._column.addLayout(grid)
        self._column.addStretch(1)
        models.changed.connect(self.retranslate)
        self.retranslate()

    def refresh(self) -> None:
        self._aside.run(temperatures, self._take_warm)
        self._aside.run(lambda: self._counts.days(1), self._take_days)
        self.retranslate()

    def _take_warm(self, warm: Sequence[Temperature]) -> None:
        self._warm = warm
        self.retranslate()

    def _take_days(self, days: Sequence[Day]) -> None:
        self._today = days[0] if days else None
        self.retranslate()

    def retranslate(self) -> None:
        minutes = int(time.monotonic() - self._began) // 60
        since = self.tr("%1 h %2 min").replace("%1", str(minutes // 60)).replace("%2", str(minutes % 60))
        rows = [
            (self.tr("Engine"), self._engine()),
            (self.tr("Camera"), self._camera_state()),
            (self.tr("Temperature"), self._temperature()),
            (self.tr("Running for"), since),
            (self.tr("Last day"), self._last_day()),
        ]
        for name, value, said in zip(self.names, self.values, rows):
            name.setText(said[0])
            value.setText(said[1])

    def _engine(self) -> str:
        running = self._models.running
        if running is None:
            return self.tr("none can be used now; the log says why")
        if running.in_place_of:
            said = self.tr("%1, in place of another: %2").replace("%1", running.name)
            return said.replace("%2", words.message(running.in_place_of))
        return running.name

    def _temperature(self) -> str:
        if self._warm is None:
            return "…"
        return ", ".join(f"{t.name} {t.degrees:.0f}{words.NO_BREAK}°C" for t in self._warm) or self.tr("not readable")

    def _last_day(self) -> str:
        if self._today is None:
            return self.tr("nothing counted yet")
        text = self.tr("%1: %2 visits, %3 drawings").replace("%1", self._today.day)
        return text.replace("%2", f"{self._today.sessions:,}").replace("%3", f"{self._today.drawings:,}")


class ModelTab(Tab):
    """Which model reads; another one is tried before it is taken."""

    def __init__(self, look: Theme, scale: Scale, models: Models) -> None:
        super().__init__(look, scale)
        self._models = models
        self._refused = ("", "")
        self.state = self._caption()
        self.choices = self._choices(1)
        self._column.addStretch(1)
        self.choices.chosen.connect(self._choose)
        models.changed.connect(self.retranslate)
        models.listed.connect(self.retranslate)
        models.refused.connect(self._say_refused)
        self.retranslate()

    def refresh(self) -> None:
        self._refused = ("", "")
        self._models.refresh()
        self.retranslate()

    def _choose(self, choice: Choice) -> None:
        """One at a time: to open and test one takes a moment."""
        if not self._models.trying:
            self._models.choose(choice)
        self.retranslate()

    def _say_refused(self, name: str, why: str) -> None:
        self._refused = name, why
        self.retranslate()

    def retranslate(self) -> None:
        models, running = self._models, self._models.running
        if models.trying:
            self._refused = ("", "")
            self.state.setText(self.tr("%1 is being opened and tested…").replace("%1", models.trying))
        elif self._refused[1]:
            why = words.message(self._refused[1])
            self.state.setText(self.tr("It is not used; the model before goes on. %1").replace("%1", why))
        else:
            self.state.setText(running.name if running else self.tr("No engine runs."))
        listed: list[tuple[Any, str]] = [(AUTOMATIC, self.tr("The best that is here"))]
        listed += [(Choice(m.engine, str(m.path)), self._title(m)) for m in models.found if not m.problem]
        self.choices.set_choices(listed, models.chosen)

    def _title(self, model: FoundModel) -> str:
        parts = [ENGINE_NAMES.get(model.engine, model.engine), model.path.name]
        return " · ".join([*parts, self.tr("your own")] if model.own else parts)


class CameraTab(Tab):
    def __init__(self, look: Theme, scale: Scale, settings: KioskSettings, find: Find) -> None:
        super().__init__(look, scale)
        self._settings, self._find = settings, find
        self._found: Sequence[FoundSource] = ()
        self.state = self._caption()
        self.choices = self._choices(1)
        self._column.addStretch(1)
        self.choices.chosen.connect(lambda uri: setattr(settings, "camera", uri))
        settings.changed.connect(self.retranslate)
        self.retranslate()

    def refresh(self) -> None:
        self._aside.run(self._find, self._take)

    def _take(self, found: Sequence[FoundSource]) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        chosen = self._settings.camera
        self.state.setText(
            self.tr("An address that is not in the list can be written into %1.").replace(
                "%1", str(self._settings.path)
            )
        )
        listed = [("", self.tr("The first that is found"))]
        listed += [(source.uri, source.title) for source in self._found]
        if chosen and chosen not in dict(listed):
            listed.append((chosen, name_of(chosen)))  # without a password
        self.choices.set_choices(listed, chosen)


class KioskTab(Tab):
    """What visitors find."""

    def __init__(self, look: Theme, scale: Scale, settings: KioskSettings) -> None:
        super().__init__(look, scale)
        self._settings = settings
        self.about = {}
        self.choices = {}
        for name in ("pages", "idle", "language", "theme", "keep_drawings"):
            self.about[name], self.choices[name] = self._caption(), self._choices()
            self.choices[name].chosen.connect(lambda value, name=name: setattr(settings, name, value))
        self.sound = self._caption()
        self._column.addStretch(1)
        settings.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        said = {
            "pages": self.tr("What visitors can do"),
            "idle": self.tr("Without a touch, digits draw themselves after"),
            "language": self.tr("Language at first"),
            "theme": self.tr("Look"),
            "keep_drawings": self.tr("Visitors' drawings"),
        }
        for name, text in said.items():
            self.about[name].setText(text)
        for name, listed in self._listed().items():
            self.choices[name].set_choices(listed, getattr(self._settings, name))
        self.sound.setText(self.tr("There is no sound."))

    def _listed(self) -> dict[str, list[tuple[Any, str]]]:
        looks = dict(zip(_LOOKS, (self.tr("Dark"), self.tr("Light"), self.tr("High contrast"))))
        return {
            "pages": [(BOTH, self.tr("Draw and camera")), (DRAW, self.tr("Draw")), (CAMERA, self.tr("Camera"))],
            "idle": [(seconds, self.tr("%1 s").replace("%1", f"{seconds:.0f}")) for seconds in IDLE],
            "language": [(SYSTEM, self.tr("As the system")), *NAMES.items()],
            "theme": list(looks.items()),
            "keep_drawings": [(False, self.tr("Never kept")), (True, self.tr("Kept on this device"))],
        }


class CountsTab(Tab):
    def __init__(self, look: Theme, scale: Scale, counts: Counts) -> None:
        super().__init__(look, scale)
        self._counts = counts
        self.view = CountsView(look, scale)
        self._column.addWidget(self.view, 1)

    def refresh(self) -> None:
        self._aside.run(lambda: self._counts.days(DAYS), self.view.show_days)

    def retranslate(self) -> None:
        """Its words are its view's own."""


class LogTab(Tab):
    def __init__(self, look: Theme, scale: Scale) -> None:
        super().__init__(look, scale)
        self.text = Text(scale, theme.KIOSK_SMALL)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.text, 1)
        self.retranslate()

    def refresh(self) -> None:
        self._aside.run(lambda: log_file.last_lines(_LOG_LINES), self._take)

    def _take(self, lines: Sequence[str]) -> None:
        self.text.setText("\n".join(reversed(lines)) or self.tr("There is no log."))

    def retranslate(self) -> None:
        """Its lines are in the log's own language."""
