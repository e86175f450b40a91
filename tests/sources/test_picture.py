import os
import struct
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import PictureError
from app.picture_kinds import ENDINGS
from app.sources.picture import decode_picture, pictures_in, read_picture

# three grey levels across, two down: told apart from each of its turned and mirrored selves
UPRIGHT = np.array([[40, 80, 120], [160, 200, 240]], np.uint8)

# what is stored when a camera held so writes the upright picture, by EXIF orientation (EXIF 2.32, 4.6.5.1.4)
STORED = {
    1: UPRIGHT,
    2: UPRIGHT[:, ::-1],
    3: UPRIGHT[::-1, ::-1],
    4: UPRIGHT[::-1],
    5: UPRIGHT.T,
    6: UPRIGHT.T[::-1],
    7: UPRIGHT.T[::-1, ::-1],
    8: UPRIGHT.T[:, ::-1],
}


def encoded(ending, picture, *options):
    done, content = cv2.imencode(ending, picture, list(options))
    assert done
    return bytes(content)


def smooth_picture(channels, kind=np.uint8):
    across, down = np.meshgrid(np.linspace(0, 1, 40), np.linspace(0, 1, 30))
    planes = [across, down, (across + down) / 2, 0.2 + 0.6 * across][:channels]
    return np.round(np.squeeze(np.dstack(planes)) * np.iinfo(kind).max).astype(kind)


def exif(orientation, order="<"):
    """A TIFF block with another tag and the orientation."""
    entries = struct.pack(order + "HHIHH", 0x0100, 3, 1, 7, 0) + struct.pack(
        order + "HHIHH", 0x0112, 3, 1, orientation, 0
    )
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", 8)
    return head + struct.pack(order + "H", 2) + entries + bytes(4)


def jpeg_with(block, picture):
    content = encoded(".jpg", picture, cv2.IMWRITE_JPEG_QUALITY, 100)
    segment = b"Exif\0\0" + block
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + content[2:]


def png_chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(block, picture):
    content = encoded(".png", picture)
    after_header = 8 + 12 + 13
    return content[:after_header] + png_chunk(b"eXIf", block) + content[after_header:]


def riff_chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp_with(block, picture):
    """The extended layout: what the file has, the picture, and what is known about it."""
    height, width = picture.shape[:2]
    pixels = encoded(".webp", picture, cv2.IMWRITE_WEBP_QUALITY, 101)[12:]
    has_alpha, has_exif = 0x10, 0x08
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    head = riff_chunk(b"VP8X", struct.pack("<I", has_alpha | has_exif) + sizes)
    body = b"WEBP" + head + pixels + riff_chunk(b"ABCD", b"odd") + riff_chunk(b"EXIF", block)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_alpha(grey):
    return np.dstack([grey, grey, grey, np.full_like(grey, 128)])


class TestKinds:
    @pytest.mark.parametrize("kind", [np.uint8, np.uint16])
    @pytest.mark.parametrize("channels", [1, 3, 4])
    @pytest.mark.parametrize("ending", [".png", ".tif", ".tiff"])
    def test_lossless_kinds_keep_every_pixel(self, tmp_path, ending, channels, kind):
        picture = smooth_picture(channels, kind)
        path = tmp_path / f"picture{ending}"
        path.write_bytes(encoded(ending, picture))
        found = read_picture(path)
        assert found.dtype == kind
        assert (found == picture).all()

    @pytest.mark.parametrize(("ending", "channels"), [(".bmp", 1), (".bmp", 3), (".pgm", 1), (".ppm", 3), (".webp", 4)])
    def test_other_kinds_without_loss(self, tmp_path, ending, channels):
        picture = smooth_picture(channels)
        path = tmp_path / f"picture{ending}"
        path.write_bytes(encoded(ending, picture, *([cv2.IMWRITE_WEBP_QUALITY, 101] if ending == ".webp" else [])))
        assert np.array_equal(read_picture(path), picture)

    @pytest.mark.parametrize("channels", [1, 3])
    @pytest.mark.parametrize("ending", [".jpg", ".jpeg", ".webp"])
    def test_lossy_kinds_keep_what_is_seen(self, tmp_path, ending, channels):
        picture = smooth_picture(channels)
        path = tmp_path / f"picture{ending}"
        path.write_bytes(encoded(ending, picture))
        found = read_picture(path).astype(int)
        if found.ndim > picture.ndim:  # WebP has no grey
            found = found[..., 0]
        assert np.abs(found - picture).mean() < 6

    def test_a_bitmap_of_two_colours(self):
        picture = np.where(smooth_picture(1) > 127, 255, 0).astype(np.uint8)
        assert (decode_picture(encoded(".pbm", picture), "a") == picture).all()

    def test_every_ending_that_is_looked_for_can_be_decoded(self):
        black = np.zeros((8, 8), np.uint8)
        for ending in ENDINGS:
            picture = np.dstack([black] * 3) if ending == ".ppm" else black
            assert not decode_picture(encoded(ending, picture), ending).any()

    def test_grey_with_transparency_keeps_it(self):
        """A kind of PNG that OpenCV itself does not write."""
        header = struct.pack(">IIBBBBB", 2, 1, 8, 4, 0, 0, 0)
        pixels = zlib.compress(b"\0" + bytes([10, 255, 20, 0]))
        chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
        found = decode_picture(b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks), "a")
        assert found.tolist() == [[[10, 10, 10, 255], [20, 20, 20, 0]]]

    def test_a_picture_of_floating_point_numbers_is_refused_with_the_way_out(self):
        with pytest.raises(PictureError, match=r"^a.tif: .*float32.*8 or 16 bits"):
            decode_picture(encoded(".tif", np.zeros((3, 3), np.float32)), "a.tif")


