"""File systems made up for the checks."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from app.doctor.finding import Finding
from app.doctor.place import Place

TOOLKIT = "/usr/local/Ascend/ascend-toolkit/latest"
NODES = ("/dev/davinci0", "/dev/davinci_manager", "/dev/devmm_svm", "/dev/hisi_hdc")
SOURCED = {"ASCEND_TOOLKIT_HOME": TOOLKIT}


def place(root: Path, **environ: str) -> Place:
    return Place(root, {"HOME": "/home/somebody", **environ})


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def board(root: Path, *, cann: str = "5.1.RC2.alpha001", driver: str = "1.0.13.alpha", **environ: str) -> Place:
    """A board's file system on which all is well: device files, driver, a CANN of this version that was sourced."""
    write(root, dict.fromkeys(NODES, ""))
    write(root, {"/usr/local/Ascend/driver/version.info": f"Version={driver}\nfirmware_version=1\n"})
    kit = root / "usr/local/Ascend/ascend-toolkit" / cann
    write(kit, {"version.info": "Version=1.84.T8.0.B128\n"})
    (kit.parent / "latest").symlink_to(cann)
    write(kit.parent, {"set_env.sh": "export ASCEND_TOOLKIT_HOME=...\n"})
    return place(root, **{**SOURCED, **environ})


def one(findings: list[Finding], name: Optional[str] = None) -> Finding:
    """The only one there is, or the only one of this name."""
    chosen = [finding for finding in findings if name in (None, finding.name)]
    assert len(chosen) == 1
    return chosen[0]
