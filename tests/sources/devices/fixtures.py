"""Devices and streams for the tests of sources."""

import pytest

from tests.sources.devices import COMPILER, NO_COMPILER, compile_library
from tests.sources.devices.media import Media
from tests.sources.devices.server import wait_until


@pytest.fixture(scope="session")
def media_library(tmp_path_factory):
    if COMPILER is None:
        pytest.skip(NO_COMPILER)
    return compile_library("media_mini.c", tmp_path_factory.mktemp("media"))


@pytest.fixture
def media(media_library, monkeypatch):
    """The 200 DK's camera library, with two cameras that work."""
    monkeypatch.setenv("ATLAS_DIGITS_MIPI_LIBRARY", str(media_library))
    media = Media(media_library)
    media.reset()
    yield media
    media.told_stalled(0)
    wait_until(lambda: not media.told_readers() and not media.told_open(), 3)  # what was closed while it was read
