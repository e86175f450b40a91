"""The image for the Atlas 200 DK, made on a PC: `make board-image`.

A Debian for the board with the application in it as a tar, the script that installs it, and their checksums, in
build/board/image. Root is not needed where user namespaces are allowed.
"""

from __future__ import annotations

import sys

from debian import BoardError
from image import build


def main() -> int:
    try:
        for path in build():
            print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    except BoardError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
