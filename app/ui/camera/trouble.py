"""What is said where there is no picture: what happened, what to do about it, and what can be pressed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from PySide6.QtCore import QObject

from app.ui import words

if TYPE_CHECKING:
    from app.sources.live import Status

USUAL_GROUP = "video"


@dataclass(frozen=True)
class Trouble:
    """detail: in the source's own words, where they say more; again, elsewhere: whether trying again, or another
    source, is offered"""

    title: str
    advice: str
    detail: str = ""
    again: bool = False
    elsewhere: bool = True


class Troubles(QObject):
    """The words for each kind of trouble."""

    def no_camera(self) -> Trouble:
        return Trouble(
            self.tr("No camera found"),
            self.tr(
                "Plug in a USB camera: it appears here by itself.\n"
                "A phone or a network camera, a video or a folder of pictures will do too: press Open."
            ),
            again=True,
        )

    def opening(self, name: str) -> Trouble:
        return Trouble(self.tr("Opening %1…").replace("%1", name), "", elsewhere=False)

    def trouble(self, status: Status, name: str, uri: str, was_seen: bool) -> Optional[Trouble]:
        """None where there is a picture, or was one until its file ended.

        name: what people call the source; was_seen: whether it gave pictures before
        """
        from app import errors
        from app.sources.live import State
        from app.sources.source import scheme_of

        if status.state in (State.RUNNING, State.BLACK, State.ENDED, State.CLOSED):
            return None
        if status.state is State.OPENING or status.error is None:
            return self.opening(name)
        error, network = status.error, "://" in uri
        message = words.message(status.message)
        device = not network and scheme_of(uri) in ("v4l2", "mipi") if status.state is not State.FAILED else False
        if isinstance(error, errors.SourcePermissionError):
            return self._no_permission(name, uri, network, device, message)
        if isinstance(error, errors.SourceBusyError):
            return Trouble(
                self.tr("%1 is in use").replace("%1", name),
                self.tr("Another program has it. Close that program; the picture then comes by itself."),
                again=True,
            )
        if isinstance(error, errors.SourceStalledError):
            return Trouble(
                self.tr("%1 sends no pictures").replace("%1", name),
                self.tr("It is started again. If that does not help, unplug it and plug it in again.")
                if device
                else self.tr("It is asked again. Check the network and the camera."),
                again=True,
            )
        if network and status.state is not State.FAILED:
            return Trouble(
                self.tr("%1 does not answer").replace("%1", name),
                self.tr("Check the address and the network. As soon as it answers, the picture comes by itself."),
                message,
                again=True,
            )
        if device and (was_seen or isinstance(error, (errors.SourceLostError, errors.SourceAbsentError))):
            return self._gone(name, was_seen, message if uri.startswith("mipi:") else "")
        return Trouble(
            self.tr("%1 cannot be used").replace("%1", name),
            self.tr("It is tried again and again.") if status.state is State.WAITING else "",
            message,
            again=True,
        )

    def _gone(self, name: str, was_seen: bool, message: str) -> Trouble:
        """message: of a camera that nobody plugs in, as on a ribbon cable"""
        if was_seen:
            return Trouble(
                self.tr("%1 was unplugged").replace("%1", name),
                self.tr("Plug it in again: the picture comes back by itself."),
                again=True,
            )
        return Trouble(
            self.tr("%1 is not there").replace("%1", name),
            "" if message else self.tr("Plug it in: the picture comes by itself. Or choose another source."),
            message,
            again=True,
        )

    def _no_permission(self, name: str, uri: str, network: bool, device: bool, message: str) -> Trouble:
        title = self.tr("%1 may not be used").replace("%1", name)
        if network:
            return Trouble(
                title,
                self.tr("It wants a name and a password. Open it as %1.").replace("%1", "http://name:password@host/…"),
                again=True,
            )
        if device:
            group = group_of(uri)
            command = f"sudo usermod -aG {group} $USER"
            return Trouble(
                title,
                self.tr("Only members of the group “%1” may use it. Join it with this command, then log in again:\n%2")
                .replace("%1", group)
                .replace("%2", command),
                again=True,
            )
        return Trouble(title, self.tr("This user may not read the file."), message, again=True)


def group_of(uri: str) -> str:
    """The group that may use a device."""
    import grp

    device = Path(f"/dev/video{uri}" if uri.isdigit() else uri)
    try:
        number = device.stat().st_gid
        return grp.getgrgid(number).gr_name if number else USUAL_GROUP
    except (OSError, KeyError):
        return USUAL_GROUP
