"""The configuration file of AIPP, the chip's picture unit: protobuf text, one aipp_op { ... } for each input.

Wrong text is E19018, a wrong value E19021, as in the sources of the graph engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

import numpy as np

from .atc_errors import AtcError, NotSimulated

CHANNELS = {"YUV400_U8": 1, "RGB888_U8": 3, "XRGB8888_U8": 4, "YUV420SP_U8": 3}
_OTHER_FORMATS = {"RAW10", "RAW12", "RAW16", "RAW24", "RGB16", "RGB20", "RGB24", "RGB8_IR", "YUV422SP_U8"}
_OTHER_FORMATS |= {"AYUV444_U8", "YUYV_U8", "YUV444SP_U8", "NC1HWC0DI_S8", "NC1HWC0DI_FP16", "UINT16", "YUV400_U10"}

_BOOLEANS = {"support_rotation", "crop", "resize", "padding", "csc_switch", "rbuv_swap_switch", "ax_swap_switch"}
_BOOLEANS |= {"single_line_mode"}
_INTEGERS = {"related_input_rank", "input_edge_idx", "max_src_image_size", "src_image_size_w", "src_image_size_h"}
_INTEGERS |= {"load_start_pos_w", "load_start_pos_h", "crop_size_w", "crop_size_h", "resize_output_w"}
_INTEGERS |= {"resize_output_h", "left_padding_size", "right_padding_size", "top_padding_size", "bottom_padding_size"}
_INTEGERS |= {"raw_rgbir_to_f16_n"} | {f"mean_chn_{channel}" for channel in range(4)}
_INTEGERS |= {f"matrix_r{row}c{column}" for row in range(3) for column in range(3)}
_INTEGERS |= {f"{side}_bias_{channel}" for side in ("input", "output") for channel in range(3)}
_FLOATS = {f"{what}_chn_{channel}" for what in ("min", "var_reci") for channel in range(4)} | {"cpadding_value"}
_FLOATS |= {"padding_value"}
_WORDS = {"aipp_mode", "input_format", "related_input_name"}

_TOKEN = re.compile(r"""\s+|\#[^\n]*|"(?P<quoted>[^"\n]*)"|'(?P<single>[^'\n]*)'|(?P<plain>[{}:]|[-+.\w]+)|[,;]""")


@dataclass(frozen=True)
class Aipp:
    """One aipp_op. mean: whole numbers 0..255; low, scale: FP16 numbers (min_chn_i, var_reci_chn_i), by channel."""

    input_rank: int
    input_name: str  # empty: by rank
    input_format: str  # a key of CHANNELS
    width: int  # of the picture that is fed in; 0: as the network wants it
    height: int
    crop: Optional[tuple[int, ...]]  # left, top, width, height; 0 for a size: as the network wants it
    swap_rb: bool
    swap_ax: bool
    mean: tuple[int, ...]
    low: tuple[float, ...]
    scale: tuple[float, ...]


def parse(text: str) -> list[Aipp]:
    """raises AtcError for what ATC refuses too, NotSimulated for what only the simulator cannot do"""
    operations = [_checked(settings) for settings in _read(text)]
    if not operations:
        raise _malformed("there is no aipp_op in it")
    places = [operation.input_name or operation.input_rank for operation in operations]
    if len(set(places)) != len(places):
        raise _invalid("two aipp_op are for the same input")
    return operations


def _read(text: str) -> list[dict[str, str]]:
    """The settings of each aipp_op, as written."""
    words = _words(text)
    operations: list[dict[str, str]] = []
    while words:
        if words.pop(0) != "aipp_op":
            raise _malformed("something other than aipp_op { ... } stands at its top")
        if words[:1] == [":"]:
            words.pop(0)
        if words[:1] != ["{"]:
            raise _malformed("aipp_op is not followed by {")
        words.pop(0)
        settings: dict[str, str] = {}
        while words[:1] != ["}"]:
            if len(words) < 3 or words[1] != ":" or {words[0], words[2]} & set("{}:"):
                raise _malformed(f"`key: value` or }} was expected at {' '.join(words[:3]) or 'its end'}")
            key, _, value = words[:3]
            if key not in _BOOLEANS | _INTEGERS | _FLOATS | _WORDS:
                raise _malformed(f"aipp_op has no field {key}")
            if key in settings:
                raise _invalid(f"{key} is given twice")
            settings[key] = value
            del words[:3]
        words.pop(0)
        operations.append(settings)
    return operations


