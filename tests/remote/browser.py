"""A headless Chromium, driven through chromedriver by the WebDriver protocol: what a person does with the page."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Optional

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name for a reference to one
PATIENCE = 30.0  # seconds, on a machine that does much else
ENTER, CONTROL = "\ue007", "\ue009"

_FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --ignore-certificate-errors --no-proxy-server
"""
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Driver:
    """chromedriver. Its browsers end with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._browsers: list[Browser] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._address = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self._ready)

    def _ready(self) -> bool:
        try:
            return bool(request(f"{self._address}/status")["ready"])
        except OSError:
            return False

    def open(self, size: tuple[int, int] = (1280, 800), language: str = "en", dark: bool = False) -> Browser:
        profile = self._folder / f"browser-{len(self._browsers)}"
        flags = [
            *_FLAGS.split(),
            f"--user-data-dir={profile}",
            f"--window-size={size[0]},{size[1]}",
            f"--lang={language}",
        ]
        chrome = {"args": flags, "prefs": {"intl.accept_languages": language}}
        wanted = {"goog:chromeOptions": chrome, "goog:loggingPrefs": {"browser": "ALL"}, "acceptInsecureCerts": True}
        answer = request(f"{self._address}/session", {"capabilities": {"alwaysMatch": wanted}})
        browser = Browser(f"{self._address}/session/{answer['sessionId']}")
        browser.resize(*size, dark=dark)
        self._browsers.append(browser)
        return browser

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()
        self._process.terminate()
        self._process.wait()


class Browser:
    def __init__(self, session: str) -> None:
        self._session = session
        self._open = True

    def _do(self, command: str, body: Optional[dict] = None) -> Any:
        return request(f"{self._session}/{command}", {} if body is None else body)

    def go(self, address: str) -> None:
        self._do("url", {"url": address})

    def resize(self, width: int, height: int, *, dark: bool = False, scale: float = 1, touch: bool = False) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": touch}
        self.tell("Emulation.setDeviceMetricsOverride", **size)
        self.tell("Emulation.setTouchEmulationEnabled", enabled=touch)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])

    def tell(self, command: str, **parameters: Any) -> Any:
        """A command of Chromium's own protocol."""
        return self._do("goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, script: str, *arguments: Any) -> Any:
        return self._do("execute/sync", {"script": script, "args": list(arguments)})

    def run_until(self, script: str, *arguments: Any) -> Any:
        """The script calls its last argument with the result."""
        return self._do("execute/async", {"script": script, "args": list(arguments)})

    def sees(self, selector: str) -> bool:
        script = "const one = document.querySelector(arguments[0]); return !!one && one.checkVisibility()"
        return bool(self.run(script, selector))

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def type(self, selector: str, keys: str) -> None:
        found = self._do("element", {"using": "css selector", "value": selector})[ELEMENT]
        self._do(f"element/{found}/value", {"text": keys})

    def press(self, *keys: str) -> None:
        """One after the other pressed, then let go in the other order."""
        down = [{"type": "keyDown", "value": key} for key in keys]
        up = [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._do("actions", {"actions": [{"type": "key", "id": "keys", "actions": [*down, *up]}]})

    def draw(self, points: list[tuple[int, int]], pointer: str = "mouse", lift: bool = True) -> None:
        """Press at the first point, go through the others, in the page's pixels."""
        moves = [{"type": "pointerMove", "x": x, "y": y, "duration": 20} for x, y in points]
        actions = [{**moves[0], "duration": 0}, {"type": "pointerDown", "button": 0}, *moves[1:]]
        if lift:
            actions.append({"type": "pointerUp", "button": 0})
        hand = {"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": actions}
        self._do("actions", {"actions": [hand]})

    def move(self, points: list[tuple[int, int]]) -> None:
        moves = [{"type": "pointerMove", "x": x, "y": y, "duration": 20} for x, y in points]
        hand = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}
        self._do("actions", {"actions": [hand]})

    def let_go(self) -> None:
        """Of every button and key."""
        request(f"{self._session}/actions", method="DELETE")

    def click(self, selector: str) -> None:
        found = self._do("element", {"using": "css selector", "value": selector})[ELEMENT]
        self._do(f"element/{found}/click")

    def picture(self) -> bytes:
        """PNG of the page."""
        return base64.b64decode(request(f"{self._session}/screenshot"))

    def log(self) -> list[str]:
        """What the page's console was told since it was last asked."""
        return [entry["message"] for entry in self._do("se/log", {"type": "browser"})]

    def close(self) -> None:
        if self._open:
            self._open = False
            request(self._session, method="DELETE")


def request(address: str, body: Optional[dict] = None, method: Optional[str] = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    try:
        with _DIRECT.open(asked, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        raise AssertionError(json.load(error)["value"]["message"]) from None


def wait_for(condition: Any, seconds: float = PATIENCE) -> Any:
    """What it gives as soon as that is something."""
    ends = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < ends, f"not within {seconds:g} s"
        time.sleep(0.05)
