"""The device, and the context that each thread needs."""

from tests.simulator import programs
from tests.simulator.programs import in_thread


class TestDevice:
    def test_setting_it_gives_the_thread_a_context(self, acl_board):
        import acl

        acl.init()
        assert acl.rt.get_device() == (0, 107002)
        assert acl.rt.set_device(0) == 0
        assert acl.rt.get_device() == (0, 0)
        context, ret = acl.rt.get_context()
        assert context and ret == 0
        assert acl.rt.set_device(0) == 0
        assert acl.rt.get_context() == (context, 0)  # the same one again
        assert acl_board.handles() == {}  # which is the device's, not the program's

    def test_one_that_is_not_there_is_refused(self, acl_board):
        import acl

        acl.init()
        for device in (99, -1, 1):
            assert acl.rt.set_device(device) == 107001
            assert acl.rt.reset_device(device) == 107001
            assert acl.rt.create_context(device) == (0, 107001)
        acl_board.devices = 2
        assert acl.rt.set_device(1) == 0
        assert acl.rt.get_device() == (1, 0)

    def test_resetting_it_takes_the_context_from_every_thread(self, acl_board, running):
        import acl

        assert in_thread(lambda: acl.rt.reset_device(0)) == 0
        assert acl.rt.malloc(8, 0) == (0, 107002)
        assert acl.rt.get_context() == (0, 107002)
        assert acl.rt.set_context(running.context) == 107017

    def test_what_was_on_it_is_gone_after_a_reset(self, acl_board, running, model):
        import acl

        number = programs.load(model)
        pointer, _ = acl.rt.malloc(8, 0)
        acl.rt.reset_device(0)
        assert acl.rt.reset_device(0) == 107002
        acl.rt.set_device(0)
        assert acl.mdl.unload(number) == 145003
        assert acl.rt.free(pointer) == 507899
        assert acl.rt.synchronize_stream(running.stream) == 107017
        assert programs.load(model) == number + 1  # a number is never used twice

    def test_resetting_one_leaves_the_others_and_the_host_alone(self, acl_board, running):
        import acl

        acl_board.devices = 2
        host, _ = acl.rt.malloc_host(8)
        here, _ = acl.rt.malloc(8, 0)
        acl.rt.set_device(1)
        there, _ = acl.rt.malloc(8, 0)
        assert acl.rt.reset_device(1) == 0
        assert acl.rt.free(there) == 507899
        assert acl.rt.set_context(running.context) == 0
        assert acl.rt.free(here) == acl.rt.free_host(host) == 0
        assert acl_board.reclaimed == {"device memory": 1}


class TestContexts:
    def test_a_new_one_is_current(self, acl_board):
        import acl

        acl.init()
        acl.rt.set_device(0)
        first, ret = acl.rt.create_context(0)
        assert ret == 0 and acl.rt.get_context() == (first, 0)
        second, _ = acl.rt.create_context(0)
        assert second != first and acl.rt.get_context() == (second, 0)
        assert acl.rt.set_context(first) == 0
        assert acl.rt.get_context() == (first, 0)

    def test_a_thread_without_one_can_use_nothing(self, acl_board, running, model):
        import acl

        desc = acl.mdl.create_desc()
        number = programs.load(model)
        calls = {
            "malloc": lambda: acl.rt.malloc(8, 0)[-1],
            "malloc_host": lambda: acl.rt.malloc_host(8)[-1],
            "memcpy": lambda: acl.rt.memcpy(1 << 20, 8, 1 << 20, 8, 0),
            "memset": lambda: acl.rt.memset(1 << 20, 8, 0, 8),
            "create_stream": lambda: acl.rt.create_stream()[-1],
            "synchronize_stream": lambda: acl.rt.synchronize_stream(running.stream),
            "synchronize_device": acl.rt.synchronize_device,
            "execute": lambda: acl.mdl.execute(number, 1, 1),
            "execute_async": lambda: acl.mdl.execute_async(number, 1, 1, 0),
            "load": lambda: acl.mdl.load_from_file(str(model))[-1],
            "unload": lambda: acl.mdl.unload(number),
            "get_mem_info": lambda: acl.rt.get_mem_info(0)[-1],
        }
        codes = {name: in_thread(function) for name, function in calls.items()}
        assert codes == dict.fromkeys(calls, 107002)
        assert acl_board.violations[0] == "rt.malloc: this thread has no context, another one has"
        assert len(acl_board.violations) == len(calls)
        assert in_thread(lambda: acl.mdl.get_desc(desc, number)) == 0  # this needs none

    def test_a_thread_that_sets_one_can(self, acl_board, running):
        import acl

        def work():
            assert acl.rt.set_context(running.context) == 0
            return acl.rt.malloc(8, 0)[1]

        assert in_thread(work) == 0
        assert acl_board.violations == []

    def test_a_destroyed_one_is_nobody_s(self, acl_board, running):
        import acl

        assert acl.rt.destroy_context(running.context) == 0
        assert acl.rt.get_context() == (0, 107002)
        assert acl.rt.destroy_context(running.context) == 107017
        assert acl.rt.set_context(running.context) == 107017
        assert len(acl_board.violations) == 2

    def test_the_default_one_goes_with_the_device_only(self, acl_board):
        import acl

        acl.init()
        acl.rt.set_device(0)
        context, _ = acl.rt.get_context()
        assert acl.rt.destroy_context(context) == 107000
        assert acl.rt.get_context() == (context, 0)

    def test_handles_of_other_kinds_are_not_taken(self, acl_board, running, model):
        import acl

        desc = acl.mdl.create_desc()
        each = programs.slot()
        handles = [running.context, running.stream, desc, each.dataset, each.buffer]
        assert 0 not in handles and len(set(handles)) == len(handles)
        assert {acl.rt.set_context(h) for h in handles if h != running.context} == {107017}
        assert {acl.rt.destroy_stream(h) for h in handles if h != running.stream} == {107017}
        assert {acl.mdl.destroy_desc(h) for h in handles if h != desc} == {100000}
        assert {acl.mdl.destroy_dataset(h) for h in handles if h != each.dataset} == {100000}
        assert {acl.destroy_data_buffer(h) for h in handles if h != each.buffer} == {100000}
        assert {acl.rt.memcpy(h, 8, each.pointer, 8, 3) for h in handles} == {107000}
        assert {acl.rt.free(h) for h in handles} == {507899}
        assert len(acl_board.violations) == 5 * 4 + 2 * 5


def test_a_thread_that_destroyed_its_own_context_is_told_so(acl_board, running):
    import acl

    acl.rt.destroy_stream(running.stream)
    assert acl.rt.destroy_context(running.context) == 0
    assert acl.rt.malloc(8, 0) == (0, 107002)
    assert acl_board.violations == ["rt.malloc: this thread has no context any more, its own was destroyed"]
    assert acl.rt.get_context()[1] == 107002
