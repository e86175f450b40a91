"""What of a wheel the application needs. The rest, two thirds of what Qt's wheel holds, stays out of the packages.

Of Qt's own libraries those are kept that the modules which `app` imports, and the plugins named here, are linked with.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from elf import is_library, needed

# Qt's plugins, by folder: how a window reaches a screen, pen and keyboard; pictures; the desktop's file dialogs
PLUGINS = (
    *("platforms/libqxcb.so", "platforms/libqoffscreen.so", "platforms/libqminimal.so", "platforms/libqlinuxfb.so"),
    *("platforms/libqwayland-*.so", "xcbglintegrations/*", "wayland-decoration-client/libbradient.so"),
    *("wayland-graphics-integration-client/*", "wayland-shell-integration/*"),
    *("generic/libqevdev*.so", "imageformats/libqjpeg.so", "imageformats/libqgif.so", "imageformats/libqico.so"),
    *("platforminputcontexts/*", "platformthemes/*"),
)
# what no program loads, in any wheel
_NEVER = ("*.pyi", "*.pyc", "*.pyx", "*.pxd", "*.c", "*.h", "*.a", "py.typed", "*/tests/*", "*/testing/tests/*")
_DROPPED = {
    "PySide6": (
        "glue/*",
        "include/*",
        "typesystems/*",
        "scripts/*",
        "doc/*",
        "Qt/libexec/*",
        "Qt/metatypes/*",
        "Qt/qml/*",
    ),
    "cv2": ("data/*.xml", "load_config_py2.py"),
    "numpy": ("distutils/*", "f2py/*", "doc/*", "conftest.py", "core/include/*", "core/lib/*", "random/_examples/*"),
    # a session needs none of these; they would want sympy, mpmath and coloredlogs too
    "onnxruntime": ("tools/*", "transformers/*", "quantization/*", "datasets/*", "backend/*"),
}
_KEPT_OF_INFO = ("METADATA",)  # versions are asked of it; RECORD would list what is not there


def keeps(name: str) -> bool:
    """Whether a file of a wheel is needed, by its name in the wheel. Qt's libraries are judged by `prune_qt` later."""
    top, _, rest = name.partition("/")
    if top.endswith(".dist-info"):
        return rest in _KEPT_OF_INFO
    if top.endswith(".data") or any(fnmatch(name, pattern) for pattern in _NEVER):
        return False
    return not any(fnmatch(rest, pattern) for pattern in _DROPPED.get(top, ()))


def is_licence(name: str) -> bool:
    return bool(re.search(r"(^|/)(LICEN[CS]E|COPYING|ThirdPartyNotices|NOTICE)[^/]*$", name)) and not name.endswith(
        ".py"
    )


def qt_modules(app: Path) -> set[str]:
    """Those of PySide6 that the application imports, as `QtCore`."""
    found = set()
    for file in app.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                found.add(str(node.module).split(".")[1])
            elif isinstance(node, ast.Import):
                found |= {name.name.split(".")[1] for name in node.names if name.name.startswith("PySide6.")}
    return found


def prune_qt(pyside: Path, modules: set[str], languages: Iterable[str]) -> None:
    """Of an unpacked PySide6 leave the Python modules named, the plugins above, what those are linked with, and the
    translations of Qt's own words."""
    library, plugins = pyside / "Qt" / "lib", pyside / "Qt" / "plugins"
    own = {path.name: path for path in [*library.iterdir(), *pyside.iterdir()] if path.is_file()}
    wanted = [own[f"{module}.abi3.so"] for module in sorted(modules)]
    for plugin in sorted(plugins.rglob("*.so")):
        named = any(fnmatch(plugin.relative_to(plugins).as_posix(), pattern) for pattern in PLUGINS)
        if named and not _missing(plugin, own):
            wanted.append(plugin)
        else:
            plugin.unlink()
    kept = _closure(wanted, own)
    words = {f"qtbase_{language}.qm" for language in languages}
    for path in [*own.values(), *(pyside / "Qt" / "translations").iterdir()]:
        binary = path.parent != pyside or is_library(path)
        if binary and path not in kept and path.name not in words:
            path.unlink()
    for folder in plugins.iterdir():
        if not any(folder.iterdir()):
            folder.rmdir()


def _missing(library: Path, own: dict[str, Path]) -> list[str]:
    """Libraries of Qt that this wheel lacks, for a plugin that could therefore never be loaded."""
    return [name for name in needed(library) if name.startswith("libQt6") and name not in own]


def _closure(libraries: list[Path], own: dict[str, Path]) -> set[Path]:
    """These libraries and all of the wheel's own that they need, directly or not."""
    found, todo = set(), list(libraries)
    while todo:
        library = todo.pop()
        if library not in found:
            found.add(library)
            todo += [own[name] for name in needed(library) if name in own]
    return found