@pytest.mark.parametrize("orientation", STORED)
class TestTurnedByTheCamera:
    def test_jpeg(self, orientation):
        # 16 pixels a level, as large as the blocks that JPEG works in
        stored = np.kron(STORED[orientation], np.ones((16, 16), np.uint8))
        found = decode_picture(jpeg_with(exif(orientation), stored), "a")
        assert found.shape == (32, 48)
        assert np.abs(found[8::16, 8::16].astype(int) - UPRIGHT).max() < 8

    @pytest.mark.parametrize("order", ["<", ">"])
    def test_png_with_transparency(self, orientation, order):
        content = png_with(exif(orientation, order), with_alpha(STORED[orientation]))
        assert np.array_equal(decode_picture(content, "a"), with_alpha(UPRIGHT))

    def test_png_without(self, orientation):
        assert np.array_equal(decode_picture(png_with(exif(orientation), STORED[orientation]), "a"), UPRIGHT)

    @pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
    def test_webp_with_transparency(self, orientation, prefix):
        content = webp_with(prefix + exif(orientation), with_alpha(STORED[orientation]))
        assert np.array_equal(decode_picture(content, "a"), with_alpha(UPRIGHT))


class TestBrokenOrientation:
    @pytest.mark.parametrize("orientation", [0, 9, 65535])
    def test_an_orientation_that_does_not_exist_turns_nothing(self, orientation):
        content = png_with(exif(orientation), with_alpha(UPRIGHT))
        assert np.array_equal(decode_picture(content, "a"), with_alpha(UPRIGHT))

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 38), st.binary(max_size=6))
    def test_a_damaged_block_does_not_keep_the_picture_from_being_read(self, at, damage):
        block = exif(1)
        damaged = block[:at] + damage + block[at + len(damage) :]
        for content in (png_with(damaged, with_alpha(UPRIGHT)), png_with(block[:at], with_alpha(UPRIGHT))):
            assert sorted(decode_picture(content, "a").shape) == [2, 3, 4]


class TestNames:
    @pytest.mark.parametrize(
        "name", ["数字.png", "with some space.png", "-.png", "'\"$.png", "ends.with.PNG", "no ending"]
    )
    def test_any_name(self, tmp_path, name):
        (tmp_path / name).write_bytes(encoded(".png", UPRIGHT))
        assert (read_picture(tmp_path / name) == UPRIGHT).all()

    def test_a_name_that_is_not_text(self, tmp_path):
        name = os.fsdecode(b"\xff\xfe.png")
        try:
            (tmp_path / name).write_bytes(encoded(".png", UPRIGHT))
        except OSError:
            pytest.skip("this file system takes names of text only")
        assert [path.name for path in pictures_in(tmp_path)] == [name]
        assert (read_picture(tmp_path / name) == UPRIGHT).all()


class TestUnreadable:
    def assert_refused(self, path, reason):
        with pytest.raises(PictureError, match=reason) as refusal:
            read_picture(path)
        assert str(refusal.value).startswith(f"{path}: ")
        assert "\n" not in str(refusal.value)

    def test_missing(self, tmp_path):
        self.assert_refused(tmp_path / "no.png", "no such file")

    def test_empty(self, tmp_path):
        (tmp_path / "a.png").touch()
        self.assert_refused(tmp_path / "a.png", "empty")

    def test_a_folder(self, tmp_path):
        self.assert_refused(tmp_path, "folder")

    def test_below_what_is_no_folder(self, tmp_path):
        (tmp_path / "a.png").touch()
        self.assert_refused(tmp_path / "a.png" / "b.png", "cannot be read")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "a.png")
        self.assert_refused(tmp_path / "a.png", "pipe or a device")

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device here")
    def test_a_device_without_an_end(self):
        self.assert_refused(Path("/dev/zero"), "pipe or a device")

    def test_a_file_larger_than_any_picture_is_not_read(self, tmp_path):
        with (tmp_path / "a.png").open("wb") as file:
            file.truncate(1_000_000_001)  # takes no room on the disk
        self.assert_refused(tmp_path / "a.png", "larger than 1,000 MB")

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
    def test_without_permission(self, tmp_path):
        (tmp_path / "a.png").write_bytes(encoded(".png", UPRIGHT))
        (tmp_path / "a.png").chmod(0)
        self.assert_refused(tmp_path / "a.png", "cannot be read")

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"just some text\n", id="text"),
            pytest.param(b"<!DOCTYPE html><html></html>", id="a web page"),
            pytest.param(encoded(".png", smooth_picture(3))[:200], id="a truncated PNG"),
            pytest.param(encoded(".jpg", smooth_picture(3))[:200], id="a truncated JPEG"),
            pytest.param(b"P5 0 0 255 ", id="without pixels"),
            pytest.param(b"P5 999999 99999999 255 ", id="as large as a country"),
            pytest.param(b"\0" * 500, id="zeros"),
        ],
    )
    def test_not_a_picture(self, tmp_path, content):
        (tmp_path / "a.png").write_bytes(content)
        self.assert_refused(tmp_path / "a.png", "picture")


