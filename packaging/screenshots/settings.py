"""The settings."""

from __future__ import annotations

from collections.abc import Iterator

from scene import Scene

from app.ui.settings.settings_page import Place


def shots(scene: Scene) -> Iterator[str]:
    scene.window.gear.click()
    scene.wait(300)
    yield "settings"
    for place in (Place.ENGINE, Place.KEYS):
        scene.window.settings_page.show_section(place)
        scene.wait(300)
        yield f"settings-{place.name.lower()}"
