"""Debian packages of the application, with all that it is made of, made on any machine with dpkg-deb.

    python packaging/deb [amd64] [arm64]        both where none is named; into build/packages

amd64 is for PCs with Ubuntu 22.04, Ubuntu 24.04 or Debian 12, arm64 for the Atlas 200I DK A2. Needs neither root nor a
compiler; the same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from contents import lay_out
from control import ARCHITECTURES, ControlError
from packing import PackingError, checksum, pack

ROOT = Path(__file__).resolve().parents[2]
BUILD, PACKAGES = ROOT / "build" / "deb", ROOT / "build" / "packages"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python packaging/deb", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("architectures", nargs="*", metavar="ARCHITECTURE", help=" or ".join(ARCHITECTURES))
    named = parser.parse_args().architectures
    if unknown := set(named) - set(ARCHITECTURES):
        parser.error(f"no packages are made for {', '.join(sorted(unknown))}, only for {', '.join(ARCHITECTURES)}")
    try:
        for architecture in named or ARCHITECTURES:
            package = make(architecture)
            print(f"{package.relative_to(ROOT)}  {package.stat().st_size / 1e6:.1f} MB  sha256 {checksum(package)}")
    except (ControlError, PackingError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make(architecture: str) -> Path:
    """The package's path. Raises ControlError, PackingError."""
    tree = BUILD / architecture
    shutil.rmtree(tree, ignore_errors=True)
    private = tree / "usr" / "lib" / "atlas-digits"
    private.parent.mkdir(parents=True)
    bundle = [sys.executable, str(ROOT / "packaging" / "bundle"), str(private), "--arch", architecture]
    if subprocess.run(bundle).returncode:
        raise PackingError("The application could not be laid out; the lines above say why.")
    epoch = int(private.stat().st_mtime)  # all in it bears the time of the sources
    lay_out(tree, architecture, epoch)
    return pack(tree, PACKAGES, epoch)


if __name__ == "__main__":
    sys.exit(main())
