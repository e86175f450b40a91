"""Showing the window where there is no screen: a display of its own, seen in a browser or by a VNC client."""

REMOTE_VARIABLE = "ATLAS_DIGITS_REMOTE"  # set for what is shown like that
