"""The network's inputs against numbers that another implementation made."""

import numpy as np
import pytest

from app.recognition.preprocessing import inputs_from_inks
from tests.recognition import independent

INKS = dict(independent.cases())


@pytest.mark.parametrize("name", INKS)
def test_the_input_is_what_another_implementation_made(name):
    (found,) = inputs_from_inks([INKS[name]], independent.SIDE)
    expected = independent.golden()[name]
    assert found.shape == expected.shape
    difference = np.abs(found.astype(int) - expected)
    assert difference.max() <= 6
    assert difference.mean() < 0.5


@pytest.mark.parametrize("name", INKS)
def test_the_other_implementation_still_makes_them(name):
    assert (independent.input_of(INKS[name]) == independent.golden()[name]).all()
