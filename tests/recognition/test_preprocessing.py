import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.recognition.preprocessing import (
    batch_from_inputs,
    field_from_ink,
    input_from_field,
    inputs_from_inks,
    tensor_from_inputs,
)
from tests.models import card
from tests.pictures import DIGITS, digit_ink

MIDDLE = 13.5  # of 28 pixels counted from 0


def reference_fields(ink):
    """MNIST's placement in plain NumPy: area-averaged into 20x20, centred by mass. Both fields on a rounding tie."""
    ink = ink[np.ix_((ink >= 64).any(axis=1), (ink >= 64).any(axis=0))].astype(float)
    longer = max(ink.shape)
    rows, columns = (max(1, round(20 * n / longer)) for n in ink.shape)
    small = area_weights(ink.shape[0], rows) @ ink @ area_weights(ink.shape[1], columns).T
    y, x = (np.average(np.arange(small.shape[a]), weights=small.sum(axis=1 - a)) for a in (0, 1))
    fields = []
    for nudge_y, nudge_x in ((0.05, 0.05), (0.05, -0.05), (-0.05, 0.05), (-0.05, -0.05)):
        top = min(max(round(MIDDLE - y + nudge_y), 0), 28 - rows)
        left = min(max(round(MIDDLE - x + nudge_x), 0), 28 - columns)
        fields.append(np.zeros((28, 28)))
        fields[-1][top : top + rows, left : left + columns] = small
    return fields


def area_weights(of, to):
    """[to, of]: the share that each of `of` cells has in each of the `to` cells that cover the same length."""
    edges = np.arange(to + 1) * of / to
    cells = np.arange(of)
    overlap = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    return np.clip(overlap, 0, None) * to / of


def closest(field, candidates):
    return min((np.abs(field - candidate) for candidate in candidates), key=np.mean)


def mass_centre(field):
    ys, xs = np.indices(field.shape)
    return (np.array([(ys * field).sum(), (xs * field).sum()]) / field.sum()).tolist()


def extent(field):
    """(height, width) of the box around all that is not 0."""
    places = np.argwhere(field > 0)
    return tuple(places.max(axis=0) - places.min(axis=0) + 1)


def likeness(one, other):
    """Cosine of the fields, the other moved by up to a pixel: its place may be rounded the other way."""
    one, moved = one.astype(float), []
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            two = np.roll(other.astype(float), (dy, dx), (0, 1))
            moved.append((one * two).sum() / (np.linalg.norm(one) * np.linalg.norm(two)))
    return max(moved)


@pytest.mark.parametrize("height", [97, 120, 230])
@pytest.mark.parametrize("digit", DIGITS)
def test_a_digit_of_a_thick_pen_is_placed_as_mnist_places_it(digit, height):
    ink = digit_ink(digit, height, pen=0.14)
    difference = closest(field_from_ink(ink).astype(float), reference_fields(ink))
    assert difference.mean() < 0.5
    assert difference.max() < 20


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((160, 80), (20, 10)), ((80, 160), (10, 20)), ((40, 40), (20, 20)), ((10, 10), (20, 20)), ((300, 15), (20, 1))],
)
def test_the_shape_is_kept_and_the_longer_side_is_20(shape, expected):
    block = np.pad(np.full(shape, 255, np.uint8), 30)
    field = field_from_ink(block)
    height, width = extent(field)
    assert height == expected[0]
    # a bar thinner than the least pen is widened, so only then it may come out wider
    assert width == expected[1] or (expected[1] == 1 and width <= 3)


def test_grey_levels_are_kept():
    block = np.pad(np.full((100, 100), 160, np.uint8), 10)
    assert set(np.unique(field_from_ink(block))) == {0, 160}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(DIGITS), st.integers(0, 100), st.integers(0, 100), st.integers(0, 60), st.integers(0, 60))
def test_where_the_ink_stands_does_not_matter(digit, left, top, right, bottom):
    ink = digit_ink(digit, 120, (30, 30), (180, 180))
    moved = np.pad(ink, ((top, bottom), (left, right)))
    assert (field_from_ink(moved) == field_from_ink(ink)).all()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(DIGITS), st.floats(70, 500), st.floats(0, 1), st.floats(0, 1))
def test_how_large_the_ink_is_hardly_matters(digit, height, x, y):
    usual = field_from_ink(digit_ink(digit, 250, size=(400, 400)))
    scaled = digit_ink(digit, height, (60 + x, 60 + y), (round(height) + 150, round(height) + 150))
    assert likeness(usual, field_from_ink(scaled)) > 0.85


def test_another_digit_does_matter():
    """The measure above tells digits apart."""
    fields = [field_from_ink(digit_ink(digit)) for digit in DIGITS]
    assert max(likeness(a, b) for i, a in enumerate(fields) for b in fields[:i]) < 0.85


inks = st.tuples(st.integers(1, 200), st.integers(1, 200), st.integers(0, 2**32 - 1), st.floats(0.0005, 1)).map(
    lambda t: np.random.default_rng(t[2]).integers(0, 256, t[:2]).astype(np.uint8)
    * (np.random.default_rng(t[2] + 1).random(t[:2]) < t[3])
)


