"""The script that installs on an Atlas 200 DK, run as it is in a folder that stands for the board."""

import shutil
import subprocess
import sys

import pytest

from tests.packaging.boards import SCRIPT, SETTINGS, UNIT, Board, locked, make_image

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("xz") or not shutil.which("bash"),
    reason="the script is for Linux with bash and xz",
)


@pytest.fixture
def board(tmp_path):
    return Board(tmp_path / "machine")


@pytest.fixture
def image(tmp_path):
    return make_image(tmp_path / "1.0", "1.0")


@pytest.fixture
def newer(tmp_path):
    return make_image(tmp_path / "1.1", "1.1")


def installed(board, *images):
    for image in images:
        done = board.run("install", image)
        assert done.returncode == 0, done.stderr
    return board


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="there is no shellcheck here")
def test_shellcheck_finds_nothing_in_it():
    done = subprocess.run(["shellcheck", SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


class TestInstalling:
    def test_a_fresh_board_runs_it_afterwards(self, board, image):
        board.mark("groups/HwHiAiUser")
        done = board.run("install", image)
        assert done.returncode == 0, done.stderr
        assert (board.current(), board.versions(), board.users()) == ("1.0", ["1.0"], ["atlas-digits"])
        assert board.unit() == "/opt/atlas-digits/1.0"
        assert board.path("opt/atlas-digits/current/usr/bin/atlas-digits").read_text() == "program\n"
        log = board.log()
        assert "usermod -aG HwHiAiUser atlas-digits" in log
        assert log.index("daemon-reload") < log.index("restart " + UNIT)
        assert "Version 1.0 runs" in done.stdout

    @pytest.mark.parametrize(("there", "wanted"), [(False, "--user-group"), (True, "--gid atlas-digits")])
    def test_a_group_that_is_left_is_the_users_own_again(self, board, image, there, wanted):
        if there:
            board.mark("groups/atlas-digits")
        installed(board, image)
        assert f"useradd --system {wanted} --home-dir" in board.log()

    def test_pin_and_passwords_are_made_and_shown_once(self, board, image, newer):
        first, second = board.run("install", image), board.run("install", newer)
        assert "493027" in first.stdout
        assert "493027" not in second.stdout
        assert board.log().count("remote --generate-password") == 1

    def test_it_is_seen_from_elsewhere_only_where_that_was_wanted(self, board, image, newer):
        installed(board, image)
        assert "REMOTE_OPTIONS=\n" in board.path(SETTINGS).read_text()
        board.run("install", newer, "--listen", "192.168.1.2")
        assert "REMOTE_OPTIONS=--listen 192.168.1.2\n" in board.path(SETTINGS).read_text()
        installed(board, image)
        assert "192.168.1.2" in board.path(SETTINGS).read_text(), "an update keeps the settings"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("--listen 10.0.0.9 --certificate b.pem", "--listen 192.168.1.2 --certificate b.pem"),
            ("--certificate b.pem --listen=10.0.0.9", "--listen 192.168.1.2 --certificate b.pem "),
            ('"--port 80 --listen 10.0.0.9"', '"--listen 192.168.1.2 --port 80 "'),
            ("'--size 800x480'", "'--listen 192.168.1.2 --size 800x480'"),
            ('"--listen 10.0.0.9"', '"--listen 192.168.1.2"'),
            ("", "--listen 192.168.1.2"),
        ],
    )
    def test_another_address_leaves_the_rest_of_the_settings(self, board, image, newer, before, after):
        installed(board, image)
        settings = board.path(SETTINGS)
        settings.write_text(f"# mine\nREMOTE_OPTIONS={before}\nATLAS_DIGITS_ENGINE=onnx\n")
        assert board.run("install", newer, "--listen", "192.168.1.2").returncode == 0
        assert settings.read_text() == f"# mine\nREMOTE_OPTIONS={after}\nATLAS_DIGITS_ENGINE=onnx\n"

    def test_the_image_beside_the_script_is_taken(self, board, image):
        script = image.with_name(SCRIPT.name)
        shutil.copy(SCRIPT, script)
        assert board.run("install", script=script).returncode == 0
        assert board.current() == "1.0"


class TestRefusing:
    def refused(self, board, *arguments):
        done = board.run("install", *arguments)
        assert done.returncode == 1
        assert board.current() == "" and board.versions() == [] and board.users() == []
        return done.stderr

    def test_somebody_who_is_not_root(self, board, image):
        board.be(uid=1000)
        assert "as root" in self.refused(board, image)

    def test_another_kind_of_machine(self, board, image):
        board.be(machine="x86_64")
        assert "this machine is x86_64" in self.refused(board, image)

    def test_an_image_that_was_damaged(self, board, image):
        content = bytearray(image.read_bytes())
        content[100] ^= 1
        image.write_bytes(content)
        assert "Copy it again" in self.refused(board, image)

    def test_an_image_that_was_cut_off(self, board, image):
        image.write_bytes(image.read_bytes()[:200])
        assert "Copy it again" in self.refused(board, image)

    def test_an_image_without_its_sums(self, board, image):
        image.with_name("SHA256SUMS").unlink()
        assert "SHA256SUMS is missing" in self.refused(board, image)

    def test_no_image(self, board, tmp_path):
        assert "There is no image" in self.refused(board, tmp_path / "none.tar.xz")

    def test_a_full_disk(self, board, image):
        board.put("df", "printf 'F B U Avail\\nx 1 1 99 1 /\\n'")
        assert "99 MB are free" in self.refused(board, image)


