"""Offline: trains the network with MindSpore, measures it, exports it. The only place that knows mindspore."""
