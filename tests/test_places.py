import os
import sys

import pytest

from app import places
from app.errors import HomeError

PLACES = [
    (places.config, "XDG_CONFIG_HOME", ".config"),
    (places.data, "XDG_DATA_HOME", ".local/share"),
    (places.state, "XDG_STATE_HOME", ".local/state"),
]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for _, variable, _ in PLACES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(("place", "variable", "default"), PLACES)
def test_a_place_is_where_its_variable_says(place, variable, default, tmp_path, monkeypatch):
    monkeypatch.setenv(variable, str(tmp_path / "mine"))
    assert place() == tmp_path / "mine" / "atlas-digits"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="that system has its own defaults")
@pytest.mark.parametrize("value", [None, "", "relative/folder"])
@pytest.mark.parametrize(("place", "variable", "default"), PLACES)
def test_without_an_absolute_value_it_is_in_the_home_folder(place, variable, default, value, home, monkeypatch):
    if value is not None:
        monkeypatch.setenv(variable, value)
    assert place() == home / default / "atlas-digits"


def test_asking_creates_nothing(home):
    for place, _, _ in PLACES:
        place()
    assert list(home.iterdir()) == []


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as it is for a user without an entry
    with pytest.raises(HomeError, match="XDG_DATA_HOME"):
        places.data()
