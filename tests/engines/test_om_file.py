import os
import struct
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engines import om_file
from app.engines.engine import MODELS
from app.errors import ModelError

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "simulator" / "python"))
    from ascend_simulator import container
for module in [name for name in sys.modules if name.split(".")[0] == "ascend_simulator"]:
    del sys.modules[module]  # it is visible to those tests only that name it

REAL = MODELS.parents[1].parent / "shared" / "ascend" / "mnist_vae_ascend310.om"
needs_the_real_file = pytest.mark.skipif(not REAL.is_file(), reason="the compiled model of others is not here")

ATTRIBUTES = {
    "memory_size": 6014464,
    "soc_version": "Ascend310",
    "atc_version": "1.80.T15.0.B156",
    "atc_cmdline": "atc --model=digits.onnx --framework=5 --output=digits --soc_version=Ascend310",
}
GENERATIONS = {"first": "32-bit, first version", "32-bit": "32-bit", "64-bit": "64-bit"}


def partitions(definition=None):
    definition = container.model_def("digits", ATTRIBUTES) if definition is None else definition
    return [(0, definition), (1, b"w" * 500), (3, b"k" * 64), (2, b"t" * 12)]


def packed(definition=None, name="digits", **options):
    return container.pack(name, partitions(definition), **options)


def refusal_of(content, name="digits.om"):
    with pytest.raises(ModelError) as refusal:
        om_file.parse(content, name)
    message = str(refusal.value)
    assert message.startswith(f"{name}: ")
    return message


def changed(content, position, form, *values):
    out = bytearray(content)
    struct.pack_into(form, out, position, *values)
    return bytes(out)


@pytest.mark.parametrize("generation", container.GENERATIONS)
@settings(max_examples=60, deadline=None)
@given(
    data=st.lists(st.binary(max_size=300), min_size=2, max_size=4),
    name=st.text("abc_-1漢é", max_size=8),
    note=st.text("SIMULATED ", max_size=20).map(str.strip),
    soc=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40),
    kinds=st.permutations([1, 2, 3, 4]),
)
def test_what_was_packed_is_described(generation, data, name, note, soc, kinds):
    written = [(0, container.model_def(name, {**ATTRIBUTES, "soc_version": soc})), *zip(kinds, data)]
    content = container.pack(name, written, generation=generation, note=note.encode(), platform_version="1.12.z")
    found = om_file.parse(content, "x.om")
    assert (found.name, found.note, found.platform, found.soc_version) == (name, note, "1.12.z", soc)
    assert found.generation == GENERATIONS[generation]
    assert found.version == (0x10000000 if generation == "first" else 0x20000000)
    assert [(p.kind, content[p.offset : p.offset + p.size]) for p in found.partitions] == written
    assert (found.size, found.dynamic, found.encrypted, found.model_type) == (len(content), False, False, "IR")


def test_the_compiler_and_its_command_line_are_named():
    found = om_file.parse(packed(), "digits.om")
    assert found.atc_version == ATTRIBUTES["atc_version"]
    assert found.command_line == ATTRIBUTES["atc_cmdline"]
    assert [p.name for p in found.partitions] == ["model definition", "weights", "kernels", "tasks"]


def test_a_model_without_these_attributes_has_none():
    found = om_file.parse(packed(container.model_def("digits", {"soc_version": 310})), "digits.om")
    assert (found.soc_version, found.atc_version, found.command_line) == (None, None, None)
    without = container.pack("digits", partitions()[1:])
    assert om_file.parse(without, "digits.om").soc_version is None


def test_a_value_elsewhere_in_the_file_is_not_taken_for_an_attribute():
    elsewhere = container.model_def("x", {"soc_version": "Ascend910"})
    content = container.pack("digits", [(1, elsewhere), (0, container.model_def("x", ATTRIBUTES)), (3, elsewhere)])
    assert om_file.parse(content, "digits.om").soc_version == "Ascend310"


