"""The engine's thread, and what the window says of it."""
