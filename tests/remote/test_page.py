"""The page in a real browser: what is typed and drawn there reaches the window, and the window is seen there."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from app.samples import Samples
from tests.remote.browser import ENTER, Browser, wait_for
from tests.remote.conftest import PASSWORDS, Remote, lines_of_processes

SEVEN = [(250, 250), (330, 250), (410, 250), (395, 300), (370, 360), (345, 420), (320, 480)]
ANSWER = (870, 95, 80, 105)  # x, y, width, height of the numeral, in a window of 1280x800
PAPER = (30, 90, 790, 620)
CLEAR = (785, 754)


@pytest.fixture(scope="module")
def browsers(driver):
    """Two, for the whole module: a browser takes seconds to start."""
    return driver.open(), driver.open()


@pytest.fixture
def page(shared, browsers):
    """Opened, nobody logged in. Whoever uses it leaves the paper as it was: clean."""
    yield from opened(browsers[0], shared)


@pytest.fixture
def second(shared, browsers):
    """Somebody else's."""
    yield from opened(browsers[1], shared)


def opened(browser: Browser, shared: Remote) -> Iterator[Browser]:
    browser.resize(1280, 800)
    browser.go(shared.address)
    wait_for(lambda: browser.sees("#login"))
    browser.log()
    yield browser
    browser.let_go()
    browser.go("about:blank")


def log_in(browser: Browser, password: str = PASSWORDS.draw) -> None:
    wait_for(lambda: tries(browser, password))  # who drew before may just be leaving


def tries(browser: Browser, password: str) -> bool:
    browser.type("#password", password + ENTER)
    wait_for(lambda: browser.sees("#screen canvas") or browser.text("#problem"))
    return browser.sees("#screen canvas")


def shown(browser: Browser, place: tuple[int, int, int, int]) -> np.ndarray:
    """This part of the page, grey."""
    picture = cv2.imdecode(np.frombuffer(browser.picture(), np.uint8), cv2.IMREAD_GRAYSCALE)
    x, y, width, height = place
    return picture[y : y + height, x : x + width]


def ink(browser: Browser) -> int:
    return int((shown(browser, PAPER) < 60).sum())


def reads_answer(browser: Browser) -> str:
    """What the numeral on the answer's card is, by our own reading of the page's picture."""
    from app.engines import open_engine
    from app.recognition.recognizer import Recognizer

    with open_engine("onnx") as engine:
        return Recognizer(engine).recognize(shown(browser, ANSWER)).text


def clear(browser: Browser) -> None:
    browser.draw([CLEAR])
    wait_for(lambda: ink(browser) == 0)


def test_a_7_drawn_with_the_mouse_is_read_as_7(page, shared):
    log_in(page)
    page.draw(SEVEN)
    wait_for(lambda: ink(page) > 2000)
    wait_for(lambda: reads_answer(page) == "7")
    page.press("1")  # a correction keeps the answer that was given
    wait_for(lambda: shared.store.exists() and samples(shared))
    assert [(sample.answer, sample.correction) for sample in samples(shared)] == [(7, 1)]
    assert page.log() == []
    clear(page)


def samples(remote: Remote) -> list:
    with Samples(remote.store) as store:
        return store.find()


def test_the_window_fills_the_page_and_nothing_covers_it(page):
    log_in(page)
    place = (
        "const at = document.querySelector('canvas').getBoundingClientRect(); return [at.x, at.y, at.width, at.height]"
    )
    assert page.run(place) == [0, 0, 1280, 800]
    for x, y in ((1, 1), (1, 400), (640, 1), (1278, 798), (640, 400)):
        assert page.run("return document.elementFromPoint(...arguments).tagName", x, y) == "CANVAS"
    page.resize(390, 844)
    wait_for(lambda: page.run(place)[2] == 390)
    x, y, _, height = page.run(place)
    assert x == 0 and abs(height - 390 / 1.6) <= 1 and abs(y - (844 - height) / 2) <= 1


def test_a_finger_draws_from_its_first_touch(page):
    """noVNC's own gestures would send a click with the other button, and nothing of a short stroke."""
    page.resize(1280, 800, touch=True)
    log_in(page)
    page.draw([(300, 300), (310, 312), (318, 330)], pointer="touch")
    wait_for(lambda: ink(page) > 300)
    rows, columns = np.nonzero(shown(page, PAPER) < 60)
    assert columns.min() + PAPER[0] < 300 and rows.min() + PAPER[1] < 300
    page.resize(1280, 800)
    clear(page)


