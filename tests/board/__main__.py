"""The packages on emulated boards, as a user would: `make test-board`.

Makes an arm64 Debian in qemu for each board (kept in build/board), installs what `make deb` and `make board-image`
made, and checks that it works there as on x86. Pictures of the kiosks go to build/board. Wants root, for its mounts.
The exit status is 0 where every check is well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:1] = [str(ROOT), str(ROOT / "packaging" / "board"), str(ROOT / "packaging" / "bundle")]

import debian  # noqa: E402
from layout import source_epoch  # noqa: E402

from tests.board.board import PICTURES, expectations  # noqa: E402
from tests.board.image import try_image  # noqa: E402
from tests.board.machine import Machine, may_start, unpack  # noqa: E402
from tests.board.package import LOGS, try_package  # noqa: E402
from tests.board.table import Stopped, Table  # noqa: E402

# what the board's own system has besides the libraries
_OF_THE_SYSTEM = "passwd xz-utils procps mount"
TRIALS = {"image": try_image, "deb": try_package}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/board", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*TRIALS, []], help="default: both")
    chosen = parser.parse_args().only or list(TRIALS)
    if problem := may_start():
        print(problem, file=sys.stderr)
        return 1
    table = Table()
    LOGS.mkdir(parents=True, exist_ok=True)
    expected = expectations()
    for name in chosen:
        try:
            try_one(name, table, expected)
        except Stopped:
            continue
    print(table.report())
    print(f"Look at the pictures in {PICTURES}.")
    return 1 if table.failed else 0


def try_one(name: str, table: Table, expected: dict) -> None:
    root = PICTURES / f"machine-{name}"
    with table.check(name, "an arm64 Debian 11 in qemu", needed=True):
        debian.allow_foreign()
        base = debian.base(source_epoch())
        fresh = not root.exists()
        unpack(base, root)
        if fresh:
            with Machine(root) as machine:
                machine.run(f"apt-get update -q && apt-get install -qy --no-install-recommends {_OF_THE_SYSTEM}")
    with Machine(root) as machine:
        TRIALS[name](package(name), machine, table, expected)


def package(name: str) -> Path:
    """What the makefile made before."""
    if name == "image":
        return PICTURES / "image"
    (found,) = (ROOT / "build" / "packages").glob("atlas-digits_*_arm64.deb")
    return found


if __name__ == "__main__":
    sys.exit(main())
