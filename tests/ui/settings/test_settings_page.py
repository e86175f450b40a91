"""The settings page: what is chosen there applies at once, is kept, and can be taken back."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTranslator
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QSlider

from app.ui import around
from app.ui.engine.inference import InferenceThread, engine_opener
from app.ui.language import NAMES
from app.ui.settings.engine_section import EngineSection
from app.ui.settings.help_sections import AboutSection, KeysSection, shown
from app.ui.settings.settings import Settings
from app.ui.settings.settings_page import Place, SectionCard
from app.ui.window import MainWindow
from tests.models import write_model
from tests.ui.cameras import paper, pixels_of, reads
from tests.ui.hands import seven
from tests.ui.test_layout import area_on, assert_fits, visible_parts

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(open_window):
    """On the window that has just been opened."""
    window = open_window(size=(1440, 900))
    window.gear.click()
    return window.settings_page


@pytest.fixture
def open_unsure(open_window, tmp_path):
    """A window whose model is sure of nothing: its card says so, and refuses nothing."""
    model = str(write_model(tmp_path, refusal_threshold=0.1, temperature=8.0))

    def opened(**more):
        window = open_window(InferenceThread(engine_opener("onnx", model)), **more)
        return window

    return opened


# there and back


def open_by_key(window):
    QTest.keyClick(window, Qt.Key.Key_Comma, CONTROL)


@pytest.mark.parametrize("open_it", [lambda window: window.gear.click(), open_by_key])
@pytest.mark.parametrize("go_back", ["gear", "escape", "key"])
@pytest.mark.parametrize("index", [0, 1])
def test_the_gear_leads_there_and_back_to_the_page_before(open_camera, open_it, go_back, index):
    window = open_camera()
    page = (window.draw, window.camera)[index]
    window.switch.tabs[index].click()
    assert page.isVisible() and not window.gear.isChecked()
    open_it(window)
    assert window.settings_page.isVisible() and window.gear.isChecked() and not page.isVisible()
    assert not any(tab.isChecked() for tab in window.switch.tabs)
    if go_back == "escape":
        QTest.keyClick(window, Qt.Key.Key_Escape)
    else:
        window.gear.click() if go_back == "gear" else open_by_key(window)
    assert page.isVisible() and not window.gear.isChecked() and window.switch.tabs[index].isChecked()


def test_a_tab_leaves_it(open_window):
    window = open_window()
    window.gear.click()
    window.switch.tabs[0].click()
    assert window.draw.isVisible() and not window.gear.isChecked()


def test_what_was_drawn_is_there_afterwards_and_escape_clears_nothing(open_window, hands, qtbot):
    window = open_window()
    hands.mouse(window.draw.canvas, seven())
    window.gear.click()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert len(window.draw.canvas.drawing.lines) == 1


def test_the_gear_says_its_key(open_window):
    gear = open_window().gear
    assert "Ctrl+," in gear.toolTip() and gear.accessibleName() == "Settings"
    assert gear.height() >= 44 and gear.width() >= 44


# what applies at once


@pytest.fixture
def at_once(settings, words, look):
    settings.changed.connect(partial(around.take_at_once, settings, words, look))


def test_language_and_look_change_at_once(at_once, page, settings, look, qtbot):
    bars = page.window().draw.cards.bars.bars
    page.look.language.buttons["zh_CN"].click()
    qtbot.waitUntil(lambda: bars.accessibleName() != "Probability of each digit")
    page.look.theme.buttons["dark"].click()
    assert look.colours["background"].lightness() < 50
    again = Settings(settings.path)
    assert (again.language, again.theme) == ("zh_CN", "dark")
    page.look.language.buttons["en"].click()
    qtbot.waitUntil(lambda: bars.accessibleName() == "Probability of each digit")


def test_a_choice_is_made_with_the_arrow_keys(at_once, page, settings):
    look = page.look.theme
    look.buttons["system"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(look.buttons["system"], Qt.Key.Key_Right)
    assert look.value == settings.theme == "light" and look.buttons["light"].hasFocus()
    QTest.keyClick(look.buttons["light"], Qt.Key.Key_Left)
    assert look.value == settings.theme == "system"


def test_what_is_less_sure_is_refused_from_then_on_and_what_is_shown_is_read_again(open_unsure, hands, qtbot, settings):
    window = open_unsure()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=10_000)
    reading = window.settings_page.reading.refuse_below
    assert "10" in reading.said.text(), "what the card says"
    window.gear.click()
    reading.slider.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(reading.slider, Qt.Key.Key_End)
    assert settings.refuse_below == 0.95 and "95" in reading.said.text()
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "?", timeout=5_000)
    QTest.keyClick(reading.slider, Qt.Key.Key_Home)
    assert "10" in reading.said.text()
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "7", timeout=5_000)


def test_what_is_refused_is_so_in_a_held_picture_too(open_unsure, lives, qtbot, settings):
    camera = {"find": list, "open_source": lives}
    settings.camera = "/dev/video0"
    window = open_unsure(camera=camera)
    qtbot.waitUntil(lambda: bool(lives.made))
    lives.last.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    window.camera.freeze()
    settings.refuse_below = 0.95
    qtbot.waitUntil(reads(window, "?"), timeout=5_000)
    settings.refuse_below = 0.0
    qtbot.waitUntil(reads(window, "7"), timeout=5_000)


def test_what_was_chosen_before_holds_from_the_first_answer_on(open_unsure, hands, qtbot, settings):
    settings.refuse_below = 0.95
    window = open_unsure()
    assert "95" in window.settings_page.reading.refuse_below.said.text()
    hands.mouse(window.draw.canvas, seven())
    qtbot.waitUntil(lambda: window.draw.cards.answer.text.shown == "?", timeout=10_000)


def test_the_sample_follows_the_pen_while_it_is_chosen(page, settings):
    slider, told = page.pen.width_slider.slider, []
    settings.changed.connect(told.append)

    def ink():
        return int((pixels_of(page.pen.sample).max(axis=2) < 100).sum())

    thin, place = ink(), QPoint(0, slider.height() // 2)
    knob = place + QPoint(round(slider.width() * (34 - 10) / 110), 0)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=knob)
    QTest.mouseMove(slider, place + QPoint(slider.width() - 20, 0))
    assert ink() > 2 * thin and told == [], "while it moves it is only shown"
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place + QPoint(slider.width() - 20, 0))
    assert told == ["pen"] and settings.pen > 0.1
    pressed = ink()
    page.pen.pressure.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.pen.pressure, Qt.Key.Key_Space)
    assert settings.pressure is False and ink() > pressed


def test_a_wheel_that_scrolls_the_page_changes_nothing(page, settings, qtbot):
    slider = page.pen.width_slider.slider
    middle = QPointF(slider.rect().center())
    none = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        middle, slider.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, *none, False
    )
    QApplication.sendEvent(slider, event)
    assert settings.pen == Settings.pen.default


# the camera


def test_the_camera_page_opens_the_source_that_was_chosen(open_window, lives, qtbot, settings):
    settings.camera = "rtsp://10.0.0.2/there"
    open_window(camera={"find": list, "open_source": lives})
    qtbot.waitUntil(lambda: bool(lives.made))
    assert lives.last.uri == "rtsp://10.0.0.2/there"


def test_the_environment_comes_first(open_window, lives, qtbot, settings, monkeypatch):
    settings.camera = "rtsp://10.0.0.2/there"
    monkeypatch.setenv("ATLAS_DIGITS_SOURCE", "/dev/video7")
    open_window(camera={"find": list, "open_source": lives})
    qtbot.waitUntil(lambda: bool(lives.made))
    assert lives.last.uri == "/dev/video7" and settings.camera == "rtsp://10.0.0.2/there"


def test_a_source_chosen_on_the_camera_page_is_kept(open_camera, lives, settings):
    window = open_camera()
    assert settings.camera == "", "nobody has chosen the first that was found"
    window.camera.picker.chosen.emit("/dev/video3")
    assert lives.last.uri == "/dev/video3"
    assert Settings(settings.path).camera == window.settings_page.camera.address.text() == "/dev/video3"


def test_another_source_named_here_is_shown_next_and_the_first_found_again(open_camera, lives, qtbot, settings):
    window = open_camera()
    window.gear.click()
    section = window.settings_page.camera
    section.address.setFocus()
    QTest.keyClicks(section.address, " rtsp://10.0.0.2/there ")
    QTest.keyClick(section.address, Qt.Key.Key_Return)
    assert settings.camera == "rtsp://10.0.0.2/there"
    window.switch.tabs[1].click()
    qtbot.waitUntil(lambda: lives.last.uri == "rtsp://10.0.0.2/there")
    window.gear.click()
    section.first.click()
    assert settings.camera == section.address.text() == "" and not section.first.isEnabled()
    window.switch.tabs[1].click()
    qtbot.waitUntil(lambda: lives.last.uri == "/dev/video0")


# all of them


def test_everything_goes_back_after_a_second_yes(page, settings):
    settings.theme, settings.pen, settings.camera, settings.refuse_below = "dark", 0.1, "/dev/video3", 0.8
    keeping = page.keeping
    keeping.reset.click()
    assert not keeping.reset.isVisible() and settings.theme == "dark"
    keeping.cancel.click()
    assert keeping.reset.isVisible() and settings.theme == "dark"
    keeping.reset.click()
    keeping.really.click()
    assert keeping.reset.isVisible() and not keeping.really.isVisible()
    assert [getattr(Settings(settings.path), name) for name in ("theme", "pen", "camera")] == ["system", 0.034, ""]
    assert page.look.theme.value == "system" and page.pen.width_slider.slider.value() == 34
    assert page.camera.address.text() == "" and page.reading.refuse_below.slider.value() == 0


def test_a_double_click_resets_nothing_and_escape_takes_the_question_back(page, settings, qtbot):
    settings.theme = "dark"
    window, keeping = page.window(), page.keeping
    page.show_section(Place.KEEPING)
    reset = area_on(window, keeping.reset)
    for x in (reset.left() + 5, reset.center().x(), reset.right() - 5):
        for _ in range(2):
            QTest.mouseClick(window.childAt(x, reset.center().y()), Qt.MouseButton.LeftButton)
            qtbot.wait(20)
    assert settings.theme == "dark" and not keeping.asks
    keeping.reset.click()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.isVisible() and not keeping.asks
    keeping.reset.click()
    window.switch.tabs[0].click()
    window.gear.click()
    assert not keeping.asks, "who comes back is asked anew"


def test_where_they_are_kept_can_be_copied(page, settings):
    path = page.keeping.path
    path.setFocus()
    path.selectAll()
    assert path.selectedText() == str(settings.path) and path.isReadOnly()
    assert not page.keeping.failure.isVisible()


def test_a_file_that_cannot_be_written_is_said_until_it_can(qtbot, look, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings = Settings(tmp_path / "file" / "settings.ini")
    window = MainWindow(look, InferenceThread(engine_opener(None, None)), settings)
    qtbot.addWidget(window)
    window.show()
    window.gear.click()
    page = window.settings_page
    page.look.theme.buttons["dark"].click()
    assert page.keeping.failure.isVisible() and settings.theme == "dark" and page.look.theme.value == "dark"
    (tmp_path / "file").unlink()
    page.pen.pressure.click()
    assert not page.keeping.failure.isVisible()
    again = Settings(settings.path)
    assert (again.theme, again.pressure) == ("dark", False), "what could not be written before is there too"


def test_a_second_window_does_not_undo_what_was_chosen_in_the_first(open_window, settings, qtbot, look):
    first = open_window()
    second = MainWindow(look, InferenceThread(engine_opener(None, None)), Settings(settings.path))
    qtbot.addWidget(second)
    second.show()
    first.settings_page.look.theme.buttons["dark"].click()
    second.settings_page.look.language.buttons["en"].click()
    second.close()
    again = Settings(settings.path)
    assert (again.theme, again.language) == ("dark", "en") and again.geometry
    first.settings_page.keeping.reset.click()
    first.settings_page.keeping.really.click()
    again = Settings(settings.path)
    assert (again.theme, again.language) == ("system", "system"), "also what the other one chose"


@pytest.mark.parametrize(
    "content", [b"\x00\xff" * 200, b"[General", b"[General]\ntheme=pink\ngeometry=@ByteArray(xx)\n"]
)
def test_a_damaged_file_gives_the_defaults_and_is_mended_by_the_next_choice(open_window, settings, content):
    settings.path.parent.mkdir(parents=True)
    settings.path.write_bytes(content)
    page = open_window().settings_page
    assert page.look.theme.value == "system"
    page.look.theme.buttons["dark"].click()
    assert Settings(settings.path).theme == "dark" and settings.is_kept


# how it looks


class Long(QTranslator):
    """Another language, in which every word is half as long again."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"«{source}{' lorem ipsum'[: len(source) // 2]}»"

    def isEmpty(self):
        return False


@pytest.fixture
def long_words(qapp):
    translator = Long()
    yield lambda: qapp.installTranslator(translator)
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("size", [(680, 440), (800, 480), (1000, 600), (1440, 900), (1920, 1080)])
def test_nothing_is_cut_off_and_everything_can_be_scrolled_to(open_window, long_words, qtbot, size, long):
    if long:
        long_words()
    window = open_window(size=size)
    qtbot.waitUntil(lambda: window.models.running is not None, timeout=10_000)
    QTest.qWait(20)  # what runs is said on the page too
    window.gear.click()
    page = window.settings_page
    page.keeping.reset.click()
    QTest.qWait(30)
    assert (window.width(), window.height()) == size
    # the other pages are not made for such words; Qt lays out over several rounds of its loop
    qtbot.waitUntil(lambda: assert_fits(window, visible_parts(page)), timeout=2_000)
    places = [area_on(window, card) for card in page.findChildren(SectionCard)]
    assert not any(a.intersects(b) for index, a in enumerate(places) for b in places[index + 1 :])
    assert len({place.left() for place in places}) == 1 + (size[0] >= 1000) + (size[0] >= 1700)
    for part in visible_parts(page):
        if isinstance(part, (QAbstractButton, QSlider, QLineEdit)):
            assert part.height() >= 44 and part.width() >= 44 and part.accessibleName()
        if isinstance(part, QLabel) and part.wordWrap():
            assert part.height() >= part.heightForWidth(part.width()), "its lines are cut off"
    bar = page.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert window.rect().contains(area_on(window, page.findChild(AboutSection).copy))


def test_every_word_of_it_is_said_again(page, long_words):
    long_words()
    QTest.qWait(30)
    own = {*NAMES.values(), page.keeping.path.text(), ""}
    (engine,), (keys,), (about,) = (page.findChildren(part) for part in (EngineSection, KeysSection, AboutSection))
    pressed = {shown(sequences) for _, group in keys.groups() for sequences, _ in group}
    names = {engine.running, about.versions, *(label for label in keys.labels if label.text() in pressed)}
    for part in set(visible_parts(page)) - names:
        said = [part.text()] if isinstance(part, (QLabel, QAbstractButton)) else []
        said += [part.accessibleName(), part.placeholderText() if isinstance(part, QLineEdit) else ""]
        for words in set(said) - own:
            assert "«" in words, f"{type(part).__name__} {words!r}"


def test_the_tab_key_goes_through_it_from_the_first_to_the_last(page):
    page.look.language.buttons["system"].setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in range(8):
        reached.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert reached == [
        page.look.language.buttons["system"],
        page.look.theme.buttons["system"],
        page.pen.width_slider.slider,
        page.pen.pressure,
        page.reading.refuse_below.slider,
        page.findChild(EngineSection).choose,
        page.camera.address,
        page.keeping.path,
    ]


def test_a_section_of_others_stands_in_its_place(page):
    label, slider = QLabel("digits.onnx"), page.reading.refuse_below.slider
    label.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    page.add_section(lambda: "Engine and model", label, Place.ENGINE)
    QTest.qWait(30)
    assert label.isVisible()
    before, after = area_on(page, page.reading), area_on(page, page.camera)
    here = area_on(page, label)
    assert (here.left(), here.top()) > (before.left(), before.top()) or here.top() > before.bottom()
    assert here.bottom() < after.top() or here.left() < after.left()
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    while len(reached) < 9 and not page.camera.address.hasFocus():
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert label in reached
