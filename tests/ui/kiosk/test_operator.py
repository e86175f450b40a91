"""The operator's way in and out: the corner, the PIN, the page behind it; and that nobody else comes there."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.engines.engine import MODELS
from app.pin import FIRST_WAIT, FREE_TRIES
from app.sources.found import FoundSource
from app.ui.engine.models import AUTOMATIC, Choice
from app.ui.kiosk.window import QUIT, RESTART
from tests.ui.kiosk.conftest import PIN
from tests.ui.kiosk.hand import LEFT, come, draw, give_pin, hold_corner, let_go, place_of, tap

NONE = Qt.KeyboardModifier.NoModifier
SHORT = 150  # milliseconds to hold the corner in these tests


@pytest.fixture
def kiosk(open_kiosk):
    window = open_kiosk()
    window.guard.hold.setInterval(SHORT)
    return window


@pytest.fixture
def pad(kiosk, qtbot):
    hold_corner(kiosk)
    qtbot.waitUntil(kiosk.pad.isVisible, timeout=5_000)
    let_go(kiosk)
    return kiosk.pad


@pytest.fixture
def operator(kiosk, pad, qtbot):
    give_pin(kiosk, PIN)
    qtbot.waitUntil(kiosk.operator.isVisible, timeout=10_000)
    return kiosk.operator


class TestTheCorner:
    def test_a_short_press_there_is_a_touch_like_any_other(self, kiosk, qtbot):
        hold_corner(kiosk)
        let_go(kiosk)
        qtbot.wait(3 * SHORT)
        assert kiosk.page is kiosk.visit

    def test_it_takes_three_seconds(self, open_kiosk):
        assert open_kiosk().guard.hold.interval() == 3000

    @pytest.mark.parametrize("place", [QPoint(66, 10), QPoint(10, 66), QPoint(400, 240), QPoint(790, 470)])
    def test_elsewhere_nothing_comes_of_a_long_press(self, kiosk, qtbot, place):
        QTest.mousePress(kiosk.windowHandle(), LEFT, NONE, place)
        qtbot.wait(3 * SHORT)
        assert kiosk.page is kiosk.visit
        QTest.mouseRelease(kiosk.windowHandle(), LEFT, NONE, place)

    def test_who_moves_out_of_it_only_draws(self, kiosk, qtbot):
        come(kiosk)
        hold_corner(kiosk)
        QTest.mouseMove(kiosk.windowHandle(), QPoint(120, 120))
        qtbot.wait(3 * SHORT)
        assert kiosk.page is kiosk.visit
        let_go(kiosk)

    def test_a_finger_held_there(self, kiosk, qtbot):
        screen, handle = QTest.createTouchDevice(), kiosk.windowHandle()
        come(kiosk)
        QTest.touchEvent(handle, screen).press(0, QPoint(20, 20), handle).commit()
        qtbot.waitUntil(kiosk.pad.isVisible, timeout=5_000)
        QTest.touchEvent(handle, screen).release(0, QPoint(20, 20), handle).commit()
        assert not kiosk.visit.canvas.drawing.lines

    def test_the_right_button_there_does_nothing(self, kiosk, qtbot):
        QTest.mousePress(kiosk.windowHandle(), Qt.MouseButton.RightButton, NONE, QPoint(10, 10))
        qtbot.wait(3 * SHORT)
        QTest.mouseRelease(kiosk.windowHandle(), Qt.MouseButton.RightButton, NONE, QPoint(10, 10))
        assert kiosk.page is kiosk.attract


class TestThePad:
    def test_the_right_pin_opens_the_page(self, kiosk, operator):
        assert kiosk.page is operator

    def test_a_wrong_one_does_not_and_can_be_given_again(self, kiosk, pad, qtbot):
        give_pin(kiosk, "1111")
        qtbot.waitUntil(lambda: pad.says == "That is not the PIN.", timeout=10_000)
        give_pin(kiosk, PIN)
        qtbot.waitUntil(kiosk.operator.isVisible, timeout=10_000)

    def test_each_digit_is_a_dot_and_can_be_taken_back(self, kiosk, pad):
        for key in pad.keys[:3]:
            tap(key)
        assert pad.dots.count == 3 and not pad.enter.isEnabled()
        tap(pad.keys[3])
        assert pad.enter.isEnabled()
        tap(next(key for key in pad.keys if key.text() == "←"))
        assert pad.dots.count == 3

    def test_no_more_digits_than_a_pin_has(self, kiosk, pad):
        for _ in range(30):
            tap(pad.keys[0])
        assert pad.dots.count == 12

    def test_after_five_the_wait_is_said_and_counted_down(self, kiosk, pad, qtbot):
        for number in range(FREE_TRIES):
            give_pin(kiosk, "1111")
            qtbot.waitUntil(lambda: not pad._checks, timeout=10_000)
            assert ("Wait" in pad.says) == (number == FREE_TRIES - 1)
        assert f"0:{FIRST_WAIT:.0f}" in pad.says
        assert not any(key.isEnabled() for key in [*pad.keys, pad.enter]) and pad.back.isEnabled()
        qtbot.waitUntil(lambda: f"0:{FIRST_WAIT - 2:.0f}" in pad.says, timeout=10_000)

    def test_going_away_and_coming_back_shortens_no_wait(self, kiosk, pad, qtbot):
        for _ in range(FREE_TRIES):
            give_pin(kiosk, "1111")
            qtbot.waitUntil(lambda: not pad._checks, timeout=10_000)
        tap(pad.back)
        assert kiosk.page is kiosk.attract
        hold_corner(kiosk)
        qtbot.waitUntil(pad.isVisible, timeout=5_000)
        let_go(kiosk)
        assert "Wait" in pad.says
        give_pin(kiosk, PIN)
        qtbot.wait(200)
        assert kiosk.page is pad

    def test_what_was_typed_is_gone_when_it_is_shown_again(self, kiosk, pad, qtbot):
        tap(pad.keys[0])
        tap(pad.back)
        hold_corner(kiosk)
        qtbot.waitUntil(pad.isVisible, timeout=5_000)
        let_go(kiosk)
        assert pad.dots.count == 0

    def test_an_operators_keyboard_types_and_escape_goes_back(self, kiosk, pad, qtbot):
        for digit in PIN:
            QTest.keyClick(kiosk.windowHandle(), Qt.Key(ord(digit)))
        QTest.keyClick(kiosk.windowHandle(), Qt.Key.Key_1)
        QTest.keyClick(kiosk.windowHandle(), Qt.Key.Key_Backspace)
        assert pad.dots.count == 4
        QTest.keyClick(kiosk.windowHandle(), Qt.Key.Key_Return)
        qtbot.waitUntil(kiosk.operator.isVisible, timeout=10_000)
        kiosk.show_attract()
        kiosk._held()
        QTest.keyClick(kiosk.windowHandle(), Qt.Key.Key_Escape)
        assert kiosk.page is kiosk.attract

    def test_it_goes_when_nobody_touches_it(self, open_kiosk, qtbot):
        window = open_kiosk(pace=0.01)
        window._held()
        assert window.page is window.pad
        qtbot.waitUntil(lambda: window.page is window.attract, timeout=5_000)

    def test_a_pin_that_was_taken_away_shuts_it(self, kiosk, pad, tmp_path, qtbot):
        (tmp_path / "pin.json").unlink()
        qtbot.waitUntil(lambda: "atlas-digits pin" in pad.says, timeout=5_000)
        assert not any(key.isEnabled() for key in pad.keys)


class TestThePage:
    def test_it_goes_back_to_the_visitors_by_itself(self, open_kiosk, qtbot):
        window = open_kiosk(pace=0.005)
        window._show(window.operator)
        qtbot.waitUntil(lambda: window.page is window.attract, timeout=5_000)

    def test_it_leaves_only_at_the_second_press(self, kiosk, operator, qtbot):
        statuses = []
        kiosk.left.connect(statuses.append)
        for button, status in ((operator.quit, QUIT), (operator.restart, RESTART)):
            tap(button)
            assert button.text() == "Really?" and not statuses
            qtbot.wait(300)
            tap(button)
            assert statuses == [status]
            statuses.clear()

    def test_the_question_is_forgotten_by_another_button_and_by_going_back(self, kiosk, operator, qtbot):
        statuses = []
        kiosk.left.connect(statuses.append)
        tap(operator.quit)
        tap(operator.restart)
        assert (operator.quit.text(), operator.restart.text()) == ("Quit", "Really?")
        tap(operator.back)
        kiosk._show(operator)
        assert operator.restart.text() == "Restart" and not statuses

    def test_what_runs_is_said(self, kiosk, operator, qtbot):
        tab = kiosk.operator._tabs["now"][1]
        qtbot.waitUntil(lambda: "digits.onnx" in tab.values[0].text(), timeout=20_000)
        qtbot.waitUntil(lambda: tab.values[2].text() != "…", timeout=20_000)
        assert "0 h 0 min" in tab.values[3].text()

    def test_another_model_is_taken_and_kept(self, kiosk, operator, kiosk_settings, qtbot):
        tap(operator.switch.button_of("model"))
        choices = operator._tabs["model"][1].choices
        shipped = Choice("onnx", str(MODELS / "digits.onnx"))
        qtbot.waitUntil(lambda: len(choices.buttons) >= 2, timeout=20_000)
        assert choices.button_of(AUTOMATIC).isChecked()
        tap(choices.button_of(shipped))
        qtbot.waitUntil(lambda: kiosk_settings.model == shipped.model, timeout=20_000)
        assert choices.button_of(shipped).isChecked()

    def test_a_camera_is_chosen_among_those_that_are_there(self, open_kiosk, kiosk_settings, qtbot):
        found = [FoundSource("/dev/video0", "One"), FoundSource("/dev/video2", "Other")]
        window = open_kiosk(find=lambda: found, size=(800, 1280))
        window._show(window.operator)
        tap(window.operator.switch.button_of("camera"))
        choices = window.operator._tabs["camera"][1].choices
        qtbot.waitUntil(lambda: len(choices.buttons) == 3, timeout=10_000)
        qtbot.wait(100)  # they are laid out
        tap(choices.button_of("/dev/video2"))
        assert kiosk_settings.camera == "/dev/video2"

    def test_what_visitors_find_is_set_and_kept(self, kiosk, operator, kiosk_settings, qtbot, look):
        tap(operator.switch.button_of("kiosk"))
        choices = operator._tabs["kiosk"][1].choices
        scrolling = operator._scrolled["kiosk"]
        for name, value in (("pages", "draw"), ("idle", 90.0), ("language", "zh_CN"), ("keep_drawings", True)):
            scrolling.ensureWidgetVisible(choices[name])
            qtbot.wait(30)
            tap(choices[name].button_of(value))
            assert getattr(kiosk_settings, name) == value
        assert type(kiosk_settings)(kiosk_settings.path).pages == "draw"

    def test_a_list_is_pulled_with_a_finger(self, kiosk, operator, qtbot):
        tap(operator.switch.button_of("kiosk"))
        bar = operator._scrolled["kiosk"].verticalScrollBar()
        qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=5_000)
        handle, start = kiosk.windowHandle(), place_of(operator.stage)
        QTest.mousePress(handle, LEFT, NONE, start)
        for step in range(1, 11):
            QTest.mouseMove(handle, start - QPoint(0, 10 * step))
            qtbot.wait(10)
        QTest.mouseRelease(handle, LEFT, NONE, start - QPoint(0, 100))
        qtbot.waitUntil(lambda: bar.value() > 0, timeout=5_000)

    def test_counts_are_shown(self, kiosk, operator, counts, qtbot):
        for _ in range(3):
            counts.add_reading("8")
        tap(operator.switch.button_of("counts"))
        view = operator._tabs["counts"][1].view
        qtbot.waitUntil(lambda: "3 drawings read" in view.says, timeout=10_000)

    def test_the_end_of_the_log_is_shown_the_newest_first(self, kiosk, operator, qtbot, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        log = tmp_path / "atlas-digits" / "atlas-digits.log"
        log.parent.mkdir()
        log.write_text("first\nlast\n")
        tap(operator.switch.button_of("log"))
        qtbot.waitUntil(lambda: operator._tabs["log"][1].text.text() == "last\nfirst", timeout=10_000)

    def test_it_has_no_menus(self, kiosk, operator):
        assert not kiosk.findChildren(QMenu)


def test_counts_reach_the_disk_while_it_runs(open_kiosk, counts, qtbot):
    window = open_kiosk()
    window._write.setInterval(50)
    come(window)
    draw(window, [(60, 60), (60, 200)])
    qtbot.waitUntil(counts.path.exists, timeout=10_000)

    def sessions() -> int:
        with sqlite3.connect(counts.path) as connection:
            found = connection.execute("SELECT sum(sessions) FROM days").fetchone()[0]
        connection.close()
        return found

    qtbot.waitUntil(lambda: sessions() == 1, timeout=10_000)
