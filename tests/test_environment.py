"""Setting up a fresh machine: tried on a made-up one, which has a Python, an `apt-get` and no network."""

import ast
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "packaging" / "environment.py"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the boards and the makefile are of one kind")

# a Python that makes environments, asks pip, and notes both; its version is the running one's
FAKE_PYTHON = """#!/bin/sh
echo "python $*" >> {log}
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/pyvenv.cfg" ;;
    "-c "*) echo {version} ;;
    *" --version") echo "pip {pip} from somewhere" ;;
esac
"""


@pytest.fixture
def machine(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch)


class Machine:
    def __init__(self, folder, monkeypatch):
        self.root, self._programs, self._log = folder / "project", folder / "bin", folder / "log"
        self._monkeypatch = monkeypatch
        (self.root / "packaging").mkdir(parents=True)
        (self.root / "app" / "ui").mkdir(parents=True)
        self._programs.mkdir()
        self._log.touch()
        shutil.copy(SCRIPT, self.root / "packaging")
        shutil.copy(ROOT / "app" / "ui" / "system_libraries.txt", self.root / "app" / "ui")
        for program in ("sh", "mkdir", "cp", "touch"):
            (self._programs / program).symlink_to(shutil.which(program))
        self.put_python()
        self.put("apt-get", f'#!/bin/sh\necho "apt-get $*" >> {self._log}\n')
        monkeypatch.setenv("PATH", str(self._programs))
        monkeypatch.setattr(sys, "executable", str(self._programs / "python"))

        spec = importlib.util.spec_from_file_location("environment", self.root / "packaging" / "environment.py")
        self.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.script)

    def put(self, name, text):
        path = self._programs / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def put_python(self, version=None, pip="24.0"):
        version = version or "{} {}".format(*sys.version_info[:2])
        self.put("python", FAKE_PYTHON.format(log=self._log, version=version, pip=pip))

    def run_as(self, user_id, *extras):
        self._monkeypatch.setattr(os, "geteuid", lambda: user_id)
        self.script.main(list(extras))

    def calls(self, beginning):
        return [line for line in self._log.read_text().splitlines() if line.startswith(beginning)]


class TestOldPythons:
    def test_they_can_read_it(self):
        """Else they would show a syntax error instead of what is wrong."""
        tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 5))
        too_new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef)
        assert [node.lineno for node in ast.walk(tree) if isinstance(node, too_new)] == []
        assert not any(node.posonlyargs for node in ast.walk(tree) if isinstance(node, ast.arguments))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert imported <= {"ctypes", "ensurepip", "fcntl", "os", "shutil", "subprocess", "sys"}

    @pytest.mark.parametrize("version", [(3, 8), (3, 14)])
    def test_they_are_refused_with_the_way_out_and_nothing_is_made(self, machine, monkeypatch, version):
        monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))
        with pytest.raises(SystemExit) as end:
            machine.run_as(1000)
        message = str(end.value)
        for part in ("Python 3.9 to 3.13 is needed", "{}.{}".format(*version), "make run PYTHON="):
            assert part in message
        assert not (machine.root / ".venv").exists()

    def test_the_project_says_the_same_versions(self):
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        assert 'requires-python = ">=3.9,<3.14"' in text


