"""The operator's PIN: kept so that nobody reads it, tried so that nobody guesses it, whatever happens to its files."""

from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import pin
from app.cli import main
from app.errors import PinAbsentError, PinDamagedError, PinError, PinFormError
from app.pin import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, PinCheck, read_pin, set_pin, wait_after
from tests.test_samples_hardship import small_disk

ROOT = Path(__file__).resolve().parents[1]


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "config" / "pin.json"


@pytest.fixture
def quick(monkeypatch):
    """Hashing and writing that cost nothing: what they are for is tested elsewhere."""
    monkeypatch.setattr(pin, "_SCRYPT", {"n": 2, "r": 1, "p": 1})
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def begun(file, tmp_path, clock, quick):
    """A check, as each new process has one."""
    set_pin("2580", file)
    return lambda: PinCheck(file, tmp_path / "state" / "tries.json", clock)


def wrong(check: PinCheck, times: int, clock: Clock) -> None:
    for _ in range(times):
        clock.now += check.wait()
        assert not check.check("0000")


class TestKeeping:
    def test_only_the_pin_matches(self, file):
        set_pin("2580", file)
        kept = read_pin(file)
        assert kept.matches("2580")
        assert not any(kept.matches(other) for other in ("2581", "25800", "258", ""))

    def test_it_stands_nowhere_in_the_file_and_the_same_pin_is_kept_otherwise_each_time(self, file):
        set_pin("908172635", file)
        first = file.read_text()
        set_pin("908172635", file)
        assert "908172635" not in first
        assert json.loads(first)["key"] != json.loads(file.read_text())["key"]

    def test_nobody_else_may_read_it(self, file):
        set_pin("2580", file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_a_python_without_scrypt_keeps_and_checks_it_too(self, file, monkeypatch):
        monkeypatch.delattr(pin.hashlib, "scrypt")
        set_pin("2580", file)
        assert json.loads(file.read_text())["scheme"] == "pbkdf2"
        assert read_pin(file).matches("2580") and not read_pin(file).matches("2581")

    def test_what_was_kept_with_scrypt_is_said_to_be_beyond_a_python_without(self, file, monkeypatch):
        set_pin("2580", file)
        monkeypatch.delattr(pin.hashlib, "scrypt")
        with pytest.raises(PinError, match="no scrypt"):
            read_pin(file)

    @pytest.mark.parametrize("digits", ["", "123", "1234567890123", "12 34", "12a4", "-123", "１２３４", "1234\n"])
    def test_what_is_no_pin_is_refused_and_the_one_before_holds(self, file, quick, digits):
        set_pin("2580", file)
        with pytest.raises(PinFormError, match="4 to 12 digits"):
            set_pin(digits, file)
        assert read_pin(file).matches("2580")

    def test_generated_ones_are_pins_and_differ(self, file, quick):
        made = {pin.generate() for _ in range(20)}
        assert len(made) > 15
        for digits in made:
            set_pin(digits, file)


class TestDamage:
    def test_none_was_set(self, file):
        with pytest.raises(PinAbsentError, match="atlas-digits pin"):
            read_pin(file)

    def test_a_change_of_any_byte_is_seen(self, file):
        set_pin("2580", file)
        whole = file.read_bytes()
        for place in range(len(whole)):
            for byte in {whole[place] ^ 1, whole[place] ^ 0x80, 0, 0x30} - {whole[place]}:
                file.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
                with pytest.raises(PinDamagedError, match="atlas-digits pin"):
                    read_pin(file)

    def test_a_file_that_ends_anywhere_is_seen(self, file):
        set_pin("2580", file)
        whole = file.read_bytes()
        for length in range(len(whole)):
            file.write_bytes(whole[:length])
            with pytest.raises(PinDamagedError):
                read_pin(file)

    @given(content=st.binary(max_size=300) | st.recursive(
        st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(
            st.sampled_from(["scheme", "salt", "key", "sum"]), inner
        )
    ).map(lambda fields: json.dumps(fields).encode()))  # fmt: skip
    def test_whatever_else_stands_there_is_an_error_of_ours(self, tmp_path_factory, content):
        file = tmp_path_factory.mktemp("pin") / "pin.json"
        file.write_bytes(content)
        with pytest.raises(PinDamagedError):
            read_pin(file)

    def test_something_that_is_no_file(self, file):
        file.mkdir(parents=True)
        with pytest.raises(PinError, match=r"pin\.json"):
            read_pin(file)


class TestTries:
    def test_five_are_free_and_the_sixth_waits(self, begun, clock):
        check = begun()
        wrong(check, FREE_TRIES - 1, clock)
        assert check.wait() == 0
        wrong(check, 1, clock)
        assert check.wait() == FIRST_WAIT

    def test_while_one_has_to_wait_even_the_right_one_is_not_looked_at_and_costs_nothing(self, begun, clock):
        check = begun()
        wrong(check, FREE_TRIES, clock)
        clock.now += FIRST_WAIT - 1
        assert not check.check("2580")
        assert check.wait() == pytest.approx(1)
        clock.now += 1
        assert check.check("2580")

    def test_the_right_one_begins_anew(self, begun, clock):
        check = begun()
        wrong(check, FREE_TRIES + 2, clock)
        clock.now += check.wait()
        assert check.check("2580")
        assert check.wait() == 0
        wrong(check, FREE_TRIES - 1, clock)
        assert check.wait() == 0

    def test_a_thousand_wrong_ones_take_more_than_ten_days_and_the_right_one_still_opens(self, begun, clock):
        check, began = begun(), clock.now
        wrong(check, 1000, clock)
        assert clock.now - began > 10 * 24 * 3600
        assert check.wait() == LONGEST_WAIT
        clock.now += LONGEST_WAIT
        assert check.check("2580")

    def test_a_restart_undoes_no_try_and_waits_all_of_it_again(self, begun, clock):
        wrong(begun(), FREE_TRIES, clock)
        clock.now += FIRST_WAIT - 1
        again = begun()
        assert again.wait() == FIRST_WAIT
        assert not again.check("2580")
        clock.now += FIRST_WAIT
        assert again.check("2580")

    def test_a_restart_after_every_try_gives_no_more_of_them(self, begun, clock):
        for _ in range(FREE_TRIES):
            assert not begun().check("0000")
        assert begun().wait() == FIRST_WAIT
        assert not begun().check("2580")

    def test_a_try_is_counted_before_it_is_looked_at(self, begun, clock, tmp_path, monkeypatch):
        """Who pulls the plug as soon as the pad says no has used up a try."""

        def pulled(self, digits):
            raise KeyboardInterrupt

        monkeypatch.setattr(pin.Pin, "matches", pulled)
        for _ in range(FREE_TRIES):
            with pytest.raises(KeyboardInterrupt):
                begun().check("0000")
        assert begun().wait() == FIRST_WAIT

    def test_the_days_clock_does_not_matter(self, begun, monkeypatch, file, tmp_path):
        monkeypatch.setattr(time, "time", lambda: 0.0)
        check = PinCheck(file, tmp_path / "tries.json")
        for _ in range(FREE_TRIES):
            assert not check.check("0000")
        monkeypatch.setattr(time, "time", lambda: 4e9)
        os.utime(tmp_path / "tries.json", (4e9, 4e9))
        assert FIRST_WAIT - 5 < check.wait() <= FIRST_WAIT
        assert FIRST_WAIT - 5 < PinCheck(file, tmp_path / "tries.json").wait() <= FIRST_WAIT

    def test_another_pin_begins_with_no_tries_also_while_it_runs(self, begun, clock, file):
        check = begun()
        wrong(check, FREE_TRIES + 3, clock)
        set_pin("1357", file)
        assert check.wait() == 0
        assert not check.check("2580")
        assert check.check("1357")

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"salt": 3}', b"\xff" * 50, b"null", b"[" * 5000])
    def test_what_cannot_be_understood_counts_as_too_many_and_ends(self, begun, clock, tmp_path, content):
        begun().check("0000")
        (tmp_path / "state" / "tries.json").write_bytes(content)
        check = begun()
        assert check.wait() == FIRST_WAIT
        clock.now += FIRST_WAIT
        assert check.check("2580")

    @pytest.mark.parametrize("failed", [-1, 1e9, True, "3", None, 10**30])
    def test_no_number_in_the_file_gives_free_tries_or_locks_out_for_ever(self, begun, clock, tmp_path, failed):
        begun().check("0000")
        file = tmp_path / "state" / "tries.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "failed": failed}))
        check = begun()
        assert (FIRST_WAIT if failed is not True else 0) <= check.wait() <= LONGEST_WAIT
        clock.now += LONGEST_WAIT
        assert check.check("2580")

    def test_where_no_try_can_be_counted_each_new_process_waits_before_its_first(self, begun, clock, tmp_path):
        (tmp_path / "state").write_text("a file where the folder should be")
        check = begun()
        assert check.wait() == FIRST_WAIT
        assert not check.check("2580")
        clock.now += FIRST_WAIT
        wrong(check, 3, clock)
        assert check.wait() > FIRST_WAIT
        clock.now += check.wait()
        assert check.check("2580")

    @given(failed=st.integers(min_value=0, max_value=10**6))
    def test_waits_never_shrink_and_have_an_end(self, failed):
        assert wait_after(failed) <= wait_after(failed + 1) <= LONGEST_WAIT


