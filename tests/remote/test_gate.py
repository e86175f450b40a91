"""The gate before a real Xvnc: who gets in, who draws, and what a flood of garbage does."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.remote import gate, passwords
from app.remote.passwords import Passwords
from tests.remote.browser import wait_for
from tests.remote.client import PEN, Client, Refused
from tests.remote.conftest import PASSWORDS, set_passwords

CLEAR = (785, 754)
STROKE = [(300, 200), (300, 300), (300, 400)]
PAPER = slice(90, 710), slice(30, 820)


def ink(client: Client) -> int:
    return int((client.picture()[PAPER] < 60).all(axis=2).sum())


def enter(address, password: str = PASSWORDS.draw) -> Client:
    """As soon as who drew before has left."""

    def tries():
        client = Client(address)
        try:
            return client.log_in(password)
        except Refused as reason:
            client.socket.close()
            assert str(reason) == gate.TAKEN
            return None

    return wait_for(tries)


@pytest.fixture
def drawer(shared):
    """Who draws; the paper is clean before and after."""
    client = enter(shared.vnc)
    clear(client)
    yield client
    with suppress(OSError, EOFError):
        clear(client)
    client.socket.close()


def clear(client: Client) -> None:
    client.draw([CLEAR])
    wait_for(lambda: ink(client) == 0)


@contextmanager
def own_gate(xvnc: Path, folder: Path):
    """A gate in this process, before the same Xvnc; its socket."""
    door = folder / "door"
    ready = threading.Event()

    async def serve() -> None:
        nonlocal stop, loop
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        server = await asyncio.start_unix_server(gate.Gate(xvnc, passwords.read).take, str(door))
        ready.set()
        await stop.wait()
        server.close()

    stop = loop = None
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    yield door
    loop.call_soon_threadsafe(stop.set)
    thread.join()


class TestWhoDraws:
    def test_a_vnc_client_draws_and_sees_it(self, drawer):
        assert (drawer.width, drawer.height, drawer.name) == (1280, 800, "Atlas Digits")
        drawer.draw(STROKE)
        wait_for(lambda: ink(drawer) > 2000)

    def test_every_move_counts_however_many_come_at_once(self, drawer):
        """They lie in one packet where the network, or the machine, made them wait."""
        moves = [(300, 200), (700, 200), (700, 600), (300, 600), (300, 240)]
        heap = b"".join(struct.pack(">BBHH", 5, PEN, *place) for place in moves)
        drawer.socket.sendall(heap + struct.pack(">BBHH", 5, 0, *moves[-1]))
        wait_for(lambda: all((drawer.picture()[y, x] < 60).all() for x, y in ((700, 400), (500, 600), (300, 400))))

    def test_many_watch_and_change_nothing(self, shared, drawer):
        watchers = [enter(shared.vnc, PASSWORDS.watch) for _ in range(5)]
        for watcher in watchers:
            watcher.draw([(500, 200), (500, 400)])
            watcher.socket.sendall(struct.pack(">BBxxI", 4, 1, 0x31))
        drawer.draw(STROKE)
        for watcher in watchers:
            wait_for(lambda watcher=watcher: ink(watcher) > 2000)
            assert (watcher.picture()[200:400, 480:520] > 60).all()
            watcher.socket.close()

    def test_a_second_is_told_and_the_first_draws_on(self, shared, drawer):
        with pytest.raises(Refused, match="Somebody else is drawing"):
            Client(shared.vnc).log_in(PASSWORDS.draw)
        drawer.draw(STROKE)
        wait_for(lambda: ink(drawer) > 2000)

    def test_the_place_is_free_when_who_had_it_is_gone(self, shared, drawer):
        drawer.socket.close()
        enter(shared.vnc).socket.close()

    def test_after_a_pause_somebody_else_may_draw(self, shared, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(shared.folder / "config"))
        monkeypatch.setattr(gate, "PAUSE", 1.0)
        with own_gate(shared.xvnc(), tmp_path) as door:
            first = Client(door).log_in(PASSWORDS.draw)
            begin = time.monotonic()
            while time.monotonic() < begin + 1.5:  # who moves keeps the place
                first.point(400, 400)
                with pytest.raises(Refused, match="Somebody else"):
                    Client(door).log_in(PASSWORDS.draw)
                time.sleep(0.1)
            second = enter(door)
            with pytest.raises((EOFError, OSError)):
                first.picture()
            second.socket.close()

    def test_a_button_that_was_held_is_let_go(self, shared, drawer):
        drawer.draw(STROKE, lift=False)
        wait_for(lambda: ink(drawer) > 2000)
        drawer.socket.close()
        with enter(shared.vnc) as after:
            for y in range(200, 400, 20):
                after.point(600, y)
            after.draw([(700, 200), (700, 400)])  # what is told later is seen later
            wait_for(lambda: (after.picture()[200:400, 690:710] < 60).any())
            assert (after.picture()[200:400, 580:620] > 60).all()
            clear(after)


class TestPasswords:
    def test_fifty_wrong_ones_lock_nobody_out(self, shared, tmp_path, monkeypatch):
        """Xvnc itself would, for all come from the same place."""
        monkeypatch.setenv("XDG_CONFIG_HOME", str(shared.folder / "config"))
        monkeypatch.setattr(gate, "AFTER_WRONG_ONE", 0.0)
        with own_gate(shared.xvnc(), tmp_path) as door:
            for number in range(50):
                with pytest.raises(Refused, match="Authentication failure"):
                    Client(door).log_in(f"wrong{number:03}")
            enter(door).socket.close()

    def test_guessing_is_slow_for_all_together(self, shared):
        clients = [Client(shared.vnc) for _ in range(4)]
        begin = time.monotonic()

        def guesses(client):
            with pytest.raises(Refused):
                client.log_in("guess123")

        threads = [threading.Thread(target=guesses, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - begin > 3 * gate.AFTER_WRONG_ONE

    def test_new_ones_hold_at_once(self, shared):
        set_passwords(shared.folder, Passwords("another8", "watching"))
        try:
            with pytest.raises(Refused, match="Authentication failure"):
                Client(shared.vnc).log_in(PASSWORDS.watch)
            enter(shared.vnc, "watching").socket.close()
        finally:
            set_passwords(shared.folder)

    def test_without_one_to_watch_nobody_watches(self, shared):
        set_passwords(shared.folder, Passwords(PASSWORDS.draw))
        try:
            for word in ("", PASSWORDS.watch):
                with pytest.raises(Refused, match="Authentication failure"):
                    Client(shared.vnc).log_in(word)
        finally:
            set_passwords(shared.folder)


class TestGarbage:
    def test_it_does_no_harm(self, shared, drawer):
        """Random bytes, half a handshake, what is no message, and silence: who draws goes on, others come in."""
        before = shared.processes("Xvnc", "--fill-screen")
        chance = random.Random(3)
        silent = [Client(shared.vnc) for _ in range(3 * gate.MOST_WAITING)]
        for number in range(200):
            with suppress(OSError), Client(shared.vnc) as client:
                client.socket.sendall(b"RFB 003.008\n" * (number % 2) + chance.randbytes(chance.randrange(1, 4000)))
        drawer.draw(STROKE)
        wait_for(lambda: ink(drawer) > 2000)
        enter(shared.vnc, PASSWORDS.watch).socket.close()
        assert shared.processes("Xvnc", "--fill-screen") == before
        left = sum(is_closed(client.socket) for client in silent)
        assert left >= len(silent) - gate.MOST_WAITING, "the oldest made room"
        for client in silent:
            client.socket.close()

    @pytest.mark.parametrize(
        "message",
        [
            b"\x63",
            b"\x02\0\0\xff",
            b"\x06\0\0\0\x7f\xff\xff\xff",
            b"\x06\0\0\0\x80\0\0\0",
            b"\xfb\0\xff\xff\xff\xff\xff\0",
        ],
        ids=["unknown", "cut off", "too long", "too long, extended", "too many screens"],
    )
    def test_after_the_password_too(self, shared, message):
        with enter(shared.vnc, PASSWORDS.watch) as client:
            client.socket.sendall(message)
            client.socket.shutdown(socket.SHUT_WR)
            with suppress(EOFError, OSError):
                while client.read(1):
                    pass
        enter(shared.vnc, PASSWORDS.watch).socket.close()

    def test_an_old_client_is_told(self, shared):
        with Client(shared.vnc) as client:
            client.read(12)
            client.socket.sendall(b"RFB 003.003\n")
            assert client.read(4) == bytes(4)
            assert b"3.8" in client.read(int.from_bytes(client.read(4), "big"))

    def test_no_other_kind_of_password_can_be_chosen(self, shared):
        with Client(shared.vnc) as client:
            client.read(12)
            client.socket.sendall(b"RFB 003.008\n")
            assert client.read(2) == b"\x01\x02"
            client.socket.sendall(b"\x01")
            with pytest.raises((EOFError, OSError)):
                client.read(1)

    def test_text_for_the_clipboard_goes_nowhere(self, shared, drawer):
        drawer.socket.sendall(b"\x06\0\0\0" + (5).to_bytes(4, "big") + b"Hello")
        drawer.draw(STROKE)
        wait_for(lambda: ink(drawer) > 2000)


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        while connection.recv(4096):
            pass
    except (TimeoutError, socket.timeout):
        return False
    except OSError:
        pass
    return True


def test_xvnc_itself_can_be_reached_by_this_user_only(shared):
    place = shared.xvnc()
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert (place.parent / "cookie").stat().st_mode & 0o777 == 0o600
    assert os.listdir(shared.runtime) == [place.parent.name]  # noqa: PTH208
