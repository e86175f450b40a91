import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.recognition.foreground import ink_from_picture
from tests.pictures import digit_ink, painted

INK = digit_ink("4")
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def assert_finds_the_ink(picture, ink=INK):
    """All of the strokes' inside, and nothing apart from them."""
    found = ink_from_picture(picture)
    assert found.shape == ink.shape
    assert found.dtype == np.uint8
    assert (found[ink == 255] > 0).all()
    assert not found[ink == 0].any()


# blue, green, red
@pytest.mark.parametrize(
    ("pen", "paper"),
    [
        pytest.param(BLACK, WHITE, id="black on white"),
        pytest.param(WHITE, BLACK, id="white on black"),
        pytest.param((60, 60, 60), (120, 120, 120), id="grey on grey"),
        pytest.param((0, 255, 255), WHITE, id="yellow on white"),
        pytest.param((255, 0, 0), BLACK, id="blue on black"),
        pytest.param((0, 200, 0), (0, 0, 200), id="green on red"),
        pytest.param((130, 60, 40), (200, 240, 250), id="fountain pen on cream"),
        pytest.param((230, 240, 240), (60, 90, 50), id="chalk on a board"),
    ],
)
def test_ink_of_any_colour_on_any_colour(pen, paper):
    assert_finds_the_ink(painted(INK, pen, paper))


@pytest.mark.parametrize("inverted", [False, True])
def test_every_type_and_number_of_channels_gives_the_same_ink(inverted):
    grey = ~INK if inverted else INK
    expected = ink_from_picture(grey)
    assert_finds_the_ink(grey)
    for same in (
        grey[..., None],
        np.repeat(grey[..., None], 3, axis=2),
        np.dstack([grey, grey, grey, np.full_like(grey, 255)]),
        grey.astype(np.uint16) * 257,
    ):
        assert (ink_from_picture(same) == expected).all()
    assert_finds_the_ink(grey > 127, np.where(INK > 127, 255, 0))


@pytest.mark.parametrize("bits", [8, 10, 12, 14])
@pytest.mark.parametrize("inverted", [False, True])
def test_sixteen_bits_of_which_only_the_lower_are_used(bits, inverted):
    grey = (~INK if inverted else INK).astype(np.uint32)
    assert_finds_the_ink((grey * (2**bits - 1) // 255).astype(np.uint16))


@pytest.mark.parametrize("pen", [BLACK, WHITE, (0, 0, 255), (0, 255, 255)], ids=str)
@pytest.mark.parametrize("hidden", [0, 255])
def test_ink_on_transparent_ground(pen, hidden):
    """What a transparent pixel's colour would be does not matter."""
    picture = np.full((*INK.shape, 4), hidden, np.uint8)
    picture[INK > 0, :3] = pen
    picture[..., 3] = INK
    assert_finds_the_ink(picture)


def test_transparency_of_sixteen_bits():
    picture = np.zeros((*INK.shape, 4), np.uint16)
    picture[..., 3] = INK.astype(np.uint16) * 257
    assert_finds_the_ink(picture)


@pytest.mark.parametrize("dark_ink", [True, False])
def test_ink_in_uneven_light(dark_ink):
    height, width = INK.shape
    light = np.linspace(80, 200, width)[None, :] + np.linspace(-30, 30, height)[:, None]
    share = INK / 255
    picture = light * (1 - 0.6 * share) if dark_ink else light + (255 - light) * 0.9 * share
    found = ink_from_picture(np.round(picture).astype(np.uint8))
    assert (found[INK == 255] > 0).mean() > 0.97
    assert (found[INK == 0] > 0).mean() < 0.01


def test_noise_is_not_ink_but_ink_in_noise_is():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 8, INK.shape)
    assert not ink_from_picture(np.clip(128 + noise, 0, 255).astype(np.uint8)).any()
    found = ink_from_picture(np.clip(200 - 150 * (INK / 255) + noise, 0, 255).astype(np.uint8))
    assert (found[INK == 255] > 0).mean() > 0.99
    assert (found[INK == 0] > 0).mean() < 0.001


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 255), st.sampled_from([(1, 1), (1, 60), (50, 1), (28, 28), (90, 140)]), st.sampled_from([0, 3, 4])
)
def test_a_blank_picture_has_no_ink(value, size, channels):
    picture = np.full((*size, channels) if channels else size, value, np.uint8)
    assert not ink_from_picture(picture).any()
    assert ink_from_picture(picture).shape == size


def test_a_gradient_alone_has_no_ink():
    picture = np.tile(np.linspace(30, 220, 300), (200, 1)).astype(np.uint8)
    # the median runs level at the very edge, where the picture has ended
    assert not ink_from_picture(picture)[:, 30:-30].any()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from([None, 1, 3, 4]), st.randoms(use_true_random=False))
def test_every_small_picture_is_taken(height, width, channels, random):
    shape = (height, width) if channels is None else (height, width, channels)
    picture = np.frombuffer(random.randbytes(int(np.prod(shape))), np.uint8).reshape(shape)
    before = picture.copy()
    assert ink_from_picture(picture).shape == (height, width)
    assert (picture == before).all()


@pytest.mark.parametrize("shape", [(), (5,), (0, 5), (5, 0), (5, 5, 0), (5, 5, 2), (5, 5, 5), (2, 5, 5, 3)])
def test_shapes_without_a_meaning_are_refused(shape):
    with pytest.raises(ValueError, match="height, width"):
        ink_from_picture(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("kind", [np.float32, np.int16, np.int64, np.complex64])
def test_types_without_a_meaning_are_refused(kind):
    with pytest.raises(ValueError, match="uint8"):
        ink_from_picture(np.zeros((5, 5), kind))
