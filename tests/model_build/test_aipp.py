from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from app.engines.engine import MODELS, load_card
from model_build import aipp
from model_build.errors import CompileError

CARD = load_card(MODELS / "digits.json")


def test_the_course_s_numbers_are_written_as_the_chip_stores_them():
    made = aipp.for_card(CARD)
    assert made.min == 33.34375 and made.var_reci == 0.012725830078125
    values = dict(re.findall(r"(\w+): (\S+)", made.text))
    assert values == {
        "aipp_mode": "static",
        "input_format": "YUV400_U8",
        "src_image_size_w": "32",
        "src_image_size_h": "32",
        "mean_chn_0": "0",
        "min_chn_0": "33.34375",
        "var_reci_chn_0": "0.012725830078125",
    }
    assert made.text.startswith("aipp_op {\n") and made.text.endswith("\n}\n")


def test_the_effective_normalisation_is_what_the_chip_computes():
    made = aipp.for_card(CARD)
    pixels = np.arange(256)
    by_chip = (pixels - made.min) * made.var_reci
    assert np.allclose((pixels / 255 - made.mean) / made.std, by_chip, atol=1e-12)
    # and it is close to the card's
    assert np.abs((pixels / 255 - CARD.mean) / CARD.std - by_chip).max() < 1e-3


@pytest.mark.parametrize(("mean", "std"), [(0.5, 0.5), (0.0, 1.0), (0.1, 3.0), (0.4914, 0.2023)])
def test_what_is_written_is_a_half_precision_number_and_stays_it(mean, std):
    made = aipp.for_card(dataclasses.replace(CARD, mean=mean, std=std))
    for name, value in (("min_chn_0", mean * 255), ("var_reci_chn_0", 1 / (std * 255))):
        written = float(re.search(rf"{name}: (\S+)", made.text)[1])
        assert float(np.float16(written)) == written == float(np.float16(value))


def test_the_picture_s_size_is_the_network_s():
    made = aipp.for_card(dataclasses.replace(CARD, input_shape=(1, 1, 28, 28)))
    assert "src_image_size_w: 28\n" in made.text and "src_image_size_h: 28\n" in made.text


@pytest.mark.parametrize("change", [{"mean": 1000.0}, {"std": 1e-9}, {"std": 1e9}])
def test_a_normalisation_that_the_chip_cannot_store_is_refused(change):
    with pytest.raises(CompileError, match=r"half-precision.*without --aipp"):
        aipp.for_card(dataclasses.replace(CARD, **change))


def test_a_picture_too_large_for_the_unit_is_refused():
    with pytest.raises(CompileError, match=r"4097 x 4097.*without --aipp"):
        aipp.for_card(dataclasses.replace(CARD, input_shape=(1, 1, 4097, 4097)))
