"""Loading and unloading models, and what their descriptions say."""

import ctypes
import os
import struct

import pytest

from tests.simulator import programs
from tests.simulator.programs import load


def refused(path, content):
    """The code and the message for a model of this content."""
    import acl

    path.write_bytes(content)
    number, ret = acl.mdl.load_from_file(str(path))
    assert number == 0
    return ret, acl.get_recent_err_msg()


class TestLoading:
    def test_numbers_count_from_1_and_are_never_reused(self, acl_board, running, model):
        import acl

        assert load(model) == 1
        assert load(model) == 2
        assert acl.mdl.unload(1) == acl.mdl.unload(2) == 0
        assert load(model) == 3

    def test_memory_will_do_as_well(self, acl_board, running, model):
        import acl

        content = model.read_bytes()
        assert acl.mdl.load_from_mem(acl.util.bytes_to_ptr(content), len(content)) == (1, 0)
        pointer, _ = acl.rt.malloc(len(content), 0)
        ctypes.memmove(pointer, content, len(content))
        assert acl.mdl.load_from_mem(pointer, len(content)) == (2, 0)
        acl.rt.free(pointer)
        assert acl.mdl.load_from_mem(pointer, len(content)) == (0, 507899)
        assert acl.mdl.load_from_mem(0, 8) == acl.mdl.load_from_mem(pointer, 0) == (0, 100000)

    def test_a_model_takes_memory_and_gives_it_back(self, acl_board, running, model):
        import acl

        free, _, _ = acl.rt.get_mem_info(0)
        number = load(model)
        assert free - acl.rt.get_mem_info(0)[0] == model.stat().st_size
        acl.mdl.unload(number)
        assert acl.rt.get_mem_info(0)[0] == free
        acl_board.memory_bytes = 1 << 30
        assert acl.mdl.load_from_file(str(model)) == (0, 207001)

    def test_a_missing_file_has_its_own_code(self, acl_board, running, tmp_path):
        import acl

        assert acl.mdl.load_from_file(str(tmp_path / "none.om")) == (0, 145002)
        assert acl.mdl.load_from_file(str(tmp_path)) == (0, 145002)

    @pytest.mark.parametrize("change", [
        lambda om: b"",
        lambda om: b"<html>not found</html>" * 30,
        lambda om: om[:-1],
        lambda om: om + b"\0",
        lambda om: om[:200],
        lambda om: b"X" + om[1:],
    ])  # fmt: skip
    def test_what_is_no_whole_om_is_refused(self, acl_board, running, model, change):
        assert refused(model, change(model.read_bytes()))[0] == 145000

    def test_partitions_beyond_the_end_have_their_own_code(self, acl_board, running, model):
        content = bytearray(model.read_bytes())
        struct.pack_into("<I", content, 256 + 4 + 8, 1 << 30)  # the size of the first one
        assert refused(model, bytes(content))[0] == 145006

    def test_a_model_for_another_chip_is_refused(self, acl_board, running, model):
        content = programs.om(programs.network(), soc="Ascend310P3")
        code, message = refused(model, content)
        assert code == 145000 and "Ascend310P3" in message
        acl_board.soc = "Ascend310P3"
        assert load(model) == 1

    def test_a_model_for_a_real_chip_is_refused_with_the_reason(self, acl_board, running, model):
        code, message = refused(model, programs.om(None))
        assert code == 545001
        assert "simulator" in message and "simulated atc" in message

    def test_a_network_that_is_none_is_refused(self, acl_board, running, model):
        assert refused(model, programs.om(b"nonsense"))[0] == 545001

    def test_a_network_without_fixed_shapes_is_refused(self, acl_board, running, model):
        code, message = refused(model, programs.om(programs.network(shape=("n", 4))))
        assert code == 545001 and "fixed shapes" in message

    def test_sizes_can_be_asked_before(self, acl_board, running, model, tmp_path):
        import acl

        work, weights, ret = acl.mdl.query_size(str(model))
        assert ret == 0 and work >= 2 * programs.SIZE and weights == len(b"weights.")
        assert acl.mdl.query_size(str(tmp_path / "none.om")) == (0, 0, 145002)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_as_good_as_missing(acl_board, running, model):
    import acl

    model.chmod(0)
    assert acl.mdl.load_from_file(str(model)) == (0, 145002)


class TestUnloading:
    def test_an_unknown_number_is_refused(self, acl_board, running, model):
        import acl

        number = load(model)
        assert acl.mdl.unload(number) == 0
        assert acl.mdl.unload(number) == 145003
        assert acl.mdl.unload(99) == 145003
        assert len(acl_board.violations) == 2

    def test_it_belongs_to_the_context_of_the_load(self, acl_board, running, model):
        import acl

        number = load(model)
        acl.rt.create_context(0)
        assert acl.mdl.unload(number) == 107004
        acl.rt.set_context(running.context)
        assert acl.mdl.unload(number) == 0


