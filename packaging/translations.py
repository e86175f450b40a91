"""Brings the translations up to date with the code and compiles them: `make translations`.

lupdate finds what `tr` and `translate` are given. The templates of messages (`app/messages.py`) are found here, and
handed to it in a file of their own. What is new stands in the .ts files without a translation, which the tests refuse.
"""

from __future__ import annotations

import ast
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
TRANSLATIONS = ROOT / "assets" / "translations"
CONTEXT = "Errors"  # as `app.ui.words.message` asks for it
ENGLISH = "en"  # has plural forms only
TOOLS = Path(sys.executable).parent


class Said(NamedTuple):
    """A call of `said`. template: None where it is no literal; given: the names of its values"""

    place: str
    template: str | None
    given: frozenset[str]


def messages(folder: Path = APP) -> Iterator[Said]:
    """Every message that is made in a module of this folder which knows `said`."""
    for module in sorted(folder.rglob("*.py")):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        imports = [
            node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "app.messages"
        ]
        if module.name == "messages.py" or any(name.name == "said" for node in imports for name in node.names):
            yield from _messages_in(tree, module.name)


def _messages_in(tree: ast.AST, name: str) -> Iterator[Said]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
            first = node.args[0] if len(node.args) == 1 else None
            template = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
            given = frozenset(keyword.arg or "**" for keyword in node.keywords)
            yield Said(f"{name}, line {node.lineno}", template, given)


def placeholders(template: str) -> list[tuple[str, str, str]]:
    """Name, format and conversion of each, sorted."""
    parsed = string.Formatter().parse(template)
    return sorted((name, form or "", conversion or "") for _, name, form, conversion in parsed if name)


def for_lupdate(folder: Path) -> Path:
    """Write the templates as lupdate reads them into a file in this folder."""
    templates = dict.fromkeys(message.template for message in messages() if message.template is not None)
    calls = [f"QCoreApplication.translate({CONTEXT!r}, {_quoted(template)})" for template in templates]
    path = folder / "templates.py"
    path.write_text("\n".join(["from PySide6.QtCore import QCoreApplication", *calls]) + "\n", encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    """lupdate knows double quotes, and in them a backslash before another."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def update(code: str, target: Path) -> None:
    """Bring this language's file up to date, or make it where it is absent."""
    with tempfile.TemporaryDirectory() as folder:
        modules = [*sorted((APP / "ui").rglob("*.py")), for_lupdate(Path(folder))]
        only = ["-pluralonly"] if code == ENGLISH else []
        quiet = ["-silent", "-locations", "none", "-no-obsolete", "-disable-heuristic", "similartext"]
        command = [str(TOOLS / "pyside6-lupdate"), *only, *quiet, *map(str, modules), "-ts", str(target)]
        subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    for path in sorted(TRANSLATIONS.glob("*.ts")):
        update(path.stem.split("_", 1)[1], path)
        compiled = path.with_suffix(".qm")
        subprocess.run([str(TOOLS / "pyside6-lrelease"), "-silent", str(path), "-qm", str(compiled)], check=True)


if __name__ == "__main__":
    main()
