"""Take pictures of every page of the window and of the kiosk, in every look, language and size: `make screenshots`.

    python packaging/screenshots [--only light-en-800x480]

The real window is driven without a screen, for somebody who has chosen nothing yet: what is drawn is read by the real
engine. All pictures go to build/screenshots; those that the READMEs show go, smaller, to assets/screenshots.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from itertools import chain, product
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt looks for a screen

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import camera  # noqa: E402
import drawn  # noqa: E402
import files  # noqa: E402
import kiosk  # noqa: E402
import pictures  # noqa: E402
import samples  # noqa: E402
import settings  # noqa: E402
from PySide6.QtCore import QSize  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from scene import Scene  # noqa: E402

from app.ui.language import CHINESE, ENGLISH, Language  # noqa: E402
from app.ui.theme import PALETTES, Theme  # noqa: E402

SHOWS = (drawn.shots, camera.shots, files.shots, samples.shots, settings.shots)
BUILT, ASSETS = ROOT / "build" / "screenshots", ROOT / "assets" / "screenshots"
LANGUAGES = {ENGLISH: "en", CHINESE: "zh"}
SMALL, MIDDLE, LARGE = QSize(800, 480), QSize(1440, 900), QSize(1920, 1080)
# in the READMEs: the English one is light, the Chinese one dark
IN_README = {("light", ENGLISH), ("dark", CHINESE)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="ENDING", help="part of look-language-size")
    only = parser.parse_args().only
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]  # the home that each scene has holds everything
    with tempfile.TemporaryDirectory(prefix="atlas-digits-") as home:
        take_all(only, Path(home))
    return 0


def take_all(only: str, home: Path) -> None:
    BUILT.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(home)  # so that nothing of this user's is seen or changed
    app = QApplication([])
    language, look = Language(app, ENGLISH), Theme(app)
    for code, mode, size in product(LANGUAGES, PALETTES, (SMALL, MIDDLE, LARGE)):
        ending = f"{mode}-{LANGUAGES[code]}-{size.width()}x{size.height()}"
        readme = (mode, code) in IN_README
        if only in ending and (size != MIDDLE or readme):
            language.use(code)
            look.set_mode(mode)
            with Scene(look, size, home / ending) as scene:
                for name in chain.from_iterable(shots(scene) for shots in SHOWS):
                    picture = scene.grab()
                    picture.save(str(BUILT / f"{name}-{ending}.png"))
                    if readme and (name, size.width()) in pictures.SHOWN:
                        pictures.save_small(picture, ASSETS, f"{name}-{ending}")
            print(ending)
    take_kiosk(only, home, look, language)


def take_kiosk(only: str, home: Path, look: Theme, language: Language) -> None:
    for code, mode, size in product(LANGUAGES, PALETTES, kiosk.SIZES):
        ending = f"{mode}-{LANGUAGES[code]}-{size.width()}x{size.height()}"
        if only in f"kiosk-{ending}":
            language.use(code)
            look.set_mode(mode)
            with kiosk.KioskScene(look, language, size, home / f"kiosk-{ending}") as scene:
                for name in kiosk.shots(scene):
                    picture = scene.grab()
                    picture.save(str(BUILT / f"{name}-{ending}.png"))
                    if (name, mode, size) == kiosk.IN_README:
                        pictures.save_small(picture, ASSETS, f"{name}-{ending}")
            print(f"kiosk-{ending}")


if __name__ == "__main__":
    sys.exit(main())
