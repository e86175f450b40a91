"""MindSpore, set up before its first operation. Everything else gets `ms` from here."""

from __future__ import annotations

import os
from dataclasses import dataclass

from model_build import interruption
from model_build.errors import TrainingError

# On CPUs with AVX-512 oneDNN answers MindSpore's plain tensor layout with its reference convolution, ten times slower
# than its AVX2 one. Read when the library is first used, so it is set before the import
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX2")
os.environ.setdefault("GLOG_v", "3")  # errors only

try:
    with interruption.postponed():
        import mindspore as ms
        from mindspore import nn
except ImportError as error:
    raise TrainingError(
        f"MindSpore cannot be imported here ({error}). It needs Linux and Python 3.10 to 3.12; "
        "`make model` installs it."
    ) from None

__all__ = ["Workers", "ms", "nn", "start"]


@dataclass(frozen=True)
class Workers:
    """This process among those that train together: its device, its rank from 0, the count of all."""

    device: str = "CPU"
    rank: int = 0
    count: int = 1

    @property
    def first(self) -> bool:
        return self.rank == 0


def start(device: str = "CPU") -> Workers:
    """Set graph mode and the device, and join the other workers when `msrun` started several.

    device: CPU, GPU or Ascend; which of several: `DEVICE_ID` in the environment, 0 if unset
    raises TrainingError
    """
    number = _device_id()
    try:
        ms.set_context(mode=ms.GRAPH_MODE)
        ms.set_device(device, number)
        if int(os.environ.get("MS_WORKER_NUM", "1")) == 1:
            return Workers(device)
        from mindspore import communication

        communication.init()
        workers = Workers(device, communication.get_rank(), communication.get_group_size())
        ms.set_auto_parallel_context(parallel_mode="data_parallel", gradients_mean=True, device_num=workers.count)
        return workers
    except (RuntimeError, ValueError, TypeError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise TrainingError(f"MindSpore cannot use the device {device} here: {reason}") from None


def _device_id() -> int:
    text = os.environ.get("DEVICE_ID", "0")
    if not (text.isascii() and text.isdecimal()):
        raise TrainingError(f"DEVICE_ID must be a number from 0, not {text!r}.")
    return int(text)
