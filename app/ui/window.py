"""The window: its pages, and what is said of the engine that serves them all."""

from __future__ import annotations

from functools import partial
from typing import Optional

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import places
from app.ui import chip, icons, theme
from app.ui.banner import Act, Banner
from app.ui.button import Button
from app.ui.camera_page import CameraPage
from app.ui.cards import Layout
from app.ui.chip import EngineChip
from app.ui.correcting import Correcting
from app.ui.draw_page import DrawPage
from app.ui.drawing import Drawing, fitted
from app.ui.engine_menu import EngineMenu
from app.ui.engine_section import EngineSection
from app.ui.files_page import FilesPage
from app.ui.header import Header, PageSwitch
from app.ui.help_sections import AboutSection, KeysSection
from app.ui.incoming import Door, Incoming
from app.ui.inference import InferenceThread, RunningEngine
from app.ui.language import Translated, Words
from app.ui.models import Models
from app.ui.pages import ROOMY, Page, ReadingPage
from app.ui.report import Report
from app.ui.sample_keeper import SampleKeeper
from app.ui.samples_page import SamplesPage
from app.ui.settings import Settings
from app.ui.settings_page import Place, SettingsPage
from app.ui.theme import Theme

NAME = "Atlas Digits"


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
        self.setWindowTitle(NAME)
        self.setMinimumSize(680, 440)
        self.resize(first_size(self.screen().availableSize()))
        self.models = Models(inference, settings, places.data() / "models", fixed=model_named, parent=self)
        self.chip = EngineChip(look)
        self.engine_menu = EngineMenu(look, self.models, settings, self.chip)
        self.draw = DrawPage(look, inference, settings)
        self.camera = camera or CameraPage(look, inference, settings)
        self.files = FilesPage(look, inference)
        self._reading: tuple[ReadingPage, ...] = (self.draw, self.camera, self.files)
        self._keeper = keeper or SampleKeeper()
        self.samples = SamplesPage(look, self._keeper)
        self.correcting = [Correcting(look, page, self._keeper) for page in (self.draw, self.camera)]
        for correcting in self.correcting:
            inference.opened.connect(correcting.engine_opened)
        self._pages: tuple[Page, ...] = (*self._reading, self.samples)
        self.report = Report(settings, self)
        self.settings_page = self._make_settings()
        self._before_settings = 0  # the index of the page that is gone back to
        self.switch = PageSwitch(look, [page.title() for page in self._pages])
        self.gear = Button(look, toggle=True)
        self.gear.set_icon(icons.GEAR, with_text=False)
        self.gear.set_shortcuts(QKeySequence("Ctrl+,"))
        self._build()
        self.retranslate()
        self._refuse()
        self.draw.setFocus()  # else Qt gives it to the first that the Tab key reaches, with a ring around it
        self.switch.chosen.connect(self._show_page)
        self.samples.draw_wanted.connect(self._draw_again)
        self.chip.clicked.connect(lambda: self.engine_menu.open_under(self.chip))
        QShortcut(QKeySequence(chip.KEYS), self).activated.connect(self.chip.click)
        QShortcut(QKeySequence("F1"), self).activated.connect(self._show_keys)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        self.models.taken.connect(self._model_taken)
        self.models.refused.connect(self._model_refused)
        self.gear.clicked.connect(self._show_settings)
        self.settings_page.closed.connect(lambda: self._show_settings(False))
        settings.changed.connect(self._setting_changed)
        self.door = Door(look, self)
        self.door.came.connect(self._take)
        inference.opened.connect(self._engine_opened)
        inference.opened.connect(self.report.set_engine)
        inference.recovered.connect(self._recovered)
        inference.failed.connect(self._failed)
        self.restoreGeometry(settings.geometry)  # on the screens there are now; nothing where none was kept

    def _make_settings(self) -> SettingsPage:
        page = SettingsPage(self._look, self._settings)
        engine, keys = EngineSection(self._look, self.models, self.engine_menu), KeysSection()
        about = AboutSection(self._look, self.report)
        self._inference.opened.connect(lambda _: about.show_versions())
        page.add_section(engine.title, engine, Place.ENGINE)
        page.add_section(keys.title, keys, Place.KEYS)
        page.add_section(about.title, about, Place.ABOUT)
        return page

    def _build(self) -> None:
        self._header = Header(self._look, NAME, self.switch, self.chip, self.gear)
        self._stack = QStackedWidget()
        for page in (*self._pages, self.settings_page):
            self._stack.addWidget(page)
        root = QVBoxLayout(self)
        root.setContentsMargins(0, 0, 0, 0)
        root.setSpacing(0)
        root.addWidget(self._header)
        root.addWidget(self._stack, 1)

    def retranslate(self) -> None:
        self.switch.set_names([page.title() for page in self._pages])
        self.gear.set_label(self.settings_page.title())

    def _draw_again(self, drawing: Drawing) -> None:
        self.switch.tabs[0].click()
        canvas = self.draw.canvas
        canvas.replace(fitted(drawing.lines, drawing.size, (canvas.width(), canvas.height())))

    def _show_page(self, index: int) -> None:
        stays = any(tab.hasFocus() for tab in self.switch.tabs)  # who came by the keyboard goes on from there
        self._before_settings = index
        self._stack.setCurrentIndex(index)
        self.gear.setChecked(False)
        if not stays:
            self._pages[index].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_settings(self, on: bool) -> None:
        if on:
            self.switch.choose_none()
            self._stack.setCurrentWidget(self.settings_page)
            self.settings_page.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.switch.tabs[self._before_settings].setChecked(True)

    def _show_keys(self) -> None:
        if not self.gear.isChecked():
            self.gear.click()
        self.settings_page.show_section(Place.KEYS)

    def _setting_changed(self, name: str) -> None:
        if name == "refuse_below":
            self._refuse()
            for page in self._reading:
                page.read_again()

    def _refuse(self) -> None:
        self._inference.refuse_below = self._settings.refuse_below or None

    def _take(self, incoming: Incoming) -> None:
        """The page that is seen may have a use for it; else it is read as pictures."""
        page = self._stack.currentWidget()
        if not isinstance(page, Page) or not page.take(incoming):
            self.switch.tabs[self._pages.index(self.files)].click()
            self.files.take(incoming)

    # the engine

    def _recovered(self) -> None:
        if self._engine is not None:
            self._engine_opened(self._engine)

    def _engine_opened(self, engine: RunningEngine) -> None:
        known = self._engine is not None and engine.in_place_of == self._engine.in_place_of
        self._engine = engine
        if engine.in_place_of:
            self.chip.show_problem(lambda: engine.name, engine.in_place_of)
        else:
            self.chip.show_running(engine.name, engine.description)

        def title() -> str:
            said = self.tr("The wanted engine cannot be used. %1 answers in its place.")
            return said.replace("%1", engine.title)

        self.settings_page.reading.show_card(engine.refuse_below)
        for page in self._reading:
            page.cards.set_labels(engine.labels)
            page.read_again()
            if engine.in_place_of and not known:
                page.say(partial(Banner.show_notice, title=title, message=engine.in_place_of))
            else:  # nothing to say, or said before; the chip goes on saying it
                page.say(Banner.hide)

    def _model_taken(self, name: str) -> None:
        def title() -> str:
            return self.tr("%1 is new and reads from now on.").replace("%1", name)

        self._notify(title, "", Act(lambda: self.tr("Go back"), self.models.go_back))

    def _model_refused(self, name: str, why: str) -> None:
        self._notify(lambda: self.tr("%1 is not used; the model before goes on.").replace("%1", name), why)

    def _notify(self, title: Words, message: str, action: Optional[Act] = None) -> None:
        for page in self._reading:
            page.say(partial(Banner.show_notice, title=title, message=message, action=action))

    def _failed(self, message: str) -> None:
        ever_read = self._engine is not None
        self.chip.show_problem(lambda: self.tr("Engine failed") if ever_read else self.tr("No engine"), message)
        for page in self._reading:
            page.say(partial(Banner.show_problem, title=partial(page.unread, ever_read), message=message))

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colours["background"])
        if not self._started:
            # what it imports holds the interpreter for a while: the window comes first
            self._started = True
            QTimer.singleShot(0, self._inference.start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        kind, roomy = Layout.of(self.width(), self.height()), self.height() >= ROOMY
        self._header.set_edge(theme.EDGE if roomy else theme.GAP)
        for page in (*self._pages, self.settings_page):
            page.set_layout(kind, roomy)
            page.updateGeometry()  # Qt does not say so of a page that is hidden

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange:
            self.camera.set_minimised(self.isMinimized())
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._settings.geometry = bytes(self.saveGeometry().data())
        self.hide()  # the engine and the camera may take a moment to finish
        self.files.stop()
        self.camera.close_source(1.0)
        self._inference.stop()
        self._keeper.close(5.0)
        event.accept()
