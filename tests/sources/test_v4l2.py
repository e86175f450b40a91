"""Webcams: OpenCV's own V4L2 code on a device that is not there. The tests are in on_a_webcam.py."""

import pytest

from tests.sources import on_a_webcam as tests_on_a_webcam

NAMES = [name for name in vars(tests_on_a_webcam) if name.startswith("test_")]


@pytest.mark.parametrize("name", NAMES)
def test_on_a_webcam(name, on_a_webcam):
    found = [outcome for outcome in on_a_webcam if outcome.function == name and "on_a_webcam" in outcome.file]
    assert found, "it did not run"
    assert [outcome.complaint for outcome in found if outcome.complaint] == []
