"""What a desktop shows of the application, by the validators of those who read it."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import cv2
import pytest

from app import __version__

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "packaging" / "desktop"
ENTRY = FOLDER / "atlas-digits.desktop"
(META,) = FOLDER.glob("*.metainfo.xml")


def validate(*command):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stdout.strip(" \n").startswith(("E:", "W:")), done.stdout + done.stderr
    return done.stdout


def test_the_desktop_entry_is_valid_without_a_hint():
    assert validate("desktop-file-validate", str(ENTRY)) == ""


def test_the_metadata_is_valid():
    said = validate("appstreamcli", "validate", "--no-net", "--pedantic", str(META))
    assert "infos" not in said and "warnings" not in said


def test_the_entry_and_the_metadata_are_of_this_application():
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(ENTRY, encoding="utf-8")
    metadata = ElementTree.parse(META).getroot()
    assert entry["Desktop Entry"]["Exec"] == "atlas-digits" == metadata.findtext("provides/binary")
    assert metadata.findtext("launchable") == ENTRY.name
    assert metadata.find("releases/release").get("version") == __version__
    assert entry["Desktop Entry"]["Name[zh_CN]"] == metadata.findall("name")[1].text


def test_the_icon_is_there_in_pixels_and_in_lines():
    icons = ROOT / "assets" / "icons"
    picture = cv2.imread(str(icons / "atlas-digits.png"), cv2.IMREAD_UNCHANGED)
    assert picture.shape == (256, 256, 4)
    assert ElementTree.parse(icons / "atlas-digits.svg").getroot().get("viewBox") == "0 0 256 256"
