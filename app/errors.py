"""Everything this application raises on purpose.

One tree, its branches by phase: reading the input, opening a model, running it, opening and reading a camera, keeping
samples, the operator's PIN, showing the window elsewhere. Each error is also the built-in it resembles, so
`except ValueError` works for a caller who does not know us. A message names the thing, says what is wrong with it and
the way out, and is fit to be shown to a person as it stands.
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


class SourceError(AtlasDigitsError, OSError):
    """A source of frames does not do what it was asked."""


class SourceOpenError(SourceError):
    """A source cannot be opened, for a reason that is none of those below."""


class SourceUnknownError(SourceOpenError, ValueError):
    """What was named is no source at all: trying again is of no use."""


class SourceAbsentError(SourceOpenError, FileNotFoundError):
    """There is no such camera, file or host now."""


class SourceBusyError(SourceOpenError):
    """Another program has the camera."""


class SourcePermissionError(SourceOpenError, PermissionError):
    """This user may not use it; the message says what would let them."""


class SourceReadError(SourceError):
    """No frame came. The source has to be opened again."""


class SourceLostError(SourceReadError, ConnectionError):
    """The camera was unplugged, or whoever sent the stream is gone."""


class SourceStalledError(SourceReadError, TimeoutError):
    """Nothing came within the time limit of a read."""


class StreamBrokenError(SourceReadError):
    """What comes is not a picture or a video, or has ceased to be one."""


class SourceEndedError(SourceError, EOFError):
    """The last frame of something that has an end was read."""


class SourceClosedError(SourceError):
    """A source was used after `close()`, or closed while a read waited."""


class RecordingError(AtlasDigitsError, OSError):
    """A recording cannot be written; what was written before is kept and can be replayed."""


class SamplesError(AtlasDigitsError, OSError):
    """Kept samples cannot be read or written, for a reason that is none of those below."""


class SamplesDamagedError(SamplesError, ValueError):
    """The store, or one sample in it, is damaged or is none. `samples.set_aside` moves a store away as it is."""


class SamplesLockedError(SamplesError, TimeoutError):
    """Another program writes into the store for longer than we wait."""


class SamplesFullError(SamplesError):
    """The disk, or this user's share of it, is full. What was kept or written before is as it was."""


class SamplesPermissionError(SamplesError, PermissionError):
    """This user may not write there, or nobody may."""


class SamplesFolderError(SamplesError):
    """The folder is absent and cannot be made, or what is in its place is none."""


class SamplesVersionError(SamplesError):
    """What was written by a newer version of this program is not touched by an older one."""


class SampleAbsentError(SamplesError, LookupError):
    """There is no sample of that number; it may have been deleted in another window."""


class SampleFileError(SamplesError, ValueError):
    """A file or folder that was to be read has no samples, or is damaged."""


class SamplesExistError(SamplesError, FileExistsError):
    """What was to be written would replace something that is there already."""


class StrokeFileError(AtlasDigitsError, OSError, ValueError):
    """A drawing cannot be written to its file, or read from one: absent, damaged, of another kind, or too large."""


class PinError(AtlasDigitsError, OSError):
    """The operator's PIN cannot be read or written, for a reason that is none of those below."""


class PinFormError(PinError, ValueError):
    """What was given is no PIN: it has 4 to 12 digits and nothing else."""


class PinAbsentError(PinError, FileNotFoundError):
    """No PIN was set."""


class PinDamagedError(PinError, ValueError):
    """The file of the PIN is damaged, of another kind, or of a newer version."""


class KioskRunsError(AtlasDigitsError, RuntimeError):
    """This user's kiosk runs already."""


class HomeError(AtlasDigitsError, RuntimeError):
    """Nothing says where this user's files belong."""


class RemoteError(AtlasDigitsError, RuntimeError):
    """The window cannot be shown over the network: a program is missing, ended, or an address cannot be used."""


class RemoteAddressError(RemoteError):
    """The window cannot be shown at an address: this machine does not have it, or not yet."""


class RemotePasswordError(RemoteError, ValueError):
    """The passwords of remote showing are absent, damaged, readable by others, or cannot be used as such."""


class DisplayError(AtlasDigitsError, RuntimeError):
    """No window can be opened here: no display, or a system library is missing."""
