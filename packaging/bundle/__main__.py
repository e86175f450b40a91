"""The application with all that it is made of, in a folder to be packed: for a board or a PC, made on any machine.

    python packaging/bundle FOLDER --arch arm64 --python 3.10     (--python may be given several times)
    python packaging/bundle lock                                  after a version was changed in pyproject.toml

Needs nothing but Python, pip and the network: no root, no compiler. Wheels are kept in build/wheels.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from layout import lay_out, source_epoch
from wheels import PYTHONS, WheelError, lock


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python packaging/bundle", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", help="the folder to make, or `lock`")
    parser.add_argument("--arch", choices=sorted(PYTHONS), default="arm64")
    parser.add_argument("--python", action="append", metavar="3.X", help="default: all that packages are made for")
    chosen = parser.parse_args()
    try:
        if chosen.folder == "lock":
            lock()
        else:
            lay_out(Path(chosen.folder), chosen.arch, chosen.python or PYTHONS[chosen.arch], source_epoch())
    except WheelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
