"""acl.rt: the device, contexts, streams, memory and callbacks."""

from ascend_simulator.callbacks import launch_callback, process_report, subscribe_report, unsubscribe_report
from ascend_simulator.contexts import (
    create_context,
    destroy_context,
    get_context,
    get_device,
    get_device_count,
    get_run_mode,
    reset_device,
    set_context,
    set_device,
)
from ascend_simulator.memory import free, free_host, get_mem_info, malloc, malloc_host, memcpy, memset
from ascend_simulator.streams import (
    create_stream,
    destroy_stream,
    memcpy_async,
    memset_async,
    synchronize_device,
    synchronize_stream,
)

__all__ = [
    "create_context",
    "create_stream",
    "destroy_context",
    "destroy_stream",
    "free",
    "free_host",
    "get_context",
    "get_device",
    "get_device_count",
    "get_mem_info",
    "get_run_mode",
    "launch_callback",
    "malloc",
    "malloc_host",
    "memcpy",
    "memcpy_async",
    "memset",
    "memset_async",
    "process_report",
    "reset_device",
    "set_context",
    "set_device",
    "subscribe_report",
    "synchronize_device",
    "synchronize_stream",
    "unsubscribe_report",
]
