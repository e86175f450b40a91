"""The tests' hand on the webcam that camera.c plays."""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Collection, Sequence
from pathlib import Path

import cv2
import numpy as np

DEVICE = "/dev/video42"
VARIABLE = "FAKE_CAMERA"  # names the folder that the preloaded device reads

_FIELDS = (
    *("plugged", "plugging", "stalled", "busy", "denied", "width", "height", "period"),
    *("brightness", "exposure", "exposure_auto", "handles", "frames", "mistakes", "has_controls", "garbage"),
)


class Control(ctypes.Structure):
    """As `struct control` in camera.c."""

    _fields_ = tuple((name, ctypes.c_int32) for name in _FIELDS)


class FakeCamera:
    """The folder that the device plays from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "control"
        if not path.exists():
            path.write_bytes(bytes(ctypes.sizeof(Control)))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), ctypes.sizeof(Control))
        self.control = Control.from_buffer(self._memory)

    def reset(self) -> None:
        """A camera that is plugged in and works."""
        handles = self.control.handles
        ctypes.memset(ctypes.byref(self.control), 0, ctypes.sizeof(Control))
        self.control.handles = handles
        self.control.period = 33_333
        self.control.brightness, self.control.exposure, self.control.exposure_auto = 0, 250, 3
        self.control.has_controls = 1
        for mode in self.folder.glob("*x*.*"):
            mode.unlink()
        self.plug()

    def plug(self) -> None:
        self.control.plugging += 1
        self.control.plugged = 1

    def unplug(self) -> None:
        self.control.plugged = 0

    def add_modes(self, frames: Sequence[np.ndarray]) -> None:
        """What a usual webcam has: VGA raw and compressed, and the frames' own size compressed."""
        small = [cv2.resize(frame, (640, 480), interpolation=cv2.INTER_AREA) for frame in frames]
        self.add_mode(small)
        self.add_mode(small, "MJPG")
        self.add_mode(frames, "MJPG")

    def add_mode(self, frames: Sequence[np.ndarray], kind: str = "YUYV", damaged: Collection[int] = ()) -> None:
        """A mode of the size of these frames [h, w, 3]; kind: YUYV or MJPG; damaged: the numbers of those cut short."""
        height, width = frames[0].shape[:2]
        encode = _yuyv if kind == "YUYV" else _jpeg
        encoded = [encode(frame) for frame in frames]
        encoded = [data[: len(data) // 2] if i in damaged else data for i, data in enumerate(encoded)]
        content = b"".join(len(data).to_bytes(4, "little") + data for data in encoded)
        part = self.folder / "part"
        part.write_bytes(content)
        part.replace(self.folder / f"{width}x{height}.{kind}")


def _yuyv(frame: np.ndarray) -> bytes:
    """BT.601, limited range: pairs of pixels share their colour."""
    luma, v, u = np.moveaxis(cv2.cvtColor(frame, cv2.COLOR_BGR2YCrCb).astype(np.float32), 2, 0)
    packed = np.empty((*luma.shape, 2), np.uint8)
    packed[..., 0] = np.round(16 + luma * 219 / 255)
    packed[:, 0::2, 1] = np.round(128 + (u[:, 0::2] - 128) * 224 / 255)
    packed[:, 1::2, 1] = np.round(128 + (v[:, 0::2] - 128) * 224 / 255)
    return packed.tobytes()


def _jpeg(frame: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", frame)[1].tobytes()


def environment(library: Path, folder: Path) -> dict[str, str]:
    """For a process that is to see the camera."""
    return {**os.environ, "LD_PRELOAD": str(library), VARIABLE: str(folder), "OPENCV_LOG_LEVEL": "SILENT"}
