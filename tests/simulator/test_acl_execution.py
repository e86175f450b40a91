"""Datasets, data buffers, and executing a model with them."""

import ctypes
from types import SimpleNamespace

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.programs import SIZE, read, slot, write


@pytest.fixture
def ready(running, model):
    """A loaded model with an input and an output of the right size."""
    return SimpleNamespace(number=programs.load(model), source=slot(), target=slot())


def execute(ready, source=None, target=None):
    import acl

    return acl.mdl.execute(ready.number, (source or ready.source).dataset, (target or ready.target).dataset)


class TestDatasets:
    def test_they_list_their_buffers(self, acl_board, running):
        import acl

        dataset = acl.mdl.create_dataset()
        first, second = acl.create_data_buffer(1 << 20, 8), acl.create_data_buffer(1 << 21, 9)
        assert acl.mdl.get_dataset_num_buffers(dataset) == 0
        for buffer in (first, second):
            assert acl.mdl.add_dataset_buffer(dataset, buffer) == (dataset, 0)
        assert acl.mdl.get_dataset_num_buffers(dataset) == 2
        assert [acl.mdl.get_dataset_buffer(dataset, i) for i in range(3)] == [first, second, None]
        assert acl_board.violations == []

    def test_destroying_one_leaves_its_buffers(self, acl_board, running):
        import acl

        each = slot()
        assert acl.mdl.destroy_dataset(each.dataset) == 0
        assert acl.get_data_buffer_addr(each.buffer) == each.pointer
        assert acl.mdl.destroy_dataset(each.dataset) == 100000
        assert acl.mdl.add_dataset_buffer(each.dataset, each.buffer) == (None, 100000)
        assert acl.mdl.get_dataset_num_buffers(each.dataset) == 0
        assert acl.mdl.get_dataset_buffer(each.dataset, 0) is None
        assert acl_board.handles()["buffer"] == 1

    def test_buffers_describe_memory_without_owning_it(self, acl_board, running):
        import acl

        each = slot(100)
        assert acl.get_data_buffer_addr(each.buffer) == each.pointer
        assert acl.get_data_buffer_size(each.buffer) == acl.get_data_buffer_size_v2(each.buffer) == 100
        assert acl.update_data_buffer(each.buffer, 1 << 20, (1 << 32) + 5) == 0
        assert acl.get_data_buffer_addr(each.buffer) == 1 << 20
        assert acl.get_data_buffer_size(each.buffer) == 5  # 32 bits in C
        assert acl.get_data_buffer_size_v2(each.buffer) == (1 << 32) + 5
        assert acl.destroy_data_buffer(each.buffer) == 0
        assert acl.rt.free(each.pointer) == 0
        assert acl_board.violations == []

    def test_a_destroyed_buffer_is_none(self, acl_board, running):
        import acl

        each = slot()
        acl.destroy_data_buffer(each.buffer)
        assert acl.destroy_data_buffer(each.buffer) == 100000
        assert acl.update_data_buffer(each.buffer, each.pointer, 8) == 100000
        assert acl.get_data_buffer_addr(each.buffer) == acl.get_data_buffer_size(each.buffer) == 0
        assert len(acl_board.violations) == 4


class TestExecute:
    def test_the_answer_is_that_of_the_network(self, acl_board, ready, x):
        write(ready.source.pointer, x)
        assert execute(ready) == 0
        assert (read(ready.target.pointer) == x + x).all()
        assert (read(ready.source.pointer) == x).all()
        assert acl_board.violations == []

    def test_it_answers_to_what_the_buffer_holds_now(self, acl_board, ready, x):
        for factor in (1, 2):
            write(ready.source.pointer, x * factor)
            assert execute(ready) == 0
            assert (read(ready.target.pointer) == 2 * factor * x).all()

    def test_a_buffer_may_lie_within_an_allocation(self, acl_board, ready, x):
        import acl

        whole, _ = acl.rt.malloc(3 * SIZE, 0)
        write(whole + SIZE, x)
        acl.update_data_buffer(ready.source.buffer, whole + SIZE, SIZE)
        acl.update_data_buffer(ready.target.buffer, whole + 2 * SIZE, SIZE)
        assert execute(ready) == 0
        assert (read(whole + 2 * SIZE) == x + x).all()
        assert acl_board.violations == []

    @pytest.mark.parametrize(("kind", "dtype", "factor"), [
        ("UINT8", np.uint8, 1), ("INT64", np.int64, 2), ("FLOAT16", np.float16, 2),
    ])  # fmt: skip
    def test_it_knows_other_types(self, acl_board, running, model, kind, dtype, factor):
        model.write_bytes(programs.om(programs.network(kind)))
        numbers = np.arange(32, dtype=dtype).reshape(programs.SHAPE)
        ready = SimpleNamespace(number=programs.load(model), source=slot(numbers.nbytes), target=slot(numbers.nbytes))
        write(ready.source.pointer, numbers)
        assert execute(ready) == 0
        assert (read(ready.target.pointer, dtype) == numbers * factor).all()

    def test_the_board_s_host_memory_is_device_memory_but_a_card_s_is_not(self, acl_board, ready, x):
        import acl

        host, _ = acl.rt.malloc_host(SIZE)
        ctypes.memmove(host, x.ctypes.data, SIZE)
        acl.update_data_buffer(ready.source.buffer, host, SIZE)
        assert execute(ready) == 0
        assert (read(ready.target.pointer) == x + x).all()
        acl_board.run_mode = 1
        acl.update_data_buffer(ready.source.buffer, host, SIZE)
        assert execute(ready) == 507011

    @pytest.mark.parametrize("unload_first", [True, False])
    def test_the_model_may_be_unloaded_before_or_after_its_buffers_go(self, acl_board, ready, unload_first):
        import acl

        assert execute(ready) == 0
        if unload_first:
            assert acl.mdl.unload(ready.number) == 0
        programs.give_back(ready.source, ready.target)
        if not unload_first:
            assert acl.mdl.unload(ready.number) == 0
        assert acl.rt.reset_device(0) == acl.finalize() == 0
        assert acl_board.leaks == {} and acl_board.violations == []

    def test_it_can_be_watched_without_changing_the_answer(self, acl_board, ready, x):
        acl_board.recording = True
        write(ready.source.pointer, x)
        assert execute(ready) == 0
        assert (read(ready.target.pointer) == x + x).all()
        assert [call.name for call in acl_board.calls] == ["rt.memcpy", "mdl.execute", "rt.memcpy"]


