"""The one rule of direction: arrows point to app/recognition, and each vendor's module has one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """The dotted name of everything that a module of this package imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
            # `from app import demo` imports app.demo
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__"):
                yield str(node.args[0].value)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def offences(place: str, source: str) -> list[str]:
    """What a module, at this path below the root, imports but must not."""
    folder = Path(place).parent
    package = ".".join(folder.parts)
    found = []
    for name in imported(ast.parse(source, place), package):
        ours = within(name, "app", "model_build")
        allowed = True
        if within(name, "PySide6"):
            allowed = within(package, "app.ui")
        elif within(name, "acl"):
            allowed = place == "app/engines/ascend.py"
        elif within(name, "mindspore", "model_build"):
            allowed = within(package, "model_build")
        elif within(name, "app.ui"):
            allowed = within(package, "app.ui") or place == "app/cli.py"
        elif within(package, "app.recognition"):
            allowed = within(name, "app.recognition", "app.messages") if ours else not within(name, "onnxruntime")
        elif within(package, "app.engines") and ours:
            allowed = within(
                name, "app.engines", "app.recognition", "app.closing", "app.errors", "app.files", "app.messages"
            )
        elif within(package, "app.sources") and ours:
            allowed = within(
                name,
                "app.sources",
                "app.closing",
                "app.errors",
                "app.files",
                "app.mailbox",
                "app.messages",
                "app.picture_kinds",
                "app.MOST_PIXELS",
            )
        elif within(package, "app.doctor") and ours:
            allowed = within(
                name,
                "app.doctor",
                "app.engines",
                "app.recognition",
                "app.errors",
                "app.files",
                "app.demo",
                "app.remote.programs",
            )
        elif within(package, "app.remote") and ours:
            allowed = name == "app" or within(name, "app.remote", "app.errors", "app.pin", "app.places", "app.service")
        elif within(package, "model_build") and ours:
            drawn = within(name, "app.recognition", "app.demo", "app.sources")
            # people's corrections are taught, and the model that comes of it goes where the application looks
            theirs = within(name, "app.sample", "app.sample_files", "app.places")
            allowed = drawn or theirs or within(name, "app.engines", "app.errors", "app.output")
        if not allowed:
            found.append(f"{place} imports {name}")
    return found


SOURCES = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("app", "model_build") for path in (ROOT / folder).rglob("*.py")
)


def test_every_source_keeps_to_the_directions():
    found = [offence for place in SOURCES for offence in offences(place, (ROOT / place).read_text(encoding="utf-8"))]
    assert found == []


def test_the_sources_were_found():
    assert {"app/cli.py", "app/recognition/recognizer.py", "app/engines/onnx.py", "model_build/cli.py"} <= set(SOURCES)
    assert any(place.startswith("app/ui/") for place in SOURCES)


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("app/bench.py", "import PySide6"),
        ("app/cli.py", "def late():\n    from PySide6.QtCore import Qt"),
        ("app/bench.py", "from app import ui"),
        ("app/bench.py", "from app.ui.window import MainWindow"),
        ("app/sources/picture.py", "from ..ui import window"),
        ("app/engines/onnx.py", "import acl"),
        ("app/ui/window.py", "import mindspore as ms"),
        ("app/cli.py", "import model_build.cli"),
        ("app/cli.py", "import importlib\nimportlib.import_module('mindspore')"),
        ("app/recognition/recognizer.py", "from app.engines import open_engine"),
        ("app/recognition/recognizer.py", "from app.errors import PictureError"),
        ("app/recognition/recognizer.py", "from .. import errors"),
        ("app/recognition/recognizer.py", "import onnxruntime"),
        ("app/engines/engine.py", "from app.sources import picture"),
        ("app/engines/engine.py", "import app"),
        ("app/sources/live.py", "from app.recognition import tracking"),
        ("app/sources/live.py", "from app.demo import camera_frame"),
        ("model_build/cli.py", "from app.cli import main"),
        ("app/engines/onnx.py", "from app import samples"),
        ("app/remote/gate.py", "from app.ui.window import MainWindow"),
        ("app/remote/screen.py", "from app.engines import open_engine"),
    ],
)
def test_an_offence_is_seen(place, source):
    assert len(offences(place, source)) == 1


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("app/ui/window.py", "from PySide6.QtWidgets import QWidget\nfrom app.ui import theme"),
        ("app/cli.py", "from app.ui.application import run"),
        ("app/engines/ascend.py", "import acl"),
        ("app/engines/onnx.py", "import onnxruntime\nfrom app.errors import ModelError"),
        ("app/recognition/recognizer.py", "import cv2\nfrom . import decision\nfrom app.recognition import ink"),
        ("app/sources/live.py", "from app.mailbox import Mailbox\nfrom app.sources.source import Frame"),
        ("app/bench.py", "from app import demo"),
        ("model_build/network.py", "import mindspore\nfrom app.recognition import preprocessing"),
        ("model_build/corrections.py", "from app import sample_files\nfrom app.sample import Sample"),
        ("app/bench.py", "import PySide6_like, aclocal, application"),
    ],
)
def test_what_is_allowed_is_not_taken_for_an_offence(place, source):
    assert offences(place, source) == []
