"""What OpenCV does not tell of a V4L2 device: its name, why it does not open, the ranges of its settings.

Numbers and layouts are those of <linux/videodev2.h>. A second handle may ask and set all this while OpenCV streams.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

from app.errors import SourceAbsentError, SourceBusyError, SourceOpenError, SourcePermissionError
from app.messages import reason_of, said
from app.sources.source import Control

_GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR)
_CAPTURE = 0x0000_0001  # V4L2_CAP_VIDEO_CAPTURE
_HAS_DEVICE_CAPS = 0x8000_0000
_MEMORY_MAPPED = 1
_DISABLED = 0x0001  # V4L2_CTRL_FLAG_DISABLED
_MANUAL, _APERTURE_PRIORITY = 1, 3  # of the automatic exposure

_BRIGHTNESS = 0x0098_0900
_EXPOSURE_AUTO = 0x009A_0901
_EXPOSURE = 0x009A_0902
_CONTROLS = {"exposure": _EXPOSURE, "brightness": _BRIGHTNESS}


class _Capability(ctypes.Structure):
    _fields_ = (
        ("driver", ctypes.c_char * 16),
        ("card", ctypes.c_char * 32),
        ("bus_info", ctypes.c_char * 32),
        ("version", ctypes.c_uint32),
        ("capabilities", ctypes.c_uint32),
        ("device_caps", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32 * 3),
    )


class _Query(ctypes.Structure):
    _fields_ = (
        ("id", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("name", ctypes.c_char * 32),
        ("minimum", ctypes.c_int32),
        ("maximum", ctypes.c_int32),
        ("step", ctypes.c_int32),
        ("default_value", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32 * 2),
    )


class _Value(ctypes.Structure):
    _fields_ = (("id", ctypes.c_uint32), ("value", ctypes.c_int32))


class _Buffers(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("memory", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32 * 2),
    )


def _number(direction: int, number: int, structure: type[ctypes.Structure]) -> int:
    """As the macros _IOR (2) and _IOWR (3) of <asm-generic/ioctl.h> for the type 'V'."""
    return direction << 30 | ctypes.sizeof(structure) << 16 | ord("V") << 8 | number


_QUERYCAP = _number(2, 0, _Capability)
_REQBUFS = _number(3, 8, _Buffers)
_G_CTRL = _number(3, 27, _Value)
_S_CTRL = _number(3, 28, _Value)
_QUERYCTRL = _number(3, 36, _Query)


@contextlib.contextmanager
def _opened(device: str) -> Iterator[int]:
    handle = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def name_of(device: str) -> str:
    """What the camera calls itself. Raises the SourceOpenError that says why it cannot be opened."""
    try:
        with _opened(device) as handle:
            capability = _Capability()
            fcntl.ioctl(handle, _QUERYCAP, capability)
    except OSError as error:
        raise _why_not(device, error) from None
    has = capability.device_caps if capability.capabilities & _HAS_DEVICE_CAPS else capability.capabilities
    if not has & _CAPTURE:
        raise SourceOpenError(
            said("{device} gives no pictures: a camera often has two devices, try the other one.", device=device)
        )
    return str(capability.card.decode("utf-8", "replace")) or device


def why_it_does_not_open(device: str) -> SourceOpenError:
    """The reason, found by asking what only one may have at a time: its buffers."""
    try:
        with _opened(device) as handle:
            fcntl.ioctl(handle, _QUERYCAP, _Capability())
            fcntl.ioctl(handle, _REQBUFS, _Buffers(count=1, type=_CAPTURE, memory=_MEMORY_MAPPED))
            fcntl.ioctl(handle, _REQBUFS, _Buffers(count=0, type=_CAPTURE, memory=_MEMORY_MAPPED))
    except OSError as error:
        return _why_not(device, error)
    return SourceOpenError(said("{device} opens but gives no pictures. Unplug it and plug it in again.", device=device))


def is_gone(device: str) -> bool:
    """Whether it was unplugged, which an open handle does not always tell."""
    try:
        with _opened(device) as handle:
            fcntl.ioctl(handle, _QUERYCAP, _Capability())
    except OSError as error:
        return error.errno in _GONE
    return False


def _why_not(device: str, error: OSError) -> SourceOpenError:
    if error.errno in _GONE:
        return SourceAbsentError(
            said("There is no camera at {device}. Plug one in, or choose another source.", device=device)
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        group = _group_of(device)
        return SourcePermissionError(
            said(
                "This user may not use the camera {device}: it belongs to the group {group!r}. "
                "Run: sudo usermod -aG {group} $USER, then log out and in again.",
                device=device,
                group=group,
            )
        )
    if error.errno == errno.EBUSY:
        return SourceBusyError(
            said("The camera {device} is in use by another program. Close that program.", device=device)
        )
    if error.errno in (errno.ENOTTY, errno.EINVAL):
        return SourceOpenError(said("{device} is not a camera.", device=device))
    return SourceOpenError(
        said("The camera {device} cannot be opened ({reason}).", device=device, reason=reason_of(error))
    )


def _group_of(device: str) -> str:
    """The group that may use it: `video` everywhere, unless the system's administrator had other ideas."""
    import grp

    try:
        found = Path(device).stat()
        name = grp.getgrgid(found.st_gid).gr_name
    except (OSError, KeyError):
        return "video"
    return name if found.st_mode & 0o060 and name != "root" else "video"


def controls(device: str) -> dict[str, Control]:
    """The settings that this device has. Raises OSError."""
    found = {}
    with _opened(device) as handle:
        for name, number in _CONTROLS.items():
            query = _query(handle, number)
            if query is not None and query.minimum < query.maximum:
                automatic = number == _EXPOSURE and _value(handle, _EXPOSURE_AUTO) not in (None, _MANUAL)
                value = _value(handle, number)
                found[name] = Control(
                    name, query.minimum, query.maximum, max(1, query.step),
                    query.default_value if value is None else value, automatic,
                )  # fmt: skip
    return found


def set_control(device: str, name: str, value: Optional[int]) -> None:
    """None: automatic, or what it is when nobody has set it. Raises KeyError for an unknown name, OSError."""
    number = _CONTROLS[name]
    with _opened(device) as handle:
        query = _query(handle, number)
        if query is None:
            raise KeyError(name)
        if number == _EXPOSURE and _query(handle, _EXPOSURE_AUTO) is not None:
            fcntl.ioctl(handle, _S_CTRL, _Value(_EXPOSURE_AUTO, _APERTURE_PRIORITY if value is None else _MANUAL))
            if value is None:
                return
        value = query.default_value if value is None else min(max(value, query.minimum), query.maximum)
        fcntl.ioctl(handle, _S_CTRL, _Value(number, value))


def _query(handle: int, number: int) -> Optional[_Query]:
    query = _Query(id=number)
    try:
        fcntl.ioctl(handle, _QUERYCTRL, query)
    except OSError as error:
        if error.errno in _GONE:
            raise
        return None
    return None if query.flags & _DISABLED else query


def _value(handle: int, number: int) -> Optional[int]:
    wanted = _Value(number)
    try:
        fcntl.ioctl(handle, _G_CTRL, wanted)
    except OSError as error:
        if error.errno in _GONE:
            raise
        return None
    return int(wanted.value)
