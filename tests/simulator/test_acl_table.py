"""Every function that a program may expect of pyACL: that it is there, takes its arguments, answers in its shape."""

import importlib
import types

import numpy as np
import pytest

DIMS = {"name", "dimCount", "dims"}


def dims(answer):
    return isinstance(answer, tuple) and len(answer) == 2 and set(answer[0]) == DIMS and answer[1] == 0


def number(answer):
    return type(answer) is int and answer > 0


def ok(answer):
    return answer == 0


def two(answer):
    return type(answer) is tuple and len(answer) == 2 and answer[1] == 0


# in an order in which they succeed: (name, arguments from what is known, what it answers, the name of what it gives)
CALLS = [
    ("get_soc_name", (), lambda a: a == "Ascend310", None),
    ("rt.get_run_mode", (), lambda a: a == (0, 0), None),
    ("init", (), ok, None),
    ("rt.get_device_count", (), lambda a: a == (1, 0), None),
    ("rt.set_device", (0,), ok, None),
    ("rt.get_device", (), lambda a: a == (0, 0), None),
    ("rt.create_context", (0,), two, "context"),
    ("rt.set_context", ("context",), ok, None),
    ("rt.get_context", (), two, None),
    ("rt.create_stream", (), two, "stream"),
    ("rt.get_mem_info", (0,), lambda a: len(a) == 3 and a[0] <= a[1] and a[2] == 0, None),
    ("rt.malloc", (512, 2), two, "p"),
    ("rt.malloc_host", (512,), two, "h"),
    ("rt.memset", ("p", 512, 7, 512), ok, None),
    ("rt.memcpy", ("h", 512, "p", 512, 2), ok, None),
    ("rt.memcpy_async", ("p", 512, "h", 512, 1, "stream"), ok, None),
    ("mdl.query_size", ("path",), lambda a: len(a) == 3 and a[2] == 0, None),
    ("mdl.load_from_file", ("path",), lambda a: a == (1, 0), "model"),
    ("mdl.load_from_mem", ("om", "om_size"), lambda a: a == (2, 0), "other"),
    ("mdl.create_desc", (), number, "desc"),
    ("mdl.get_desc_from_file", ("desc", "path"), ok, None),
    ("mdl.get_desc_from_mem", ("desc", "om", "om_size"), ok, None),
    ("mdl.get_desc", ("desc", "model"), ok, None),
    ("mdl.get_num_inputs", ("desc",), lambda a: a == 1, None),
    ("mdl.get_num_outputs", ("desc",), lambda a: a == 1, None),
    ("mdl.get_input_size_by_index", ("desc", 0), lambda a: a == 128, None),
    ("mdl.get_output_size_by_index", ("desc", 0), lambda a: a == 128, None),
    ("mdl.get_input_dims", ("desc", 0), dims, None),
    ("mdl.get_output_dims", ("desc", 0), dims, None),
    ("mdl.get_cur_output_dims", ("desc", 0), dims, None),
    ("mdl.get_input_data_type", ("desc", 0), ok, None),
    ("mdl.get_output_data_type", ("desc", 0), ok, None),
    ("mdl.get_input_format", ("desc", 0), ok, None),
    ("mdl.get_output_format", ("desc", 0), lambda a: a == 2, None),
    ("mdl.get_input_name_by_index", ("desc", 0), lambda a: a == "x", None),
    ("mdl.get_output_name_by_index", ("desc", 0), lambda a: a == "y", None),
    ("mdl.get_input_index_by_name", ("desc", "x"), lambda a: a == (0, 0), None),
    ("mdl.get_input_index_by_name", ("desc", "ascend_mbatch_shape_data"), lambda a: a[1] != 0, None),
    ("mdl.get_dynamic_batch", ("desc",), lambda a: a[0]["batch"] == [] and a[1] == 0, None),
    ("mdl.set_dynamic_batch_size", ("model", 0, 0, 1), lambda a: a == 145000, None),
    ("mdl.create_dataset", (), number, "dataset"),
    ("create_data_buffer", ("p", 512), number, "buffer"),
    ("get_data_buffer_addr", ("buffer",), number, None),
    ("get_data_buffer_size", ("buffer",), lambda a: a == 512, None),
    ("get_data_buffer_size_v2", ("buffer",), lambda a: a == 512, None),
    ("update_data_buffer", ("buffer", "p", 128), ok, None),
    ("mdl.add_dataset_buffer", ("dataset", "buffer"), two, None),
    ("mdl.get_dataset_num_buffers", ("dataset",), lambda a: a == 1, None),
    ("mdl.get_dataset_buffer", ("dataset", 0), number, None),
    ("mdl.execute", ("model", "dataset", "dataset"), ok, None),
    ("mdl.execute_async", ("model", "dataset", "dataset", "stream"), ok, None),
    ("util.start_thread", ("serve", "arguments"), two, "thread"),
    ("rt.subscribe_report", ("thread", "stream"), ok, None),
    ("rt.launch_callback", ("callback", 5, 1, "stream"), ok, None),
    ("rt.synchronize_stream", ("stream",), ok, None),
    ("rt.synchronize_stream", (0,), ok, None),
    ("rt.synchronize_device", (), ok, None),
    ("rt.unsubscribe_report", ("thread", "stream"), ok, None),
    ("util.stop_thread", ("thread",), ok, None),
    ("rt.process_report", (1,), lambda a: type(a) is int and a != 0, None),
    ("util.numpy_to_ptr", ("array",), number, None),
    ("util.numpy_contiguous_to_ptr", ("array",), lambda a: number(a[0]) and isinstance(a[1], np.ndarray), None),
    ("util.ptr_to_numpy", ("p", (4, 8), 11), lambda a: a.shape == (4, 8) and a.dtype == np.float32, None),
    ("util.bytes_to_ptr", ("content",), number, None),
    ("util.ptr_to_bytes", ("p", 4), lambda a: type(a) is bytes and len(a) == 4, None),
    ("app_log", (1, "hello"), lambda a: a is None, None),
    ("get_recent_err_msg", (), lambda a: a is None or isinstance(a, str), None),
    ("destroy_data_buffer", ("buffer",), ok, None),
    ("mdl.destroy_dataset", ("dataset",), ok, None),
    ("rt.free", ("p",), ok, None),
    ("rt.free_host", ("h",), ok, None),
    ("mdl.unload", ("model",), ok, None),
    ("mdl.destroy_desc", ("desc",), ok, None),
    ("rt.destroy_stream", ("stream",), ok, None),
    ("rt.destroy_context", ("context",), ok, None),
    ("rt.reset_device", (0,), ok, None),
    ("finalize", (), ok, None),
]


