"""The less usual ways to a model, and what older toolkits lack."""

import os
import subprocess
import sys

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.fixtures import PYTHON
from tests.simulator.programs import load, read, slot, write


def answers(number, x):
    """Whether the model computes x + x."""
    import acl

    source, target = slot(), slot()
    write(source.pointer, x)
    code = acl.mdl.execute(number, source.dataset, target.dataset)
    return code or bool((read(target.pointer) == 2 * x).all())


class TestMemoryOfTheProgram:
    def lent(self, model):
        import acl

        work, weight, ret = acl.mdl.query_size(str(model))
        assert ret == 0
        return [acl.rt.malloc(work, 0)[0], work, acl.rt.malloc(weight, 0)[0], weight]

    def test_a_model_runs_in_it(self, acl_board, running, model, x):
        import acl

        lent = self.lent(model)
        number, ret = acl.mdl.load_from_file_with_mem(str(model), *lent)
        assert ret == 0 and answers(number, x) is True
        content = model.read_bytes()
        number, ret = acl.mdl.load_from_mem_with_mem(acl.util.bytes_to_ptr(content), len(content), *lent)
        assert ret == 0 and answers(number, x) is True
        assert acl_board.violations == []

    def test_it_has_to_live_as_long_as_the_model(self, acl_board, running, model, x):
        import acl

        lent = self.lent(model)
        number, _ = acl.mdl.load_from_file_with_mem(str(model), *lent)
        acl.rt.free(lent[2])
        assert answers(number, x) == 507011
        assert "lent to the model" in acl_board.violations[-1]

    def test_too_little_or_host_memory_is_refused(self, running, model):
        import acl

        work, work_size, weight, weight_size = self.lent(model)
        load_with = acl.mdl.load_from_file_with_mem
        assert load_with(str(model), work, work_size - 1, weight, weight_size) == (0, 100000)
        host, _ = acl.rt.malloc_host(work_size)
        assert load_with(str(model), host, work_size, weight, weight_size) == (0, 100000)
        assert load_with("nowhere.om", work, work_size, weight, weight_size) == (0, 145002)
        assert load_with(str(model), 0, 0, 0, 0)[1] == 0


class TestConfiguration:
    def test_a_model_is_loaded_as_it_says(self, acl_board, running, model, x):
        import acl

        config = acl.mdl.create_config_handle()
        assert acl.mdl.load_with_config(config) == (0, 100000)
        assert acl.mdl.set_config_opt(config, 1, 1) == acl.mdl.set_config_opt(config, 2, str(model)) == 0
        number, ret = acl.mdl.load_with_config(config)
        assert ret == 0 and answers(number, x) is True
        content = model.read_bytes()
        for attribute, setting in [(1, 3), (3, acl.util.bytes_to_ptr(content)), (4, len(content))]:
            assert acl.mdl.set_config_opt(config, attribute, setting) == 0
        assert acl.mdl.load_with_config(config) == (number + 1, 0)
        assert acl.mdl.set_config_opt(config, 99, 0) == 100000
        assert acl.mdl.destroy_config_handle(config) == 0
        assert acl_board.violations == []
        assert acl.mdl.set_config_opt(config, 1, 1) == acl.mdl.destroy_config_handle(config) == 100000


class TestDescriptionWithoutLoading:
    def test_a_file_is_described(self, acl_board, running, model):
        import acl

        desc = acl.mdl.create_desc()
        assert acl.mdl.get_desc_from_file(desc, str(model)) == 0
        assert acl.mdl.get_input_dims(desc, 0)[0]["dims"] == [1, 32]
        assert acl.mdl.get_cur_output_dims(desc, 0)[0]["dims"] == [1, 32]
        assert "model" not in acl_board.handles()

    def test_what_is_no_model_is_refused_as_by_loading(self, running, tmp_path):
        import acl

        desc = acl.mdl.create_desc()
        (tmp_path / "text.om").write_text("no model")
        assert acl.mdl.get_desc_from_file(desc, str(tmp_path / "text.om")) == 145000
        assert acl.mdl.get_desc_from_file(desc, str(tmp_path / "none.om")) == 145002
        assert acl.mdl.get_desc_from_mem(desc, acl.util.bytes_to_ptr(b"no model"), 8) == 145000
        assert acl.mdl.get_desc_from_mem(desc, 0, 8) == 100000
        assert acl.mdl.get_desc_from_file(7, str(tmp_path)) == 100000
        assert acl.mdl.get_num_inputs(desc) == 0


class TestTensorDescriptions:
    def test_a_dataset_takes_one(self, acl_board, running, model, x):
        import acl

        number, source, target = load(model), slot(), slot()
        tensor = acl.create_tensor_desc(0, [1, 32], 0)
        assert acl.mdl.set_dataset_tensor_desc(source.dataset, tensor, 0) == (source.dataset, 0)
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        assert acl_board.handles()["tensor desc"] == 1
        assert acl.destroy_tensor_desc(tensor) is None
        assert acl_board.violations == []
        assert acl.mdl.set_dataset_tensor_desc(source.dataset, tensor, 0) == (None, 100000)
        assert acl.mdl.set_dataset_tensor_desc(source.dataset, tensor, 1) == (None, 100000)


class TestMediaMemory:
    def test_it_is_device_memory_with_a_free_of_its_own(self, acl_board, running):
        import acl

        acl_board.run_mode = 1
        pointer, ret = acl.media.dvpp_malloc(128)
        assert ret == 0 and acl_board.handles()["media memory"] == 1
        x = np.ones(32, np.float32)
        write(pointer, x)
        assert (read(pointer, shape=(32,)) == x).all() and acl_board.violations == []
        assert acl.rt.free(pointer) == 507899
        assert acl.media.dvpp_free(pointer) == 0
        acl.media.dvpp_malloc(64)
        acl.rt.reset_device(0)
        assert acl_board.reclaimed["media memory"] == 1


@pytest.mark.parametrize(
    ("version", "there"), [("", "True True"), ("5.1", "False True"), ("5.0", "False False"), ("4", "")]
)
def test_an_older_toolkit_lacks_what_programs_probe_for(version, there):
    program = "import acl; print(hasattr(acl.mdl, 'get_desc_from_file'), 'bytes_to_ptr' in dir(acl.util))"
    environment = {**os.environ, "PYTHONPATH": str(PYTHON), "ASCEND_SIMULATOR_CANN": version}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == there
    assert ("ValueError" in done.stderr) == (version == "4")


def test_synchronize_device_overlooks_an_argument(running):
    import acl

    assert acl.rt.synchronize_device(0) == 0


def test_the_names_of_outputs_may_differ_from_those_in_the_network(acl_board, running, tmp_path):
    import acl

    path = tmp_path / "named.om"
    path.write_bytes(programs.om(programs.network(layouts={"output_name.0": "Add_0:0:y"})))
    desc = acl.mdl.create_desc()
    acl.mdl.get_desc(desc, load(path))
    assert acl.mdl.get_output_name_by_index(desc, 0) == acl.mdl.get_output_dims(desc, 0)[0]["name"] == "Add_0:0:y"
    assert acl.mdl.get_output_index_by_name(desc, "Add_0:0:y") == (0, 0)
