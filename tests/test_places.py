"""Where a user's things lie."""

from pathlib import Path

import pytest

from app import places


@pytest.mark.parametrize(
    ("place", "variable", "default"),
    [
        (places.config, "XDG_CONFIG_HOME", ".config"),
        (places.data, "XDG_DATA_HOME", ".local/share"),
        (places.state, "XDG_STATE_HOME", ".local/state"),
    ],
)
def test_a_place_is_where_the_variable_says_and_at_home_otherwise(place, variable, default, monkeypatch, tmp_path):
    monkeypatch.setenv(variable, str(tmp_path))
    assert place() == tmp_path / "atlas-digits"
    for ignored in ("", "relative/folder"):
        monkeypatch.setenv(variable, ignored)
        assert place() == Path.home() / default / "atlas-digits"


def test_asking_creates_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    places.data()
    assert not (tmp_path / "data").exists()
