"""The camera page with a camera that does what the test says: picture, boxes, freezing, keeping, what goes wrong."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app import demo, errors
from app.sources.live import State
from app.sources.source import Control, Mode
from app.ui import keeping
from app.ui.engine.inference import InferenceThread
from app.ui.widgets import overlay
from tests.ui.cameras import TITLE, StuckSource, boxed, live_on, paper, pixels_of, reads
from tests.ui.engine.test_inference_thread import Opener

# the picture


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_are_around_the_ink_however_the_picture_is_shown(open_camera, lives, qtbot, turns, mirrored):
    window = open_camera()
    page = window.camera
    upright = paper("7", left=180, top=200, height=260, size=(900, 800))
    for _ in range(turns):
        page.controls.turn.click()
    page.controls.mirror.setChecked(mirrored)
    lives.last.show(np.ascontiguousarray(np.rot90(upright, turns)))  # as a camera that lies on its side sees it
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    box = overlay.frame(page.preview.placement(), page.preview.predictions[0])
    page.controls.guide.setChecked(False)  # only the ink is left to be found
    painted = pixels_of(page.preview)
    rows, columns = np.nonzero(painted[..., 2] < 75)  # the ink is blue, and the paper's darkest corner is not
    assert columns.size > 500
    assert box.left() == pytest.approx(columns.min() - 6, abs=5)
    assert box.right() == pytest.approx(columns.max() + 6, abs=5)
    assert box.top() == pytest.approx(rows.min() - 6, abs=5)
    assert box.bottom() == pytest.approx(rows.max() + 6, abs=5)
    middle = page.preview.placement().place.center().x()
    assert (box.center().x() > middle) is mirrored, "the digit is left of the middle, in a mirror right of it"


@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize("size", [(680, 440), (800, 480), (1280, 800), (1920, 1080)])
def test_the_picture_fills_its_room_and_keeps_its_shape(open_camera, lives, qtbot, size, turns):
    window = open_camera(size=size)
    page = window.camera
    for _ in range(turns):
        page.controls.turn.click()
    picture = np.full((480, 640, 3), 255, np.uint8)
    cv2.rectangle(picture, (220, 140), (419, 339), (0, 0, 0), -1)  # a square
    lives.last.show(picture)
    qtbot.waitUntil(lambda: page.preview.frame is not None)
    page.controls.guide.setChecked(False)
    page.reading.clear()
    place = page.preview.placement().place
    assert place.width() >= page.preview.width() - 2 or place.height() >= page.preview.height() - 2
    assert page.preview.rect().contains(place)
    inside = pixels_of(page.preview)[place.top() + 20 : place.bottom() - 20, place.left() + 20 : place.right() - 20]
    rows, columns = np.nonzero(inside.astype(int).max(axis=2) < 60)
    width, height = columns.max() - columns.min() + 1, rows.max() - rows.min() + 1
    assert width == pytest.approx(height, abs=2)
    assert width == pytest.approx(200 * place.height() / (640 if turns else 480), abs=2)


def test_a_grey_picture_is_shown_as_it_is(open_camera, lives, qtbot):
    window = open_camera()
    lives.last.show(np.full((720, 1280), 77, np.uint8))
    qtbot.waitUntil(lambda: window.camera.preview.frame is not None)
    place = window.camera.preview.placement().place
    assert tuple(pixels_of(window.camera.preview)[place.center().y(), place.center().x()]) == (77, 77, 77)


def test_a_change_of_size_in_mid_stream_is_followed(open_camera, lives, qtbot):
    window = open_camera()
    lives.last.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    lives.last.show(paper("3", left=150, top=80, height=200, size=(480, 360)))
    qtbot.waitUntil(reads(window, "3"), timeout=10_000)
    assert window.camera.preview.placement().picture.width() == 480


def test_only_what_is_inside_the_guide_is_read_unless_it_is_taken_away(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    shown = demo.camera_frame(demo.strokes("1", 10, 250, 160) + demo.strokes("7", 420, 200, 260), (960, 720))
    lives.last.show(shown)
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    page.controls.guide.setChecked(False)
    lives.last.show(shown)
    qtbot.waitUntil(reads(window, "17"), timeout=10_000)


# speed


def test_the_preview_goes_on_at_its_own_rate_while_a_slow_engine_reads_the_newest(open_camera, lives, qtbot):
    opener = Opener(delay=0.2)
    window = open_camera(inference=InferenceThread(opener))
    page = window.camera
    qtbot.waitUntil(lambda: "ONNX" in window.chip.text(), timeout=10_000)
    frames = [paper("7"), paper("7", left=400)]
    for index in range(60):
        last = lives.last.show(frames[index % 2])
        QTest.qWait(15)
    qtbot.waitUntil(lambda: page.reading.answer is not None and page.reading.answer.shot.frame is last, timeout=5_000)
    assert page.preview.painted >= 40
    assert opener.engine.calls <= 12
    assert opener.engine.calls * 4 < page.preview.painted


def test_frames_never_queue_up_for_a_window_that_is_slow(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    pixels = paper("7")
    lives.last.show(pixels)
    qtbot.waitUntil(lambda: page.preview.frame is not None)
    qtbot.wait(50)
    painted, dropped = page.preview.painted, page.feed.dropped
    for _ in range(500):  # while the window does nothing else
        last = lives.last.show(pixels)
    qtbot.waitUntil(lambda: page.preview.frame is last)
    qtbot.wait(50)
    assert page.preview.painted - painted <= 2
    assert page.feed.dropped - dropped == 499


def test_the_figures_say_rates_delay_and_what_was_dropped(open_camera, lives, qtbot):
    window = open_camera()
    for _ in range(30):
        lives.last.show(paper("7"))
        qtbot.wait(20)
    qtbot.waitUntil(lambda: len(window.camera.figures.texts) == 5)
    qtbot.wait(150)
    rate, dropped, delay, answers, size = window.camera.figures.texts
    assert 10 <= int(rate.split()[0]) <= 60 and int(answers.split()[0]) >= 5
    assert dropped.split()[1] == "dropped" and int(delay.split()[2]) < 500
    assert size == "960 × 720"


def test_what_was_dropped_is_counted_anew_for_another_source(open_camera, lives, qtbot):
    page = open_camera().camera
    for uri, shown in (("first", 5), ("second", 3)):
        page.open(uri)
        for _ in range(shown):  # while the window does nothing else
            last = lives.last.show(paper("7"))
        qtbot.waitUntil(lambda last=last: page.preview.frame is last)
        qtbot.waitUntil(lambda count=shown - 1: f"{count} dropped" in page.figures.texts)


def test_what_a_camera_was_asked_for_and_what_it_gives_is_told(open_camera, lives, qtbot):
    window = open_camera()
    lives.last.tell(State.RUNNING, asked=Mode(1280, 720, 30.0), got=Mode(640, 480, 15.0))
    lives.last.show(paper("7"))
    lives.last.tell(State.RUNNING, asked=Mode(1280, 720, 30.0), got=Mode(640, 480, 15.0))
    said = "asked for 1280 × 720 @ 30, got 640 × 480 @ 15"
    qtbot.waitUntil(lambda: said in window.camera.figures.texts, timeout=5_000)
    assert said in window.camera.figures.toolTip() and said in window.camera.figures.accessibleName()


# freezing, keeping, adjusting


def test_space_holds_the_picture_and_its_reading_and_lets_them_go(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    held = lives.last.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
    for _ in range(5):
        lives.last.show(paper("3"))
        qtbot.wait(20)
    assert page.preview.frame is held
    assert reads(window, "7")()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    lives.last.show(paper("3"))
    qtbot.waitUntil(reads(window, "3"), timeout=5_000)


def test_a_frozen_picture_can_still_be_turned_and_is_read_anew(open_camera, lives, qtbot):
    window = open_camera()
    lives.last.show(np.ascontiguousarray(np.rot90(paper("7", left=180, size=(900, 800)))))
    qtbot.waitUntil(lambda: window.camera.preview.frame is not None)
    window.camera.freeze()
    window.camera.controls.turn.click()
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)


@pytest.mark.parametrize("turns", [0, 1])
def test_a_picture_is_kept_with_all_its_pixels_and_it_is_said_where(
    open_camera, lives, qtbot, tmp_path, monkeypatch, turns
):
    monkeypatch.setattr(keeping, "folder", lambda place: tmp_path / "new" / "Pictures")
    window = open_camera()
    for _ in range(turns):
        window.camera.controls.turn.click()
    shown = paper("7")
    lives.last.show(shown)
    qtbot.waitUntil(lambda: window.camera.preview.frame is not None)
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: window.camera.strip.isVisible(), timeout=5_000)
        window.camera.strip.hide()
        qtbot.wait(20)
    files = sorted((tmp_path / "new" / "Pictures").iterdir())
    assert len(files) == 2, "the second does not take the first one's place"
    assert (cv2.imread(str(files[0])) == np.rot90(shown, -turns)).all()
    assert any(file.name in window.camera.strip.message.text() for file in files)


def test_a_picture_that_cannot_be_kept_is_said_too(open_camera, lives, qtbot, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(keeping, "folder", lambda place: tmp_path / "file" / "Pictures")
    window = open_camera()
    lives.last.show(paper("7"))
    qtbot.waitUntil(lambda: window.camera.preview.frame is not None)
    window.camera.tools.save.click()
    qtbot.waitUntil(lambda: "Not saved" in window.camera.strip.message.text(), timeout=5_000)


def test_what_was_recorded_can_be_replayed(open_camera, lives, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "folder", lambda place: tmp_path)
    window = open_camera()
    page = window.camera
    lives.last.show(paper("7"))
    qtbot.waitUntil(lambda: page.tools.record.isEnabled())
    page.tools.record.click()
    assert page.tools.record.isChecked() and page.tools.record.text() == "Stop recording"
    for _ in range(5):
        lives.last.show(paper("7"))
        qtbot.wait(60)
    page.tools.record.click()
    assert not page.tools.record.isChecked()
    (file,) = tmp_path.iterdir()
    assert file.name in page.strip.message.text()
    from app.sources.source import open_source

    with open_source(str(file)) as source:
        assert source.read().pixels.shape == (720, 960, 3)


def test_exposure_and_brightness_are_there_where_the_camera_has_them(open_camera, lives, qtbot):
    window = open_camera()
    controls = window.camera.controls
    window.camera.tools.adjust.click()
    assert not controls.exposure.slider.isVisible()
    exposure = Control("exposure", 3, 2047, 1, 250, True)
    lives.last.tell(State.RUNNING, controls={"exposure": exposure})
    qtbot.waitUntil(controls.exposure.slider.isVisible)
    assert not controls.brightness.slider.isVisible()
    assert controls.exposure.automatic.isChecked()
    controls.exposure.slider.setValue(200)
    assert lives.last.set[-1] == ("exposure", 2047) and not controls.exposure.automatic.isChecked()
    controls.exposure.slider.setValue(0)
    assert lives.last.set[-1] == ("exposure", 3)
    controls.exposure.automatic.click()
    assert lives.last.set[-1] == ("exposure", None)
    QTest.keyClick(controls.exposure.slider, Qt.Key.Key_Escape)
    assert controls.isHidden()


def test_the_digit_that_is_chosen_stays_chosen(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    shown = paper("73", left=250)
    lives.last.show(shown)
    qtbot.waitUntil(reads(window, "73"), timeout=10_000)
    for index, digit in ((1, "3"), (0, "7")):
        box = overlay.frame(page.preview.placement(), page.preview.predictions[index])
        QTest.mouseClick(page.preview, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
        lives.last.show(shown)
        qtbot.wait(250)
        assert page.cards.bars._heading.text().startswith(digit)
    QTest.keyClick(page.preview, Qt.Key.Key_Right)
    assert page.cards.bars._heading.text().startswith("3")


# the page and its source


def test_the_source_is_open_only_while_its_page_is_seen(open_camera, lives, qtbot):
    window = open_camera()
    first = lives.last
    first.show(paper("7"))
    qtbot.waitUntil(reads(window, "7"), timeout=10_000)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert first.closed and window.draw.isVisible()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(lives.made) == 2)
    assert window.camera.preview.frame is None, "what it saw before is not what it sees now"
    window.showMinimized()
    qtbot.waitUntil(lambda: lives.last.closed)
    window.showNormal()
    qtbot.waitUntil(lambda: len(lives.made) >= 3 and not lives.last.closed)
    window.close()
    assert lives.last.closed


def test_a_frame_of_the_source_before_is_not_shown(open_camera, lives, qtbot):
    window = open_camera()
    first = lives.last
    window.camera.open("/dev/video1")
    first.show(paper("7"))
    first.tell(State.WAITING, errors.SourceLostError("unplugged"))
    qtbot.wait(50)
    assert window.camera.preview.frame is None and "Opening" in window.camera.trouble.title.text()


@pytest.mark.parametrize("deaf", [False, True])
def test_the_window_closes_while_a_read_waits(open_window, qtbot, deaf):
    source = StuckSource(deaf=deaf)
    window = open_window(camera={"find": list, "open_source": live_on(source)})
    window.camera.open("stuck")
    qtbot.waitUntil(source.reading.is_set)
    begin = time.monotonic()
    window.close()
    assert time.monotonic() - begin < (2.5 if deaf else 0.8)
    source.free.set()


def test_nothing_waits_for_a_slow_look_for_cameras(open_window, lives, qtbot):
    def slow():
        time.sleep(0.6)
        return []

    window = open_window(camera={"find": slow, "open_source": lives})
    begin = time.monotonic()
    window.grab()
    window.camera.look_again()
    qtbot.wait(10)
    assert time.monotonic() - begin < 0.4
    window.close()


def test_the_variable_names_the_first_source(open_window, lives, qtbot, monkeypatch):
    monkeypatch.setenv("ATLAS_DIGITS_SOURCE", "http://user:secret@phone:8080/video")
    window = open_window(camera={"find": list, "open_source": lives})
    qtbot.waitUntil(lambda: bool(lives.made))
    assert lives.last.uri == "http://user:secret@phone:8080/video"
    assert window.camera.picker.text() == "phone:8080"


@pytest.mark.qt_log_ignore("This plugin does not support")  # raising and grabbing, which a menu does
def test_the_list_offers_what_is_found_and_anything_else(open_camera, lives, qtbot):
    from app.sources.found import FoundSource

    found = [FoundSource("/dev/video0", TITLE), FoundSource("/dev/video2", "Microscope")]
    window = open_camera(camera={"find": lambda: found})
    picker = window.camera.picker
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton)
    entries = {action.text(): action for action in picker.menu.actions()}
    assert entries[TITLE].isChecked() and "Open…" in entries
    assert all(picker.menu.actionGeometry(action).height() >= 40 for action in entries.values() if action.text())
    entries["Microscope"].trigger()
    picker.menu.close()
    qtbot.waitUntil(lambda: lives.last.uri == "/dev/video2")
    assert lives.made[0].closed


@pytest.mark.qt_log_ignore("This plugin does not support")  # telling a size
def test_anything_else_is_asked_for_without_holding_up_the_window(open_camera, lives, qtbot):
    from app.ui.camera.open_dialog import OpenDialog

    window = open_camera()
    window.camera.ask()
    (dialog,) = window.findChildren(OpenDialog)
    assert not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.address, " rtsp://camera/1 ")
    QTest.keyClick(dialog.address, Qt.Key.Key_Return)
    assert lives.last.uri == "rtsp://camera/1"


def test_the_tab_key_reaches_all_and_all_have_names(open_camera, lives, qtbot):
    window = open_camera()
    lives.last.show(paper("7"))
    qtbot.waitUntil(lambda: window.camera.preview.frame is not None)
    window.camera.tools.adjust.click()
    tools, controls = window.camera.tools, window.camera.controls
    wanted = {tools.picker, tools.refresh, tools.adjust, tools.record, tools.save, tools.freeze, window.camera.preview}
    wanted |= {controls.turn, controls.mirror, controls.guide, *window.switch.tabs}
    assert all(part.accessibleName() for part in wanted)
    seen = set()
    window.activateWindow()
    for _ in range(40):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        seen.add(window.focusWidget())
    assert wanted <= seen


def test_space_on_a_button_presses_that_button(open_camera, lives, qtbot):
    window = open_camera()
    page = window.camera
    lives.last.show(paper("7"))
    qtbot.waitUntil(lambda: page.preview.frame is not None)
    page.tools.adjust.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.tools.adjust, Qt.Key.Key_Space)
    assert page.tools.adjust.isChecked() and page.tools.freeze.text() == "Freeze"


def test_pointing_beside_a_digit_chooses_nothing(open_camera, lives, qtbot):
    window = open_camera()
    QTest.mouseClick(window.camera.trouble, Qt.MouseButton.LeftButton)
    lives.last.show(paper("7"))
    qtbot.waitUntil(boxed(window), timeout=10_000)
    QTest.mouseClick(window.camera.preview, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert window.camera.cards.bars._heading.text().startswith("7")
