"""What a visitor does: come, draw, see the answer, draw again, leave; and nothing of them stays."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.sources.live import State
from app.ui.kiosk import visit
from app.ui.kiosk.attract import DRAW, SHOW
from app.ui.kiosk.visit import MOST_LINES
from tests.ui.cameras import paper
from tests.ui.hands import colour_at, seven
from tests.ui.kiosk.hand import come, draw, place_of, tap, tap_at, touch

SQUIGGLE = [(60 + 6 * step, 150 + 60 * (step % 2)) for step in range(40)]


def answers(window, text):
    return lambda: window.visit.answer.text == text


def test_at_first_digits_draw_themselves(open_kiosk, qtbot):
    window = open_kiosk()
    assert window.page is window.attract and window.attract.words == DRAW
    before = window.attract.grab().toImage()
    qtbot.waitUntil(lambda: window.attract.grab().toImage() != before, timeout=5_000)


def test_a_touch_leads_to_clean_paper_and_draws_nothing(open_kiosk):
    window = open_kiosk()
    screen = QTest.createTouchDevice()
    touch(screen, window, QPoint(200, 200))
    assert window.page is window.visit
    assert not window.visit.canvas.drawing.lines


def test_a_digit_is_read_and_counts_when_it_goes(open_kiosk, qtbot, counts):
    window = open_kiosk()
    come(window)
    draw(window, seven())
    qtbot.waitUntil(answers(window, "7"), timeout=20_000)
    assert counts.days()[0].drawings == 0
    tap(window.visit.again)
    assert not window.visit.canvas.drawing.lines and window.visit.answer.text == ""
    (day,) = counts.days()
    assert (day.sessions, day.drawings, day.digits[7], day.refused) == (1, 1, 1, 0)


def test_a_finger_draws_too(open_kiosk, qtbot):
    window = open_kiosk()
    come(window)
    screen, canvas, handle = QTest.createTouchDevice(), window.visit.canvas, window.windowHandle()
    where = [canvas.mapTo(window, QPoint(round(x), round(y))) for x, y in seven()]
    QTest.touchEvent(handle, screen).press(0, where[0], handle).commit()
    for point in where[1:]:
        QTest.touchEvent(handle, screen).move(0, point, handle).commit()
    QTest.touchEvent(handle, screen).release(0, where[-1], handle).commit()
    qtbot.waitUntil(answers(window, "7"), timeout=20_000)


def test_one_digit_has_no_box_several_and_what_is_refused_have(open_kiosk, qtbot, counts):
    window = open_kiosk()
    come(window)
    canvas = window.visit.canvas
    draw(window, seven(left=40))
    qtbot.waitUntil(answers(window, "7"), timeout=20_000)
    assert not canvas._marks._predictions
    draw(window, seven(left=230))
    qtbot.waitUntil(answers(window, "77"), timeout=20_000)
    assert len(canvas._marks._predictions) == 2
    tap(window.visit.again)
    draw(window, SQUIGGLE)
    qtbot.waitUntil(answers(window, "?"), timeout=20_000)
    assert canvas._marks._predictions[0].reason
    tap(window.visit.again)
    assert counts.days()[0].refused == 1


def test_the_numeral_is_painted_in_the_accent_and_a_refusal_in_the_warning(open_kiosk, qtbot, look):
    look.set_mode("dark")
    window = open_kiosk()
    come(window)

    def has(role) -> bool:
        image = window.visit.answer.grab().toImage()
        wanted = look.colours[role]
        return any(
            image.pixelColor(x, y) == wanted for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
        )

    assert not has("accent") and not has("warning")
    draw(window, seven())
    qtbot.waitUntil(lambda: answers(window, "7")() and has("accent"), timeout=20_000)
    tap(window.visit.again)
    draw(window, SQUIGGLE)
    qtbot.waitUntil(lambda: answers(window, "?")() and has("warning"), timeout=20_000)


def test_the_drawing_goes_after_a_time_and_then_digits_draw_themselves(open_kiosk, qtbot, kiosk_settings, counts):
    kiosk_settings.clear_after, kiosk_settings.idle = 20, 45
    window = open_kiosk(pace=0.02)
    come(window)
    draw(window, seven())
    qtbot.waitUntil(lambda: not window.visit.canvas.drawing.lines, timeout=20_000)
    qtbot.waitUntil(lambda: window.page is window.attract, timeout=20_000)
    come(window)
    assert not window.visit.canvas.drawing.lines
    assert counts.days()[0].sessions == 2


def test_who_goes_on_drawing_is_not_disturbed(open_kiosk, qtbot, kiosk_settings):
    kiosk_settings.clear_after = kiosk_settings.idle = 20
    window = open_kiosk(pace=0.05)
    come(window)
    for number in range(12):
        draw(window, [(40 + 20 * number, 40), (40 + 20 * number, 90)])
        qtbot.wait(200)
    assert len(window.visit.canvas.drawing.lines) == 12


def test_the_language_changes_for_this_visit(open_kiosk, kiosk_settings, qtbot):
    window = open_kiosk()
    come(window)
    assert (window.visit.again.text(), window.visit.language.text()) == ("Again", "中文")
    tap(window.visit.language)
    qtbot.waitUntil(lambda: window.visit.again.text() == "再写一个", timeout=5_000)
    assert window.visit.language.text() == "English"
    window.show_attract()
    come(window)
    qtbot.waitUntil(lambda: window.visit.again.text() == "Again", timeout=5_000)
    assert kiosk_settings.language == "en"


def test_with_both_pages_one_turns_from_one_to_the_other(open_kiosk, qtbot, lives, counts):
    window = open_kiosk()
    come(window)
    tap(window.visit.turn)
    assert window.visit.camera.isVisible() and not window.visit.again.isVisible()
    qtbot.waitUntil(lambda: bool(lives.made) and lives.last.started, timeout=10_000)
    while window.visit.answer.text != "7":
        lives.last.show(paper("7"))
        qtbot.wait(30)
    qtbot.waitUntil(lambda: bool(counts.days()) and counts.days()[0].drawings == 1, timeout=20_000)
    qtbot.wait(300)
    tap(window.visit.turn)
    assert window.visit.canvas.isVisible() and lives.last.closed
    assert window.visit.answer.text == ""


def test_one_page_alone_needs_no_turning(open_kiosk, kiosk_settings, qtbot, lives):
    window = open_kiosk()
    kiosk_settings.pages = "draw"
    come(window)
    assert not window.visit.turn.isVisible() and window.visit.canvas.isVisible()
    kiosk_settings.pages = "camera"
    window.show_attract()
    assert window.attract.words == SHOW
    come(window)
    assert window.visit.camera.isVisible() and not window.visit.turn.isVisible()


def test_who_holds_up_a_digit_is_there(open_kiosk, kiosk_settings, qtbot, lives):
    kiosk_settings.pages, kiosk_settings.idle = "camera", 20
    window = open_kiosk(pace=0.05)
    come(window)
    qtbot.waitUntil(lambda: bool(lives.made) and lives.last.started, timeout=10_000)
    for _ in range(60):
        lives.last.show(paper("7"))
        qtbot.wait(50)
    assert window.page is window.visit
    qtbot.waitUntil(lambda: window.page is window.attract, timeout=20_000)
    assert lives.last.closed


def test_a_camera_that_goes_is_said_calmly_and_comes_back(open_kiosk, kiosk_settings, qtbot, lives):
    from app.errors import SourceLostError

    kiosk_settings.pages = "camera"
    window = open_kiosk()
    come(window)
    camera = window.visit.camera
    qtbot.waitUntil(lambda: bool(lives.made) and lives.last.started, timeout=10_000)
    lives.last.show(paper("7"))
    qtbot.waitUntil(camera.preview.isVisible, timeout=10_000)
    lives.last.tell(State.WAITING, SourceLostError("gone"))
    qtbot.waitUntil(camera.notice.isVisible, timeout=10_000)
    assert "unplugged" in camera.notice.title.text() and camera.preview.frame is None
    lives.last.tell(State.RUNNING)
    lives.last.show(paper("7"))
    qtbot.waitUntil(camera.preview.isVisible, timeout=10_000)


def test_a_drawing_without_end_becomes_a_new_one(open_kiosk, monkeypatch):
    monkeypatch.setattr(visit, "MOST_POINTS", 400)
    window = open_kiosk()
    come(window)
    canvas = window.visit.canvas
    for number in range(2 * MOST_LINES + 50):
        tap_at(window, place_of(canvas) + QPoint(number % 50, number % 30))
        assert len(canvas.drawing.lines) <= MOST_LINES + 1
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, none, place_of(canvas))
    for number in range(500):
        QTest.mouseMove(window.windowHandle(), place_of(canvas) + QPoint(number % 60 - 30, number % 70 - 35))
    assert sum(len(line.points) for line in canvas.drawing.lines) <= 400
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, none, place_of(canvas))


def test_nothing_of_a_visit_is_remembered(open_kiosk):
    window = open_kiosk()
    come(window)
    draw(window, seven())
    tap(window.visit.again)
    canvas = window.visit.canvas
    assert not canvas.can_undo and not canvas.can_redo
    place = 100.0, 61.0
    assert colour_at(canvas, place) == colour_at(canvas, (300.0, 200.0))


def test_drawings_are_kept_only_where_the_operator_wants_it(open_kiosk, kiosk_settings, qtbot, tmp_path):
    window = open_kiosk()
    folder = tmp_path / "data" / "atlas-digits" / "kiosk-drawings"
    come(window)
    draw(window, seven())
    qtbot.waitUntil(answers(window, "7"), timeout=20_000)
    tap(window.visit.again)
    qtbot.wait(100)
    assert not folder.exists()
    kiosk_settings.keep_drawings = True
    draw(window, seven())
    tap(window.visit.again)
    qtbot.waitUntil(lambda: len(list(folder.glob("*.json"))) == 1, timeout=10_000)