def find(name):
    found = importlib.import_module("acl")
    for part in name.split("."):
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("name", sorted({call[0] for call in CALLS}))
def test_the_function_is_there_and_listed(acl_board, name):
    assert isinstance(find(name), types.FunctionType)
    module, _, function = name.rpartition(".")
    assert function in find(module).__all__ if module else function in importlib.import_module("acl").__all__
    assert name in acl_board.names


def test_each_takes_its_arguments_and_answers_in_its_shape(acl_board, model):
    content, served = model.read_bytes(), []

    def serve(arguments):
        import acl

        while not served:
            acl.rt.process_report(arguments[0])

    known = {"path": str(model), "om_size": len(content), "content": content, "serve": serve, "arguments": [20]}
    known.update(array=np.zeros(4, np.float32), callback=served.append)
    known["om"] = np.frombuffer(content, np.uint8).ctypes.data
    for name, arguments, right, gives in CALLS:
        answer = find(name)(*(known.get(each, each) if isinstance(each, str) else each for each in arguments))
        assert right(answer), (name, answer)
        if gives:
            known[gives] = answer[0] if isinstance(answer, tuple) else answer
    assert served == [5]
    assert acl_board.reclaimed == {"model": 1}
    assert acl_board.leaks == {} and acl_board.violations == []
