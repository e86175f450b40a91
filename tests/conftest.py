"""What holds for every test."""

import os

# before anything imports Qt: no test opens a window that somebody sees
os.environ["QT_QPA_PLATFORM"] = "offscreen"
