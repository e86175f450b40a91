import os
import random
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import RemotePasswordError
from app.remote import des, passwords
from app.remote.passwords import LENGTH, Passwords, answer

ROOT = Path(__file__).resolve().parents[2]
GOOD = Passwords("kT7vPq2x", "9mWzRb4n")
# the table of a test of NIST's Special Publication 500-20, that goes through every entry of every S-box:
# key, plain text, cipher text
SUBSTITUTION_TEST = """
    7CA110454A1A6E57 01A1D6D039776742 690F5B0D9A26939B   0131D9619DC1376E 5CD54CA83DEF57DA 7A389D10354BD271
    07A1133E4A0B2686 0248D43806F67172 868EBB51CAB4599A   3849674C2602319E 51454B582DDF440A 7178876E01F19B2A
    04B915BA43FEB5B6 42FD443059577FA2 AF37FB421F8C4095   0113B970FD34F2CE 059B5E0851CF143A 86A560F10EC6D85B
    0170F175468FB5E6 0756D8E0774761D2 0CD3DA020021DC09   43297FAD38E373FE 762514B829BF486A EA676B2CB7DB2B7A
    07A7137045DA2A16 3BDD119049372802 DFD64A815CAF1A0F   04689104C2FD3B2F 26955F6835AF609A 5C513C9C4886C088
    37D06BB516CB7546 164D5E404F275232 0A2AEEAE3FF4AB77   1F08260D1AC2465E 6B056E18759F5CCA EF1BF03E5DFA575A
    584023641ABA6176 004BD6EF09176062 88BF0DB6D70DEE56   025816164629B007 480D39006EE762F2 A1F9915541020B56
    49793EBC79B3258F 437540C8698F3CFA 6FBF1CAFCFFD0556   4FB05E1515AB73A7 072D43A077075292 2F22E49BAB7CA1AC
    49E95D6D4CA229BF 02FE55778117F12A 5A6B612CC26CCE4A   018310DC409B26D6 1D9D5C5018F728C2 5F4C038ED12B2E41
    1C587F1C13924FEF 305532286D6F295A 63FAC0D034D9F793
"""


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


class TestDes:
    def test_the_standards_own_table(self):
        words = [bytes.fromhex(word) for word in SUBSTITUTION_TEST.split()]
        for key, plain, cipher in zip(words[::3], words[1::3], words[2::3]):
            assert des.encrypt(key, plain) == cipher
            assert des.decrypt(key, cipher) == plain

    def test_every_row_of_a_box_has_every_number_once(self):
        rows = [box[start : start + 16] for box in des._SUBSTITUTION for start in range(0, 64, 16)]
        assert len(rows) == 32
        assert all(sorted(row) == list(range(16)) for row in rows)


class TestWhatIsKept:
    def test_is_read_again(self):
        passwords.write(GOOD)
        assert passwords.read() == GOOD
        passwords.write(Passwords("only1one"))
        assert passwords.read() == Passwords("only1one")

    @pytest.mark.skipif(not shutil.which("vncpasswd"), reason="there is no vncpasswd here")
    def test_is_what_tigervncs_own_program_writes(self):
        letters = random.Random(5)
        for _ in range(10):
            chosen = ["".join(chr(letters.randrange(33, 127)) for _ in range(LENGTH)) for _ in range(2)]
            file = passwords.write(Passwords(*chosen))
            lines = "".join(f"{password}\n" for password in chosen).encode()
            assert file.read_bytes() == subprocess.run(["vncpasswd", "-f"], input=lines, capture_output=True).stdout

    def test_is_for_this_user_alone_whatever_was_there(self, tmp_path):
        file = passwords.path()
        file.parent.mkdir(parents=True)
        file.write_bytes(b"")
        file.chmod(0o666)
        passwords.write(GOOD)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [path.name for path in file.parent.iterdir()] == [file.name]

    def test_that_others_may_read_is_refused(self):
        file = passwords.write(GOOD)
        file.chmod(0o640)
        with pytest.raises(RemotePasswordError, match=f"chmod 600 {file}"):
            passwords.read()

    def test_none_yet(self):
        with pytest.raises(RemotePasswordError, match="atlas-digits remote --generate-password"):
            passwords.read()

    @pytest.mark.parametrize("content", [b"", b"1234567", bytes(8), bytes(16), os.urandom(17), b"x" * 4096])
    def test_damaged(self, content):
        file = passwords.write(GOOD)
        file.write_bytes(content)
        with pytest.raises(RemotePasswordError, match=r"damaged.*--generate-password"):
            passwords.read()

    def test_a_folder_that_cannot_be_written_is_named(self, tmp_path):
        (tmp_path / "config").write_text("no folder")
        with pytest.raises(RemotePasswordError, match=r"cannot be written"):
            passwords.write(GOOD)


