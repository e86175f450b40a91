"""The simulated atc as a program: what it writes and says, and how it fails."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.models import SHIPPED
from tests.simulator.atc_calls import FAILED, STARTS, SUCCEEDED, good, relu, saved
from tests.simulator.networks import helper, made, onnx, run


def test_a_model_is_compiled_as_the_real_one_would(atc, folder, unpack):
    status, lines, notice = atc(*good(output="sub/digits"))
    assert (status, lines) == (0, [STARTS, SUCCEEDED])
    assert "simulator" in notice and len(notice.splitlines()) == 1
    made_file = folder / "sub" / "digits.om"
    assert made_file.stat().st_mode & 0o777 == 0o600
    assert (folder / "kernel_meta").is_dir() and (folder / "fusion_result.json").is_file()
    content = made_file.read_bytes()
    assert content[:12] == b"IMOD\0\1\0\0\0\0\0\x20"
    assert int.from_bytes(content[76:80], "little") == len(content) - 256
    assert content[84:91] == b"digits\0"
    assert content[120:152].rstrip(b"\0") == b"SIMULATED, NOT FOR A REAL CHIP"
    container = unpack(content)
    assert list(container.partitions) == [0, 1, 3, 2, 0x7F00]
    assert container.attributes["soc_version"] == "Ascend310"
    assert container.attributes["atc_version"].startswith("simulated")
    assert container.attributes["opp_version"].startswith("simulated")
    assert container.attributes["simulated"]
    assert container.attributes["atc_cmdline"].endswith(
        "bin/atc --model=digits.onnx --framework=5 --output=sub/digits --soc_version=Ascend310"
    )
    weights = sum(onnx.numpy_helper.to_array(w).size for w in onnx.load(str(SHIPPED)).graph.initializer)
    assert len(container.partitions[1]) == 2 * weights


def test_the_network_within_computes_in_fp16(atc, folder, unpack):
    atc(*good())
    network = onnx.load_from_string(unpack(Path("made.om").read_bytes()).partitions[0x7F00])
    x = np.random.default_rng(0).normal(size=(1, 1, 32, 32)).astype(np.float32)
    found, exact = run(network, x=x), run(onnx.load(str(SHIPPED)), x=x)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, found.astype(np.float16))
    assert 0 < np.abs(found - exact).max() < 0.01


def test_aipp_makes_the_input_bytes(atc, folder, unpack):
    Path("aipp.cfg").write_text(
        "aipp_op { aipp_mode: static input_format: YUV400_U8 min_chn_0: 33.3285 var_reci_chn_0: 0.0127282 }"
    )
    assert atc(*good(insert_op_conf="aipp.cfg"))[0] == 0
    network = onnx.load_from_string(unpack(Path("made.om").read_bytes()).partitions[0x7F00])
    assert {entry.key: entry.value for entry in network.metadata_props}["input_format.0"] == "NHWC"
    found = run(network, x=np.full((1, 32, 32, 1), 33, np.uint8))
    exact = run(onnx.load(str(SHIPPED)), x=np.full((1, 1, 32, 32), (33 / 255 - 0.1307) / 0.3081, np.float32))
    np.testing.assert_allclose(found, exact, atol=0.01)


def test_output_type_fp16_gives_halves(atc, folder, unpack):
    assert atc(*good(output_type="FP16"))[0] == 0
    network = onnx.load_from_string(unpack(Path("made.om").read_bytes()).partitions[0x7F00])
    assert run(network, x=np.zeros((1, 1, 32, 32), np.float32)).dtype == np.float16


@pytest.mark.parametrize("given", ["1,1,32,32", "4,1,32,32"])
def test_input_shape_sets_the_size(atc, folder, unpack, given):
    assert atc(*good(input_shape=f"x:{given}"))[0] == 0
    network = onnx.load_from_string(unpack(Path("made.om").read_bytes()).partitions[0x7F00])
    sizes = [int(size) for size in given.split(",")]
    assert [dim.dim_value for dim in network.graph.output[0].type.tensor_type.shape.dim] == [sizes[0], 10]
    assert run(network, x=np.zeros(sizes, np.float32)).shape == (sizes[0], 10)


def test_an_open_size_is_settled_by_input_shape(atc, folder, unpack):
    model = saved(relu(["batch", 3]))
    assert atc(*good(model=model, input_shape="x:2,3", input_format="ND"))[0] == 0
    network = onnx.load_from_string(unpack(Path("made.om").read_bytes()).partitions[0x7F00])
    assert [dim.dim_value for dim in network.graph.input[0].type.tensor_type.shape.dim] == [2, 3]
    assert {entry.key: entry.value for entry in network.metadata_props}["input_format.0"] == "ND"


def test_two_inputs_and_flags_in_the_other_syntax(atc, folder, unpack):
    nodes = [helper.make_node("Add", ["images", "ns:b"], ["y"])]
    inputs = [("images", 1, [1, 3, 2, 2]), ("ns:b", 1, [-1, 3, 2, 2])]
    path = saved(made(nodes, inputs, [("y", 1, [1, 3, 2, 2])]))
    status, lines, _ = atc(
        *("--model", path, "-framework", "5", "--output", "made", "--soc_version=Ascend310B4", "--log=error"),
        *("--input_shape", "images:1,3,2,2;ns:b:1,3,2,2", "--precision_mode=force_fp16", "--op_debug_level=0"),
    )
    assert (status, lines[-1]) == (0, SUCCEEDED)
    assert unpack(Path("made.om").read_bytes()).attributes["soc_version"] == "Ascend310B4"


def refusals():
    """name: (arguments, codes)"""
    return {
        "nothing at all": ([], ["E10004", "E10004", "E10007", "E10001"]),
        "no model": (good(model=None), ["E10004"]),
        "no output": (good(output=None), ["E10004"]),
        "no framework": (good(framework=None), ["E10007"]),
        "no such framework": (good(framework="4"), ["E10007"]),
        "Caffe without weights": (good(framework="0"), ["E10008"]),
        "no chip": (good(soc_version=None), ["E10001"]),
        "no such chip": (good(soc_version="Ascend311"), ["E10001"]),
        "no such mode": (good(mode="2"), ["E10001"]),
        "no such format": (good(input_format="NHWC"), ["E10001"]),
        "model absent": (good(model="absent.onnx"), ["E19000"]),
        "model in a path with a blank": (good(model="a b.onnx"), ["E10001"]),
        "model empty": (good(model="empty.onnx"), ["E19015"]),
        "model not protobuf": (good(model="page.html"), ["E19005"]),
        "model with a broken name": (good(model="broken.onnx"), ["E19005"]),
        "model that contradicts itself": (good(model="twice.onnx"), ["E19999"]),
        "model is a folder": (good(model="."), ["E19001"]),
        "output is a folder's name": (good(output="sub/"), ["E10022"]),
        "output below a file": (good(output="digits.onnx/made"), ["E19006"]),
        "output with a blank": (good(output="my model"), ["E10001"]),
        "output too long": (good(output="a" * 5000), ["E10021"]),
        "output is taken by a folder": (good(output="taken"), ["E19004"]),
        "AIPP absent": (good(insert_op_conf="absent.cfg"), ["E19000"]),
        "AIPP empty": (good(insert_op_conf="empty.onnx"), ["E19015"]),
        "AIPP malformed": (good(insert_op_conf="page.html"), ["E19018"]),
        "shape without a name": (good(input_shape="1,1,32,32"), ["E10002"]),
        "shape without sizes": (good(input_shape="x:"), ["E10002"]),
        "shape with a fraction": (good(input_shape="x:1,1,32.0,32"), ["E10002"]),
        "shape with letters": (good(input_shape="x:1,1,32px,32"), ["E10002"]),
        "shape of words": (good(input_shape="x:one,1,32,32"), ["E10014"]),
        "shape too large": (good(input_shape=f"x:{2**63},1,32,32"), ["E10013"]),
        "shape with zero": (good(input_shape="x:0,1,32,32"), ["E10011"]),
        "shape of a stranger": (good(input_shape="input:1,1,32,32"), ["E10016"]),
        "shape of other rank": (good(input_shape="x:1,1024"), ["E10049"]),
        "shape that breaks the network": (good(input_shape="x:1,1,28,28"), ["E19999"]),
        "open size": (good(model="open.onnx"), ["E11005"]),
        "opset too new": (good(model="opset17.onnx"), ["E19010"]),
        "opset too old": (good(model="opset8.onnx"), ["E19010"]),
        "strange operations": (good(model="strange.onnx"), ["E19010", "E19010"]),
        "not true": (good(save_original_model="yes"), ["E10005"]),
        "not 1": (good(display_model_info="2"), ["E10006"]),
        "two ways of dynamic": (good(dynamic_dims="1", dynamic_batch_size="1"), ["E10009"]),
        "no such precision": (good(precision_mode="fp8"), ["E10001"]),
        "no such output type": (good(output_type="INT4"), ["E10001"]),
        "no such optimisation": (good(buffer_optimize="l9"), ["E10001"]),
        "show nothing": (["--mode=6"], ["E10004"]),
        "show what is no .om": (["--mode=6", "--om=digits.onnx"], ["E10003"]),
        "several at once": (good(model="absent.onnx", output="sub/", framework="7"), ["E10007", "E19000", "E10022"]),
    }


@pytest.fixture
def wrong_files(folder):
    Path("empty.onnx").touch()
    Path("a b.onnx").write_bytes(SHIPPED.read_bytes())
    Path("page.html").write_text("<!DOCTYPE html><html>404</html>")
    Path("broken.onnx").write_bytes(SHIPPED.read_bytes().replace(b"fc3.bias", b"fc3.\xffias", 1))
    Path("taken.om").mkdir()
    nodes = [helper.make_node("Relu", ["x"], ["y"]), helper.make_node("Neg", ["x"], ["y"])]
    saved(made(nodes, [("x", 1, [1])], [("y", 1, [1])]), "twice.onnx")
    saved(relu(["n", 3]), "open.onnx")
    saved(relu([1, 3], opset=17), "opset17.onnx")
    saved(relu([1, 3], opset=8), "opset8.onnx")
    nodes = [helper.make_node("Det", ["x"], ["a"]), helper.make_node("Mine", ["x"], ["y"], domain="my")]
    strange = made(nodes, [("x", 1, [3, 3])], [("y", 1, [1])])
    strange.opset_import.append(helper.make_opsetid("my", 1))
    saved(strange, "strange.onnx")


@pytest.mark.parametrize("case", list(refusals()))
def test_what_the_real_one_refuses_is_refused_with_its_code(atc, wrong_files, case):
    arguments, codes = refusals()[case]
    status, lines, _ = atc(*arguments)
    assert status == 255
    assert lines[:2] == [STARTS, FAILED]
    assert [line.split(":")[0] for line in lines[2:]] == codes
    assert all(len(line) > 20 for line in lines[2:])
    assert not [path for path in Path().rglob("*.om") if path.is_file()]


def test_the_unknown_operations_are_named(atc, wrong_files):
    _, lines, _ = atc(*good(model="strange.onnx"))
    assert "ai.onnx::11::Det" in lines[2] and "my::1::Mine" in lines[3]
    _, lines, _ = atc(*good(model="opset17.onnx"))
    assert "opset is 17, this CANN takes 9 to 13" in lines[2]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_or_written_is_refused(atc, folder):
    Path("secret.onnx").write_bytes(SHIPPED.read_bytes())
    Path("secret.onnx").chmod(0)
    assert atc(*good(model="secret.onnx"))[1][2].startswith("E19003")
    Path("closed").mkdir(mode=0o500)
    assert atc(*good(output="closed/made"))[1][2].startswith("E19004")


def test_a_bad_log_level_ends_the_start(atc, folder):
    status, lines, _ = atc(*good(log="loud"))
    assert status == 255
    reason = "E10010: invalid value for --log:loud, only support debug, info, warning, error, null"
    assert lines == [STARTS, reason, FAILED]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (good(model_file="x"), "unknown command line flag 'model_file'"),
        (good(framework="onnx"), "illegal value 'onnx' specified for int32 flag 'framework'"),
        ([*good(), "--insert_op_conf"], "flag '--insert_op_conf' is missing its argument"),
        (good(help="perhaps"), "illegal value 'perhaps' specified for bool flag 'help'"),
    ],
)
def test_a_command_line_that_gflags_refuses_ends_with_1(atc, folder, arguments, reason):
    status, lines, told = atc(*arguments)
    assert (status, lines) == (1, [STARTS])
    assert f"ERROR: {reason}" in told
    assert not Path("made.om").exists()


@pytest.mark.parametrize("flag", ["--help", "-h", "--help=true"])
def test_help_lists_the_flags(atc, folder, flag):
    status, lines, _ = atc(*good(), flag)
    assert status == 1 and not Path("made.om").exists()
    assert any(line.strip().startswith("--insert_op_conf") for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [
        good(framework="3"),
        good(framework="1"),
        good(dynamic_dims="1,2"),
        good(input_shape_range="x:1~2,1,32,32"),
        good(precision_mode="must_keep_origin_dtype"),
        good(output_type="UINT8"),
        ["--mode=1", "--om=digits.onnx", "--json=x.json"],
    ],
)
def test_what_is_not_simulated_says_so_and_ends_with_1(atc, folder, arguments):
    status, lines, _ = atc(*arguments)
    assert status == 1
    assert lines[:2] == [STARTS, FAILED]
    assert lines[2].startswith("the simulator does not do this: ")
    assert not Path("made.om").exists()


def test_an_om_is_shown(atc, folder):
    atc(*good())
    status, lines, _ = atc("--mode=6", "--om=made.om")
    assert (status, lines[-1]) == (0, SUCCEEDED)
    assert "soc_version[Ascend310]" in lines
    assert any("--model=digits.onnx" in line for line in lines)
    at_once = atc(*good(display_model_info="1"))[1]
    assert len(at_once) == len(lines) and at_once[3:7] == lines[3:7]


def test_only_checking_writes_a_report_and_no_om(atc, wrong_files):
    assert atc(*good(mode="3", output=None))[0] == 0
    assert '"success"' in Path("check_result.json").read_text()
    assert atc(*good(mode="3", model="strange.onnx", check_report="other.json"))[0] == 255
    assert "Det" in Path("other.json").read_text()
    assert not Path("made.om").exists()
