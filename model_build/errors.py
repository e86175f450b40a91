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


class WorseError(AtlasDigitsError, RuntimeError):
    """A fine-tuned model is worse than the one it was made from. It is not put where models are looked for."""


class ExportError(AtlasDigitsError, RuntimeError):
    """An exported model does not answer as the trained network does. Nothing was replaced."""


class CompileError(AtlasDigitsError, RuntimeError):
    """A model was not compiled: ATC is not there, does not take it, or failed. What was there before is untouched."""


class VerificationError(AtlasDigitsError, RuntimeError):
    """A compiled model answers otherwise than the one it was made from, by more than is allowed."""