class TestWhatMayBeOne:
    @pytest.mark.parametrize(
        ("draw", "watch", "reason"),
        [
            ("kT7vPq2", "", "7 characters"),
            ("kT7vPq2xy", "", "9 characters"),
            ("", "", "0 characters"),
            ("kT7vPq2x", "short", "to watch has 5 characters"),
            ("kT7v q2x", "", "blanks"),
            ("密码密码密码密码", "", "ASCII"),
            ("aaaaaaab", "", "repeats"),
            ("kT7vPq2x", "kT7vPq2x", "must differ"),
        ],
    )
    def test_others_are_refused_with_the_reason(self, draw, watch, reason):
        with pytest.raises(RemotePasswordError, match=reason):
            passwords.write(Passwords(draw, watch))
        assert not passwords.path().exists()

    def test_made_ones_are_and_are_new_each_time(self):
        made = [passwords.generate() for _ in range(50)]
        for one in made:
            passwords.check(one)
        assert len({word for one in made for word in (one.draw, one.watch)}) == 100


class TestWhoAnswers:
    challenge = bytes(range(16))

    def test_each_by_their_password(self):
        assert GOOD.who(self.challenge, answer(GOOD.draw, self.challenge)) == "draw"
        assert GOOD.who(self.challenge, answer(GOOD.watch, self.challenge)) == "watch"
        assert GOOD.who(self.challenge, answer("kT7vPq2y", self.challenge)) == ""

    def test_an_empty_password_is_nobodys(self):
        assert Passwords(GOOD.draw).who(self.challenge, answer("", self.challenge)) == ""


class TestCommand:
    def run(self, *arguments, **options):
        command = [sys.executable, "-m", "app", "remote", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, **options)

    def test_made_ones_are_printed_and_kept(self):
        done = self.run("--generate-password")
        words = done.stdout.split()
        assert done.returncode == 0 and words[:2] == ["To", "draw:"] and words[3:5] == ["To", "watch:"]
        assert passwords.read() == Passwords(words[2], words[5])
        assert words[2] not in done.stderr and words[5] not in done.stderr

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_those_that_could_not_be_shown_do_not_hold(self):
        passwords.write(GOOD)
        command = [sys.executable, "-m", "app", "remote", "--generate-password"]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        assert done.returncode == 1 and "cannot be written" in done.stderr
        assert passwords.read() == GOOD

    @pytest.mark.parametrize("watch", ["", "9mWzRb4n"])
    def test_chosen_ones_come_by_standard_input(self, watch):
        done = self.run("--set-password", input=f"kT7vPq2x\n{watch}\n")
        assert (done.returncode, done.stdout) == (0, "")
        assert passwords.read() == Passwords("kT7vPq2x", watch)

    def test_a_bad_one_changes_nothing(self):
        passwords.write(GOOD)
        done = self.run("--set-password", input="short\n")
        assert done.returncode == 1 and done.stderr.startswith("atlas-digits: The password to draw has 5 characters")
        assert passwords.read() == GOOD

    def test_without_a_password_nothing_is_shown(self):
        done = self.run("--port", "1")
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
        assert done.stdout == ""
