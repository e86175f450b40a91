"""Samples written to files and read again, in every form; and files that are none."""

import base64
import dataclasses
import gzip
import json
import os
import resource
import signal
import struct
from contextlib import contextmanager

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import demo, sample_json
from app.errors import SampleFileError, SamplesError, SamplesExistError, SamplesPermissionError, SamplesVersionError
from app.recognition.ink import render
from app.recognition.preprocessing import field_from_ink, input_from_field
from app.sample_files import export_idx, export_json, export_png, import_into, read
from app.samples import Samples
from model_build.mnist import read_idx
from tests.samples import any_sample, sample

THREE = [sample(1, correction=1, number=11), sample(2, number=12), sample(3, correction=8, number=13)]
IMAGES, LABELS = "samples-images-idx3-ubyte.gz", "samples-labels-idx1-ubyte.gz"


@contextmanager
def no_file_larger_than(size):
    """As on a full disk."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


EXPORTS = pytest.mark.parametrize(
    ("export", "name"),
    [(export_json, "a.json"), (export_json, "a.json.gz"), (export_png, "pictures"), (export_idx, "idx")],
)


@EXPORTS
def test_an_export_replaces_another_only_when_that_is_asked_for(tmp_path, export, name):
    export(THREE, tmp_path / name)
    before = contents(tmp_path)
    with pytest.raises(SamplesExistError, match=r"already|not empty"):
        export(THREE[:1], tmp_path / name)
    assert contents(tmp_path) == before
    export(THREE[:1], tmp_path / name, replace=True)
    assert len(read(tmp_path / name).samples) == 1


@EXPORTS
def test_on_a_full_disk_the_old_export_stays_and_nothing_else_is_left(tmp_path, export, name):
    export(THREE, tmp_path / name)
    before = contents(tmp_path)
    noise = np.random.default_rng(1).integers(0, 256, (40, 32, 32), np.uint8)
    many = [sample(i, correction=1, input=array) for i, array in enumerate(noise)]
    with no_file_larger_than(700), pytest.raises(SamplesError, match="full"):
        export(many, tmp_path / name, replace=True)
    assert contents(tmp_path) == before


@EXPORTS
def test_a_place_that_cannot_be_is_said(tmp_path, export, name):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SamplesError, match="file"):
        export(THREE, tmp_path / "file" / name)
    assert (tmp_path / "file").read_text() == "mine"


@EXPORTS
def test_an_export_without_samples_is_read_as_none(tmp_path, export, name):
    export([], tmp_path / name)
    assert read(tmp_path / name).samples == []


@EXPORTS
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_place_where_this_user_may_not_write_is_said(tmp_path, export, name):
    tmp_path.chmod(0o500)
    with pytest.raises(SamplesPermissionError, match="Name another place"):
        export(THREE, tmp_path / name)
    tmp_path.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_of_pictures_that_may_not_be_read_is_said(tmp_path):
    (tmp_path / "3").mkdir(mode=0)
    with pytest.raises(SampleFileError, match="cannot be read"):
        read(tmp_path)
    (tmp_path / "3").chmod(0o700)


# JSON


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "A.JSON.GZ"])
def test_json_holds_everything(tmp_path, name):
    assert export_json(THREE, tmp_path / name) == 3
    found = read(tmp_path / name)
    assert found.samples == THREE and found.left_out == ()
    assert [one.number for one in found.samples] == [11, 12, 13]
    assert (tmp_path / name).read_bytes().startswith(b"\x1f\x8b") == name.lower().endswith(".gz")


@settings(max_examples=60, deadline=None)
@given(samples=st.lists(any_sample, max_size=3))
def test_any_samples_come_back_from_json(samples, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.json"
    export_json(samples, path, replace=True)
    assert read(path).samples == samples


def test_the_json_is_what_is_documented(tmp_path):
    export_json(THREE, tmp_path / "a.json")
    whole = json.loads((tmp_path / "a.json").read_bytes())
    assert (whole["format"], whole["version"], len(whole["samples"])) == ("atlas-digits samples", 1, 3)
    first = whole["samples"][0]
    assert set(first) == {field.name for field in dataclasses.fields(THREE[0])}
    assert base64.b64decode(first["input"]) == THREE[0].input.tobytes()
    assert first["strokes"][0]["points"][0] == list(THREE[0].strokes[0].points[0])


def damaged_json(tmp_path, change):
    export_json(THREE, tmp_path / "a.json")
    whole = json.loads((tmp_path / "a.json").read_bytes())
    change(whole)
    (tmp_path / "a.json").write_text(json.dumps(whole))
    return tmp_path / "a.json"


@pytest.mark.parametrize(
    "change",
    [
        {"input": "AAAA"},
        {"input": "no base64"},
        {"input": None},
        {"picture": 5},
        {"time": "now"},
        {"time": 10**19},
        {"answer": 11},
        {"probabilities": [1]},
        {"probabilities": 1},
        {"strokes": [[]]},
        {"size": [1]},
        {"box": [0, 0, "a", 1]},
        {"engine": 5},
    ],
)
def test_one_damaged_sample_in_json_is_named_and_the_others_are_read(tmp_path, change):
    path = damaged_json(tmp_path, lambda whole: whole["samples"][1].update(change))
    found = read(path)
    assert found.samples == [THREE[0], THREE[2]]
    assert len(found.left_out) == 1 and f"{path}: sample 2 is damaged" in found.left_out[0]


def test_a_sample_of_json_that_lacks_a_field_is_named(tmp_path):
    path = damaged_json(tmp_path, lambda whole: whole["samples"][0].pop("box"))
    assert "sample 1 is damaged" in read(path).left_out[0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda whole: whole.update(version=2), "newer Atlas Digits"),
        (lambda whole: whole.update(format="other"), "format"),
        (lambda whole: whole.update(samples={}), "not a list"),
        (lambda whole: whole.update(samples=[5, None, "a"]), "damaged"),
    ],
)
def test_json_that_is_none_of_ours_is_refused_with_the_reason(tmp_path, change, why):
    path = damaged_json(tmp_path, change)
    with pytest.raises(SampleFileError, match=why) as raised:
        read(path)
    assert str(path) in str(raised.value)


def test_a_packed_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_json, "LARGEST", 1_000_000)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(SampleFileError, match="larger than 1 MB"):
        read(tmp_path / "bomb.json.gz")


def test_more_than_could_be_read_again_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_json, "LARGEST", 10_000)
    with pytest.raises(SamplesError, match="in parts"):
        export_json(THREE, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


# MNIST's files


def test_only_what_a_person_labelled_goes_into_mnist_s_files(tmp_path):
    written = export_idx(THREE, tmp_path / "new" / "idx")
    assert (written.written, written.left_out) == (2, 1)
    assert read_idx(tmp_path / "new" / "idx" / IMAGES, 3).shape == (2, 28, 28)
    assert read_idx(tmp_path / "new" / "idx" / LABELS, 1).tolist() == [1, 8]


@pytest.mark.parametrize("digit", range(10))
def test_the_pictures_are_as_mnist_has_them(tmp_path, digit):
    field = field_from_ink(render(demo.strokes(str(digit), 60, 50, 200), (320, 300)))
    kept = sample(0, input=input_from_field(field, 32), correction=digit)
    export_idx([kept], tmp_path)
    (picture,) = read_idx(tmp_path / IMAGES, 3)
    assert np.abs(picture.astype(int) - field).max() <= 2
    (found,) = read(tmp_path).samples
    assert np.abs(found.input.astype(int) - kept.input).max() <= 2
    assert (found.correction, found.answer, found.engine, found.source) == (digit, None, "", "file")


def write_idx(folder, images, labels, names=("train-images-idx3-ubyte", "train-labels-idx1-ubyte")):
    for name, values in zip(names, (images, labels)):
        values = np.asarray(values, np.uint8)
        (folder / name).write_bytes(
            struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()
        )
    return folder


def test_files_as_others_write_them_are_read(tmp_path):
    write_idx(tmp_path, np.zeros((2, 28, 28)), [3, 4])
    write_idx(tmp_path, np.zeros((1, 28, 28)), [5], ("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"))
    assert sorted(one.correction for one in read(tmp_path).samples) == [3, 4, 5]


@pytest.mark.parametrize(
    ("images", "labels", "why"),
    [
        (np.zeros((2, 28, 28)), [1], "do not belong together"),
        (np.zeros((1, 20, 20)), [1], "20 x 20"),
        (np.zeros((1, 28, 28)), [10], "label 10"),
        (np.zeros((28, 28)), [1], "not an IDX file"),
    ],
)
def test_mnist_s_files_that_do_not_fit_are_refused(tmp_path, images, labels, why):
    with pytest.raises(SampleFileError, match=why):
        read(write_idx(tmp_path, images, labels))


@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_mnist_s_files_that_are_cut_off_or_absent_are_refused(tmp_path, name):
    export_idx(THREE, tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(SampleFileError, match=name):
        read(tmp_path)
    path.unlink()
    with pytest.raises(SampleFileError, match=r"no such file|no samples"):
        read(tmp_path)


def test_a_head_that_promises_more_than_there_is_is_refused(tmp_path):
    write_idx(tmp_path, np.zeros((1, 28, 28)), [1])
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:4] + b"\xff" * 12 + bytes(100))
    with pytest.raises(SampleFileError, match="its head says"):
        read(tmp_path)


# folders of pictures


def test_pictures_lie_in_folders_by_label_and_come_back(tmp_path):
    folder = tmp_path / "new" / "pictures"
    assert export_png(THREE, folder) == (3, 0)
    assert set(contents(folder)) == {
        "atlas-digits.json",
        *(f"{name}.png" for name in ("1/11", "unlabelled/12", "8/13")),
        *(f"{name}-picture.png" for name in ("1/11", "unlabelled/12", "8/13")),
    }
    assert np.array_equal(cv2.imread(str(folder / "1" / "11.png"), cv2.IMREAD_UNCHANGED), THREE[0].input)
    found = sorted(read(folder).samples, key=lambda one: one.time)
    for one, kept in zip(found, THREE):
        assert np.array_equal(one.input, kept.input)
        assert (one.correction, one.time, one.picture) == (kept.correction, kept.time, kept.picture)


def test_samples_of_one_number_or_none_each_get_a_file(tmp_path):
    samples = [sample(i, number=number) for i, number in enumerate((2, None, 2, None, 1))]
    export_png(samples, tmp_path / "pictures")
    assert len(list((tmp_path / "pictures" / "unlabelled").glob("*-picture.png"))) == 5
    assert len(read(tmp_path / "pictures").samples) == 5


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    folder = tmp_path / "pictures"
    export_png(THREE, folder)
    (folder / "1" / "mine.txt").write_text("mine")
    before = contents(folder)
    with pytest.raises(SamplesExistError, match=r"mine\.txt"):
        export_png(THREE, folder, replace=True)
    (folder / "atlas-digits.json").unlink()
    with pytest.raises(SamplesExistError, match="not empty"):
        export_png(THREE, folder, replace=True)
    assert contents(folder) | {"atlas-digits.json": before["atlas-digits.json"]} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "pictures").mkdir()
    export_png(THREE, tmp_path / "pictures")
    assert len(read(tmp_path / "pictures").samples) == 3


def picture_of(digit, dark=True, size=(640, 480)):
    ink = render(demo.strokes(digit, 200, 120, 220), size)
    return 255 - ink if dark else ink


def test_other_pictures_in_folders_go_through_the_recogniser_s_preprocessing(tmp_path):
    for digit, name, picture in (
        ("3", "a.png", picture_of("3")),
        ("3", "b.jpg", picture_of("3", dark=False)),
        ("5", "c.png", cv2.resize(picture_of("5"), (64, 48), interpolation=cv2.INTER_AREA)),
        ("7", "d.png", cv2.cvtColor(picture_of("7", size=(3000, 2500)), cv2.COLOR_GRAY2BGR)),
    ):
        (tmp_path / digit).mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / digit / name), picture)
    found = read(tmp_path)
    assert [one.correction for one in found.samples] == [3, 3, 5, 7]
    assert found.left_out == ()
    for one in found.samples:
        expected = input_from_field(field_from_ink(picture_of(str(one.correction), dark=False)), 32)
        close = np.minimum(one.input, expected).sum() / np.maximum(one.input, expected).sum()
        assert close > (0.6 if one.size == (64, 48) else 0.8)
        assert max(cv2.imdecode(np.frombuffer(one.picture, np.uint8), cv2.IMREAD_UNCHANGED).shape[:2]) <= 320
    left, top, width, height = found.samples[3].box
    assert found.samples[3].size == (3000, 2500)
    assert abs(top + height / 2 - 230) < 12 and 200 < height < 250 and left > 150 and width > 80


def test_a_picture_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path):
    (tmp_path / "4").mkdir()
    cv2.imwrite(str(tmp_path / "4" / "a.png"), picture_of("4"))
    (tmp_path / "4" / "b.png").write_bytes(b"no picture")
    cv2.imwrite(str(tmp_path / "4" / "c.png"), np.full((50, 50), 255, np.uint8))
    found = read(tmp_path)
    assert len(found.samples) == 1
    assert len(found.left_out) == 2
    assert "b.png: this is not a picture" in found.left_out[0] and "c.png: there is no ink" in found.left_out[1]


# what is none


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"hello", b"\x1f\x8b\x08", *(n * b"SQLite format 3\0" for n in (1, 90))]
)
def test_a_file_that_has_no_samples_is_refused_by_name(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(SamplesError, match=str(tmp_path / "file")):
        read(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == content
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_what_is_no_file_is_refused_by_name(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    for name, why in (("absent", "no such file"), ("pipe", "pipe"), ("empty", "folders 0 to 9")):
        with pytest.raises(SampleFileError, match=why) as raised:
            read(tmp_path / name)
        assert str(tmp_path / name) in str(raised.value)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_damaged_files_are_read_in_part_or_refused(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    kind = data.draw(st.sampled_from(["json", "json.gz", "db", "idx"]))
    if kind == "db":
        path = folder / "a.db"
        with Samples(path) as store:
            store.add_all(THREE)
        whole = path
    elif kind == "idx":
        export_idx(THREE, folder)
        path, whole = folder / data.draw(st.sampled_from([IMAGES, LABELS])), folder
    else:
        path = whole = folder / f"a.{kind}"
        export_json(THREE, path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    try:
        assert len(read(whole).samples) <= 3
    except SamplesError as error:
        assert str(folder) in str(error)


# importing


def test_importing_adds_what_is_not_there_yet(tmp_path):
    export_json(THREE, tmp_path / "a.json")
    with Samples(tmp_path / "samples.db") as store:
        store.add(THREE[1])
        assert import_into(store, tmp_path / "a.json") == (2, 1, ())
        assert import_into(store, tmp_path / "a.json") == (0, 3, ())
        assert store.find() == THREE[::-1]


def test_many_of_one_time_are_looked_for_at_once(tmp_path):
    """As MNIST's are, which have their file's."""
    many = [sample(number, time=5.0, correction=1) for number in range(300)]
    export_idx(many, tmp_path / "idx")
    with Samples(tmp_path / "samples.db") as store:
        assert import_into(store, tmp_path / "idx").added == 300
        asked = []
        store._connection.set_trace_callback(asked.append)
        assert import_into(store, tmp_path / "idx") == (0, 300, ())
        assert len(asked) < 10


@EXPORTS
def test_what_was_exported_is_known_when_it_is_imported_twice(tmp_path, export, name):
    export(THREE, tmp_path / name)
    with Samples(tmp_path / "samples.db") as store:
        first, second = import_into(store, tmp_path / name), import_into(store, tmp_path / name)
    assert first.added == (2 if export is export_idx else 3)
    assert second == (0, first.added, ())


def test_pictures_that_were_exported_are_known_to_their_own_store(tmp_path):
    with Samples(tmp_path / "samples.db") as store:
        store.add_all(THREE)
        export_png(store.find(), tmp_path / "pictures")
        assert import_into(store, tmp_path / "pictures") == (0, 3, ())


def test_a_store_is_imported_while_another_writes_into_it_and_its_damaged_samples_are_named(tmp_path):
    with Samples(tmp_path / "other.db") as other, Samples(tmp_path / "samples.db") as store:
        numbers = other.add_all(THREE)
        other._connection.execute("PRAGMA ignore_check_constraints = ON")
        other._connection.execute("UPDATE samples SET input = x'00' WHERE number = ?", (numbers[0],))
        imported = import_into(store, tmp_path / "other.db")
        assert imported[:2] == (2, 0)
        assert f"other.db: sample {numbers[0]} is damaged" in imported.left_out[0]
        assert store.find() == [THREE[2], THREE[1]]


def test_a_store_of_a_newer_version_is_not_imported(tmp_path):
    with Samples(tmp_path / "other.db") as other, Samples(tmp_path / "samples.db") as store:
        other._connection.execute("PRAGMA user_version = 99")
        with pytest.raises(SamplesVersionError):
            import_into(store, tmp_path / "other.db")
