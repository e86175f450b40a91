"""Correcting what was read, and the page of what was kept."""