@settings(max_examples=150, deadline=None)
@given(inks)
def test_any_ink_fits_the_box_and_is_centred_as_far_as_it_stays_inside(ink):
    before = ink.copy()
    field = field_from_ink(ink)
    assert (ink == before).all()
    assert field.shape == (28, 28)
    assert field.dtype == np.uint8
    assert field.any() or ink.mean() < 2
    if field.any():
        assert max(extent(field)) <= 20
        for centre, axis in zip(mass_centre(field), (1, 0)):
            used = np.flatnonzero(field.any(axis=axis))
            at_edge = used[0] == 0 or used[-1] == 27
            assert abs(centre - MIDDLE) <= 0.51 or at_edge


def test_the_mass_is_centred_not_the_box():
    block = np.zeros((200, 200), np.uint8)
    block[:, :40] = block[:40] = 255  # heavy above and on the left
    field = field_from_ink(block)
    assert mass_centre(field) == pytest.approx([MIDDLE, MIDDLE], abs=0.51)
    assert np.argwhere(field > 0).mean(axis=0) == pytest.approx([MIDDLE, MIDDLE], abs=1)
    assert np.argwhere(field > 0).min() > (28 - 20) / 2


@pytest.mark.parametrize("digit", DIGITS)
def test_thin_pens_come_out_as_strong_and_wide_as_the_usual_one(digit):
    usual = field_from_ink(digit_ink(digit, 400, (50, 50), (550, 550), pen=0.1))
    for pen in (0.0025, 0.01, 0.03, 0.06):
        thin = field_from_ink(digit_ink(digit, 400, (50, 50), (550, 550), pen=pen))
        assert thin.max() > 220
        assert thin.sum() / usual.sum() == pytest.approx(1, abs=0.3)
        assert likeness(thin, usual) > 0.8


def test_thick_pens_stay_thick():
    thick, usual = (field_from_ink(digit_ink("3", 300, pen=pen)).sum() for pen in (0.2, 0.1))
    assert thick > 1.3 * usual


def test_faint_ink_is_brought_to_strength():
    ink = digit_ink("2")
    assert likeness(field_from_ink(ink), field_from_ink(ink // 5)) > 0.95
    assert field_from_ink(ink // 5).max() > 200


@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (300, 7)])
def test_no_ink_gives_an_empty_field(shape):
    assert not field_from_ink(np.zeros(shape, np.uint8)).any()
    assert field_from_ink(np.zeros(shape, np.uint8)).shape == (28, 28)


def test_dust_far_apart_gives_a_field_like_any():
    dust = np.zeros((4000, 4000), np.uint8)
    dust[0, 0] = dust[-1, -1] = 255
    assert field_from_ink(dust).shape == (28, 28)


def reference_bilinear(field, side):
    """Bilinear, pixels' middles at their halves, in plain NumPy."""
    place = np.clip((np.arange(side) + 0.5) * 28 / side - 0.5, 0, 27)
    low = np.minimum(place.astype(int), 26)
    weights = np.zeros((side, 28))
    weights[np.arange(side), low] = 1 - (place - low)
    weights[np.arange(side), low + 1] = place - low
    return weights @ field @ weights.T


@pytest.mark.parametrize("side", [28, 32])
def test_the_input_is_the_field_scaled_bilinearly(side):
    field = field_from_ink(digit_ink("8"))
    found = input_from_field(field, side)
    assert found.dtype == np.uint8
    assert np.abs(found - reference_bilinear(field.astype(float), side)).max() <= 1.5


@pytest.mark.parametrize(("mean", "std"), [(0.1307, 0.3081), (0.5, 0.25), (0.0, 1.0)])
def test_the_tensor_is_normalised_as_the_card_says(mean, std):
    inputs = np.random.default_rng(0).integers(0, 256, (3, 32, 32)).astype(np.uint8)
    tensor = tensor_from_inputs(inputs, mean, std)
    assert tensor.shape == (3, 1, 32, 32)
    assert tensor.dtype == np.float32
    assert tensor[:, 0] == pytest.approx((inputs / 255 - mean) / std, abs=1e-5)


def test_a_network_gets_what_its_card_says():
    inputs = np.random.default_rng(0).integers(0, 256, (3, 32, 32)).astype(np.uint8)
    assert (batch_from_inputs(inputs, card()) == tensor_from_inputs(inputs, 0.1307, 0.3081)).all()
    pixels = batch_from_inputs(inputs, card(dtype="uint8", layout="NHWC", input_shape=[1, 32, 32, 1]))
    assert pixels.shape == (3, 32, 32, 1) and pixels.dtype == np.uint8
    assert (pixels[..., 0] == inputs).all()


def test_no_glyphs_give_an_empty_batch():
    inputs = inputs_from_inks([], 32)
    assert inputs.shape == (0, 32, 32)
    assert tensor_from_inputs(inputs, 0.1307, 0.3081).shape == (0, 1, 32, 32)


def test_glyphs_keep_their_order():
    inks = [digit_ink(digit) for digit in "314"]
    inputs = inputs_from_inks(inks, 32)
    assert inputs.shape == (3, 32, 32)
    for ink, found in zip(inks, inputs):
        assert (found == input_from_field(field_from_ink(ink), 32)).all()