def _words(text: str) -> list[str]:
    words: list[str] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise _malformed(f"{text[at]!r} in line {text.count(chr(10), 0, at) + 1} makes no sense")
        words += [word for word in found.groups() if word is not None]
        at = found.end()
    return words


def _checked(settings: dict[str, str]) -> Aipp:
    flags = {key: _boolean(key, value) for key, value in settings.items() if key in _BOOLEANS}
    numbers = {key: _integer(key, value) for key, value in settings.items() if key in _INTEGERS}
    floats = {key: _half(key, value) for key, value in settings.items() if key in _FLOATS}
    mode, kind = settings.get("aipp_mode", "undefined"), settings.get("input_format", "UNDEFINED")
    if mode not in ("undefined", "static", "dynamic"):
        raise _malformed(f"aipp_mode has no value {mode}")
    if kind not in {*CHANNELS, *_OTHER_FORMATS, "UNDEFINED"}:
        raise _malformed(f"input_format has no value {kind}")
    if mode == "undefined":
        raise _invalid("aipp_mode must be static or dynamic")
    if mode == "dynamic":
        raise NotSimulated("AIPP whose settings arrive with each picture (aipp_mode: dynamic)")
    if kind == "UNDEFINED":
        raise _invalid("input_format is not given")
    if kind not in CHANNELS:
        raise NotSimulated(f"AIPP with input_format {kind}, only with {', '.join(CHANNELS)}")
    for key in ("csc_switch", "resize", "padding", "support_rotation", "single_line_mode"):
        if flags.get(key):
            raise NotSimulated(f"AIPP with {key}")
    width, height = numbers.get("src_image_size_w", 0), numbers.get("src_image_size_h", 0)
    if width and not 2 <= width <= 4096:
        raise _invalid(f"src_image_size_w is {width}, not 2..4096")
    if height and not 1 <= height <= 4096:
        raise _invalid(f"src_image_size_h is {height}, not 1..4096")
    crop_keys = ("load_start_pos_w", "load_start_pos_h", "crop_size_w", "crop_size_h")
    crop = tuple(numbers.get(key, 0) for key in crop_keys)
    if min(crop) < 0:
        raise _invalid("a position or size of crop is negative")
    if kind == "YUV420SP_U8" and (width % 2 or height % 2 or crop[0] % 2 or crop[1] % 2):
        raise _invalid("YUV420SP_U8 wants even sizes and positions")
    mean = tuple(numbers.get(f"mean_chn_{channel}", 0) for channel in range(4))
    if not 0 <= min(mean) <= max(mean) <= 255:
        raise _invalid("mean_chn_i is not within 0..255")
    return Aipp(
        input_rank=numbers.get("related_input_rank", 0),
        input_name=settings.get("related_input_name", ""),
        input_format=kind,
        width=width,
        height=height,
        crop=crop if flags.get("crop") else None,
        swap_rb=flags.get("rbuv_swap_switch", False),
        swap_ax=flags.get("ax_swap_switch", False),
        mean=mean,
        low=tuple(floats.get(f"min_chn_{channel}", 0.0) for channel in range(4)),
        scale=tuple(floats.get(f"var_reci_chn_{channel}", 1.0) for channel in range(4)),
    )


def _boolean(key: str, value: str) -> bool:
    if value not in ("true", "false", "1", "0", "True", "False", "t", "f"):
        raise _malformed(f"{key} is {value}, not true or false")
    return value in ("true", "1", "True", "t")


def _integer(key: str, value: str) -> int:
    try:
        return int(value, 10)
    except ValueError:
        raise _malformed(f"{key} is {value}, not a whole number") from None


def _half(key: str, value: str) -> float:
    """The FP16 number that the chip keeps: 33.3285 becomes 33.34375."""
    try:
        number = float(value)
    except ValueError:
        raise _malformed(f"{key} is {value}, not a number") from None
    if not abs(number) <= 65504:
        raise _invalid(f"{key} is {value}, beyond what FP16 holds")
    return float(np.float16(number))


def _malformed(reason: str) -> AtcError:
    return AtcError(("E19018", f"Failed to parse the file of --insert_op_conf as protobuf text: {reason}"))


def _invalid(reason: str) -> AtcError:
    return AtcError(("E19021", f"Invalid AIPP configuration: {reason}"))
