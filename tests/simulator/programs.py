"""What the tests' little programs have in common: a network, its .om, and the usual first and last calls."""

import threading
from types import SimpleNamespace

import numpy as np

SHAPE = (1, 32)
SIZE = 128  # bytes of its float32


KINDS = {"FLOAT": 1, "UINT8": 2, "INT8": 3, "INT64": 7, "INT32": 6, "FLOAT16": 10, "DOUBLE": 11}  # ONNX's numbers


def network(kind="FLOAT", shape=SHAPE, layouts=None):
    """The bytes of an ONNX that answers y = x + x, or y = x for bytes. layouts: such as {"input_format.0": "NHWC"}

    Written by hand, because the package onnx is not to be had for every Python that the project supports.
    """
    from ascend_simulator.wire import field

    def dimension(n):
        return field(1, field(1, n) if isinstance(n, int) else field(2, n.encode()))

    def end(name):
        tensor = field(1, KINDS[kind]) + field(2, b"".join(map(dimension, shape)))
        return field(1, name) + field(2, field(1, tensor))

    operator, inputs = (b"Identity", [b"x"]) if kind in ("INT8", "UINT8") else (b"Add", [b"x", b"x"])
    node = b"".join(field(1, name) for name in inputs) + field(2, b"y") + field(4, operator)
    graph = field(1, node) + field(2, b"double") + field(11, end(b"x")) + field(12, end(b"y"))
    model = field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 13))  # IR version 8, opset 13
    for key, value in (layouts or {}).items():
        model += field(14, field(1, key.encode()) + field(2, value.encode()))
    return model


def om(content, soc="Ascend310"):
    """The bytes of an .om with this network in it; for a real chip, so to say, if it is None."""
    from ascend_simulator import container

    partitions = [
        (container.MODEL_DEF, container.model_def("double", {"soc_version": soc})),
        (container.WEIGHTS_DATA, b"weights."),
        (container.TBE_KERNELS, b"kernels."),
        (container.TASK_INFO, b"tasks..."),
    ]
    if content is not None:
        partitions.append((container.ONNX_PARTITION, content))
    return container.pack("double", partitions)


def start():
    """init .. create_stream -> (context, stream)"""
    import acl

    assert acl.init() == 0
    assert acl.rt.set_device(0) == 0
    context, ret = acl.rt.create_context(0)
    assert ret == 0
    stream, ret = acl.rt.create_stream()
    assert ret == 0
    return SimpleNamespace(context=context, stream=stream)


def load(path):
    """-> the number of the loaded model"""
    import acl

    number, ret = acl.mdl.load_from_file(str(path))
    assert ret == 0, acl.get_recent_err_msg()
    return number


def slot(size=SIZE):
    """A dataset of one buffer of so many bytes: its pointer, buffer and dataset."""
    import acl

    pointer, ret = acl.rt.malloc(size, 2)
    assert ret == 0
    buffer = acl.create_data_buffer(pointer, size)
    dataset = acl.mdl.create_dataset()
    assert acl.mdl.add_dataset_buffer(dataset, buffer) == (dataset, 0)
    return SimpleNamespace(pointer=pointer, buffer=buffer, dataset=dataset, size=size)


def give_back(*slots):
    """Destroys what slot() made."""
    import acl

    for each in slots:
        assert acl.destroy_data_buffer(each.buffer) == 0
        assert acl.mdl.destroy_dataset(each.dataset) == 0
        assert acl.rt.free(each.pointer) == 0


def write(pointer, array):
    import acl

    assert acl.rt.memcpy(pointer, array.nbytes, array.ctypes.data, array.nbytes, 1) == 0


def read(pointer, dtype=np.float32, shape=SHAPE):
    import acl

    array = np.zeros(shape, dtype)
    assert acl.rt.memcpy(array.ctypes.data, array.nbytes, pointer, array.nbytes, 2) == 0
    return array


def in_thread(function):
    """What the function returns in a thread of its own."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(function()))
    thread.start()
    thread.join()
    return answers[0]
