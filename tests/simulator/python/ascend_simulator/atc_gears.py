"""--dynamic_batch_size and --dynamic_image_size: one model for several sizes, each of which is compiled by itself."""

from __future__ import annotations

from .atc_errors import AtcError, bad_value
from .atc_flags import Flags
from .gears import BATCH, IMAGE

OPEN = -1
_MOST = 100
_FLAGS = {"dynamic_batch_size": (BATCH, ","), "dynamic_image_size": (IMAGE, ";")}
_AXES = {BATCH: (0,), IMAGE: (2, 3)}  # of an NCHW shape

Shapes = dict[str, list[int]]


def gears_of(flags: Flags) -> tuple[str, list[tuple[int, ...]]]:
    """(kind, the size of each gear); ("", [()]) when sizes are fixed. raises AtcError"""
    for name, (kind, between) in _FLAGS.items():
        text = flags.text(name)
        if not text:
            continue
        sizes = [_gear(name, part, len(_AXES[kind])) for part in text.split(between)]
        if len(sizes) < 2 or len(sizes) > _MOST:
            code = "E10035" if len(sizes) < 2 else "E10036"
            raise AtcError((code, f"[--{name}] has {len(sizes)} profiles, it must have 2 to {_MOST}"))
        if len(set(sizes)) != len(sizes):
            raise AtcError(("E10039", f"[--{name}] contains the same profile twice"))
        return kind, sizes
    return "", [()]


def in_gear(kind: str, size: tuple[int, ...], shapes: Shapes) -> Shapes:
    """--input_shape with the sizes of a gear in place of -1. raises AtcError"""
    if not kind:
        return shapes
    axes = _AXES[kind]
    fixed: Shapes = {}
    for name, shape in shapes.items():
        places = tuple(axis for axis, length in enumerate(shape) if length == OPEN)
        if places not in ((), axes):
            reason = f"with dynamic {kind} sizes only the dims {axes} of {name} can be -1, and then all of them"
            raise AtcError(("E10012", f"[--input_shape]: {reason}"))
        fixed[name] = [size[axes.index(axis)] if length == OPEN else length for axis, length in enumerate(shape)]
    if fixed == shapes:
        raise AtcError(("E10040", f"[--input_shape] must have -1 where dynamic {kind} sizes are to go"))
    return fixed


def _gear(name: str, part: str, numbers: int) -> tuple[int, ...]:
    try:
        gear = tuple(int(number) for number in part.split(","))
    except ValueError:
        gear = ()
    if len(gear) != numbers or min(gear) < 1:
        what = "a positive number" if numbers == 1 else "height and width, two positive numbers"
        raise AtcError(bad_value(f"--{name}", part, f"each profile is {what}"))
    return gear
