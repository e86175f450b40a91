"""Sets up what is missing to run or test the project: `python3 packaging/environment.py [EXTRA...]`.

Makes the virtual environment in .venv, installs the project into it with the extras named, and the system's libraries
that a window needs: as root by itself, otherwise by printing the one line to run. Needs nothing but Python, and runs
on every Python 3, so that it can say what is wrong with an old one.
"""

import ctypes
import fcntl
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST, NEWEST = (3, 9), (3, 13)
OLDEST_PIP = 21  # before, wheels for newer systems are not seen

# the program and Debian's package that it is in
PROGRAMS_TO_TEST = (
    ("Xvfb", "xvfb"),
    ("xdotool", "xdotool"),
    ("desktop-file-validate", "desktop-file-utils"),
    ("appstreamcli", "appstream"),
    ("systemd-analyze", "systemd"),
    ("Xvnc", "tigervnc-standalone-server"),
    ("websockify", "websockify"),
    ("/usr/share/novnc/utils/novnc_proxy", "novnc"),
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("openssl", "openssl"),
    ("xz", "xz-utils"),
)

LIBRARIES = os.path.join(ROOT, "app", "ui", "system_libraries.txt")


def main(extras):
    steps = 3
    say(1, steps, "Python {}.{}, environment in .venv".format(*sys.version_info[:2]))
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fail(
            "Python {}.{} to {}.{} is needed, {} is {}.{}.\nName another one: make run PYTHON=python3.11".format(
                *OLDEST, *NEWEST, sys.executable, *sys.version_info[:2]
            )
        )
    lock = alone()  # noqa: F841  # held until the end
    make_environment()
    say(2, steps, "Python packages: the application" + "".join(" and " + extra for extra in extras))
    install(extras)
    say(3, steps, "System libraries")
    install_libraries(wanted_packages(testing="test" in extras))


def alone():
    """Wait until no other set-up of this folder runs. The lock is held as long as the file that is returned."""
    lock = open(os.path.join(ROOT, ".venv.lock"), "w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("Another set-up is running here; waiting for it.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def say(step, steps, text):
    print("[{}/{}] {}".format(step, steps, text), flush=True)


def fail(text):
    sys.exit("\n" + text)


def make_environment():
    made_by = os.path.join(VENV, "pyvenv.cfg")
    if os.path.exists(PYTHON) and os.path.exists(made_by):
        version = subprocess.run(
            [PYTHON, "-c", "import sys, pip; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            universal_newlines=True,
        )
        if version.returncode == 0 and version.stdout.split() == [str(n) for n in sys.version_info[:2]]:
            return
    shutil.rmtree(VENV, ignore_errors=True)  # none, half made, or of another Python
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    try:
        import ensurepip  # noqa: F401  # Debian ships it apart
    except ImportError:
        install_system([package], needed=True)
    if subprocess.run([sys.executable, "-m", "venv", VENV]).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        fail("The environment cannot be made. On Debian and Ubuntu: sudo apt-get install " + package)


def install(extras):
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    version = subprocess.run(pip + ["--version"], stdout=subprocess.PIPE, universal_newlines=True).stdout
    if int(version.split()[1].split(".")[0]) < OLDEST_PIP:
        subprocess.run(pip + ["install", "--quiet", "--upgrade", "pip"])
    target = ROOT + ("[" + ",".join(extras) + "]" if extras else "")
    if subprocess.run(pip + ["install", "--editable", target]).returncode:
        fail("The packages cannot be installed; the lines above say why. Run the same command again to go on.")


def wanted_packages(testing):
    with open(LIBRARIES) as lines:
        needed = [line.split()[:2] for line in lines if not line.startswith("#")]
    wanted = sorted({package for library, package in needed if not loads(library)})
    if not list_fonts(""):
        wanted.append("fonts-dejavu-core")
    chinese = os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh")
    if (chinese or testing) and not list_fonts(":lang=zh"):
        wanted.append("fonts-wqy-microhei")
    if testing:
        wanted += [package for program, package in PROGRAMS_TO_TEST if not shutil.which(program)]
    return wanted


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def list_fonts(pattern):
    if not shutil.which("fc-list"):
        return os.path.isdir("/usr/share/fonts") and not pattern
    return subprocess.run(["fc-list", pattern], stdout=subprocess.PIPE).stdout.strip()


def install_libraries(packages):
    if packages:
        install_system(packages, needed=False)


def install_system(packages, needed):
    """Install as root, else say how. Without what is not needed pictures are still read, in the terminal."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends"] + packages
    if not shutil.which("apt-get"):
        line = "Install with your system's package manager what Debian calls: " + " ".join(packages)
    elif os.geteuid() == 0:
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["apt-get", "update", "--quiet"], env=quiet, stdout=subprocess.DEVNULL)
        if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL).returncode == 0:
            return
        line = "These packages could not be installed: " + " ".join(packages)
    else:
        line = "For this, run: sudo " + " ".join(command)
    if needed:
        fail(line)
    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
