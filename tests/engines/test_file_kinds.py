"""What a file is told to be that was given as an `.om` and is none."""

import gzip
import io
import tarfile
import zipfile

import pytest

from app.engines import om_file
from app.engines.engine import MODELS
from app.errors import ModelError


def refusal_of(content):
    with pytest.raises(ModelError) as refusal:
        om_file.parse(content, "digits.om")
    return str(refusal.value)


def zip_archive():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("digits.om", b"x")
    return target.getvalue()


def tar_archive():
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("digits.om"))
    return target.getvalue()


# as MindSpore 2.10 writes them: their first fields
MINDIR = b"\x0a\x031.1\x12\x09MindSpore*\x062.10.0:\xae\xcd\x0f"
TENSOR = b"\x08\x06\x08\x01\x12\x07Float32\x1a\x04\0\0\0\0"
NAMED_TENSOR = b"\x0a\x05conv1\x12" + bytes([len(TENSOR)]) + TENSOR
AIR = b"\x0a\x06digits\x10\x02\x1a\x081.11.z.0:\x04\x0a\x02ge"
NODE = b"\x0a\x05input\x12\x0bPlaceholder"


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"", ["an empty file"]),
        (bytes(5000), ["nothing but zeros", "SHA-256"]),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", ["Git LFS pointer", "git lfs pull"]),
        (b"\n <!DOCTYPE html><html>", ["a web page"]),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', ["a web page"]),
        (zip_archive(), ["ZIP"]),
        (gzip.compress(b"x"), ["gzip"]),
        (tar_archive(), ["tar"]),
        (b'{"name": "digits"}', ["JSON", "card"]),
        (b"hello\n", ["a text file"]),
        (b"\x89PNG\r\n\x1a\n", ["PNG"]),
        (b"\x01\x02\x03\xfe", ["nothing known", "01 02 03 fe"]),
        (b"\x08\x06\x12\x07pytorch", ["an ONNX model", "python -m model_build compile"]),
        (MINDIR, ["a MINDIR model", "python -m model_build compile"]),
        (b"\x0a" + bytes([len(NAMED_TENSOR)]) + NAMED_TENSOR, ["a checkpoint", "python -m model_build export"]),
        (b"\x0a" + bytes([len(NODE)]) + NODE, ["TensorFlow"]),
        (AIR, ["an AIR model"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_no_om_is_named_for_what_it_is(content, parts):
    message = refusal_of(content)
    assert "not a compiled model (.om)" in message
    for part in parts:
        assert part in message


def test_the_shipped_onnx_is_known_even_when_it_is_cut_off():
    content = (MODELS / "digits.onnx").read_bytes()
    for part in (content, content[:1000], content[:30]):
        assert "an ONNX model" in refusal_of(part)


@pytest.mark.skipif(not (MODELS / "digits.mindir").is_file(), reason="no MINDIR was exported here")
def test_an_exported_mindir_is_known():
    assert "a MINDIR model" in refusal_of((MODELS / "digits.mindir").read_bytes())
