"""The page for files: the demo pictures, read into a table, and one of them large."""

from __future__ import annotations

from collections.abc import Iterator

from scene import Scene

from app import demo

CHOSEN = "photo-1937.jpg"


def shots(scene: Scene) -> Iterator[str]:
    scene.show_page("files")
    yield "files-empty"
    page = scene.window.files
    page.batch.add([str(demo.FOLDER)])
    scene.wait_until(lambda: bool(page.results.rows) and not page.batch.busy)
    page.table.choose(next(row.place for row in page.results.rows if row.name.endswith(CHOSEN)))
    scene.wait(500)
    yield "files"
    if not page.cards.isVisible():
        page.table.opened.emit()
        scene.wait(200)
        yield "files-details"
