"""The simulator's .om container: against itself, and against a real file where there is one."""

import importlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

REAL = Path(__file__).resolve().parents[3] / "shared" / "ascend" / "mnist_vae_ascend310.om"


@pytest.fixture
def container(simulator):
    return importlib.import_module("ascend_simulator.container")


def partitions(container):
    """What the simulated atc writes, with small contents."""
    return [
        (container.MODEL_DEF, container.model_def("net", {"soc_version": "Ascend310"})),
        (container.WEIGHTS_DATA, b"weights"),
        (container.TBE_KERNELS, b""),
        (container.TASK_INFO, b"tasks"),
        (container.ONNX_PARTITION, b"onnx"),
    ]


def test_whatever_is_packed_comes_back(container):
    @given(data=st.data())
    def check(data):
        kinds = data.draw(st.lists(st.integers(1, 2**32 - 1), min_size=3, max_size=5, unique=True))
        chosen = [(kind, data.draw(st.binary(max_size=70))) for kind in kinds]
        name = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=7))
        generation = data.draw(st.sampled_from(container.GENERATIONS))
        encrypted, model_type = data.draw(st.booleans()), data.draw(st.integers(0, 5))
        settings = {"generation": generation, "is_encrypt": encrypted, "modeltype": model_type}
        found = container.unpack(container.pack(name, chosen, note=b"n", is_unknown_shape=True, **settings))
        assert list(found.partitions.items()) == chosen
        assert (found.name, found.generation) == (name, generation)
        assert (found.encrypted, found.model_type) == (encrypted, model_type)
        assert (found.note, found.platform_version) == (b"n", "1.11.z.0")
        assert found.unknown_shape == (generation == "64-bit")

    check()


def test_attributes_survive_the_wire_format(container):
    letters = st.characters(codec="utf-8", exclude_characters="\0")
    values = st.text(letters, max_size=300) | st.integers(-(2**63), 2**63 - 1)

    @given(st.dictionaries(st.text(letters, min_size=1, max_size=9), values))
    def check(attributes):
        assert container.read_attributes(container.model_def("net", attributes)) == attributes

    check()


@pytest.mark.parametrize(
    ("generation", "version", "length_at", "length_format", "platform_at", "first_partition"),
    [
        ("first", 0x10000000, 76, "<I", 156, 256 + 4 + 12 * 5),
        ("32-bit", 0x20000000, 76, "<I", 160, 256 + 4 + 12 * 5),
        ("64-bit", 0x20000000, 184, "<Q", 160, 256 + 8 + 24 * 5),
    ],
)
def test_each_generation_lies_where_real_files_have_it(
    container, generation, version, length_at, length_format, platform_at, first_partition
):
    chosen = partitions(container)
    packed = container.pack("net", chosen, generation=generation, note=b"note")
    assert struct.unpack_from("<4sII", packed) == (b"IMOD", 256, version)
    assert struct.unpack_from(length_format, packed, length_at)[0] == len(packed) - 256
    assert packed[84:88] == b"net\0" and packed[120:125] == b"note\0"
    assert packed[platform_at : platform_at + 9] == b"1.11.z.0\0"
    assert packed[first_partition:].startswith(chosen[0][1] + b"weights")
    other_length = 184 if length_at == 76 else 76
    assert struct.unpack_from("<I", packed, other_length)[0] == 0


def test_a_long_name_is_cut_between_characters(container):
    assert container.unpack(container.pack("数" * 20, partitions(container))).name == "数" * 10


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda packed: packed[:100], "too few"),
        (lambda packed: b"<html>" + packed[6:], "IMOD"),
        (lambda packed: packed[:4] + b"\0\2\0\0" + packed[8:], "512 bytes"),
        (lambda packed: packed[:-1], "cut short"),
        (lambda packed: packed + b"\0", "cut short"),
        (lambda packed: packed[:256] + b"\xff\xff\0\0" + packed[260:], "beyond the file"),
        (lambda packed: packed[:256] + b"\1\0\0\0" + packed[260:], "1 partitions"),
        (lambda packed: packed[:264] + b"\1\0\0\0" + packed[268:], "does not lie"),
        (lambda packed: packed[:272] + b"\0\0\0\0" + packed[276:], "two partitions 0|does not lie"),
        (lambda packed: packed[: 260 + 60] + b"\xff" * 9 + packed[260 + 69 :], "protobuf"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(container, damage, reason):
    packed = container.pack("net", partitions(container))
    container.unpack(packed)
    with pytest.raises(ValueError, match=reason):
        container.unpack(damage(packed))


def test_a_generation_nobody_knows_is_not_written(container):
    with pytest.raises(ValueError, match="first, 32-bit, 64-bit"):
        container.pack("net", [], generation="128-bit")


@pytest.mark.skipif(not REAL.is_file(), reason="the real .om is not beside the project (shared/ascend)")
def test_a_real_file_is_understood_and_packing_it_again_gives_the_same_bytes(container):
    content = REAL.read_bytes()
    found = container.unpack(content)
    assert (found.generation, found.name, found.platform_version) == ("32-bit", "hh_om", "1.11.z.0")
    sizes = {kind: len(part) for kind, part in found.partitions.items()}
    assert list(sizes.items()) == [(0, 154630), (1, 386560), (3, 64667), (2, 12828)]
    assert found.attributes["soc_version"] == "Ascend310"
    assert found.attributes["weight_size"] == 386560
    assert "--input_shape=input:100,784" in found.attributes["atc_cmdline"]
    assert not found.simulated
    assert container.pack(found.name, found.partitions.items()) == content
