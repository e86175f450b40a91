"""acl.media: only the memory for pictures; decoding, resizing and the rest of DVPP are not simulated."""

from ascend_simulator.memory import dvpp_free, dvpp_malloc

__all__ = ["dvpp_free", "dvpp_malloc"]
