"""What the model build raises on purpose: messages for people, as in `app.errors`."""

from __future__ import annotations

from app.errors import AtlasDigitsError


class DataError(AtlasDigitsError, ValueError):
    """A data set is absent, damaged, or not what it claims to be."""


class DownloadError(AtlasDigitsError, ConnectionError):
    """No mirror gave the file."""


class StorageError(AtlasDigitsError, OSError):
    """A result could not be written: disk full, no rights, not a folder. What was there before is untouched."""


class TrainingError(AtlasDigitsError, RuntimeError):
    """A run cannot start, go on, or be found; MindSpore is missing; a device is not there."""


class ExportError(AtlasDigitsError, RuntimeError):
    """An exported model does not answer as the trained network does. Nothing was replaced."""
