"""Recording what a camera saw, and replaying it."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.errors import RecordingError, SourceEndedError, SourceOpenError, StreamBrokenError
from app.mailbox import Mailbox
from app.sources import Frame, Wanted, open_source
from app.sources.recording import Recorder, Recording
from tests.sources.devices.server import wait_until

FAST = Wanted(paced=False)
NUMBERS = range(10)


def frame(number, start=1000.0, interval=0.04, size=(64, 48)):
    pixels = np.full((size[1], size[0], 3), 20 * (number % 10), np.uint8)
    return Frame(pixels, start + interval * number, number)


def record(path, numbers=NUMBERS, **options):
    with Recording(path, **options) as recording:
        for number in numbers:
            recording.write(frame(number))
    return path


def replayed(path, wanted=FAST):
    frames = []
    with open_source(str(path), wanted) as source:
        try:
            while True:
                frames.append(source.read())
        except SourceEndedError:
            return frames


def test_what_was_recorded_is_replayed_with_its_times_and_numbers(tmp_path):
    numbers = [3, 4, 5, 9, 10]
    frames = replayed(record(tmp_path / "a.mpjpeg", numbers))
    assert [found.sequence for found in frames] == numbers
    assert np.diff([found.time for found in frames]) == pytest.approx([0.04, 0.04, 0.16, 0.04], abs=1e-4)
    for found, number in zip(frames, numbers):
        assert np.abs(found.pixels.astype(int) - frame(number).pixels).max() <= 3


def test_without_loss_every_pixel_comes_back(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    with Recording(tmp_path / "a.mpjpeg", lossless=True) as recording:
        recording.write(Frame(pixels, 0.0, 0))
        recording.write(Frame(pixels[..., 0], 1.0, 1))
    colour, grey = replayed(tmp_path / "a.mpjpeg")
    assert (colour.pixels == pixels).all()
    assert (grey.pixels == pixels[..., 0]).all()


def test_it_is_replayed_in_its_own_time(tmp_path):
    path = record(tmp_path / "a.mpjpeg")
    began = time.monotonic()
    frames = replayed(path, Wanted())
    assert 0.3 < time.monotonic() - began < 3
    assert all(found.time <= time.monotonic() for found in frames)


@pytest.mark.parametrize("cut", [1, 10, 500])
def test_a_recording_that_was_cut_off_loses_its_last_frame_only(tmp_path, cut):
    path = record(tmp_path / "a.mpjpeg")
    last = len(path.read_bytes()) - len(record(tmp_path / "b.mpjpeg", range(9)).read_bytes())
    content = path.read_bytes()
    path.write_bytes(content[: -min(cut, last - 1) - 2])
    assert [found.sequence for found in replayed(path)] == list(range(9))


def test_a_program_that_is_killed_while_it_records_loses_its_last_frame_at_most(tmp_path):
    path = tmp_path / "a.mpjpeg"
    program = (
        "import sys, itertools; from pathlib import Path\n"
        "from tests.sources.test_recording import frame; from app.sources.recording import Recording\n"
        "recording = Recording(Path(sys.argv[1]))\n"
        "for number in itertools.count():\n"
        "    recording.write(frame(number)); print(number, flush=True)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(30):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split()
    written = int(said[-1]) if said else 29
    frames = replayed(path)
    assert [found.sequence for found in frames] == list(range(len(frames)))
    assert len(frames) >= written + 1


def test_a_damaged_place_costs_the_frames_in_it(tmp_path):
    path = record(tmp_path / "a.mpjpeg")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 30] = bytes(30)
    path.write_bytes(bytes(content))
    numbers = [found.sequence for found in replayed(path)]
    assert len(numbers) >= 8
    assert numbers[0] == 0 and numbers[-1] == 9


def test_a_full_disk_is_said_and_what_was_written_before_is_kept(tmp_path):
    path = tmp_path / "a.mpjpeg"
    room = len(record(tmp_path / "b.mpjpeg", range(5)).read_bytes()) + 100
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    recording = Recording(path)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        with pytest.raises(RecordingError, match=r"its 5 frames until now are kept"):
            for number in range(10):
                recording.write(frame(number))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        recording.close()
    assert [found.sequence for found in replayed(path)] == list(range(5))


def test_a_disk_without_any_room_is_said(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    recording = Recording(tmp_path / "a.mpjpeg")
    recording._file.close()
    recording._file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115
    with pytest.raises(RecordingError, match="No space left"):
        recording.write(frame(0))
    recording.close()


def test_a_file_that_is_there_already_is_left_as_it_is(tmp_path):
    path = tmp_path / "a.mpjpeg"
    path.write_bytes(b"mine")
    with pytest.raises(RecordingError, match="already"):
        Recording(path)
    assert path.read_bytes() == b"mine"


def test_a_place_where_nothing_can_be_made_is_said(tmp_path):
    with pytest.raises(RecordingError, match="No such file"):
        Recording(tmp_path / "absent" / "a.mpjpeg")


@pytest.mark.parametrize("content", [b"", b"hello", b"--another\r\n\r\n"])
def test_what_is_no_recording_is_said(tmp_path, content):
    (tmp_path / "a.mpjpeg").write_bytes(content)
    with pytest.raises(SourceOpenError, match="not a recording"):
        open_source(str(tmp_path / "a.mpjpeg"))


def test_damage_without_an_end_is_said(tmp_path):
    path = record(tmp_path / "a.mpjpeg", range(1))
    path.write_bytes(path.read_bytes() + b"--atlas-digits-frame\r\nContent-Length: 99999999999\r\n\r\n")
    with open_source(str(path), FAST) as source:
        source.read()
        with pytest.raises(StreamBrokenError, match="damaged"):
            source.read()


def test_a_recorder_writes_what_comes_and_stops_when_it_is_told(tmp_path):
    frames, complaints = Mailbox(), []
    recorder = Recorder(tmp_path / "a.mpjpeg", frames, complaints.append)
    for number in range(5):
        frames.put(frame(number))
        assert wait_until(lambda number=number: recorder.frames == number + 1)
    assert recorder.stop()
    assert complaints == [] and recorder.dropped == 0
    assert [found.sequence for found in replayed(recorder.path)] == list(range(5))


def test_a_recorder_says_once_that_the_disk_is_full_and_stops(tmp_path):
    frames, complaints = Mailbox(), []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    recorder = Recorder(tmp_path / "a.mpjpeg", frames, complaints.append)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
        frames.put(frame(0))
        assert wait_until(lambda: complaints)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    frames.put(frame(1))
    assert recorder.stop()
    assert len(complaints) == 1 and isinstance(complaints[0], RecordingError)
    assert recorder.path.stat().st_size == 0
