"""Programs in the styles that are met in public, each whole: they run, their answers are right, nothing is misused.

Written for these tests. What is checked besides is that the board sees the faults that such programs really have.
"""

import ctypes
import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.fixtures import PYTHON
from tests.simulator.styles import DEVICE_TO_HOST, HOST_TO_DEVICE, LibraryModel, Resource


@pytest.fixture(params=["device", "host"])
def mode(request, acl_board):
    """On the board itself, and in a PC with a card."""
    acl_board.run_mode = {"device": 0, "host": 1}[request.param]
    return acl_board.run_mode


def test_a_model_class_over_a_resource_class(acl_board, mode, model, x):
    living = []
    resource = Resource(living)
    living += [LibraryModel(str(model)), LibraryModel(str(model))]
    for factor in (1, 3):
        for one in living:
            (answer,) = one.execute([x * factor])
            assert (answer == 2 * factor * x).all()
    resource.end()
    assert acl_board.violations == [] and acl_board.reclaimed == {"device memory": 2}


def test_a_single_file_program_that_unloads_first_and_leaves_the_rest_to_reset_device(acl_board, mode, model, x):
    import acl

    assert acl.init() == acl.rt.set_device(0) == 0
    number, ret = acl.mdl.load_from_file(str(model))
    assert number and ret == 0
    desc = acl.mdl.create_desc()
    assert acl.mdl.get_desc(desc, number) == 0
    places = {}
    for side, size in (("in", acl.mdl.get_input_size_by_index), ("out", acl.mdl.get_output_size_by_index)):
        pointer, _ = acl.rt.malloc(size(desc, 0), 0)
        dataset, buffer = acl.mdl.create_dataset(), acl.create_data_buffer(pointer, size(desc, 0))
        _, ret = acl.mdl.add_dataset_buffer(dataset, buffer)
        assert ret == 0
        places[side] = (pointer, size(desc, 0), dataset, buffer)
    pointer, size, dataset, _ = places["in"]
    content = x.tobytes()
    assert acl.rt.memset(pointer, size, 0, 2) == 0
    assert acl.rt.memcpy(pointer, size, acl.util.bytes_to_ptr(content), len(content), HOST_TO_DEVICE) == 0
    assert acl.mdl.execute(number, dataset, places["out"][2]) == 0
    pointer, size, _, _ = places["out"]
    host, ret = acl.rt.malloc_host(size)
    assert ret == acl.rt.memcpy(host, size, pointer, size, DEVICE_TO_HOST) == 0
    dims, ret = acl.mdl.get_cur_output_dims(desc, 0)
    assert (np.frombuffer(acl.util.ptr_to_bytes(host, size), np.float32).reshape(dims["dims"]) == 2 * x).all()
    assert (acl.util.ptr_to_numpy(host, tuple(dims["dims"]), 11) == 2 * x).all()
    assert acl.rt.free_host(host) == acl.mdl.unload(number) == acl.mdl.destroy_desc(desc) == 0
    for _, _, dataset, buffer in places.values():
        assert acl.destroy_data_buffer(buffer) == acl.mdl.destroy_dataset(dataset) == 0
    assert acl.rt.reset_device(0) == acl.finalize() == 0
    assert acl_board.violations == [] and acl_board.reclaimed == {"device memory": 2}


def test_a_queue_of_executes_with_callbacks_that_fetch_the_answers(acl_board, mode, model, x):
    import acl

    resource = Resource([])
    number, _ = acl.mdl.load_from_file(str(model))
    pool = []
    for factor in range(4):
        source, target = programs.slot(), programs.slot()
        programs.write(source.pointer, x * factor)
        pool.append((source, target))
    answers, finished = [], []

    def serve(arguments):
        context, milliseconds = arguments
        acl.rt.set_context(context)
        while not finished:
            acl.rt.process_report(milliseconds)

    def fetch(done):
        for _, target in done:
            size = acl.get_data_buffer_size_v2(acl.mdl.get_dataset_buffer(target.dataset, 0))
            host, ret = acl.rt.malloc_host(size)
            assert ret == acl.rt.memcpy(host, size, target.pointer, size, DEVICE_TO_HOST) == 0
            answers.append(np.frombuffer(acl.util.ptr_to_bytes(host, size), np.float32))
            acl.rt.free_host(host)

    thread, ret = acl.util.start_thread(serve, [resource.context, 20])
    assert ret == acl.rt.subscribe_report(thread, resource.stream) == 0
    for source, target in pool:
        assert acl.mdl.execute_async(number, source.dataset, target.dataset, resource.stream) == 0
        assert acl.rt.launch_callback(fetch, [(source, target)], 1, resource.stream) == 0
    assert acl.rt.synchronize_stream(resource.stream) == 0
    assert acl.rt.unsubscribe_report(thread, resource.stream) == 0
    finished.append(True)
    assert acl.util.stop_thread(thread) == acl.mdl.unload(number) == 0
    assert [float(answer[1]) for answer in answers] == [2 * factor * float(x[0, 1]) for factor in range(4)]
    for pair in pool:
        programs.give_back(*pair)
    resource.end()
    assert acl_board.violations == []