class TestDescriptions:
    @pytest.fixture
    def desc(self, running, model):
        import acl

        desc = acl.mdl.create_desc()
        assert acl.mdl.get_desc(desc, load(model)) == 0
        return desc

    def test_it_tells_sizes_shapes_types_and_names(self, acl_board, desc):
        import acl

        assert acl.mdl.get_num_inputs(desc) == acl.mdl.get_num_outputs(desc) == 1
        assert acl.mdl.get_input_size_by_index(desc, 0) == acl.mdl.get_output_size_by_index(desc, 0) == 128
        assert acl.mdl.get_input_dims(desc, 0) == ({"name": "x", "dimCount": 2, "dims": [1, 32]}, 0)
        for dims in (acl.mdl.get_output_dims, acl.mdl.get_cur_output_dims):
            assert dims(desc, 0) == ({"name": "y", "dimCount": 2, "dims": [1, 32]}, 0)
        assert acl.mdl.get_input_data_type(desc, 0) == acl.mdl.get_output_data_type(desc, 0) == 0
        assert (acl.mdl.get_input_format(desc, 0), acl.mdl.get_output_format(desc, 0)) == (0, 2)
        assert (acl.mdl.get_input_name_by_index(desc, 0), acl.mdl.get_output_name_by_index(desc, 0)) == ("x", "y")

    @pytest.mark.parametrize(("kind", "number", "size"), [
        ("FLOAT", 0, 4), ("FLOAT16", 1, 2), ("INT8", 2, 1), ("INT32", 3, 4), ("UINT8", 4, 1), ("INT64", 9, 8),
        ("DOUBLE", 11, 8),
    ])  # fmt: skip
    def test_types_have_the_numbers_of_acl(self, acl_board, running, model, kind, number, size):
        import acl

        model.write_bytes(programs.om(programs.network(kind, (1, 3))))
        desc = acl.mdl.create_desc()
        acl.mdl.get_desc(desc, load(model))
        assert acl.mdl.get_input_data_type(desc, 0) == number
        assert acl.mdl.get_input_size_by_index(desc, 0) == 3 * size

    def test_formats_come_from_the_compiler(self, acl_board, running, model):
        import acl

        model.write_bytes(programs.om(programs.network(layouts={"input_format.0": "NHWC", "output_format.0": "NCHW"})))
        desc = acl.mdl.create_desc()
        acl.mdl.get_desc(desc, load(model))
        assert (acl.mdl.get_input_format(desc, 0), acl.mdl.get_output_format(desc, 0)) == (1, 0)

    def test_inputs_are_found_by_name_only_if_they_are_there(self, acl_board, desc):
        import acl

        assert acl.mdl.get_input_index_by_name(desc, "x") == (0, 0)
        assert acl.mdl.get_output_index_by_name(desc, "y") == (0, 0)
        for name in ("ascend_mbatch_shape_data", "y", ""):
            assert acl.mdl.get_input_index_by_name(desc, name)[1] == 100000
        assert acl_board.violations == []  # programs ask so on purpose

    def test_an_index_beyond_the_last_is_refused(self, acl_board, desc):
        import acl

        for index in (1, -1):
            assert acl.mdl.get_input_size_by_index(desc, index) == 0
            assert acl.mdl.get_output_dims(desc, index) == ({"name": "", "dimCount": 0, "dims": []}, 100000)
            assert acl.mdl.get_output_data_type(desc, index) == -1

    def test_it_outlives_the_model(self, acl_board, desc):
        import acl

        acl.mdl.unload(1)
        assert acl.mdl.get_input_size_by_index(desc, 0) == 128
        assert acl.mdl.get_desc(desc, 1) == 545008

    def test_an_empty_or_destroyed_one_says_nothing(self, acl_board, running):
        import acl

        desc = acl.mdl.create_desc()
        assert acl.mdl.get_num_inputs(desc) == 0
        assert acl.mdl.destroy_desc(desc) == 0
        assert acl.mdl.get_num_inputs(desc) == 0
        assert acl.mdl.destroy_desc(desc) == 100000
        assert acl.mdl.get_desc(desc, 1) == 100000
        assert len(acl_board.violations) == 4

    def test_the_batch_size_is_fixed(self, acl_board, desc):
        import acl

        assert acl.mdl.get_dynamic_batch(desc) == ({"batchCount": 0, "batch": []}, 0)
        assert acl.mdl.get_dynamic_hw(desc, -1) == ({"hwCount": 0, "hw": []}, 0)
        assert acl.mdl.set_dynamic_batch_size(1, programs.slot().dataset, 0, 2) == 145000
