"""What there is to know of the chip, for the doctor."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

from app.engines.ascend import RUNS_ON_THE_BOARD, load_pyacl, process
from app.engines.ascend_runtime import Acl, device_number
from app.errors import EngineUnavailableError

log = logging.getLogger(__name__)

_DDR = 0  # get_mem_info


@dataclass(frozen=True)
class DeviceFacts:
    """What the driver says of the chip.

    run_mode: "board" where this program runs beside the chip, "host" where the chip is on a card
    devices: how many chips there are
    free_bytes, total_bytes: of the chip's memory; None where the driver does not say
    """

    soc: str
    run_mode: str
    devices: Optional[int]
    free_bytes: Optional[int]
    total_bytes: Optional[int]


def device_facts() -> DeviceFacts:
    """Start the chip and ask it. Raises EngineUnavailableError. May hang where the driver does."""
    acl, device = load_pyacl(), device_number()
    with ExitStack() as held:
        process.enter(acl, device)
        held.callback(process.leave, acl, device)
        context = acl.get("rt.create_context", device)
        held.callback(acl.release, "rt.destroy_context", context)
        free, total = _optional(acl, "rt.get_mem_info", _DDR) or (None, None)
        return DeviceFacts(
            soc=acl.module.get_soc_name() or "unknown",
            run_mode="board" if acl.get("rt.get_run_mode") == RUNS_ON_THE_BOARD else "host",
            devices=_optional(acl, "rt.get_device_count"),
            free_bytes=free,
            total_bytes=total,
        )


def _optional(acl: Acl, name: str, *arguments: Any) -> Any:
    """None where this driver cannot say."""
    try:
        return acl.get(name, *arguments)
    except EngineUnavailableError as error:
        log.info("%s", error)
        return None
