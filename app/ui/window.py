"""The window: its pages, and the engine that serves them all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Optional, cast

from PySide6.QtCore import QCoreApplication, QEvent, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import places
from app.ui import theme
from app.ui.around import NAME
from app.ui.cards.cards import Layout
from app.ui.draw.draw_page import DrawPage
from app.ui.draw.drawing import Drawing, fitted
from app.ui.engine import chip
from app.ui.engine.chip import EngineChip
from app.ui.engine.engine_menu import EngineMenu
from app.ui.engine.engine_news import EngineNews
from app.ui.engine.inference import InferenceThread
from app.ui.engine.models import Models
from app.ui.engine.running_engine import RunningEngine
from app.ui.header import Header, PageSwitch
from app.ui.incoming import Door, Incoming
from app.ui.language import Translated
from app.ui.latest import wait_for_writing
from app.ui.pages import ROOMY, Page, ReadingPage
from app.ui.report import Report
from app.ui.samples.correcting import Correcting
from app.ui.samples.sample_keeper import SampleKeeper
from app.ui.settings.settings import Settings
from app.ui.shelf import Shelf
from app.ui.theme import Theme
from app.ui.widgets import icons
from app.ui.widgets.button import Button

if TYPE_CHECKING:  # they are imported when they are wanted, which leaves the window's start a third of its imports
    from app.ui.camera.camera_page import CameraPage
    from app.ui.files.files_page import FilesPage
    from app.ui.samples.samples_page import SamplesPage
    from app.ui.settings.settings_page import SettingsPage

DRAW, CAMERA, FILES, SAMPLES, SETTINGS = "draw", "camera", "files", "samples", "settings"
TABS = (DRAW, CAMERA, FILES, SAMPLES)  # with a word in the head, in their order


def titles() -> dict[str, str]:
    """What the pages are called."""
    return {
        DRAW: QCoreApplication.translate("DrawPage", "Draw"),
        CAMERA: QCoreApplication.translate("CameraPage", "Camera"),
        FILES: QCoreApplication.translate("FilesPage", "Files"),
        SAMPLES: QCoreApplication.translate("SamplesPage", "Samples"),
        SETTINGS: QCoreApplication.translate("SettingsPage", "Settings"),
    }


def first_size(available: QSize) -> QSize:
    """Of the window on a screen with this much room. Left to itself, Qt takes no more than two thirds of that."""
    return QSize(min(1440, round(0.92 * available.width())), min(900, round(0.92 * available.height())))


class MainWindow(Translated, QWidget):
    """Starts the inference thread once it has been painted, and stops it when it is closed."""

    def __init__(
        self,
        look: Theme,
        inference: InferenceThread,
        settings: Settings,
        camera: Optional[CameraPage] = None,
        *,
        model_named: bool = False,
        keeper: Optional[SampleKeeper] = None,
    ) -> None:
        """model_named: whether the model was named at the start, and is not taken from the settings
        keeper: of the samples; None: of this user's
        """
        super().__init__()
        self._look = look
        self._settings = settings
        self._inference = inference
        self._started = False
        self._engine: Optional[RunningEngine] = None
        self._tab = DRAW  # that is gone back to from the settings
        self.setWindowTitle(NAME)
        self.setMinimumSize(680, 440)
        self.resize(first_size(self.screen().availableSize()))
        self.models = Models(inference, settings, places.data() / "models", fixed=model_named, parent=self)
        self.chip = EngineChip(look)
        self.engine_menu = EngineMenu(look, self.models, self.chip)
        self._news = EngineNews(self.chip, self.models, inference, self)
        self._keeper = keeper or SampleKeeper()
        self.correcting: list[Correcting] = []
        self.report = Report(settings, self)
        self._shelf = Shelf(
            {
                DRAW: lambda: DrawPage(look, inference, settings),
                CAMERA: lambda: camera or self._make_camera(),
                FILES: self._make_files,
                SAMPLES: self._make_samples,
                SETTINGS: self._make_settings,
            },
            self._page_made,
        )
        self.switch = PageSwitch(look, [titles()[name] for name in TABS])
        self.gear = Button(look, toggle=True)
        self.gear.set_icon(icons.GEAR, with_text=False)
        self.gear.set_shortcuts(QKeySequence("Ctrl+,"))
        self.door = Door(look, self)
        self._build()
        self.retranslate()
        self._refuse()
        self._connect()
        self._shelf.show_page(DRAW)  # with the focus: else Qt gives it to the first that the Tab key reaches
        self.restoreGeometry(settings.geometry)  # on the screens there are now; nothing where none was kept

    def _build(self) -> None:
        self._header = Header(self._look, NAME, self.switch, self.chip, self.gear)
        root = QVBoxLayout(self)
        root.setContentsMargins(0, 0, 0, 0)
        root.setSpacing(0)
        root.addWidget(self._header)
        root.addWidget(self._shelf, 1)

    def _connect(self) -> None:
        for keys, what in (
            (chip.KEYS, self.chip.click),
            ("F1", self._show_keys),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(what)
        self.switch.chosen.connect(self._show_tab)
        self.chip.clicked.connect(lambda: self.engine_menu.open_under(self.chip))
        self.gear.clicked.connect(self._show_settings)
        self.door.came.connect(self._take)
        self._settings.changed.connect(self._setting_changed)
        self._inference.opened.connect(self._engine_opened)
        self._inference.opened.connect(self.report.set_engine)

    def retranslate(self) -> None:
        self.switch.set_names([titles()[name] for name in TABS])
        self.gear.set_label(titles()[SETTINGS])

    # the pages

    @property
    def draw(self) -> DrawPage:
        return cast(DrawPage, self._shelf.page(DRAW))

    @property
    def camera(self) -> CameraPage:
        return cast("CameraPage", self._shelf.page(CAMERA))

    @property
    def files(self) -> FilesPage:
        return cast("FilesPage", self._shelf.page(FILES))

    @property
    def samples(self) -> SamplesPage:
        return cast("SamplesPage", self._shelf.page(SAMPLES))

    @property
    def settings_page(self) -> SettingsPage:
        return cast("SettingsPage", self._shelf.page(SETTINGS))

    def _make_camera(self) -> CameraPage:
        from app.ui.camera.camera_page import CameraPage

        return CameraPage(self._look, self._inference, self._settings)

    def _make_files(self) -> FilesPage:
        from app.ui.files.files_page import FilesPage

        page = FilesPage(self._look, self._inference)
        self._tell_engine(page.engine_opened)
        return page

    def _make_samples(self) -> SamplesPage:
        from app.ui.samples.samples_page import SamplesPage

        page = SamplesPage(self._look, self._keeper)
        page.draw_wanted.connect(self._draw_again)
        return page

    def _make_settings(self) -> SettingsPage:
        from app.ui.settings.engine_section import EngineSection
        from app.ui.settings.help_sections import AboutSection, KeysSection
        from app.ui.settings.settings_page import Place, SettingsPage

        page = SettingsPage(self._look, self._settings)
        engine, keys = EngineSection(self._look, self.models, self.engine_menu), KeysSection()
        about = AboutSection(self._look, self.report)
        page.add_section(engine.title, engine, Place.ENGINE)
        page.add_section(keys.title, keys, Place.KEYS)
        page.add_section(about.title, about, Place.ABOUT)
        page.closed.connect(lambda: self._show_settings(False))
        self._tell_engine(lambda engine: page.reading.show_card(engine.refuse_below))
        return page

    def _page_made(self, name: str, page: Page) -> None:
        if isinstance(page, ReadingPage):
            self._news.tell(page)
            if name in (DRAW, CAMERA):
                correcting = Correcting(self._look, page, self._keeper)
                self.correcting.append(correcting)
                self._tell_engine(correcting.engine_opened)

    def _tell_engine(self, listener: Callable[[RunningEngine], None]) -> None:
        """Of the engine that runs, and of every one after it."""
        if self._engine is not None:
            listener(self._engine)
        self._inference.opened.connect(listener)

    def _draw_again(self, drawing: Drawing) -> None:
        self._choose(DRAW)
        canvas = self.draw.canvas
        canvas.replace(fitted(drawing.lines, drawing.size, (canvas.width(), canvas.height())))

    def _choose(self, name: str) -> None:
        self.switch.tabs[TABS.index(name)].click()

    def _show_tab(self, index: int) -> None:
        stays = any(tab.hasFocus() for tab in self.switch.tabs)  # who came by the keyboard goes on from there
        self._tab = TABS[index]
        self.gear.setChecked(False)
        self._shelf.show_page(self._tab, focus=not stays)

    def _show_settings(self, on: bool) -> None:
        if on:
            self.switch.choose_none()
            self._shelf.show_page(SETTINGS)
        else:
            self.switch.tabs[TABS.index(self._tab)].setChecked(True)

    def _show_keys(self) -> None:
        if not self.gear.isChecked():
            self.gear.click()
        from app.ui.settings.settings_page import Place

        self.settings_page.show_section(Place.KEYS)

    def _take(self, incoming: Incoming) -> None:
        """The page that is seen may have a use for it; else it is read as pictures."""
        page = self._shelf.currentWidget()
        if not isinstance(page, Page) or not page.take(incoming):
            self._choose(FILES)
            self.files.take(incoming)

    # the engine

    def _setting_changed(self, name: str) -> None:
        if name == "refuse_below":
            self._refuse()
            for page in self._shelf.made:
                if isinstance(page, ReadingPage):
                    page.read_again()

    def _refuse(self) -> None:
        self._inference.refuse_below = self._settings.refuse_below or None

    def _engine_opened(self, engine: RunningEngine) -> None:
        self._engine = engine

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colours["background"])
        if not self._started:
            # what it imports holds the interpreter for a while: the window comes first
            self._started = True
            QTimer.singleShot(0, self._inference.start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        roomy = self.height() >= ROOMY
        self._header.set_edge(theme.EDGE if roomy else theme.GAP)
        self._shelf.set_layout(Layout.of(self.width(), self.height()), roomy)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange and self._shelf.has(CAMERA):
            self.camera.set_minimised(self.isMinimized())
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.geometry = bytes(self.saveGeometry().data())
        self.hide()  # the engine and the camera may take a moment to finish
        if self._shelf.has(FILES):
            self.files.stop()
        if self._shelf.has(CAMERA):
            self.camera.close_source(1.0)
        self._inference.stop()
        self._keeper.close(5.0)
        wait_for_writing(5.0)
        event.accept()
