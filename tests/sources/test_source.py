"""Which source a name means, and which there are."""

import os
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest

from app.errors import SourceAbsentError, SourceOpenError, SourcePermissionError, SourceUnknownError
from app.sources import FoundSource, Wanted, is_live, list_sources, open_source
from app.sources.source import scheme_of
from tests.pictures import digit_ink


@pytest.mark.parametrize(
    ("uri", "scheme"),
    [
        ("0", "v4l2"),
        ("12", "v4l2"),
        ("/dev/video0", "v4l2"),
        ("/dev/v4l/by-id/usb-Maker_Camera-video-index0", "v4l2"),
        ("mipi:1", "mipi"),
        ("http://192.168.1.20:8080/video", "http"),
        ("HTTPS://camera/", "http"),
        ("rtsp://camera/stream", "rtsp"),
        ("film.mp4", "video"),
        ("C:/film.avi", "video"),
        ("a/b.PNG", "picture"),
        ("seen.mpjpeg", "recording"),
        ("./0", "video"),
        ("12345", "video"),
    ],
)
def test_a_name_means_one_kind_of_source(uri, scheme):
    assert scheme_of(uri) == scheme


def test_a_folder_is_a_folder_whatever_it_is_called(tmp_path):
    (tmp_path / "a.png").mkdir()
    assert scheme_of(str(tmp_path / "a.png")) == "folder"


@pytest.mark.parametrize("uri", ["", "  ", "mipi:", "mipi:x", "ftp://host/a.mp4", "a\0b"])
def test_what_names_nothing_is_said_with_what_is_known(uri):
    with pytest.raises(SourceUnknownError, match="/dev/video0"):
        open_source(uri)
    assert not is_live(uri)


def test_asking_what_there_is_imports_nothing_heavy():
    program = "import sys, app.sources; app.sources.list_sources(); sys.exit('cv2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


def plug(system, node, name, index="0"):
    folder = system / node
    folder.mkdir(parents=True)
    (folder / "name").write_text(name + "\n")
    (folder / "index").write_text(index + "\n")


def test_cameras_are_found_by_their_names_and_without_their_second_devices(tmp_path):
    plug(tmp_path, "video10", "Microscope")
    plug(tmp_path, "video0", "HD Webcam: HD Webcam")
    plug(tmp_path, "video1", "HD Webcam: HD Webcam", index="1")
    plug(tmp_path, "video2", "Maker: Front Camera")
    plug(tmp_path, "v4l-subdev0", "sensor")
    assert list_sources(tmp_path) == [
        FoundSource("/dev/video0", "HD Webcam"),
        FoundSource("/dev/video2", "Maker: Front Camera"),
        FoundSource("/dev/video10", "Microscope"),
    ]


def test_two_of_one_name_are_told_apart(tmp_path):
    plug(tmp_path, "video0", "Camera")
    plug(tmp_path, "video2", "Camera")
    assert [found.title for found in list_sources(tmp_path)] == ["Camera (/dev/video0)", "Camera (/dev/video2)"]


def test_a_camera_unplugged_while_it_is_looked_at_is_no_error(tmp_path):
    (tmp_path / "video0").mkdir()
    assert [found.uri for found in list_sources(tmp_path)] == ["/dev/video0"]
    assert list_sources(tmp_path / "absent") == []


def test_the_mipi_cameras_are_found_where_their_library_is(tmp_path, monkeypatch):
    (tmp_path / "libmedia_mini.so").write_bytes(b"")
    monkeypatch.setenv("ATLAS_DIGITS_MIPI_LIBRARY", str(tmp_path / "libmedia_mini.so"))
    assert [found.uri for found in list_sources(tmp_path / "absent")] == ["mipi:0", "mipi:1"]


@pytest.mark.parametrize("variable", ["ATLAS_DIGITS_MIPI_LIBRARY", "INSTALL_DIR"])
def test_a_place_of_the_mipi_library_that_cannot_be_looked_at_hides_no_other_camera(tmp_path, monkeypatch, variable):
    (tmp_path / "video0").mkdir()
    (tmp_path / "video0" / "name").write_text("Webcam")
    monkeypatch.setenv(variable, "/" + "x" * 300)
    assert [found.uri for found in list_sources(tmp_path)] == ["/dev/video0"]
    with pytest.raises(SourceAbsentError, match="no MIPI camera library"):
        open_source("mipi:0")


@pytest.mark.parametrize("name", ["a.mp4", "a.png", "a.mpjpeg"])
def test_a_file_that_is_absent_is_said(tmp_path, name):
    with pytest.raises(SourceAbsentError, match=name):
        open_source(str(tmp_path / name))


@pytest.mark.parametrize("name", ["a.mp4", "a.png"])
@pytest.mark.parametrize("content", [b"", b"hello", bytes(5000)])
def test_a_file_of_another_kind_is_said(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceOpenError, match=name):
        open_source(str(tmp_path / name))


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.mp4")
    with pytest.raises(SourceOpenError, match="regular"):
        open_source(str(tmp_path / "a.mp4"))


def test_a_file_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x")

    def denied(self, *arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", denied)
    with pytest.raises(SourcePermissionError, match="may not read"):
        open_source(str(path))


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(SourceOpenError, match="no pictures"):
        open_source(str(tmp_path))


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_of_any_depth_and_colour_becomes_a_frame(tmp_path, dtype, channels):
    ink = 255 - digit_ink("5")
    picture = ink if channels == 1 else np.dstack([ink] * 3)
    if channels == 4:
        picture = np.dstack([np.zeros_like(picture), 255 - ink])  # black ink on nothing
    cv2.imwrite(str(tmp_path / "a.png"), picture.astype(dtype) * (257 if dtype == "uint16" else 1))
    with open_source(str(tmp_path / "a.png"), Wanted(paced=False)) as source:
        pixels = source.read().pixels
    grey = pixels if pixels.ndim == 2 else pixels[..., 0]
    assert pixels.dtype == np.uint8
    assert np.abs(grey.astype(int) - ink).max() <= 1


def test_pictures_of_a_folder_come_one_a_second(tmp_path):
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), digit_ink("5"))
    with open_source(str(tmp_path)) as source:
        began = time.monotonic()
        source.read()
        source.read()
        assert 0.9 < time.monotonic() - began < 3
