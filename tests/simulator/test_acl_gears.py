"""Models of several batch or picture sizes, on the board."""

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.programs import give_back, load, read, slot, write


@pytest.fixture
def batches(acl_board, tmp_path):
    """The path of a model of x + x for batches of 1, 2 and 4 rows of 32 numbers."""
    from ascend_simulator import gears

    networks = [programs.network(shape=(n, 32)) for n in (1, 2, 4)]
    path = tmp_path / "batches.om"
    path.write_bytes(programs.om(gears.pack("batch", [(1,), (2,), (4,)], networks)))
    return path


@pytest.fixture
def pictures(acl_board, tmp_path):
    from ascend_simulator import gears

    networks = [programs.network("UINT8", (1, side, 8, 1)) for side in (8, 16)]
    path = tmp_path / "pictures.om"
    path.write_bytes(programs.om(gears.pack("image", [(8, 8), (16, 8)], networks)))
    return path


def described(number):
    import acl

    desc = acl.mdl.create_desc()
    assert acl.mdl.get_desc(desc, number) == 0
    return desc


def with_control(first):
    """A dataset with the control input's buffer behind the given one."""
    import acl

    control = slot(8)
    acl.mdl.add_dataset_buffer(first.dataset, control.buffer)
    return control


def test_the_description_is_of_the_largest_gear_and_names_the_control_input(running, batches):
    import acl

    desc = described(load(batches))
    assert acl.mdl.get_num_inputs(desc) == 2
    assert acl.mdl.get_input_dims(desc, 0)[0] == {"name": "x", "dimCount": 2, "dims": [-1, 32]}
    assert acl.mdl.get_output_dims(desc, 0)[0]["dims"] == acl.mdl.get_cur_output_dims(desc, 0)[0]["dims"] == [4, 32]
    assert acl.mdl.get_input_size_by_index(desc, 0) == acl.mdl.get_output_size_by_index(desc, 0) == 512
    assert acl.mdl.get_input_index_by_name(desc, "ascend_mbatch_shape_data") == (1, 0)
    assert acl.mdl.get_input_size_by_index(desc, 1) == 8
    assert (acl.mdl.get_input_data_type(desc, 1), acl.mdl.get_input_format(desc, 1)) == (9, 2)
    assert acl.mdl.get_input_dims(desc, 1)[0]["dims"] == [1]
    assert acl.mdl.get_dynamic_batch(desc) == ({"batchCount": 3, "batch": [1, 2, 4]}, 0)
    assert acl.mdl.get_dynamic_hw(desc, -1) == ({"hwCount": 0, "hw": []}, 0)
    assert acl.mdl.get_input_dynamic_gear_count(desc, -1) == (0, 0)
    assert acl.mdl.get_input_dynamic_dims(desc, -1, 0) == ([], 0)


def test_the_batch_that_was_set_is_computed_and_no_more(acl_board, running, batches):
    import acl

    number = load(batches)
    desc, source, target = described(number), slot(512), slot(512)
    control = with_control(source)
    x = np.arange(128, dtype=np.float32).reshape(4, 32)
    write(source.pointer, x)
    for n in (2, 4, 1):
        acl.rt.memset(target.pointer, 512, 0, 512)
        assert acl.mdl.set_dynamic_batch_size(number, source.dataset, 1, n) == 0
        assert acl.mdl.get_cur_output_dims(desc, 0)[0]["dims"] == [n, 32]
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        answer = read(target.pointer, shape=(4, 32))
        assert (answer[:n] == 2 * x[:n]).all() and not answer[n:].any()
    give_back(source, target)
    assert acl.destroy_data_buffer(control.buffer) == 0 and acl_board.violations == []


def test_a_queue_keeps_the_batch_of_its_turn(running, batches):
    import acl

    number = load(batches)
    source, target = slot(512), slot(512)
    with_control(source)
    write(source.pointer, np.ones(128, np.float32))
    acl.rt.memset(target.pointer, 512, 0, 512)
    acl.mdl.set_dynamic_batch_size(number, source.dataset, 1, 2)
    assert acl.mdl.execute_async(number, source.dataset, target.dataset, running.stream) == 0
    assert acl.rt.synchronize_stream(running.stream) == 0
    assert read(target.pointer, shape=(4, 32)).sum() == 2 * 64