def test_control_characters_do_not_reach_the_terminal():
    found = om_file.parse(packed(container.model_def("d", {"soc_version": "\x1b[2J310\r\n"}), name="a\x1bb"), "x.om")
    assert found.name == "a\ufffdb"
    assert found.soc_version == "\ufffd[2J310\ufffd\ufffd"


def test_shapes_that_are_known_late_make_a_model_dynamic():
    assert om_file.parse(packed(generation="64-bit", is_unknown_shape=True), "x.om").dynamic


@pytest.mark.parametrize("generation", ["32-bit", "64-bit"])
def test_a_file_of_several_models_has_a_table_for_each(generation):
    content = packed(generation=generation)
    content = changed(content + content[256:], 156, "<I", 2)
    length = len(content) - 256
    content = changed(content, 184, "<Q", length) if generation == "64-bit" else changed(content, 76, "<I", length)
    found = om_file.parse(content, "x.om")
    assert found.dynamic
    assert [content[p.offset : p.offset + p.size] for p in found.partitions] == [c for _, c in partitions() * 2]
    assert found.soc_version == "Ascend310"


class TestDamage:
    @pytest.mark.parametrize("generation", container.GENERATIONS)
    def test_a_file_that_is_cut_off_is_told_how_much_is_missing(self, generation):
        content = packed(generation=generation)
        message = refusal_of(content[:-300])
        for part in ("cut off", f"300 of the {len(content):,} bytes", "copy was interrupted", "SHA-256"):
            assert part in message

    def test_a_file_that_is_cut_off_within_its_header_too(self):
        assert "cut off after 100 bytes" in refusal_of(packed()[:100])

    def test_bytes_after_the_end_are_counted(self):
        assert "17 bytes follow" in refusal_of(packed() + bytes(17))

    def test_an_encrypted_file_is_named_so(self):
        assert "encrypted" in refusal_of(packed(is_encrypt=True))

    def test_a_model_that_was_never_compiled_is_named_so(self):
        for generation in container.GENERATIONS:
            content = container.pack("x", [(0, container.model_def("x", {}))], generation=generation)
            message = refusal_of(content)
            assert "original model" in message and "python -m model_build compile" in message

    @pytest.mark.parametrize(
        ("position", "form", "value", "part"),
        [
            (4, "<I", 512, "header of this .om says that it has 512 bytes"),
            (156, "<I", 0, "0 models"),
            (156, "<I", 2**32 - 1, "4,294,967,295 models"),
            (256, "<I", 0, "0 partitions"),
            (256, "<I", 2, "2 partitions"),
            (256, "<I", 2**32 - 1, "4,294,967,295 partitions"),
            (256 + 4 + 12 + 4, "<I", 1, "partition table of this .om is damaged"),
            (256 + 4 + 8, "<I", 2**31, "partition table of this .om is damaged"),
            (256 + 4 + 36 + 8, "<I", 11, "the last 1 bytes belong to no partition"),
        ],
    )
    def test_a_header_or_a_table_with_a_wrong_number_is_refused(self, position, form, value, part):
        assert part in refusal_of(changed(packed(), position, form, value))

    @pytest.mark.parametrize(
        "definition",
        [b"\x0a\x7f", b"\xff" * 12, b"\x00\x01", b"\x0b", b"\x5a\x03\x0a\x7fa", b"\x08", b"\x0d\x01"],
        ids=["beyond the end", "endless number", "field 0", "group", "inside an attribute", "no value", "short fixed"],
    )
    def test_a_model_definition_that_is_no_message_is_refused(self, definition):
        assert "model definition in this .om is damaged" in refusal_of(packed(definition))


