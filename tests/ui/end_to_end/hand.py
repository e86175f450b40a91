"""What scenarios do in the window, as a person does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from app.ui.window import MainWindow
from tests.ui.hands import Hands, seven

CONTROL = Qt.KeyboardModifier.ControlModifier

Condition = Callable[[], object]


def click(widget: QWidget) -> None:
    assert widget.isVisible() and widget.isEnabled(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(window: MainWindow, digit: int) -> None:
    QTest.keyClick(window.draw.canvas, Qt.Key(Qt.Key.Key_0 + digit))


def answer(window: MainWindow) -> str:
    return window.draw.cards.answer.text.shown


def reads(window: MainWindow, text: str) -> Condition:
    """All that is on the paper, and not only what was there when the pen had not come to its end."""
    page = window.draw
    return lambda: answer(window) == text and page._read.drawing.lines == page.canvas.drawing.lines


def says_kept(window: MainWindow, digit: int) -> Condition:
    return lambda: window.draw.cards.answer.correction.says.startswith(f"Kept as {digit}")


def make_room(window: MainWindow) -> Iterator[Condition]:
    """The window as large as most are; the screen that is not there is small."""
    window.resize(1280, 800)
    yield lambda: window.draw.canvas.width() > 600


def draw_seven(window: MainWindow, left: float = 100) -> Iterator[Condition]:
    """A 7 alone on the paper, read to its end."""
    page = window.draw
    page.canvas.clear()
    Hands().mouse(page.canvas, seven(left=left))
    yield reads(window, "7")


def keep(window: MainWindow, number: int) -> Iterator[Condition]:
    """Draw another 7 for each number, say that it was the number's last digit, and see that this is kept."""
    yield from draw_seven(window, left=20 + number)  # two that are alike to the point are taken for one
    press(window, number % 10)
    yield says_kept(window, number % 10)


def choose(window: MainWindow, button: QWidget, words: str) -> Iterator[Condition]:
    """An entry of the menu that the button opens."""
    click(button)
    menu: list[QMenu] = []

    def opened() -> bool:
        menu[:] = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMenu) and _shown(widget)]
        return bool(menu)

    yield opened
    (entry,) = (action for action in menu[0].actions() if words in action.text())
    place = menu[0].actionGeometry(entry).center()
    QTest.mouseMove(menu[0], place)
    QTest.mouseClick(menu[0], Qt.MouseButton.LeftButton, pos=QPoint(place))


def answer_dialog(window: MainWindow, path: Path) -> Iterator[Condition]:
    """Name a file in the dialog that asks for one."""

    def asking() -> list[QFileDialog]:
        return [dialog for dialog in window.findChildren(QFileDialog) if _shown(dialog)]

    yield asking
    (dialog,) = asking()
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    name.setText(str(path))
    QTest.keyClick(name, Qt.Key.Key_Return)
    yield lambda: not asking()
    window.activateWindow()  # as the window manager of a screen does that is there
    yield window.isActiveWindow


def _shown(widget: QWidget) -> bool:
    return widget.isVisible()