class TestEnvironment:
    def test_a_fresh_machine_gets_an_environment_with_the_project_in_it(self, machine):
        pytest.importorskip("ensurepip")
        machine.run_as(1000, "build", "test")
        assert (machine.root / ".venv" / "bin" / "python").exists()
        (install,) = machine.calls("python -m pip --disable-pip-version-check install")
        assert install.endswith(f"--editable {machine.root}[build,test]")

    def test_a_second_run_makes_nothing_again(self, machine):
        machine.run_as(1000)
        (machine.root / ".venv" / "mark").touch()
        machine.run_as(1000)
        assert (machine.root / ".venv" / "mark").exists()
        assert len(machine.calls("python -m venv")) == 1

    def test_one_of_another_python_or_half_made_is_made_again(self, machine):
        machine.run_as(1000)
        (machine.root / ".venv" / "mark").touch()
        machine.put_python(version="3 8")
        shutil.copy(sys.executable, machine.root / ".venv" / "bin" / "python")
        machine.run_as(1000)
        assert not (machine.root / ".venv" / "mark").exists()
        (machine.root / ".venv" / "bin" / "python").unlink()
        machine.run_as(1000)
        assert len(machine.calls("python -m venv")) == 3

    @pytest.mark.parametrize(("version", "renewed"), [("20.3.4", True), ("24.0", False)])
    def test_a_pip_too_old_for_today_s_wheels_is_renewed(self, machine, version, renewed):
        machine.put_python(pip=version)
        machine.run_as(1000)
        assert bool(machine.calls("python -m pip --disable-pip-version-check install --quiet --upgrade pip")) == renewed

    def test_it_says_what_it_does(self, machine, capsys):
        machine.run_as(1000, "test")
        steps = [line for line in capsys.readouterr().out.splitlines() if line.startswith("[")]
        assert [step[:5] for step in steps] == ["[1/3]", "[2/3]", "[3/3]"]
        assert "test" in steps[1]


class TestSystemLibraries:
    @pytest.fixture(autouse=True)
    def one_is_missing(self, machine):
        libraries = machine.root / "app" / "ui" / "system_libraries.txt"
        libraries.write_text("# library package where\nlibnosuchthing.so.7 libnosuchthing7 all\n")

    def test_root_installs_them(self, machine):
        machine.run_as(0)
        update, install = machine.calls("apt-get")
        assert "update" in update
        assert "install --yes" in install
        assert "libnosuchthing7" in install

    def test_others_are_told_the_line_to_run(self, machine, capsys):
        machine.run_as(1000)
        assert machine.calls("apt-get") == []
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "sudo apt-get install" in line]
        assert "libnosuchthing7" in line

    def test_without_apt_the_packages_are_named(self, machine, capsys):
        Path(shutil.which("apt-get")).unlink()
        machine.run_as(0)
        assert "libnosuchthing7" in capsys.readouterr().out

    def test_an_installation_that_fails_is_said(self, machine, capsys):
        machine.put("apt-get", "#!/bin/sh\nexit 100\n")
        machine.run_as(0)
        assert "could not be installed: libnosuchthing7" in capsys.readouterr().out

    def test_the_shipped_list_is_read(self, machine, monkeypatch):
        listed = (ROOT / "app" / "ui" / "system_libraries.txt").read_text(encoding="utf-8")
        (machine.root / "app" / "ui" / "system_libraries.txt").write_text(listed)
        monkeypatch.setattr(machine.script, "loads", lambda library: False)
        wanted = machine.script.wanted_packages(testing=False)
        assert {"libegl1", "libxcb-cursor0"} <= set(wanted)
        assert all(name == name.strip().lower() and " " not in name for name in wanted)


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_sets_up_only_when_something_changed(tmp_path):
    """The second `make run` goes straight to the program."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "packaging").mkdir()
    shutil.copy(SCRIPT, tmp_path / "packaging")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    def steps(python="python3"):
        done = subprocess.run(
            ["make", "--dry-run", "run", f"PYTHON={python}"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            check=True,
            encoding="utf-8",
        )
        return "environment.py" in done.stdout, "-m app" in done.stdout

    assert steps() == (True, True)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "ready-python3-to-run").touch()
    for name in ("pyproject.toml", "packaging/environment.py"):
        os.utime(tmp_path / name, (time.time() - 60,) * 2)
    assert steps() == (False, True)
    assert steps("/usr/bin/python3.11") == (True, True), "another interpreter makes the environment anew"
    os.utime(tmp_path / "pyproject.toml", (time.time() + 60,) * 2)
    assert steps() == (True, True)
