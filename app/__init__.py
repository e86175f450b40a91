"""Atlas Digits: reads handwritten digits, on Ascend boards and on any PC."""

__version__ = "0.1.0"
