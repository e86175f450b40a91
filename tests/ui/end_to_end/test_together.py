"""Two windows of one user at once: what one does the other does not undo."""

from __future__ import annotations

from pathlib import Path

from app.samples import Samples
from app.ui.settings.settings import Settings
from tests.ui.end_to_end.hand import click, keep, make_room

EACH = 8


def works_beside_another(window, name, other, folder):
    """Draws, corrects and changes settings while the other does."""
    folder, settings, page = Path(folder), window._settings, window.settings_page
    yield from make_room(window)
    yield from meets(folder, name, other, "ready")
    for number in range(EACH):
        yield from keep(window, number)
    yield from meets(folder, name, other, "kept")

    window.gear.click()
    if name == "first":
        click(page.look.theme.buttons["dark"])
    else:
        click(page.look.language.buttons["zh_CN"])
    yield from meets(folder, name, other, "chosen")
    if name == "first":
        settings.pen = 0.05
    else:
        settings.refuse_below = 0.8
    window.switch.tabs[3].click()
    yield lambda: window.samples.view.model().rowCount() == 2 * EACH
    yield from meets(folder, name, other, "seen")
    if name == "first":
        window.samples.view.setCurrentIndex(window.samples.view.model().index(0, 0))
        click(window.samples.tools.delete)
    yield lambda: window.samples.view.model().rowCount() == 2 * EACH - 1


def meets(folder, name, other, where):
    """Wait until the other one is here too."""
    (folder / f"{name} {where}").touch()
    yield (folder / f"{other} {where}").exists


def test_both_keep_everything_and_neither_undoes_what_the_other_chose(begin, home, tmp_path):
    plays = [
        begin(works_beside_another, "first", "second", tmp_path),
        begin(works_beside_another, "second", "first", tmp_path),
    ]
    for play in plays:
        play.ends()
    with Samples(home.store) as samples:
        kept = [sample.correction for sample in samples.find()]
    assert len(kept) == 2 * EACH - 1 and set(kept) == set(range(EACH))
    settings = Settings(home.folder / "config" / "atlas-digits" / "settings.ini")
    assert (settings.theme, settings.language) == ("dark", "zh_CN")
    assert (settings.pen, settings.refuse_below) == (0.05, 0.8)