class TestUpdating:
    def test_the_version_before_is_kept_and_those_before_go(self, board, image, newer, tmp_path):
        installed(board, image, newer, make_image(tmp_path / "1.2", "1.2"))
        assert board.current() == "1.2"
        assert board.versions() == ["1.1", "1.2"]

    def test_the_same_version_built_anew_gets_a_number(self, board, image):
        installed(board, image, image)
        assert (board.current(), board.versions()) == ("1.0-2", ["1.0", "1.0-2"])

    def test_a_version_that_does_not_work_is_not_taken(self, board, image, newer):
        installed(board, image)
        board.mark("unreadable")
        done = board.run("install", newer)
        assert done.returncode == 1 and "does not work on this board" in done.stderr
        assert (board.current(), board.versions()) == ("1.0", ["1.0"])

    def test_a_version_that_does_not_start_gives_way_to_the_one_before(self, board, image, newer):
        installed(board, image)
        board.mark("1.1.bad")
        done = board.run("install", newer)
        assert done.returncode == 1 and "1.0 runs again" in done.stderr
        assert board.current() == "1.0"
        assert board.unit() == "/opt/atlas-digits/1.0"
        assert "no version before" in board.run("rollback").stderr

    def test_two_at_a_time_are_refused(self, board, image):
        board.path("opt/atlas-digits").mkdir(parents=True)
        with locked(board.path("opt/atlas-digits/.lock")):
            assert "Another installation" in board.run("install", image).stderr
        assert board.run("install", image).returncode == 0


class TestInterrupted:
    """Killed before one command after the other: what ran goes on, and the same command finishes the work."""

    STEP = 23  # every 23rd of the script's commands, a different set in each of the two tests

    @pytest.mark.parametrize("first", (1, 12))
    def test_an_update_may_be_killed_anywhere(self, tmp_path, image, newer, first):
        stops = 0
        for stop_at in range(first, 1000, self.STEP):
            board = installed(Board(tmp_path / f"{first}-{stop_at}"), image)
            done = board.run("install", newer, stop_at=stop_at)
            if done.returncode == 0:
                break
            stops += 1
            assert done.returncode == -9, done.stderr
            self.whole(board)
            again = board.run("install", newer)
            assert again.returncode == 0, again.stderr
            self.whole(board)
            assert board.current().startswith("1.1")
            assert [
                name for name in board.left_behind() if ".partial" in name or ".new" in name or ".deleted" in name
            ] == []
            assert len(board.versions()) <= 2
        assert stops > 5

    def test_a_removal_may_be_killed_anywhere(self, tmp_path, image):
        for stop_at in range(3, 1000, self.STEP):
            board = installed(Board(tmp_path / str(stop_at)), image)
            if board.run("remove", stop_at=stop_at).returncode == 0:
                break
            assert board.run("remove").returncode == 0
            assert board.left_behind() == []
            assert board.users() == []
        assert stop_at > 20

    def whole(self, board):
        version = board.path(f"opt/atlas-digits/{board.current()}")
        number = board.current().partition("-")[0]
        parts = [version / "opt" / "atlas-digits" / f"part-{part}" for part in range(20)]
        assert [part.read_text() for part in parts] == [f"{number}\n"] * 20
        assert board.unit() == f"/opt/atlas-digits/{board.current()}"


class TestManaging:
    def test_back_and_forth(self, board, image, newer):
        installed(board, image, newer)
        assert "Version 1.0 runs" in board.run("rollback").stdout
        assert board.current() == "1.0"
        assert board.unit() == "/opt/atlas-digits/1.0"
        assert "Version 1.1 runs" in board.run("rollback").stdout

    def test_there_is_nothing_to_go_back_to_at_first(self, board, image):
        assert "no version before" in installed(board, image).run("rollback").stderr
        assert board.current() == "1.0"

    def test_the_state_is_told(self, board, image, newer):
        told = installed(board, image, newer).run("status").stdout
        assert "1.0  the one before" in told and "1.1  in use" in told and "active" in told

    def test_removed_it_leaves_nothing(self, board, image, newer):
        installed(board, image, newer)
        assert board.run("remove").returncode == 0
        assert board.left_behind() == []
        assert board.users() == []
        assert not board.path("etc/systemd/system/multi-user.target.wants").exists()
        assert not board.path("opt/atlas-digits").exists() and not board.path("var/lib/atlas-digits").exists()
        assert f"stop {UNIT}" in board.log()

    def test_data_can_be_kept(self, board, image):
        installed(board, image)
        samples = board.path("var/lib/atlas-digits/samples.db")
        samples.write_text("mine")
        assert "are kept" in board.run("remove", "--keep-data").stdout
        assert samples.read_text() == "mine" and board.users() == ["atlas-digits"]

    def test_the_program_is_run_in_the_version_in_use_as_its_user(self, board, image):
        program = installed(board, image).path("usr/bin/atlas-digits").read_text()
        assert program.endswith('exec /usr/sbin/atlas-digits-board run "$@"\n')
        manager = board.path("usr/sbin/atlas-digits-board")
        assert board.run("run", "doctor", "--json", script=manager).returncode == 0
        call = board.log().splitlines()[-1]
        assert "opt/atlas-digits/1.0 atlas-digits" in call and call.endswith("/usr/bin/atlas-digits doctor --json")

    def test_without_a_command_it_says_what_there_is(self, board):
        done = board.run()
        assert done.returncode == 2
        assert all(word in done.stdout for word in ("install", "status", "rollback", "remove", "doctor"))
