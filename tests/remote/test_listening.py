import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import RemoteAddressError
from app.remote import listening
from tests.remote.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
NEW_NETWORK = ["unshare", "--user", "--map-root-user", "--net"]
# in a network of its own, which has the address a moment later
NETWORK_COMES_LATER = """
import fcntl, socket, struct, threading
from app.errors import RemoteAddressError
from app.remote import listening

SET_ADDRESS, SET_FLAGS, UP = 0x8916, 0x8914, 1  # <linux/sockios.h>, <net/if.h>

def come(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_one:
        place = socket.inet_aton(address)
        fcntl.ioctl(any_one, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))
        fcntl.ioctl(any_one, SET_ADDRESS, struct.pack("16sHH4s8x", b"lo", socket.AF_INET, 0, place))

come("127.0.0.1")  # where nothing is up, every address can be had
try:
    listening.listen("192.0.2.1", 7000, "--port")
except RemoteAddressError as error:
    print(error)
threading.Timer(0.5, come, ["192.0.2.1"]).start()
print(listening.shown(listening.listen("192.0.2.1", 7000, "--port", patience=60)))
"""


def has_networks() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run([*NEW_NETWORK, "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_networks(), reason="this machine lets nobody make a network")
def test_a_network_that_comes_later_is_waited_for_where_that_was_wanted():
    command = [*NEW_NETWORK, sys.executable, "-c", NETWORK_COMES_LATER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    at_once, later = done.stdout.splitlines()
    assert at_once.startswith("192.0.2.1 is no address of this machine.")
    assert later == "192.0.2.1:7000", done.stderr


def test_the_waiting_has_an_end():
    with pytest.raises(RemoteAddressError, match="no address of this machine"):
        listening.listen("192.0.2.1", free_port(), "--port", patience=0.1)


@pytest.mark.parametrize("name", ["a..b", 300 * "a", ".board"])
def test_what_cannot_be_the_name_of_a_machine_is_said(name):
    with pytest.raises(RemoteAddressError, match="no such address"):
        listening.listen(name, free_port(), "--port")
