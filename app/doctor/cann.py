"""Checks of the toolkit that pyACL comes with, and of the driver. Nothing of the vendor's is imported."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import Optional

from app.doctor.finding import ABSENT, OK, PROBLEM, WARNING, Finding
from app.doctor.place import DRIVER, Place, settings_of

_SOURCED = ("ASCEND_TOOLKIT_HOME", "ASCEND_HOME_PATH", "ASCEND_OPP_PATH")  # set_env.sh sets at least one of them
_FOLDERS = (
    "/usr/local/Ascend/ascend-toolkit/latest",
    "/usr/local/Ascend/cann",
    "/usr/local/Ascend/nnrt/latest",
    "~/Ascend/ascend-toolkit/latest",
    "~/Ascend/cann",
    "/home/HwHiAiUser/Ascend/ascend-toolkit/latest",
    "/home/HwHiAiUser/Ascend/nnrt/latest",
)
_PYACL = ("python/site-packages", "pyACL/python/site-packages/acl", "pyACL/python/site-packages")

# of the Atlas 200 DK, whose driver is a part of its image; only these pairs are supported
# (Ascend/tools, Version_Mapping_CN.md)
_CANN_OF_DRIVER = {
    "1.0.13.alpha": ("5.1.RC2.alpha001", "5.1.RC1.alpha005"),
    "1.0.12.alpha": (
        *("5.1.RC1.alpha001", "5.1.RC1.alpha002", "5.1.RC1.alpha003"),
        *("5.0.5.alpha001", "5.0.4.alpha002", "5.0.4.alpha003", "5.0.4.alpha005"),
    ),
    "1.0.11.alpha": ("5.0.3.alpha005", "5.0.2.alpha005"),
}


def toolkit(place: Place) -> str:
    """The folder of the CANN that is used here, or that would be; "" where there is none."""
    named = [place.environ.get(name, "") for name in _SOURCED[:2]]
    usual = [folder.replace("~", place.home(), 1) for folder in _FOLDERS]
    return next((folder for folder in [*named, *usual] if folder and place.is_folder(folder)), "")


def version(place: Place) -> str:
    """Of the CANN that is used here, as "5.1.RC2.alpha001"; "" where there is none, or it does not say."""
    folder = toolkit(place)
    if not folder:
        return ""
    for info in sorted(place.path(folder).glob("*-linux/ascend_*_install.info")):
        found = settings_of(place.text(place.shown(info))).get("version")
        if found:
            return found
    name = Path(os.path.realpath(place.path(folder))).name
    if re.match(r"\d+\.\d", name):
        return name
    stated = settings_of(place.text(f"{folder}/version.cfg"))
    for part in ("toolkit", "runtime", "nnrt"):  # [inner number:public number]
        number = re.match(r"\[[^]:]*:?([^]]+)\]", stated.get(f"{part}_running_version", ""))
        if number:
            return number[1]
    return settings_of(place.text(f"{folder}/version.info")).get("version", "")


def toolkit_findings(place: Place) -> list[Finding]:
    return [*_toolkit(place), *_pyacl(place)]


def _toolkit(place: Place) -> list[Finding]:
    folder, sourced = toolkit(place), [name for name in _SOURCED if place.environ.get(name)]
    gone = [name for name in sourced if not place.is_folder(place.environ[name])]
    if not folder:
        if not place.has_board():
            return [Finding("CANN", ABSENT, "There is no CANN toolkit; only an Ascend chip needs it.")]
        remedy = "Install the CANN toolkit or runtime (nnrt) that belongs to the driver of this board."
        return [Finding("CANN", PROBLEM, f"There is no CANN in {_FOLDERS[0]} nor in {_FOLDERS[3]}.", remedy)]
    findings = [Finding("CANN", OK, f"{version(place) or 'of an unknown version'}, {folder}")]
    script = _script(place, folder)
    if gone:
        text = f"{gone[0]} names {place.environ[gone[0]]}, which is not there."
        findings.append(Finding("set_env.sh", PROBLEM, text, f"In a new shell: source {script}"))
    elif sourced:
        findings.append(Finding("set_env.sh", OK, f"sourced: {sourced[0]}={place.environ[sourced[0]]}"))
    else:
        text = "CANN's environment is not set up in this shell or service."
        if place.environ.get("SUDO_USER"):
            text += " It was started with sudo, which drops the environment."
        findings.append(Finding("set_env.sh", PROBLEM, text, f"source {script}"))
    return findings


def _script(place: Place, folder: str) -> str:
    beside = f"{Path(folder).parent}/set_env.sh"
    return beside if place.exists(beside) else f"{folder}/set_env.sh"


def _pyacl(place: Place) -> list[Finding]:
    try:
        spec = importlib.util.find_spec("acl")
    except (ImportError, ValueError) as error:
        return [Finding("pyACL", PROBLEM, f"What Python finds as acl is no module: {error}")]
    if spec is None:
        return _pyacl_elsewhere(place)
    where = spec.origin or next(iter(spec.submodule_search_locations or []), "")
    folder = Path(where).parent
    if (folder.parent / "ascend_simulator").is_dir():
        text = f"{folder}: the simulator. Its answers are computed here, no chip has a part in them."
        return [Finding("pyACL", OK, text)]
    if _is_pyacl(place, folder, spec):
        return [Finding("pyACL", OK, where)]
    text = f"{where} is not pyACL but an unrelated package of the same name."
    remedy = "Remove it: pip uninstall acl pyacl. The real one comes with CANN: source its set_env.sh."
    return [Finding("pyACL", PROBLEM if place.has_board() else WARNING, text, remedy)]


def _is_pyacl(place: Place, folder: Path, spec: importlib.machinery.ModuleSpec) -> bool:
    """Below a CANN folder, or compiled as pyACL is, or with the two modules that it has and its namesakes do not."""
    kits = [os.path.realpath(place.path(kit)) for kit in [toolkit(place)] if kit]
    real = os.path.realpath(folder)
    if any(os.path.commonpath([kit, real]) == kit for kit in kits):
        return True
    if isinstance(spec.loader, importlib.machinery.ExtensionFileLoader) or list(folder.glob("acl*.so")):
        return True
    return all(list(folder.glob(f"{name}.*")) or (folder / name).is_dir() for name in ("rt", "mdl"))


def _pyacl_elsewhere(place: Place) -> list[Finding]:
    folder = toolkit(place)
    if not folder:
        state = PROBLEM if place.has_board() else ABSENT
        text = "There is no module acl; it comes with CANN, not with pip."
        return [Finding("pyACL", state, text, "Install CANN and source its set_env.sh." if state == PROBLEM else "")]
    libraries = [path for part in _PYACL for path in sorted(place.path(f"{folder}/{part}").glob("**/acl*.so"))]
    for library in libraries:
        made_for = _python_of(library)
        if made_for and made_for != sys.version_info[:2]:
            text = f"{place.shown(library)} is made for Python {made_for[0]}.{made_for[1]}, this is another."
            python = f"python{made_for[0]}.{made_for[1]}"
            return [Finding("pyACL", PROBLEM, text, f"Set this up with that Python: make run PYTHON={python}")]
    text = f"CANN is in {folder}, but this Python does not find its module acl."
    return [Finding("pyACL", PROBLEM, text, f"source {_script(place, folder)}")]


def _python_of(library: Path) -> Optional[tuple[int, int]]:
    """acl.cpython-37m-aarch64-linux-gnu.so -> (3, 7)"""
    found = re.search(r"\.cpython-(\d)(\d+)", library.name)
    return (int(found[1]), int(found[2])) if found else None


def driver(place: Place) -> list[Finding]:
    found = settings_of(place.text(DRIVER)).get("version", "")
    if not found:
        if not place.has_board():
            return [Finding("driver", ABSENT, "There is no driver for an Ascend chip.")]
        remedy = "In a container, map the folder /usr/local/Ascend/driver into it; else install the driver again."
        return [Finding("driver", WARNING, f"{DRIVER} does not say which driver this is.", remedy)]
    toolkit_version = version(place)
    fitting = _CANN_OF_DRIVER.get(found, ())
    if fitting and toolkit_version and toolkit_version not in fitting:
        text = f"{found}, which does not belong to CANN {toolkit_version}: the chip may refuse with 507033."
        return [Finding("driver", WARNING, text, f"Install a CANN of this driver: {', '.join(fitting)}.")]
    return [Finding("driver", OK, found)]
