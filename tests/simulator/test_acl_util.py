"""acl.util: addresses of Python's objects."""

import ctypes

import numpy as np
import pytest


class TestArrays:
    def test_the_address_is_the_array_s_own(self, acl_board):
        import acl

        array = np.arange(6.0)
        assert acl.util.numpy_to_ptr(array) == array.ctypes.data
        assert acl_board.violations == []

    def test_a_view_is_noted_and_a_strided_one_warned_about(self, acl_board, capsys):
        import acl

        array = np.arange(6.0)
        acl.util.numpy_to_ptr(array[1:])
        assert "a view" in acl_board.violations[0]
        acl.util.numpy_to_ptr(array[::2])
        assert "not contiguous" in acl_board.violations[1]
        assert "not contiguous" in capsys.readouterr().out

    def test_a_contiguous_copy_can_be_had(self, acl_board):
        import acl

        array = np.arange(6.0)[::2]
        pointer, copy = acl.util.numpy_contiguous_to_ptr(array)
        assert pointer == copy.ctypes.data
        assert ctypes.string_at(pointer, 24) == array.tobytes()
        assert acl_board.violations == []

    @pytest.mark.parametrize(("number", "dtype"), [
        (1, np.int8), (2, np.uint8), (3, np.int16), (5, np.int32), (7, np.int64), (11, np.float32), (12, np.float64),
        (23, np.float16),
    ])  # fmt: skip
    def test_a_pointer_becomes_a_view_with_numpy_s_own_type_numbers(self, acl_board, running, number, dtype):
        import acl

        array = np.arange(6).astype(dtype)
        view = acl.util.ptr_to_numpy(array.ctypes.data, (2, 3), number)
        assert view.dtype == dtype and (view.reshape(-1) == array).all()
        view[0, 0] = 9
        assert array[0] == 9  # no copy

    def test_a_view_of_freed_memory_holds_garbage(self, acl_board, running):
        import acl

        pointer, _ = acl.rt.malloc(8, 0)
        view = acl.util.ptr_to_numpy(pointer, (8,), 2)
        view[:] = 1
        acl.rt.free(pointer)
        assert (view == 0xDD).all()
        assert acl.util.ptr_to_numpy(pointer, (8,), 2) is None
        assert "use after free" in acl_board.violations[0]

    def test_nonsense_gives_nothing(self, acl_board):
        import acl

        array = np.arange(6.0)
        assert acl.util.ptr_to_numpy(array.ctypes.data, (6,), 99) is None
        assert acl.util.ptr_to_numpy(0, (6,), 12) is None
        with pytest.raises(TypeError):
            acl.util.numpy_to_ptr([1.0])

    def test_a_pc_cannot_read_its_card_s_memory(self, acl_board, running):
        import acl

        pointer, _ = acl.rt.malloc(8, 0)
        acl_board.run_mode = 1
        acl.util.ptr_to_numpy(pointer, (8,), 2)
        assert "device memory" in acl_board.violations[0]


class TestBytes:
    def test_programs_can_find_out_that_it_is_there(self, acl_board):
        import acl

        assert "bytes_to_ptr" in dir(acl.util)

    def test_the_address_is_that_of_the_content_and_can_be_written_to(self, acl_board, running):
        import acl

        content = bytes(8)
        pointer, _ = acl.rt.malloc(8, 0)
        acl.rt.memset(pointer, 8, 5, 8)
        assert acl.rt.memcpy(acl.util.bytes_to_ptr(content), 8, pointer, 8, 2) == 0
        assert np.frombuffer(content, np.uint8).tolist() == [5] * 8

    def test_a_pointer_becomes_bytes(self, acl_board):
        import acl

        array = np.arange(6.0)
        content = acl.util.ptr_to_bytes(array.ctypes.data, array.nbytes)
        array[0] = 9
        assert content == np.arange(6.0).tobytes()  # a copy
        assert acl.util.ptr_to_bytes(0, 8) is None
        with pytest.raises(TypeError):
            acl.util.bytes_to_ptr(bytearray(8))


class TestPointersThatHang:
    """What a pointer points to has to be held by somebody: bytes_to_ptr(x.tobytes()) is over before the copy."""

    def test_what_dies_with_the_call_is_noted_and_does_not_crash(self, acl_board):
        import acl
        from ascend_simulator.util import UNHELD

        if UNHELD < 0:
            pytest.skip("this Python does not tell whether somebody holds an argument")
        x = np.arange(1 << 20, dtype=np.float32)
        for pointer in (acl.util.bytes_to_ptr(x.tobytes()), acl.util.numpy_to_ptr(x + 0)):
            assert np.frombuffer(acl.util.ptr_to_bytes(pointer, x.nbytes), np.float32)[-1] == x[-1]
        assert [violation.split(":")[0] for violation in acl_board.violations] == [
            "util.bytes_to_ptr",
            "util.numpy_to_ptr",
        ]
        assert all("nobody holds" in violation for violation in acl_board.violations)

    def test_what_is_held_is_not(self, acl_board):
        import acl

        x = np.arange(8, dtype=np.float32)
        content, things = x.tobytes(), {"bytes": bytes(bytearray(50)), "array": np.zeros(3)}
        acl_board.recording = True
        for _ in range(2):
            acl.util.bytes_to_ptr(content)
            acl.util.bytes_to_ptr(things["bytes"])
            acl.util.bytes_to_ptr(b"literal")
            acl.util.numpy_to_ptr(x)
            acl.util.numpy_to_ptr(things["array"])
            acl_board.recording = False
        assert acl_board.violations == []
        acl.util.numpy_contiguous_to_ptr(x + 1)
        assert acl_board.violations == []
