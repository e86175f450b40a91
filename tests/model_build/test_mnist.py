from __future__ import annotations

import gzip
import shutil
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_mnist import TEST, TRAIN, write_idx

from model_build import mnist
from model_build.errors import DataError


def test_a_split_is_read_with_its_labels(use_small_data):
    train, test = (mnist.load(name, use_small_data) for name in ("train", "test"))
    assert train.images.shape == (TRAIN, 28, 28) and train.images.dtype == np.uint8
    assert test.labels.tolist() == [i % 10 for i in range(TEST)] and test.labels.dtype == np.int32


def test_the_real_files_have_the_known_checksums_and_sizes(real_mnist):
    digits = mnist.load("test", real_mnist)
    assert len(digits) == 10_000
    assert digits.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert [(real_mnist / file.name).stat().st_size for file in mnist.FILES] == [file.size for file in mnist.FILES]


def test_an_absent_file_is_named_with_the_way_to_get_it(tmp_path):
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte.gz.*no such file.*model_build fetch"):
        mnist.load("train", tmp_path)


def test_a_wrong_checksum_is_named(use_small_data, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(use_small_data, folder)
    with (folder / mnist.TEST_IMAGES.name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz.*MD5 is [0-9a-f]{32}, not [0-9a-f]{32}"):
        mnist.load("test", folder)


def test_the_environment_names_the_folder(monkeypatch):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    assert mnist.named_folder() is None
    monkeypatch.setenv("MNIST_DIR", "/elsewhere")
    assert str(mnist.named_folder()) == "/elsewhere"


@given(shape=st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_any_shape_is_read_back(shape, tmp_path_factory):
    path = tmp_path_factory.mktemp("idx") / "file.gz"
    values = np.arange(int(np.prod(shape)), dtype=np.uint8).reshape(shape)
    write_idx(path, values)
    assert np.array_equal(mnist.read_idx(path), values)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b""), "not an IDX file"),
        (gzip.compress(b"\0\0\x0d\x01" + struct.pack(">I", 1) + b"1234"), "not an IDX file of bytes"),
        (gzip.compress(b"\0\0\x08\x03" + struct.pack(">I", 1)), "ends within its header"),
        (gzip.compress(b"\0\0\x08\x01" + struct.pack(">I", 7) + b"12345"), "holds 5 values, its header says 7"),
        (gzip.compress(b"\0\0\x08\x01" + struct.pack(">I", 5) + b"12345")[:-9], "cannot be decompressed"),
        (b"<html>not found</html>", "cannot be decompressed"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(content, reason, tmp_path):
    (tmp_path / "file.gz").write_bytes(content)
    with pytest.raises(DataError, match=reason):
        mnist.read_idx(tmp_path / "file.gz")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=64), packed=st.booleans())
def test_no_bytes_at_all_raise_anything_but_our_error(content, packed, tmp_path):
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(content) if packed else content)
    try:
        mnist.read_idx(path)
    except DataError as error:
        assert str(path) in str(error)