class TestReading:
    def test_a_file_is_described(self, tmp_path):
        path = tmp_path / "digits.om"
        path.write_bytes(packed())
        assert om_file.read(path) == om_file.parse(packed(), "digits.om")

    def test_no_file_and_no_regular_file_are_told(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.om")
        for name, part in ((".", "this is a folder"), ("absent.om", "no such model file"), ("pipe.om", "a pipe")):
            with pytest.raises(ModelError, match=part) as refusal:
                om_file.read(tmp_path / name)
            assert str(refusal.value).startswith(str(tmp_path))

    def test_a_file_of_another_user_says_how_to_let_others_read_it(self, tmp_path, monkeypatch):
        def refuse(path, largest):
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr("app.engines.model_file.read_file", refuse)  # root may read everything
        with pytest.raises(ModelError, match=r"sudo chmod a\+r"):
            om_file.read(tmp_path / "digits.om")


class TestHostileFiles:
    @pytest.mark.parametrize("generation", container.GENERATIONS)
    @settings(max_examples=300, deadline=2000)
    @given(data=st.data())
    def test_changed_bytes_never_give_another_error(self, generation, data):
        content = bytearray(packed(generation=generation))
        places = st.one_of(st.integers(0, 400), st.integers(0, len(content) - 1))
        for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)):
            content[place] = byte
        describe(bytes(content[: data.draw(st.sampled_from([None, -1, 300, 260, 259, 4]))]))

    @settings(max_examples=300, deadline=2000)
    @given(st.binary(max_size=200))
    def test_no_definition_gives_another_error(self, definition):
        describe(packed(definition))

    @settings(max_examples=200, deadline=2000)
    @given(st.binary(max_size=600))
    def test_no_other_file_gives_another_error(self, content):
        describe(content)
        describe(b"IMOD" + content)

    @pytest.mark.parametrize(
        "definition",
        [
            b"\x08\x01" * 4_000_000,
            b"\x5a\x02\x0a\x00" * 2_000_000,
            b"\x5a\x80\x92\xf4\x01" + b"\x0a\x00" * 2_000_000,
            # one wanted attribute as large as the file
            b"\x5a\x9c\x92\xf4\x01\x0a\x0bsoc_version\x12\x88\x92\xf4\x01\x12\x80\x92\xf4\x01" + b"A" * 4_000_000,
        ],
        ids=["numbers", "attributes", "fields of an attribute", "one text"],
    )
    def test_a_definition_made_to_take_long_does_not(self, definition):
        content = packed(definition)
        start = time.perf_counter()
        describe(content)
        assert time.perf_counter() - start < 2
        tracemalloc.start()
        describe(content)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2_000_000

    @needs_the_real_file
    @settings(max_examples=200, deadline=2000)
    @given(st.lists(st.tuples(st.integers(0, 154_938), st.integers(0, 255)), min_size=1, max_size=8))
    def test_the_real_file_with_changed_bytes_neither(self, changes):
        content = bytearray(REAL.read_bytes())
        for place, byte in changes:
            content[place] = byte
        describe(bytes(content))


def describe(content):
    try:
        found = om_file.parse(content, "digits.om")
    except ModelError as error:
        assert str(error).startswith("digits.om: ")
    else:
        assert sum(p.size for p in found.partitions) <= len(content) == found.size
        assert all(0 <= p.offset <= p.offset + p.size <= len(content) for p in found.partitions)


@needs_the_real_file
def test_a_file_of_the_real_compiler_is_described():
    found = om_file.read(REAL)
    assert (found.generation, found.version, found.name, found.size) == ("32-bit", 0x20000000, "hh_om", 618_993)
    assert [(p.kind, p.size) for p in found.partitions] == [(0, 154_630), (1, 386_560), (3, 64_667), (2, 12_828)]
    assert found.partitions[0].offset == 308
    assert (found.soc_version, found.atc_version, found.platform) == ("Ascend310", "1.80.T15.0.B156", "1.11.z.0")
    assert (found.dynamic, found.encrypted, found.note) == (False, False, "")
    assert found.command_line is not None and found.command_line.endswith("--input_shape=input:100,784")
