"""Commands run by a user to whom something may be forbidden, also where root runs the tests."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def unprivileged(*command: str) -> list[str]:
    """The command without root's right to read and write everything: mode 0 then shuts out its owner."""
    if os.geteuid() != 0:
        return list(command)
    without = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
    if not shutil.which("setpriv") or subprocess.run([*without, "true"], capture_output=True, check=False).returncode:
        pytest.skip("nothing is forbidden to root, and root cannot give up its rights here")
    return [*without, *command]
