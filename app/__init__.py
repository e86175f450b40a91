"""Atlas Digits: reads handwritten digits, on Ascend boards and on any PC."""

import os

__version__ = "0.1.0"

MOST_PIXELS = 250_000_000  # of a picture, more than any camera's: a file of 2 MB may unfold to 12 GB
# OpenCV reads it when it is imported, which is after this
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(MOST_PIXELS)