class Service:
    """A web server loads a model when it starts, and answers each request in a thread of its own."""

    def __init__(self, path):
        self.resource = Resource([])
        self.net = LibraryModel(path)
        self.busy = threading.Lock()

    def request(self, x, mended):
        import acl

        with self.busy:
            if mended:
                acl.rt.set_context(self.resource.context)
            try:
                return self.net.execute([x])[0]
            except RuntimeError as error:
                return str(error)


def test_a_service_whose_threads_have_no_context_fails_with_107002(acl_board, mode, model, x):
    service = Service(str(model))
    assert programs.in_thread(lambda: service.request(x, mended=False)) == "malloc: 107002"
    assert "this thread has no context" in acl_board.violations[0]
    acl_board.violations.clear()
    answers = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append((service.request(x * n, True) == 2 * n * x).all()))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 4 and acl_board.violations == []


def test_pointers_that_come_from_ctypes_and_from_numpy_itself(acl_board, mode, model, x):
    import acl

    programs.start()
    number = programs.load(model)
    source, target = programs.slot(), programs.slot()
    given = (ctypes.c_float * 32)(*x.ravel())
    address = x.ctypes.data_as(ctypes.c_void_p).value
    taken = np.empty(128, np.uint8)
    for pointer in (address, ctypes.addressof(given), x.__array_interface__["data"][0]):
        acl.rt.memset(target.pointer, 128, 0, 128)
        assert acl.rt.memcpy(source.pointer, 128, pointer, 128, HOST_TO_DEVICE) == 0
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        assert acl.rt.memcpy(int(taken.ctypes.data), 128, target.pointer, 128, DEVICE_TO_HOST) == 0
        assert (taken.view(np.float32) == 2 * x.ravel()).all()
    assert acl_board.violations == []


class Session:
    """Feeds by order, a context for each model, answers by name; closes itself."""

    def __init__(self, path):
        import acl

        code = acl.init()
        assert code in (0, 100002)
        self.owner = code == 0
        acl.rt.set_device(0)
        self.context, _ = acl.rt.create_context(0)
        self.net = LibraryModel(path)

    def infer(self, feeds):
        import acl

        acl.rt.set_context(self.context)
        return {acl.mdl.get_output_name_by_index(self.net.desc, 0): self.net.execute(feeds)[0]}

    def close(self):
        import acl

        acl.rt.set_context(self.context)
        self.net.end()
        acl.rt.destroy_context(self.context)
        if self.owner:
            acl.rt.reset_device(0)
            acl.finalize()


def test_sessions_of_which_the_first_owns_the_process(acl_board, mode, model, x):
    first, second = Session(str(model)), Session(str(model))
    for _ in range(2):
        for session in (first, second):
            assert (session.infer([x])["y"] == 2 * x).all()
    second.close()
    assert (first.infer([x])["y"] == 2 * x).all()
    first.close()
    assert acl_board.violations == []


GLOBAL = """
import acl
class Resource:
    def __init__(self):
        acl.init(); acl.rt.set_device(0)
    def __del__(self):
        acl.rt.reset_device(0); acl.finalize()
resource = Resource()
"""


def test_a_global_object_that_finalizes_when_the_interpreter_ends_is_in_the_record(tmp_path):
    record = tmp_path / "calls.jsonl"
    environment = {**os.environ, "PYTHONPATH": str(PYTHON), "ASCEND_SIMULATOR_RECORD": str(record)}
    subprocess.run([sys.executable, "-c", GLOBAL], env=environment, check=True)
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert "finalize" in [line.get("name") for line in lines]
    assert lines[-2:] == [{"leaks": {}}, {"violations": []}]