def test_a_wrong_password_is_told_and_the_right_one_lets_in(page):
    page.type("#password", "notright" + ENTER)
    assert wait_for(lambda: page.text("#problem")) == "This password is not right."
    assert page.run("return document.activeElement.id + document.querySelector('#password').value") == "password"
    log_in(page)


def test_who_watches_sees_and_does_nothing(page, second):
    log_in(page)
    log_in(second, PASSWORDS.watch)
    second.draw(SEVEN)
    second.press("1")
    page.draw([(300, 200), (300, 300), (300, 400)])
    wait_for(lambda: ink(page) > 2000 and ink(second) > 0.95 * ink(page))
    columns = np.nonzero(shown(second, PAPER) < 60)[1] + PAPER[0]
    assert columns.min() > 285 and columns.max() < 315, "only the stroke of who may draw"
    clear(page)


def test_a_second_who_would_draw_is_told(page, second):
    log_in(page)
    page.draw([(300, 200), (300, 300)])
    second.type("#password", PASSWORDS.draw + ENTER)
    assert wait_for(lambda: second.text("#problem")).startswith("Somebody else is drawing.")
    clear(page)
    page.go("about:blank")
    log_in(second)


def test_the_password_is_nowhere_but_in_the_page(page, shared):
    log_in(page)
    assert page.run("return location.href") == shared.address
    assert page.run("return document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert PASSWORDS.draw not in page.run("return document.documentElement.outerHTML")
    assert "Path: '/websockify'" in shared.text()
    for word in (PASSWORDS.draw, PASSWORDS.watch):
        assert word not in shared.text()
        assert not any(word in line for line in lines_of_processes().values())
    for pid in shared.processes():
        assert PASSWORDS.draw not in open(f"/proc/{pid}/environ", errors="replace").read()  # noqa: PTH123, SIM115


def test_a_lost_connection_comes_back_by_itself(page, shared):
    log_in(page)
    page.draw([(300, 200), (300, 300)], lift=False)
    wait_for(lambda: ink(page) > 1000)
    for pid in sorted(shared.processes("websockify"))[1:]:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: page.sees("#waiting"))
    assert page.text("#state") == "Connection lost"
    assert re.fullmatch(r"Trying again in \d+ s|Trying again…", page.text("#detail"))
    wait_for(lambda: page.sees("#screen canvas"))
    wait_for(lambda: ink(page) > 1000)
    before = ink(page)
    page.move([(500, 200), (500, 400), (520, 420)])
    time.sleep(0.3)
    assert ink(page) == before, "the button that was held when the connection was lost is let go"
    page.let_go()
    clear(page)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "密码"), ("en", "Password"), ("de", "Password")])
def test_it_speaks_the_browsers_language(shared, driver, language, title):
    browser = driver.open(language=language)
    browser.go(shared.address)
    wait_for(lambda: browser.sees("#login"))
    assert browser.text("label") == title
    assert browser.run("return document.documentElement.lang") == ("zh-CN" if language == "zh-CN" else "en")
    browser.close()


def test_both_languages_say_everything(page):
    script = """
        const done = arguments[arguments.length - 1];
        const keys = (table) => Object.entries(table).flatMap(
            ([key, value]) => [key, ...(typeof value === 'object' ? keys(value) : [])]);
        import('./words.js').then((words) => done([keys(words.EN), keys(words.ZH)]));
    """
    english, chinese = page.run_until(script)
    assert english == chinese and len(english) > 10


def test_nothing_from_elsewhere_is_let_in(page):
    """By the policy that the page states, and that it does not show itself within another."""
    script = """
        const done = arguments[arguments.length - 1];
        addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
        const other = document.createElement('script');
        other.textContent = 'document.title = "taken"';
        document.body.append(other);
    """
    assert page.run_until(script) == "script-src-elem"
    assert page.run("return document.title") == "Atlas Digits"


def test_the_colours_are_those_of_the_window(page):
    from app.ui.theme import PALETTES

    for dark in (False, True):
        page.resize(1280, 800, dark=dark)
        colours = PALETTES["dark" if dark else "light"]
        style = "const one = getComputedStyle(document.querySelector(arguments[0])); return one[arguments[1]]"
        for selector, what, role in (
            ("body", "backgroundColor", "background"),
            (".card", "backgroundColor", "surface"),
            (".card", "borderTopColor", "hairline"),
            ("body", "color", "text"),
            (".muted", "color", "muted"),
            ("button.primary", "backgroundColor", "accent"),
        ):
            red, green, blue = (int(part) for part in re.findall(r"\d+", page.run(style, selector, what))[:3])
            assert (red, green, blue) == colours[role].getRgb()[:3], role
