"""What older CANN toolkits do not have: programs ask with dir() or hasattr and go another way."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

_SINCE_6 = ("mdl.get_desc_from_file", "mdl.get_desc_from_mem")
_SINCE_5_1 = ("util.bytes_to_ptr", "util.ptr_to_bytes")  # 5.0.4 by the samples; some 5.0 had them, some had not
MISSING = {"": (), "5.1": _SINCE_6, "5.0": _SINCE_6 + _SINCE_5_1}


def hide(package: ModuleType, environment: Mapping[str, str]) -> None:
    """Takes out of the package acl what the CANN of ASCEND_SIMULATOR_CANN lacks. raises ValueError"""
    version = environment.get("ASCEND_SIMULATOR_CANN", "")
    if version not in MISSING:
        known = " or ".join(name for name in MISSING if name)
        raise ValueError(f"ASCEND_SIMULATOR_CANN is {known}, or empty for all functions there are, not {version!r}.")
    for name in MISSING[version]:
        module, _, function = name.partition(".")
        part = getattr(package, module)
        delattr(part, function)
        part.__all__.remove(function)
