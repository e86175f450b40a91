"""AIPP in the simulated atc: its configuration file, and its numbers bit by bit."""

import importlib

import numpy as np
import pytest

from tests.models import SHIPPED
from tests.simulator.networks import helper, made, onnx, run

GRAY = """
# normalisation on the chip
aipp_op {
  aipp_mode: static
  input_format: YUV400_U8   # one byte for a pixel
  src_image_size_w: 32
  src_image_size_h: 32
  mean_chn_0: 0
  min_chn_0: 33.3285
  var_reci_chn_0: 0.0127282
}
"""


@pytest.fixture
def aipp(simulator):
    return importlib.import_module("ascend_simulator.aipp")


@pytest.fixture
def errors(simulator):
    return importlib.import_module("ascend_simulator.atc_errors")


@pytest.fixture
def compiled(aipp):
    """(model, configuration) -> the model with AIPP, rounded as atc does it."""
    half_precision = importlib.import_module("ascend_simulator.half_precision")

    def compile_it(model, text):
        return half_precision.round_like_the_chip(aipp.put_in_front(model, aipp.parse(text))[0])

    return compile_it


def network(channels, height=4, width=4, batch=1):
    """A network that gives back what it is fed with."""
    shape = [batch, channels, height, width]
    return made([helper.make_node("Transpose", ["x"], ["y"], perm=[0, 1, 2, 3])], [("x", 1, shape)], [("y", 1, shape)])


def normalised(pixels, mean, low, scale):
    """The chip's numbers, worked out with numpy's own float16. pixels: uint8 [n, h, w, c] -> float32 [n, c, h, w]"""
    low, scale = np.float16(low), np.float16(scale)
    shifted = ((pixels.astype(np.float32) - np.float32(mean)) - low.astype(np.float32)).astype(np.float16)
    scaled = (shifted.astype(np.float32) * scale.astype(np.float32)).astype(np.float16)
    return scaled.astype(np.float32).transpose(0, 3, 1, 2)


def test_min_and_var_reci_are_kept_as_fp16(aipp):
    (operation,) = aipp.parse(GRAY)
    assert operation.low[0] == 33.34375
    assert operation.scale[0] == 0.012725830078125
    assert (operation.width, operation.height, operation.input_format) == (32, 32, "YUV400_U8")


def test_every_gray_value_is_normalised_bit_by_bit(compiled):
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    text = GRAY.replace("32\n", "16\n")
    found = run(compiled(network(1, 16, 16), text), x=pixels)
    np.testing.assert_array_equal(found, normalised(pixels, 0, 33.3285, 0.0127282))
    exact = (np.arange(256) / 255 - 0.1307) / 0.3081
    assert 0 < np.abs(found.ravel() - exact).max() < 3e-3


def test_the_shipped_network_takes_bytes_and_decides_the_same(compiled):
    model = compiled(onnx.load(str(SHIPPED)), GRAY)
    onnx.checker.check_model(model, full_check=True)
    (value,) = model.graph.input
    assert value.name == "x" and value.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert [dim.dim_value for dim in value.type.tensor_type.shape.dim] == [1, 32, 32, 1]
    pixels = np.random.default_rng(5).integers(0, 256, (1, 32, 32, 1), np.uint8)
    tensor = ((pixels.transpose(0, 3, 1, 2) / 255 - 0.1307) / 0.3081).astype(np.float32)
    with_aipp, without = run(model, x=pixels), run(onnx.load(str(SHIPPED)), x=tensor)
    assert 0 < np.abs(with_aipp - without).max() < 0.02
    assert with_aipp.argmax() == without.argmax()


def test_colours_have_their_own_numbers_and_a_batch_works(compiled):
    pixels = np.random.default_rng(6).integers(0, 256, (2, 4, 4, 3), np.uint8)
    text = """aipp_op: { aipp_mode: static, input_format: "RGB888_U8"; mean_chn_0: 124 mean_chn_1: 117 mean_chn_2: 104
        min_chn_1: 0.5 var_reci_chn_0: 0.0171248 var_reci_chn_1: 0.017507 var_reci_chn_2: 0.0174292 }"""
    found = run(compiled(network(3, batch=2), text), x=pixels)
    wanted = normalised(pixels, [124, 117, 104], [0, 0.5, 0], [0.0171248, 0.017507, 0.0174292])
    np.testing.assert_array_equal(found, wanted)
    swapped = run(compiled(network(3, batch=2), text.replace("}", "rbuv_swap_switch: true }")), x=pixels[..., ::-1])
    np.testing.assert_array_equal(swapped, wanted)


def test_crop_takes_its_part_of_the_picture(compiled):
    pixels = np.random.default_rng(7).integers(0, 256, (1, 9, 8, 1), np.uint8)
    text = """aipp_op { aipp_mode: static input_format: YUV400_U8 src_image_size_w: 8 src_image_size_h: 9
        crop: true load_start_pos_w: 1 load_start_pos_h: 3 crop_size_w: 4 crop_size_h: 4 }"""
    found = run(compiled(network(1), text), x=pixels)
    np.testing.assert_array_equal(found[0, 0], pixels[0, 3:7, 1:5, 0])


@pytest.mark.parametrize(("swap", "order"), [("false", [0, 1, 2]), ("true", [1, 2, 3])])
def test_four_bytes_for_a_pixel_feed_three_channels(compiled, swap, order):
    pixels = np.random.default_rng(8).integers(0, 256, (1, 4, 4, 4), np.uint8)
    text = f"aipp_op {{ aipp_mode: static input_format: XRGB8888_U8 ax_swap_switch: {swap} }}"
    found = run(compiled(network(3), text), x=pixels)
    np.testing.assert_array_equal(found[0], pixels[0, :, :, order])


