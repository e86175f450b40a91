"""How late ink is in the page of `atlas-digits remote`: from a move of the pointer there until it is painted there.

    python tests/benchmarks/remote_latency.py [--strokes N] [--kiosk] [--json FILE]

A headless Chromium on this machine. The page moves the mouse itself, at a time of its choice, and looks at its canvas
in every frame that the browser paints (60 a second, so that up to 17 ms of it are the wait for the next one).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.remote.browser import ENTER, Browser, Driver, wait_for
from tests.remote.conftest import PASSWORDS, ROOT, Remote, set_passwords

GOAL = 30.0  # milliseconds, at the median
CLEAR = (785, 754)

# one stroke from the left to the right: the times of its moves, in milliseconds
STROKE = """
const [y, done] = arguments;
const canvas = document.querySelector('#screen canvas');
const pixels = canvas.getContext('2d', { willReadFrequently: true });
const scale = canvas.width / canvas.getBoundingClientRect().width;
const tell = (kind, x) => (kind === 'mousedown' ? canvas : window).dispatchEvent(
    new MouseEvent(kind, { clientX: x, clientY: y, bubbles: true, cancelable: true }));
const wait = (time) => new Promise((go) => setTimeout(go, time));
const painted = (x) => pixels.getImageData(x * scale, y * scale, 1, 1).data[0] < 80;
const seen = (x, begin) => new Promise((go) => {
    const look = () => {
        const late = performance.now() - begin;
        if (painted(x)) { go(late); } else if (late > 2000) { go(null); } else { requestAnimationFrame(look); }
    };
    requestAnimationFrame(look);
});
(async () => {
    const times = [];
    let x = 100;
    tell('mousedown', x);
    await wait(200);
    while (x < 600) {
        x += 25;
        await wait(40 + 30 * Math.random()); // at no time that has to do with the frames
        const begin = performance.now();
        tell('mousemove', x);
        times.push(await seen(x, begin));
    }
    tell('mouseup', x);
    done(times);
})();
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=int, default=20, help="of 20 moves each")
    parser.add_argument("--kiosk", action="store_true", help="of the kiosk, not of the window")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atlas-digits-bench-") as folder:
        times = measured(Path(folder), options.strokes, options.kiosk)
    found = {
        "moves": len(times),
        "median ms": statistics.median(times),
        "p95 ms": sorted(times)[int(0.95 * len(times))],
        "worst ms": max(times),
    }
    for name, value in found.items():
        verdict = f"goal {GOAL:g}  {'met' if value <= GOAL else 'MISSED'}" if name == "median ms" else ""
        print(f"{name:12} {value:9.2f}  {verdict}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")
    return 0


def measured(folder: Path, strokes: int, kiosk: bool) -> list[float]:
    set_passwords(folder)
    if kiosk:
        environment = {"XDG_CONFIG_HOME": str(folder / "config"), "PATH": ""}
        command = [sys.executable, "-m", "app", "pin", "--generate"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    remote = Remote(folder, *(["--kiosk"] if kiosk else [])).is_up()
    driver = Driver(folder)
    try:
        browser = driver.open()
        browser.go(remote.address)
        wait_for(lambda: browser.sees("#login"))
        browser.type("#password", PASSWORDS.draw + ENTER)
        wait_for(lambda: browser.sees("#screen canvas"))
        if kiosk:
            browser.draw([(300, 300)])  # the screen that attracts goes
        time.sleep(2)
        found = [late for number in range(strokes + 1) for late in stroke(browser, number, kiosk)]
    finally:
        driver.close()
        remote.end()
        remote.is_gone()
    return found[20:]  # the first stroke warms up


def stroke(browser: Browser, number: int, kiosk: bool) -> list[float]:
    times = browser.run_until(STROKE, 150 + 40 * (number % 10))
    assert None not in times, "a move was never painted"
    if number % 10 == 9:
        browser.draw([(400, 730) if kiosk else CLEAR])
        time.sleep(1)
    return times


if __name__ == "__main__":
    sys.exit(main())