def test_a_png_that_claims_to_be_longer_than_it_is_takes_no_memory_for_that(tmp_path):
    """A damaged length of a few gigabytes must not be believed."""
    good = encoded(".png", with_alpha(UPRIGHT))
    content = good[:33] + struct.pack(">I", 0xF0000000) + good[37:]
    start = time.process_time()
    with pytest.raises(PictureError, match="damaged"):
        decode_picture(content, "a.png")
    assert time.process_time() - start < 0.2


def test_a_small_file_with_more_pixels_than_any_camera_has_is_not_unfolded():
    """Of 16,000 x 16,000; those up to 1,000 million would be unfolded, which takes some 10 GB and a minute."""
    good = encoded(".png", UPRIGHT)
    header = struct.pack(">4sII", b"IHDR", 16_000, 16_000) + good[24:29]
    content = good[:12] + header + struct.pack(">I", zlib.crc32(header)) + good[33:]
    with pytest.raises(PictureError, match="more than 250 million pixels"):
        decode_picture(content, "a.png")


def test_a_png_that_goes_on_with_zeros_is_refused_at_once():
    content = encoded(".png", UPRIGHT)[:33] + bytes(50_000_000)
    start = time.process_time()
    with pytest.raises(PictureError, match="damaged"):
        decode_picture(content, "a.png")
    assert time.process_time() - start < 0.5


def test_what_follows_the_end_of_a_png_does_not_matter():
    content = encoded(".png", UPRIGHT) + b"\xff" * 50
    assert (decode_picture(content, "a") == UPRIGHT).all()


SIGNATURES = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"P5 ",
    b"P6\n",
    b"RIFF0000WEBP",
]


def assert_read_or_refused(content):
    try:
        picture = decode_picture(content, "a")
    except PictureError as error:
        assert str(error).startswith("a: ")
    else:
        assert picture.dtype in (np.uint8, np.uint16)
        assert picture.ndim == 2 or picture.shape[2] in (3, 4)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SIGNATURES), st.binary(max_size=200))
def test_random_bytes_are_read_or_refused(signature, rest):
    assert_read_or_refused(signature + rest)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([".png", ".jpg", ".bmp", ".webp", ".tif", ".pgm"]),
    st.floats(0, 1),
    st.binary(max_size=4),
    st.booleans(),
)
def test_damaged_pictures_are_read_or_refused(ending, where, damage, cut):
    content = encoded(ending, UPRIGHT)
    at = int(where * len(content))
    assert_read_or_refused(content[:at] + damage + (b"" if cut else content[at + len(damage) :]))


class TestFolder:
    def test_its_pictures_by_name(self, tmp_path):
        for name in ("b.png", "a.JPG", "10.bmp", "9.tiff", "c.webp"):
            (tmp_path / name).touch()
        assert [path.name for path in pictures_in(tmp_path)] == ["10.bmp", "9.tiff", "a.JPG", "b.png", "c.webp"]

    def test_what_is_no_picture_is_passed_over(self, tmp_path):
        for name in ("notes.txt", "png", "a.png.part", ".png", "digits.json"):
            (tmp_path / name).touch()
        (tmp_path / "folder.png").mkdir()
        (tmp_path / "folder.png" / "inside.png").touch()
        assert pictures_in(tmp_path) == []

    def test_a_link_that_leads_nowhere_costs_itself_only(self, tmp_path):
        (tmp_path / "a.png").symlink_to("b" * 300)  # what the system refuses to follow
        (tmp_path / "loop.png").symlink_to("loop.png")
        (tmp_path / "c.png").touch()
        assert [path.name for path in pictures_in(tmp_path)] == ["c.png"]

    def test_one_that_is_not_there_or_is_a_file(self, tmp_path):
        (tmp_path / "file").touch()
        for path in (tmp_path / "no", tmp_path / "file"):
            with pytest.raises(PictureError, match="folder cannot be read") as refusal:
                pictures_in(path)
            assert str(refusal.value).startswith(str(path))