class TestHardship:
    def test_killed_in_the_middle_of_setting_it_the_one_before_or_the_new_one_holds(self, file):
        code = (
            "import sys; from pathlib import Path; from app import pin; pin._SCRYPT = {'n': 2, 'r': 1, 'p': 1}\n"
            "print('begins', flush=True)\n"
            "for number in range(10**6): pin.set_pin(f'{number % 2 * 8642 + 1:04d}', Path(sys.argv[1]))"
        )
        for _ in range(8):
            process = subprocess.Popen([sys.executable, "-c", code, str(file)], cwd=ROOT, stdout=subprocess.PIPE)
            process.stdout.readline()
            time.sleep(random.uniform(0.005, 0.08))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if file.exists():
                json.loads(file.read_bytes())
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(pin, "_SCRYPT", {"n": 2, "r": 1, "p": 1})
                    assert [read_pin(file).matches(digits) for digits in ("0001", "8643")].count(True) == 1

    def test_a_full_disk_is_said_and_the_one_before_holds(self, tmp_path):
        with small_disk(tmp_path / "disk", "200k") as disk:
            set_pin("2580", disk / "pin.json")
            (disk / "filler").write_bytes(b"x" * 60_000)
            with pytest.raises(OSError):
                (disk / "more").write_bytes(b"x" * 500_000)
            with pytest.raises(PinError, match=r"cannot be written .*space"):
                set_pin("1357", disk / "pin.json")
            assert read_pin(disk / "pin.json").matches("2580")
            assert not list(disk.glob(".*.part"))


