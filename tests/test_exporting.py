import csv
import json

import pytest

from app.errors import PictureError
from app.exporting import COLUMNS, Result, as_csv, as_json

FAILED = PictureError("a.png: this is not a picture.")


def rows_of(content):
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize("name", ["=1+1.png", "+a", "-a", "@a", "\ta"])
def test_a_name_that_a_spreadsheet_would_compute_becomes_text(name):
    assert rows_of(as_csv([Result(name, FAILED)]))[1][0] == f"'{name}"


@pytest.mark.parametrize("name", ["数字,“7”.png", 'a"b.png', "a;b.png", "7.png"])
def test_other_names_stay_as_they_are(name):
    head, row = rows_of(as_csv([Result(name, FAILED)]))
    assert tuple(head) == COLUMNS
    assert row[0] == name and row[-1] == str(FAILED)


def test_a_name_that_is_not_text_is_written():
    name = b"\xff.png".decode(errors="surrogateescape")
    assert "udcff" in rows_of(as_csv([Result(name, FAILED)]))[1][0]
    assert json.loads(as_json([Result(name, FAILED)]))[0]["source"] == name


def test_nothing_is_an_empty_table_and_an_empty_list():
    assert len(rows_of(as_csv([]))) == 1
    assert json.loads(as_json([])) == []
