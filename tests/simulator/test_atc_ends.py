"""The simulated atc: chosen outputs, FP16 inputs, several sizes in one model, and what the board makes of them."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.atc_calls import FAILED, SUCCEEDED, good, saved
from tests.simulator.networks import helper, made, onnx


def two_steps(shape, names=("first", "")):
    """y = 3 (x + x), the sum being called s."""
    nodes = [
        helper.make_node("Add", ["x", "x"], ["s"], names[0]),
        helper.make_node("Mul", ["s", "three"], ["y"], names[1]),
    ]
    return made(nodes, [("x", 1, shape)], [("y", 1, shape)], [("three", np.array(3, np.float32))])


def executed(x, size=None, setter=None):
    """made.om loaded and run on x, in the gear that setter sets -> (description, the bytes of the first output)"""
    import acl

    number = programs.load("made.om")
    desc = acl.mdl.create_desc()
    assert acl.mdl.get_desc(desc, number) == 0
    source = programs.slot(acl.mdl.get_input_size_by_index(desc, 0))
    target = programs.slot(acl.mdl.get_output_size_by_index(desc, 0))
    programs.write(source.pointer, x)
    if setter:
        control = programs.slot(acl.mdl.get_input_size_by_index(desc, 1))
        acl.mdl.add_dataset_buffer(source.dataset, control.buffer)
        assert getattr(acl.mdl, setter)(number, source.dataset, 1, *size) == 0
    assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
    return desc, programs.read(target.pointer, np.uint8, (target.size,))


def test_outputs_have_the_names_of_their_nodes(atc, folder, acl_board):
    import acl

    assert atc(*good(model=saved(two_steps([1, 4]))))[0] == 0
    programs.start()
    desc, _ = executed(np.zeros(4, np.float32))
    assert acl.mdl.get_output_name_by_index(desc, 0) == "Mul_1:0:y"
    assert acl.mdl.get_input_name_by_index(desc, 0) == "x"


def test_out_nodes_takes_what_is_in_the_middle_and_in_that_order(atc, folder, acl_board):
    import acl

    assert atc(*good(model=saved(two_steps([1, 4])), out_nodes="first:0;Mul_1:0"))[0] == 0
    programs.start()
    desc = acl.mdl.create_desc()
    assert acl.mdl.get_desc(desc, programs.load("made.om")) == 0
    assert [acl.mdl.get_output_name_by_index(desc, i) for i in range(2)] == ["first:0:s", "Mul_1:0:y"]
    assert atc(*good(model="other.onnx", out_nodes="first:0"))[0] == 0
    _, answer = executed(np.arange(4, dtype=np.float32))
    assert answer.view(np.float32).tolist() == [0, 2, 4, 6]


def test_input_fp16_nodes_are_fed_with_halves(atc, folder, acl_board):
    import acl

    assert atc(*good(model=saved(two_steps([1, 4])), input_fp16_nodes="x"))[0] == 0
    programs.start()
    x = np.array([1, 2.5, -3, 0.099975586], np.float16)
    desc, answer = executed(x)
    assert acl.mdl.get_input_data_type(desc, 0) == 1 and acl.mdl.get_input_size_by_index(desc, 0) == 8
    assert acl.mdl.get_output_data_type(desc, 0) == 0
    assert np.allclose(answer.view(np.float32), 6 * x.astype(np.float32), rtol=1e-3)


def test_dynamic_batch_sizes_make_one_model_for_all(atc, folder, acl_board):
    import acl

    model = saved(two_steps(["n", 4]))
    assert atc(*good(model=model, input_shape="x:-1,4", dynamic_batch_size="1,3", input_format="ND"))[0] == 0
    programs.start()
    x = np.arange(12, dtype=np.float32)
    desc, answer = executed(x, (3,), "set_dynamic_batch_size")
    assert acl.mdl.get_dynamic_batch(desc)[0]["batch"] == [1, 3]
    assert acl.mdl.get_input_dims(desc, 0)[0]["dims"] == [-1, 4]
    assert (answer.view(np.float32) == 6 * x).all()
    desc, answer = executed(x, (1,), "set_dynamic_batch_size")
    assert (answer.view(np.float32)[:4] == 6 * x[:4]).all()
    assert acl.mdl.get_cur_output_dims(desc, 0)[0]["dims"] == [1, 4]


def test_dynamic_picture_sizes_go_with_aipp(atc, folder, acl_board):
    import acl

    nodes = [helper.make_node("GlobalAveragePool", ["x"], ["y"])]
    model = saved(made(nodes, [("x", 1, [1, 1, "h", "w"])], [("y", 1, [1, 1, 1, 1])]))
    Path("aipp.cfg").write_text("aipp_op { aipp_mode: static input_format: YUV400_U8 var_reci_chn_0: 0.5 }")
    flags = {"input_shape": "x:1,1,-1,-1", "dynamic_image_size": "8,8;16,4", "insert_op_conf": "aipp.cfg"}
    assert atc(*good(model=model, **flags))[0] == 0
    programs.start()
    desc, answer = executed(np.full(64, 10, np.uint8), (16, 4), "set_dynamic_hw_size")
    assert acl.mdl.get_dynamic_hw(desc, -1)[0]["hw"] == [[8, 8], [16, 4]]
    assert acl.mdl.get_input_dims(desc, 0)[0]["dims"] == [1, -1, -1, 1]
    assert answer.view(np.float32).tolist() == [5.0]


def test_a_model_of_several_sizes_says_so_in_no_public_partition(atc, folder):
    gears, container = (importlib.import_module(f"ascend_simulator.{name}") for name in ("gears", "container"))
    flags = {"input_shape": "x:-1,4", "dynamic_batch_size": "1,2", "input_format": "ND"}
    atc(*good(model=saved(two_steps(["n", 4])), **flags))
    found = gears.unpack(container.unpack(Path("made.om").read_bytes()).partitions[0x7F00])
    assert (found.kind, found.sizes) == ("batch", ((1,), (2,)))
    assert [
        onnx.load_from_string(each).graph.input[0].type.tensor_type.shape.dim[0].dim_value for each in found.networks
    ] == [1, 2]


@pytest.mark.parametrize(("code", "flags"), [
    ("E10016", {"out_nodes": "nobody:0"}),
    ("E10001", {"out_nodes": "first"}),
    ("E10001", {"out_nodes": "first:7"}),
    ("E10016", {"input_fp16_nodes": "nobody", "input_shape": "x:1,4"}),
    ("E10040", {"dynamic_batch_size": "1,2"}),
    ("E10040", {"dynamic_batch_size": "1,2", "input_shape": "x:1,4"}),
    ("E10012", {"dynamic_batch_size": "1,2", "input_shape": "x:1,-1"}),
    ("E10011", {"dynamic_batch_size": "1,2", "input_shape": "x:-2,4"}),
    ("E10011", {"input_shape": "x:-1,4"}),
    ("E10001", {"dynamic_batch_size": "1,x", "input_shape": "x:-1,4"}),
    ("E10001", {"dynamic_image_size": "1;2", "input_shape": "x:-1,4"}),
    ("E10035", {"dynamic_batch_size": "2", "input_shape": "x:-1,4"}),
    ("E10036", {"dynamic_batch_size": ",".join(map(str, range(1, 102))), "input_shape": "x:-1,4"}),
    ("E10039", {"dynamic_batch_size": "2,2", "input_shape": "x:-1,4"}),
    ("E10009", {"dynamic_batch_size": "1,2", "dynamic_image_size": "1,1;2,2", "input_shape": "x:-1,4"}),
])  # fmt: skip
def test_what_does_not_go_together_is_refused(atc, folder, code, flags):
    status, lines, _ = atc(*good(model=saved(two_steps(["n", 4])), input_format="ND", **flags))
    assert (status, lines[1]) == (255, FAILED) and SUCCEEDED not in lines
    assert lines[2].startswith(code)
    assert not Path("made.om").exists()
