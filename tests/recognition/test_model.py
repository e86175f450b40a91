import math

import pytest

from tests.models import card


def test_the_side_is_the_input_s():
    assert card().side == 32
    assert card(input_shape=[8, 1, 28, 28]).side == 28


def test_pixels_lie_with_their_channel_last():
    pixels = card(dtype="uint8", layout="NHWC", input_shape=[1, 32, 32, 1])
    assert (pixels.side, pixels.dtype) == (32, "uint8")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"dtype": "uint8"}, "layout"),
        ({"dtype": "uint8", "layout": "NHWC"}, "input_shape"),
        ({"dtype": "uint8", "layout": "NHWC", "input_shape": [1, 32, 32, 3]}, "input_shape"),
        ({"input_shape": [1, 32, 32, 1]}, "input_shape"),
    ],
)
def test_type_layout_and_shape_go_together(fields, wrong):
    with pytest.raises(ValueError, match=f"'{wrong}' must be"):
        card(**fields)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("input_shape", [1, 1, 32]),
        ("input_shape", [1, 3, 32, 32]),
        ("input_shape", [1, 1, 32, 28]),
        ("input_shape", [1, 1, 0, 0]),
        ("input_shape", [-1, 1, 32, 32]),
        ("input_shape", [1, 1, 32.0, 32.0]),
        ("input_shape", [True, 1, 32, 32]),
        ("dtype", "float16"),
        ("layout", "NHWC"),
        ("polarity", "black_on_white"),
        ("mean", "0.1"),
        ("mean", None),
        ("mean", math.nan),
        ("mean", 10**400),
        ("std", 0),
        ("std", -1.0),
        ("std", math.inf),
        ("std", True),
        ("temperature", 0),
        ("temperature", []),
        ("refusal_threshold", 1.5),
        ("refusal_threshold", -0.1),
        ("refusal_threshold", math.nan),
        ("energy_threshold", "low"),
        ("energy_threshold", math.nan),
        ("labels", [0]),
        ("labels", [0, 0]),
        ("labels", ["zero", "one"]),
        ("labels", [[0], [1]]),
        ("labels", [False, True]),
        ("accuracy", 99.0),
        ("accuracy", {"mnist_test": "good"}),
        ("sha256", 5),
        ("made", "by hand"),
    ],
)
def test_a_card_that_cannot_be_meant_is_refused_by_the_field_s_name(field, value):
    with pytest.raises(ValueError, match=f"'{field}' must be"):
        card(**{field: value})