class TestRulesOfBuffers:
    def test_there_must_be_as_many_as_the_model_has(self, acl_board, ready):
        import acl

        acl.mdl.add_dataset_buffer(ready.source.dataset, ready.source.buffer)
        assert execute(ready) == 145000
        empty = SimpleNamespace(dataset=acl.mdl.create_dataset())
        assert execute(ready, source=empty) == 145000

    def test_a_null_address_is_refused(self, acl_board, ready):
        import acl

        acl.update_data_buffer(ready.target.buffer, 0, SIZE)
        assert execute(ready) == 145000

    def test_too_large_is_fine(self, acl_board, ready, x):
        large = slot(10 * SIZE)
        write(large.pointer, x)
        assert execute(ready, source=large) == 0
        assert (read(ready.target.pointer) == x + x).all()
        assert acl_board.violations == []

    @pytest.mark.parametrize("missing", [1, 64])
    def test_64_bytes_too_few_are_not_refused_but_noted(self, acl_board, ready, x, missing):
        small = slot(SIZE - missing)
        write(small.pointer, x.reshape(-1).view(np.uint8)[:-missing])
        for n in (1, 2):
            assert execute(ready, source=small) == 0
            assert len(acl_board.violations) == n
        whole = (SIZE - missing) // 4
        assert (read(ready.target.pointer)[0, :whole] == (x + x)[0, :whole]).all()
        assert not (read(ready.target.pointer)[0, whole:] == (x + x)[0, whole:]).all()  # it read on past the end

    def test_65_are_refused(self, acl_board, ready):
        assert execute(ready, source=slot(SIZE - 65)) == 145000
        assert execute(ready, target=slot(SIZE - 65)) == 145000

    def test_an_output_that_is_too_small_is_overrun(self, acl_board, ready, x):
        small = slot(SIZE - 64)
        write(ready.source.pointer, x)
        assert execute(ready, target=small) == 0
        assert ctypes.string_at(small.pointer, SIZE) == (x + x).tobytes()
        assert "undersized" in acl_board.violations[0]

    def test_a_buffer_that_promises_too_much_is_found_out(self, acl_board, ready):
        import acl

        little, _ = acl.rt.malloc(8, 0)
        acl.update_data_buffer(ready.source.buffer, little, SIZE)
        assert execute(ready) == 0  # a chip would read whatever lies there
        assert "more than there are" in acl_board.violations[0]
        tiny, _ = acl.rt.malloc(SIZE, 0)
        acl.update_data_buffer(ready.source.buffer, tiny + SIZE - 4, SIZE * 10)
        assert execute(ready) in (0, 507011)
        assert len(acl_board.violations) == 2


class TestMisuse:
    def test_an_unloaded_model_does_not_run(self, acl_board, ready):
        import acl

        acl.mdl.unload(ready.number)
        assert execute(ready) == 145003

    def test_nor_one_of_another_context(self, acl_board, ready):
        import acl

        acl.rt.create_context(0)
        assert execute(ready) == 107004
        assert "another context" in acl_board.violations[0]

    def test_freed_memory_is_found_out_even_after_a_good_run(self, acl_board, ready):
        import acl

        assert execute(ready) == 0
        acl.rt.free(ready.target.pointer)
        assert execute(ready) == 507011
        assert "use after free" in acl_board.violations[0]

    def test_so_is_memory_that_is_not_the_device_s(self, acl_board, ready, x):
        import acl

        acl.update_data_buffer(ready.source.buffer, x.ctypes.data, SIZE)
        assert execute(ready) == 507011
        assert "foreign pointer" in acl_board.violations[0]

    def test_so_is_a_destroyed_buffer_or_dataset(self, acl_board, ready):
        import acl

        acl.destroy_data_buffer(ready.source.buffer)
        assert execute(ready) == 100000
        acl.mdl.destroy_dataset(ready.source.dataset)
        assert execute(ready) == 100000
        assert acl.mdl.execute(ready.number, ready.target.buffer, ready.target.dataset) == 100000
        assert len(acl_board.violations) == 3
