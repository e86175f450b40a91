"""A day's work in one window: everything that people do with it, and much of it at once."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.samples import Samples
from tests.ui.end_to_end.hand import (
    CONTROL,
    answer,
    answer_dialog,
    choose,
    click,
    make_room,
    press,
    reads,
    says_kept,
)
from tests.ui.given import drop, mime, write
from tests.ui.hands import Hands, one, seven, zero


def draws_and_corrects(window, folder):
    hands, canvas, tools = Hands(), window.draw.canvas, window.draw.tools
    yield from make_room(window)
    hands.mouse(canvas, seven(left=40))
    hands.touch(canvas, zero(left=240))
    hands.tablet(canvas, one(left=440))
    yield reads(window, "701")
    click(tools.undo)
    yield reads(window, "70")
    click(tools.redo)
    yield reads(window, "701")
    correction = window.draw.cards.answer.correction
    press(window, 7)  # the 1, drawn last
    yield says_kept(window, 7)
    click(correction.undo)
    yield lambda: not correction.says
    press(window, 1)
    yield says_kept(window, 1)

    yield from exports_and_imports(window, Path(folder) / "kept.json")
    yield from saves_and_opens(window, Path(folder) / "drawing.json")
    yield from switches_the_language_in_a_stroke(window, hands)
    yield from reads_five_hundred_files(window, hands, Path(folder) / "many")
    yield from is_given_what_is_no_picture(window, Path(folder) / "no pictures")


def exports_and_imports(window, path):
    page = window.samples
    window.switch.tabs[3].click()
    yield lambda: page.view.model().rowCount() == 1
    yield from choose(window, page.tools.export, "JSON")
    yield from answer_dialog(window, path)
    yield lambda: "exported" in page.stage.strip.message.text()
    page.view.selectAll()
    click(page.tools.delete)
    yield lambda: page.view.model().rowCount() == 0
    yield from choose(window, page.tools.bring, "JSON")
    yield from answer_dialog(window, path)
    yield lambda: "imported from" in page.stage.strip.message.text() and page.view.model().rowCount() == 1


def saves_and_opens(window, path):
    canvas, tools = window.draw.canvas, window.draw.tools
    window.switch.tabs[0].click()
    before = canvas.drawing.lines
    click(tools.save)
    yield from answer_dialog(window, path)
    yield path.exists
    click(tools.clear)
    yield lambda: not answer(window)
    click(tools.open)
    yield from answer_dialog(window, path)
    yield reads(window, "701")
    assert len(canvas.drawing.lines) == len(before)


def switches_the_language_in_a_stroke(window, hands):
    """While the pen is down the other hand goes to the settings and back; and another time nothing else happens."""
    canvas, languages = window.draw.canvas, window.settings_page.look.language
    click(window.draw.tools.clear)
    points = seven()
    half = len(points) // 2
    hands.mouse(canvas, points[:half], lift=False)
    QTest.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    yield languages.isVisible
    hands.lift_mouse(window.settings_page, points[half])  # Qt gives it to who is seen
    click(languages.buttons["zh_CN"])
    yield lambda: canvas.accessibleName() != "Paper"
    QTest.keyClick(window, Qt.Key.Key_1, CONTROL)
    yield canvas.isVisible
    hands.tablet(canvas, points[half - 1 :])
    yield reads(window, "7")
    assert [len(line.points) for line in canvas.drawing.lines] == [half, len(points) - half + 1]

    window.draw.canvas.clear()
    hands.tablet(canvas, points[:half], lift=False)
    window._settings.language = "en"
    yield lambda: canvas.accessibleName() == "Paper"
    hands.go_on(canvas, points[half:])
    yield reads(window, "7")
    assert [len(line.points) for line in canvas.drawing.lines] == [len(points)]


def reads_five_hundred_files(window, hands, folder):
    """And a drawing meanwhile."""
    page = window.files
    window.draw.canvas.clear()
    drop(window, mime(*sorted(folder.iterdir())))
    yield lambda: page.batch.done > 20
    QTest.keyClick(window, Qt.Key.Key_1, CONTROL)
    hands.mouse(window.draw.canvas, zero())
    yield reads(window, "0")
    assert page.batch.busy, "it did not wait for the files"
    yield lambda: not page.batch.busy
    right = [row.name for row in page.results.rows if row.text == row.name[-5]]
    assert len(page.results.rows) == 500 and len(right) > 480, len(right)


def is_given_what_is_no_picture(window, folder):
    """200 MB of it, once as such and once with the beginning of a picture."""
    page = window.files
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("film.mkv", "picture.png"):
        drop(window, mime(folder / name))
        yield lambda name=name: page.results.rows[-1].name == name and not page.batch.busy
        assert "not a picture, or it is damaged" in page.results.rows[-1].problem, page.results.rows[-1].problem
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    assert grown < 300, f"{grown:.0f} MB more"


def make_files(folder):
    """500 pictures, the digit at each name's end, and two files of 200 MB."""
    (folder / "many").mkdir()
    (folder / "no pictures").mkdir()
    drawn = [write(folder / f"{digit}.png", str(digit)) for digit in range(10)]
    for number in range(500):
        os.link(drawn[number % 10], folder / "many" / f"{number:03}.png")
    for name, start in (("film.mkv", b"\x1a\x45\xdf\xa3"), ("picture.png", b"\x89PNG\r\n\x1a\n")):
        with (folder / "no pictures" / name).open("wb") as file:
            file.write(start)
            file.truncate(200_000_000)


def test_everything_that_is_done_by_hand_in_one_window(begin, home, tmp_path):
    make_files(tmp_path)
    begin(draws_and_corrects, tmp_path).ends()
    with Samples(home.store) as samples:
        assert [(sample.answer, sample.correction) for sample in samples.find()] == [(1, 1)]
