"""The unit for the Atlas 200 DK: its systemd is of 2018 and only warns of what it does not know."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "packaging" / "board" / "atlas-digits-remote.service"
BOARD = 237  # Ubuntu 18.04's

# since which version systemd knows them, by its NEWS; 0: before 229
SINCE = {
    **dict.fromkeys(("Description", "Wants", "After"), 0),
    **dict.fromkeys(("Type", "NotifyAccess", "ExecStart", "TimeoutStartSec", "TimeoutStopSec", "WatchdogSec"), 0),
    **dict.fromkeys(("Restart", "RestartSec", "RestartPreventExitStatus", "RootDirectory"), 0),
    **dict.fromkeys(("EnvironmentFile", "Environment", "WorkingDirectory", "User", "Group", "UMask", "LimitCORE"), 0),
    **dict.fromkeys(("PrivateTmp", "DevicePolicy", "DeviceAllow", "RestrictAddressFamilies", "NoNewPrivileges"), 0),
    **dict.fromkeys(
        ("CapabilityBoundingSet", "SystemCallArchitectures", "SystemCallFilter", "SystemCallErrorNumber"), 0
    ),
    **dict.fromkeys(("TasksMax",), 227),
    **dict.fromkeys(("StartLimitIntervalSec", "StartLimitBurst"), 230),  # in [Unit]
    **dict.fromkeys(("MemoryMax", "RestrictRealtime", "ReadWritePaths"), 231),
    **dict.fromkeys(("ProtectControlGroups", "ProtectKernelModules", "ProtectKernelTunables", "RemoveIPC"), 232),
    **dict.fromkeys(("MountAPIVFS", "BindPaths", "BindReadOnlyPaths", "RestrictNamespaces"), 233),
    **dict.fromkeys(("LockPersonality", "KeyringMode"), 235),
    "ProtectSystem": 232,  # with the value `strict`
}
GROUPS_OF_CALLS = (
    "@clock",
    "@cpu-emulation",
    "@debug",
    "@module",
    "@mount",
    "@obsolete",
    "@privileged",
    "@raw-io",
    "@reboot",
    "@swap",
)


def directives():
    lines = [line for line in UNIT.read_text().splitlines() if line and not line.startswith(("#", "["))]
    return [tuple(line.split("=", 1)) for line in lines]


def test_every_directive_is_known_to_the_systemd_of_the_board():
    names = {name for name, _ in directives()}
    assert names <= set(SINCE), "look up since when systemd knows it"
    assert max(SINCE[name] for name in names) <= BOARD


def test_the_groups_of_system_calls_were_there():
    (calls,) = [value for name, value in directives() if name == "SystemCallFilter"]
    assert calls.startswith("~")
    assert set(calls.lstrip("~").split()) <= set(GROUPS_OF_CALLS)


def test_what_the_board_may_lack_is_optional():
    """A path that is not there keeps the service from starting, unless it begins with a hyphen."""
    always = {"/var/lib/atlas-digits", "/etc/passwd", "/etc/group", "/run/systemd/notify"}
    bound = {path for name, value in directives() if name.startswith("Bind") for path in value.split()}
    assert {path for path in bound if not path.startswith("-")} <= always
    assert {"-/usr/local/Ascend", "-/home/HwHiAiUser", "-/usr/lib64"} <= bound


def test_what_is_bound_has_its_place_in_the_image():
    text = (ROOT / "packaging" / "board" / "image.py").read_text()
    places = set(re.findall(r'"((?:usr|var|etc|home|run)/[\w./-]+)"', text))
    bound = {path.lstrip("-/") for name, value in directives() if name.startswith("Bind") for path in value.split()}
    assert bound - {"etc/passwd", "etc/group"} <= places
