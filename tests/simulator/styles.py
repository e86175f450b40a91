"""The classes around pyACL that many programs have in one form or another, written for test_programs.py."""

import numpy as np

HOST_TO_DEVICE, DEVICE_TO_HOST, DEVICE_TO_DEVICE = 1, 2, 3


def check(what, ret):
    if ret:
        raise RuntimeError(f"{what}: {ret}")


class Resource:
    """The classes that many copy from the vendor's samples: whoever lives when it ends is ended by it."""

    def __init__(self, living):
        import acl

        self.living = living
        check("init", acl.init())
        check("set_device", acl.rt.set_device(0))
        self.context, ret = acl.rt.create_context(0)
        check("create_context", ret)
        self.stream, ret = acl.rt.create_stream()
        check("create_stream", ret)

    def end(self):
        import acl

        for one in self.living:
            one.end()
        acl.rt.destroy_stream(self.stream)
        acl.rt.destroy_context(self.context)
        check("reset_device", acl.rt.reset_device(0))
        check("finalize", acl.finalize())


class LibraryModel:
    """Copies by the run mode, writes into bytes objects, makes the input dataset anew each time, frees no input."""

    def __init__(self, path):
        import acl

        self.policies = [(DEVICE_TO_DEVICE,) * 2, (HOST_TO_DEVICE, DEVICE_TO_HOST)][acl.rt.get_run_mode()[0]]
        self.model, ret = acl.mdl.load_from_file(path)
        check("load_from_file", ret)
        self.desc = acl.mdl.create_desc()
        check("get_desc", acl.mdl.get_desc(self.desc, self.model))
        self.outputs, self.inputs = acl.mdl.create_dataset(), {}
        for i in range(acl.mdl.get_num_outputs(self.desc)):
            size = acl.mdl.get_output_size_by_index(self.desc, i)
            pointer, ret = acl.rt.malloc(size, 2)
            check("malloc", ret)
            _, ret = acl.mdl.add_dataset_buffer(self.outputs, acl.create_data_buffer(pointer, size))
            check("add_dataset_buffer", ret)

    def execute(self, arrays):
        import acl

        _, dynamic = acl.mdl.get_input_index_by_name(self.desc, "ascend_mbatch_shape_data")
        assert dynamic != 0
        dataset = acl.mdl.create_dataset()
        for i, array in enumerate(arrays):
            content = array.tobytes()
            if i not in self.inputs:
                pointer, ret = acl.rt.malloc(len(content), 2)
                check("malloc", ret)
                self.inputs[i] = pointer
            to, source = self.inputs[i], acl.util.bytes_to_ptr(content)
            check("memcpy", acl.rt.memcpy(to, len(content), source, len(content), self.policies[0]))
            acl.mdl.add_dataset_buffer(dataset, acl.create_data_buffer(to, len(content)))
        check("execute", acl.mdl.execute(self.model, dataset, self.outputs))
        self.release(dataset)
        return [self.output(i) for i in range(acl.mdl.get_dataset_num_buffers(self.outputs))]

    def output(self, i):
        import acl

        buffer = acl.mdl.get_dataset_buffer(self.outputs, i)
        address, size = acl.get_data_buffer_addr(buffer), acl.get_data_buffer_size(buffer)
        shape = acl.mdl.get_output_dims(self.desc, i)[0]["dims"]
        place = np.zeros(size // 4, np.float32).tobytes()
        check("memcpy", acl.rt.memcpy(acl.util.bytes_to_ptr(place), size, address, size, self.policies[1]))
        return np.frombuffer(place, np.float32).reshape(shape).copy()

    def release(self, dataset, free=False):
        import acl

        for i in range(acl.mdl.get_dataset_num_buffers(dataset)):
            buffer = acl.mdl.get_dataset_buffer(dataset, i)
            if free:
                acl.rt.free(acl.get_data_buffer_addr(buffer))
            acl.destroy_data_buffer(buffer)
        acl.mdl.destroy_dataset(dataset)

    def end(self):
        import acl

        self.release(self.outputs, free=True)
        check("unload", acl.mdl.unload(self.model))
        check("destroy_desc", acl.mdl.destroy_desc(self.desc))