@pytest.mark.parametrize("swapped", [False, True])
def test_yuv420_has_one_and_a_half_bytes_for_a_pixel(compiled, swapped):
    rng = np.random.default_rng(9)
    luma, colour = rng.integers(0, 256, (4, 4), np.uint8), rng.integers(0, 256, (2, 2, 2), np.uint8)
    picture = np.concatenate([luma.ravel(), colour.ravel()]).reshape(1, 6, 4, 1)
    text = f"aipp_op {{ aipp_mode: static input_format: YUV420SP_U8 rbuv_swap_switch: {str(swapped).lower()} }}"
    found = run(compiled(network(3), text), x=picture)[0]
    planes = np.moveaxis(colour.repeat(2, 0).repeat(2, 1), 2, 0)
    np.testing.assert_array_equal(found, np.stack([luma, *(planes[::-1] if swapped else planes)]))


@pytest.mark.parametrize("related", ["related_input_rank: 1", 'related_input_name: "b"'])
def test_one_of_two_inputs_gets_aipp(aipp, compiled, related):
    shape = [1, 1, 4, 4]
    model = made([helper.make_node("Sub", ["a", "b"], ["y"])], [("a", 1, shape), ("b", 1, shape)], [("y", 1, shape)])
    text = f"aipp_op {{ {related} aipp_mode: static input_format: YUV400_U8 mean_chn_0: 7 }}"
    assert aipp.put_in_front(model, aipp.parse(text))[1] == ["b"]
    found = run(compiled(model, text), a=np.ones(shape, np.float32), b=np.full((1, 4, 4, 1), 9, np.uint8))
    np.testing.assert_array_equal(found, np.full(shape, -1))


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("", "E19018", "no aipp_op"),
        ("aipp_op { aipp_mode: static", "E19018", "its end"),
        ("aipp_op aipp_mode: static", "E19018", "not followed by {"),
        ("other_op { }", "E19018", "top"),
        (GRAY.replace("mean_chn_0", "mean_chan_0"), "E19018", "no field mean_chan_0"),
        (GRAY.replace("static", "frozen"), "E19018", "no value frozen"),
        (GRAY.replace("YUV400_U8", "GRAY8"), "E19018", "no value GRAY8"),
        (GRAY.replace("33.3285", "much"), "E19018", "not a number"),
        (GRAY.replace("mean_chn_0: 0", "mean_chn_0: 0.5"), "E19018", "not a whole number"),
        (GRAY.replace("src_image_size_w: 32", "crop: maybe"), "E19018", "not true or false"),
        (GRAY + "!", "E19018", "'!' in line 12"),
        (GRAY.replace("aipp_mode: static", ""), "E19021", "static or dynamic"),
        (GRAY.replace("input_format: YUV400_U8", ""), "E19021", "input_format is not given"),
        (GRAY.replace("size_w: 32", "size_w: 1"), "E19021", "2..4096"),
        (GRAY.replace("size_w: 32", "size_w: 4097"), "E19021", "2..4096"),
        (GRAY.replace("size_h: 32", "size_h: 4097"), "E19021", "1..4096"),
        (GRAY.replace("mean_chn_0: 0", "mean_chn_0: 256"), "E19021", "0..255"),
        (GRAY.replace("33.3285", "70000"), "E19021", "FP16"),
        (GRAY.replace("mean_chn_0: 0", "mean_chn_0: 0 mean_chn_0: 0"), "E19021", "twice"),
        (GRAY + GRAY, "E19021", "same input"),
        (GRAY.replace("YUV400_U8", "YUV420SP_U8").replace("size_w: 32", "size_w: 33"), "E19021", "even"),
    ],
)
def test_a_wrong_configuration_is_refused(aipp, errors, text, code, reason):
    with pytest.raises(errors.AtcError, match=reason) as refused:
        aipp.parse(text)
    assert [problem[0] for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("size_w: 32", "size_w: 28"), "28x32 pixels, the input 'x' has 32x32"),
        (("YUV400_U8", "RGB888_U8"), "3 channel.*has 1"),
        (("aipp_mode", "related_input_rank: 1 aipp_mode"), "no input number 1"),
        (("aipp_mode", 'related_input_name: "input" aipp_mode'), "no input 'input'"),
        (("mean_chn_0: 0", "crop: true load_start_pos_w: 1 crop_size_w: 32"), "beyond the picture"),
    ],
)
def test_a_configuration_that_does_not_fit_the_network_is_refused(aipp, errors, change, reason):
    with pytest.raises(errors.AtcError, match=f"E19021.*{reason}"):
        aipp.put_in_front(onnx.load(str(SHIPPED)), aipp.parse(GRAY.replace(*change)))


def test_a_network_that_takes_no_picture_gets_no_aipp(aipp, errors):
    model = made([helper.make_node("Relu", ["x"], ["y"])], [("x", 1, [1, 784])], [("y", 1, [1, 784])])
    with pytest.raises(errors.AtcError, match="not a picture"):
        aipp.put_in_front(model, aipp.parse(GRAY))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("static", "dynamic"), "dynamic"),
        (("YUV400_U8", "RAW10"), "RAW10"),
        (("mean_chn_0: 0", "csc_switch: true"), "csc_switch"),
        (("mean_chn_0: 0", "resize: true"), "resize"),
        (("mean_chn_0: 0", "padding: true"), "padding"),
    ],
)
def test_what_is_not_simulated_says_so(aipp, errors, change, named):
    with pytest.raises(errors.NotSimulated, match=f"the simulator does not do this.*{named}"):
        aipp.parse(GRAY.replace(*change))
