"""Everything this application raises on purpose.

One tree, its branches by phase: reading the input, opening a model, running it. Each error is also the built-in it
resembles, so `except ValueError` works for a caller who does not know us. A message names the thing, says what is
wrong with it and the way out, and is fit to be shown to a person as it stands.
"""

from __future__ import annotations


class AtlasDigitsError(Exception):
    """The root: every error with a message written for people."""


class PictureError(AtlasDigitsError, ValueError):
    """A picture cannot be read: absent, not a picture, truncated, or of a shape with no meaning."""


class ModelError(AtlasDigitsError, ValueError):
    """A model file or its card is absent, damaged, of another kind, or the two do not belong together."""


class EngineError(AtlasDigitsError, RuntimeError):
    """An engine does not do what it was asked."""


class EngineUnavailableError(EngineError):
    """No engine of that name, or its library is not installed here. Raised while opening."""


class EngineClosedError(EngineError):
    """An engine was used after `close()`."""


class InferenceError(EngineError):
    """The network could not be run on this batch: wrong shape or type, or the runtime failed."""


class DeviceLostError(InferenceError):
    """The device that runs the network failed or is gone. The engine has to be opened again."""


class DisplayError(AtlasDigitsError, RuntimeError):
    """No window can be opened here: no display, or a system library is missing."""
