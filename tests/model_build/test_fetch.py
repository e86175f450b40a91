"""Downloads from a real HTTP server on this machine, which misbehaves when told to."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from model_build.errors import DataError, DownloadError
from model_build.fetch import fetch
from model_build.mnist import MnistFile

CONTENT = bytes(range(256)) * 2000
FILE = MnistFile("digits.gz", hashlib.md5(CONTENT).hexdigest(), len(CONTENT))


class Mirror:
    """Serves CONTENT; `behaviour` is whole (no ranges), ranges, cut (ends half way), wrong, or missing."""

    def __init__(self, behaviour):
        self.asked = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                wanted = self.headers.get("Range")
                mirror.asked.append(wanted)
                start = int(wanted[len("bytes=") : -1]) if wanted and behaviour in ("ranges", "cut") else 0
                body = CONTENT[start:] if behaviour != "wrong" else b"!" * len(CONTENT)
                self.send_response(404 if behaviour == "missing" else 206 if start else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if behaviour == "cut" else body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/data"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def mirror():
    opened = []

    def start(behaviour):
        opened.append(Mirror(behaviour))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def download(folder, *mirrors, **options):
    return fetch(folder, files=[FILE], mirrors=[m.url for m in mirrors], **options)


def test_a_file_comes_whole_and_its_progress_is_told(mirror, tmp_path):
    told = []
    assert download(tmp_path, mirror("ranges"), progress=lambda *a: told.append(a)) == [tmp_path / "digits.gz"]
    assert (tmp_path / "digits.gz").read_bytes() == CONTENT
    assert told[-1] == ("digits.gz", len(CONTENT), len(CONTENT)) and len(told) > 1
    assert [path.name for path in tmp_path.iterdir()] == ["digits.gz"]


def test_what_is_there_and_right_is_not_asked_for_again(mirror, tmp_path):
    one = mirror("ranges")
    download(tmp_path, one)
    download(tmp_path, one)
    assert len(one.asked) == 1


def test_an_interrupted_download_goes_on_where_it_was(mirror, tmp_path):
    with pytest.raises(DownloadError, match="ended after"):
        download(tmp_path, mirror("cut"))
    assert not (tmp_path / "digits.gz").exists()
    here = (tmp_path / "digits.gz.part").stat().st_size
    whole = mirror("ranges")
    download(tmp_path, whole)
    assert here > 0 and whole.asked == [f"bytes={here}-"]
    assert (tmp_path / "digits.gz").read_bytes() == CONTENT


def test_a_mirror_without_ranges_sends_all_anew(mirror, tmp_path):
    (tmp_path / "digits.gz.part").write_bytes(CONTENT[:1000])
    download(tmp_path, mirror("whole"))
    assert (tmp_path / "digits.gz").read_bytes() == CONTENT


def test_the_next_mirror_helps_where_one_fails(mirror, tmp_path):
    download(tmp_path, mirror("missing"), mirror("wrong"), mirror("cut"), mirror("ranges"))
    assert (tmp_path / "digits.gz").read_bytes() == CONTENT


def test_a_wrong_checksum_is_named_and_nothing_stays(mirror, tmp_path):
    wrong = mirror("wrong")
    with pytest.raises(DownloadError) as caught:
        download(tmp_path, wrong)
    assert f"{wrong.url}/digits.gz: wrong checksum, MD5 " in str(caught.value)
    assert FILE.md5 in str(caught.value) and "--from DIR" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_part_does_not_stand_in_the_way(mirror, tmp_path):
    (tmp_path / "digits.gz.part").write_bytes(b"?" * 1000)
    with pytest.raises(DownloadError, match="wrong checksum"):
        download(tmp_path, mirror("ranges"))
    download(tmp_path, mirror("ranges"))
    assert (tmp_path / "digits.gz").read_bytes() == CONTENT


def test_no_network_is_said_for_every_mirror(tmp_path):
    with pytest.raises(DownloadError) as caught:
        fetch(tmp_path, files=[FILE], mirrors=["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"])
    assert "/a/digits.gz: " in str(caught.value) and "/b/digits.gz: " in str(caught.value)


def test_copies_at_hand_are_taken_if_they_are_right(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "digits.gz").write_bytes(CONTENT)
    fetch(tmp_path / "here", source=source, files=[FILE], mirrors=[])
    assert (tmp_path / "here" / "digits.gz").read_bytes() == CONTENT
    (source / "digits.gz").write_bytes(CONTENT[:-1])
    with pytest.raises(DataError, match=r"source/digits.gz: .*MD5"):
        fetch(tmp_path / "there", source=source, files=[FILE], mirrors=[])
    assert not (tmp_path / "there").exists()


def test_a_wrong_file_in_the_way_is_replaced(mirror, tmp_path):
    (tmp_path / "digits.gz").write_bytes(b"old")
    download(tmp_path, mirror("ranges"))
    assert (tmp_path / "digits.gz").read_bytes() == CONTENT
