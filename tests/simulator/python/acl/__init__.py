"""AscendCL for Python, simulated: what a program sees is in this package, the works are in ascend_simulator."""

import os
import sys

from ascend_simulator.board import board as _board
from ascend_simulator.datasets import (
    create_data_buffer,
    create_tensor_desc,
    destroy_data_buffer,
    destroy_tensor_desc,
    get_data_buffer_addr,
    get_data_buffer_size,
    get_data_buffer_size_v2,
    update_data_buffer,
)
from ascend_simulator.process import app_log, finalize, get_recent_err_msg, get_soc_name, get_version, init
from ascend_simulator.toolkits import hide as _hide

from . import mdl, media, rt, util

__all__ = [
    "app_log",
    "create_data_buffer",
    "create_tensor_desc",
    "destroy_data_buffer",
    "destroy_tensor_desc",
    "finalize",
    "get_data_buffer_addr",
    "get_data_buffer_size",
    "get_data_buffer_size_v2",
    "get_recent_err_msg",
    "get_soc_name",
    "get_version",
    "init",
    "mdl",
    "media",
    "rt",
    "update_data_buffer",
    "util",
]

_board.configure(os.environ)
_hide(sys.modules[__name__], os.environ)
