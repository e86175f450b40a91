"""Everything that can be pressed is reached by the Tab key, on every page and in every layout."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.hands import seven
from tests.ui.test_window import reads

MOST = 80  # stops in a window


def stops(window):
    """What has the focus, one after the other, until it comes round."""
    found: list[QWidget] = []
    while (now := QApplication.focusWidget()) not in found:
        assert now is not None and len(found) < MOST
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return found


def wants_focus(part):
    return part.isVisible() and part.isEnabled() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


@pytest.mark.parametrize("size", [(1280, 800), (800, 480)])
@pytest.mark.parametrize("page", ["draw", "camera", "files", "samples", "settings"])
def test_every_button_is_reached(open_window, hands, qtbot, page, size):
    window = open_window(size=size)
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=20_000)
    if page == "settings":
        window.gear.click()
    else:
        window.switch.tabs[["draw", "camera", "files", "samples"].index(page)].click()
    window.activateWindow()
    window._shelf.currentWidget().setFocus()
    qtbot.wait(50)
    reached = stops(window)
    wanted = [button for button in window.findChildren(QAbstractButton) if wants_focus(button)]
    grouped = {button for button in wanted if button.group() and button.group().exclusive() and not button.isChecked()}
    assert [b.accessibleName() for b in wanted if b not in reached and b not in grouped] == []


def test_the_order_is_paper_tools_cards(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(reads(window, "7"), timeout=20_000)
    window.draw.setFocus()
    reached = stops(window)
    order = [window.draw.canvas, window.draw.tools.undo, window.draw.tools.clear, window.draw.cards.input.thinking]
    assert [reached.index(part) for part in order] == sorted(reached.index(part) for part in order)
    assert reached.index(window.switch.tabs[0]) > reached.index(window.draw.cards.input.thinking)