class TestCommand:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def given(self, text: str, *arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "app", "pin", *arguments]
        return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, timeout=60)

    def test_one_line_of_standard_input(self):
        done = self.given("2580\n")
        assert (done.returncode, done.stdout, done.stderr) == (0, "The PIN is set.\n", "")
        assert read_pin().matches("2580")

    def test_generated_it_is_printed_and_is_the_one(self, capsys):
        assert main(["pin", "--generate"]) == 0
        printed = capsys.readouterr().out
        assert read_pin().matches(printed.strip()) and printed.strip() not in pin.path().read_text()

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_one_that_could_not_be_shown_does_not_hold(self):
        with Path("/dev/full").open("w") as full:
            command = [sys.executable, "-m", "app", "pin", "--generate"]
            done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == 1 and "cannot be written" in done.stderr
        assert not pin.path().exists()

    @pytest.mark.parametrize("text", ["", "12\n", "letters\n"])
    def test_what_is_no_pin_ends_with_1_and_a_sentence(self, text):
        done = self.given(text)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "atlas-digits: A PIN has 4 to 12 digits and nothing else.\n"
        assert not pin.path().exists()

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
    def test_without_any_standard_input_too(self):
        command = ["sh", "-c", f'exec "{sys.executable}" -m app pin <&-']
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (1, "atlas-digits: A PIN has 4 to 12 digits and nothing else.\n")
