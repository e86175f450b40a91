"""The kiosk: the paper and the answer on the whole screen, for whoever comes by."""
