"""The menu under the engine's chip: what runs and why, the models there are, and the way back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QWidget, QWidgetAction

from app.ui import theme, words
from app.ui.engine.models import AUTOMATIC, Choice, Models
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.engines.found import FoundModel

_WIDTH = 340  # pixels of a reason's lines, and of a file's name
ENGINE_NAMES = {"ascend": "Ascend", "onnx": "ONNX"}


class EngineMenu(QMenu):
    """Filled anew each time it is opened, and while it is open when another list comes."""

    def __init__(self, look: Theme, models: Models, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._models = look, models
        self._group = QActionGroup(self)
        self._corner = QPoint()  # the right one above it
        models.listed.connect(self._refill)
        models.changed.connect(self._refill)
        look.changed.connect(self._dress)
        self._dress()

    def open_under(self, chip: QWidget) -> None:
        self._fill()
        self._models.refresh()
        self._corner = chip.mapToGlobal(QPoint(chip.width(), chip.height()))
        self._pop_up()

    def _pop_up(self) -> None:
        self.popup(self._corner - QPoint(self.sizeHint().width(), 0))

    def _refill(self) -> None:
        if self.isVisible():
            active = self.activeAction().text() if self.activeAction() else ""
            self._fill()
            self._pop_up()  # which measures how much of it the screen has room for
            for action in self.actions():  # whoever goes through it by the keyboard stays where they are
                if active and action.text() == active:
                    self.setActiveAction(action)

    def _fill(self) -> None:
        self.clear()
        self._group.deleteLater()  # with its actions
        group = self._group = QActionGroup(self)
        running = self._models.running
        if self._models.trying:
            self._say(self.tr("%1 is being opened and tested…").replace("%1", self._models.trying))
        elif running is not None and running.in_place_of:
            self._say(
                self.tr("%1 answers in place of another: %2")
                .replace("%1", running.name)
                .replace("%2", words.message(running.in_place_of))
            )
        chosen = self._models.chosen
        self._add(group, self.tr("The best that is here"), AUTOMATIC, chosen == AUTOMATIC)
        for model in self._models.found:
            choice = Choice(model.engine, str(model.path))
            action = self._add(group, self._title(model), choice, chosen == choice)
            action.setEnabled(not model.problem)
            action.setToolTip(words.message(model.problem) or str(model.path))
        self.addSeparator()
        self.addAction(self.tr("Choose a model file…")).triggered.connect(self._ask)
        before = running.before if running else ""
        back = self.addAction(self.tr("Back to %1").replace("%1", before) if before else self.tr("Back"))
        back.setEnabled(bool(before))
        back.triggered.connect(self._models.go_back)
        self.setToolTipsVisible(True)

    def _say(self, text: str) -> None:
        label = QLabel(text)
        label.setFont(theme.font(theme.CAPTION))
        label.setWordWrap(True)
        label.setFixedWidth(_WIDTH)
        label.setContentsMargins(12, 8, 12, 8)
        action = QWidgetAction(self)
        action.setDefaultWidget(label)
        action.setText(text)
        self.addAction(action)
        self.addSeparator()

    def _add(self, group: QActionGroup, title: str, choice: Choice, checked: bool) -> QAction:
        action = QAction(title.replace("&", "&&"), group)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(partial(self._models.choose, choice))
        self.addAction(action)
        return action

    def _title(self, model: FoundModel) -> str:
        folder = "" if model.own else f"{model.path.parent.name}/" if model.engine != "onnx" else ""
        name = self.fontMetrics().elidedText(folder + model.path.name, Qt.TextElideMode.ElideMiddle, _WIDTH)
        parts = [f"{ENGINE_NAMES.get(model.engine, model.engine)} · {name}"]
        if model.own:
            parts.append(self.tr("your own"))
        if model.problem:
            parts.append(self.tr("cannot be used"))
        elif model.accuracy is not None:
            parts.append(f"{model.accuracy:g}{words.NO_BREAK}%")
        return " — ".join(parts)

    def _ask(self) -> None:
        """Does not hold up the window behind it."""
        dialog = QFileDialog(self.parentWidget().window(), self.tr("Choose a model file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Models (%1)").replace("%1", "*.onnx *.om"), self.tr("All files (%1)").replace("%1", "*")]
        )
        dialog.fileSelected.connect(lambda path: self._models.choose(choice_of(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.activeAction():
            self.setActiveAction(self.activeAction())  # Qt does not scroll to one that is reached over the other end

    def _dress(self) -> None:
        self.setStyleSheet(theme.menu_style(self._look.colours))


def choice_of(path: str) -> Choice:
    """Of a file that somebody named: the engine follows from its ending, where that is one's."""
    from app.engines.engine import ENGINES  # not before the window is there

    engines = (name for name, (_, ending) in ENGINES.items() if path.lower().endswith(ending))
    return Choice(next(engines, ""), str(Path(path).absolute()))