def test_what_cannot_be_set_is_refused(acl_board, running, batches, model):
    import acl

    number, source, target = load(batches), slot(512), slot(512)
    with_control(source)
    assert acl.mdl.set_dynamic_batch_size(number, source.dataset, 1, 3) == 145013
    assert acl.mdl.set_dynamic_hw_size(number, source.dataset, 1, 8, 8) == 145000
    assert acl_board.violations == []
    assert acl.mdl.set_dynamic_batch_size(number, source.dataset, 0, 2) == 145000
    assert acl.mdl.set_dynamic_batch_size(number, source.dataset, 2, 2) == 100000
    acl.mdl.add_dataset_buffer(target.dataset, acl.create_data_buffer(0, 8))
    assert acl.mdl.set_dynamic_batch_size(number, target.dataset, 1, 2) == 145011
    small = slot(512)
    acl.mdl.add_dataset_buffer(small.dataset, acl.create_data_buffer(small.pointer, 4))
    assert acl.mdl.set_dynamic_batch_size(number, small.dataset, 1, 2) == 145012
    assert len(acl_board.violations) == 4
    assert acl.mdl.set_dynamic_batch_size(load(model), source.dataset, 0, 1) == 145000


def test_an_execute_for_which_no_size_was_set_fails(acl_board, running, batches):
    import acl

    number, source, target = load(batches), slot(512), slot(512)
    assert acl.mdl.execute(number, source.dataset, target.dataset) == 145000  # the control input is missing
    with_control(source)
    assert acl.mdl.execute(number, source.dataset, target.dataset) == 507011
    assert "no size was set" in acl_board.violations[-1]


def test_a_buffer_has_to_hold_the_gear_but_not_the_largest_one(acl_board, running, batches):
    import acl

    number, source, target = load(batches), slot(256), slot(256)
    with_control(source)
    acl.mdl.set_dynamic_batch_size(number, source.dataset, 1, 2)
    assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
    assert acl_board.violations == []
    acl.mdl.set_dynamic_batch_size(number, source.dataset, 1, 4)
    assert acl.mdl.execute(number, source.dataset, target.dataset) == 145000


def test_picture_sizes_go_by_height_and_width(running, pictures):
    import acl

    number = load(pictures)
    desc, source, target = described(number), slot(128), slot(128)
    control = slot(16)
    acl.mdl.add_dataset_buffer(source.dataset, control.buffer)
    assert acl.mdl.get_dynamic_hw(desc, 1) == ({"hwCount": 2, "hw": [[8, 8], [16, 8]]}, 0)
    assert acl.mdl.get_dynamic_batch(desc)[0]["batch"] == []
    assert acl.mdl.get_input_dims(desc, 0)[0]["dims"] == [1, -1, 8, 1]
    assert acl.mdl.get_input_size_by_index(desc, 1) == 16
    x = np.arange(128, dtype=np.uint8)
    write(source.pointer, x)
    assert acl.mdl.set_dynamic_hw_size(number, source.dataset, 1, 8, 9) == 145013
    for height in (16, 8):
        acl.rt.memset(target.pointer, 128, 0, 128)
        assert acl.mdl.set_dynamic_hw_size(number, source.dataset, 1, height, 8) == 0
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        answer = read(target.pointer, np.uint8, (128,))
        assert (answer[: height * 8] == x[: height * 8]).all() and not answer[height * 8 :].any()


def test_gears_that_contradict_each_other_do_not_load(acl_board, running, tmp_path):
    import acl
    from ascend_simulator import gears

    (tmp_path / "bad.om").write_bytes(programs.om(gears.pack("colour", [(1,)], [programs.network()])))
    assert acl.mdl.load_from_file(str(tmp_path / "bad.om")) == (0, 545001)
