"""Memory: what is allocated, copied and given back, and the misuse that is found out."""

import ctypes

import numpy as np
import pytest


@pytest.fixture
def pointer(running):
    import acl

    pointer, ret = acl.rt.malloc(100, 2)
    assert ret == 0
    return pointer


def address(array):
    return array.ctypes.data


class TestMalloc:
    @pytest.mark.parametrize("policy", range(6))
    def test_it_gives_real_aligned_memory(self, acl_board, running, policy):
        import acl

        pointer, ret = acl.rt.malloc(100, policy)
        assert ret == 0 and pointer % 64 == 0
        ctypes.memset(pointer, 7, 100)
        assert ctypes.string_at(pointer, 100) == b"\7" * 100

    def test_what_it_gives_holds_garbage(self, acl_board, pointer):
        assert ctypes.string_at(pointer, 100) == b"\xcd" * 100

    @pytest.mark.parametrize(("size", "policy"), [(0, 2), (-1, 2), (8, 6), (8, -1)])
    def test_nonsense_is_refused(self, acl_board, running, size, policy):
        import acl

        assert acl.rt.malloc(size, policy) == (0, 100000)

    def test_what_is_taken_is_missing_and_comes_back(self, acl_board, running):
        import acl

        free, total, ret = acl.rt.get_mem_info(0)
        assert (total, ret) == (8 << 30, 0) and 0 < free < total
        pointer, _ = acl.rt.malloc(100, 0)
        assert acl.rt.get_mem_info(0) == (free - 160, total, 0)  # (100 + 63) // 32 * 32
        acl.rt.free(pointer)
        assert acl.rt.get_mem_info(0) == (free, total, 0)
        assert acl.rt.get_mem_info(1) == (0, 0, 0)
        assert acl.rt.get_mem_info(9) == (0, 0, 100000)

    def test_a_full_device_says_so(self, acl_board, running):
        import acl

        assert acl.rt.malloc(8 << 30, 0) == (0, 207001)
        acl_board.memory_bytes = (1 << 30) + 1000
        first, ret = acl.rt.malloc(500, 0)
        assert ret == 0
        assert acl.rt.malloc(500, 0) == (0, 207001)
        acl.rt.free(first)
        assert acl.rt.malloc(500, 0)[1] == 0

    def test_a_board_larger_than_this_machine_is_full_sooner(self, acl_board, running):
        import acl

        acl_board.memory_bytes = 1 << 60
        assert acl.rt.malloc(1 << 59, 0) == (0, 207001)


class TestFree:
    def test_null_is_refused(self, acl_board, running):
        import acl

        assert acl.rt.free(0) == acl.rt.free_host(0) == 100000

    def test_twice_is_once_too_often(self, acl_board, pointer):
        import acl

        assert acl.rt.free(pointer) == 0
        assert acl.rt.free(pointer) == 507899
        assert len(acl_board.violations) == 1 and "double free" in acl_board.violations[0]

    def test_what_was_never_allocated_is_foreign(self, acl_board, pointer):
        import acl

        array = np.zeros(8)
        assert acl.rt.free(address(array)) == 507899
        assert acl.rt.free(pointer + 1) == 507899
        assert "foreign pointer" in acl_board.violations[0]
        assert "inside an allocation" in acl_board.violations[1]

    def test_each_kind_has_its_own(self, acl_board, pointer):
        import acl

        host, ret = acl.rt.malloc_host(100)
        assert ret == 0
        assert acl.rt.free(host) == acl.rt.free_host(pointer) == 507899
        assert len(acl_board.violations) == 2
        assert acl.rt.free_host(host) == acl.rt.free(pointer) == 0

    def test_freed_memory_is_not_handed_out_at_once(self, acl_board, running):
        import acl

        seen = []
        for _ in range(50):
            pointer, _ = acl.rt.malloc(64, 0)
            acl.rt.free(pointer)
            seen.append(pointer)
        assert len(set(seen)) == 50

    def test_freed_memory_is_kept_within_bounds(self, acl_board, running):
        import acl
        from ascend_simulator.memory import memory

        for _ in range(20):
            pointer, _ = acl.rt.malloc(10 << 20, 0)
            acl.rt.free(pointer)
        assert sum(block.size for block in memory.blocks.values()) <= 64 << 20
        assert acl.rt.free(pointer) == 507899


class TestMemcpy:
    def test_bytes_go_to_the_device_and_back(self, acl_board, pointer):
        import acl

        there, back = np.arange(100, dtype=np.uint8), np.zeros(100, np.uint8)
        assert acl.rt.memcpy(pointer, 100, address(there), 100, 1) == 0
        assert acl.rt.memcpy(address(back), 100, pointer, 100, 2) == 0
        assert (back == there).all()
        assert acl_board.violations == []

    def test_part_of_an_allocation_will_do(self, acl_board, pointer):
        import acl

        there = np.arange(10, dtype=np.uint8)
        assert acl.rt.memcpy(pointer + 90, 10, address(there), 10, 1) == 0
        assert ctypes.string_at(pointer + 90, 10) == there.tobytes()
        assert acl_board.violations == []

    @pytest.mark.parametrize("kind", range(4))
    def test_on_the_board_the_kind_does_not_matter(self, acl_board, running, kind):
        import acl

        there, back = np.arange(8, dtype=np.uint8), np.zeros(8, np.uint8)
        assert acl.rt.memcpy(address(back), 8, address(there), 8, kind) == 0
        assert (back == there).all()
        assert acl_board.violations == []

    def test_with_a_card_it_does(self, acl_board, pointer):
        import acl

        acl_board.run_mode = 1
        array = np.zeros(8, np.uint8)
        assert acl.rt.memcpy(address(array), 8, pointer, 8, 2) == 0
        assert acl_board.violations == []
        assert acl.rt.memcpy(address(array), 8, pointer, 8, 3) == 0
        (noted,) = acl_board.violations
        assert "is not device memory" in noted

    def test_the_length_is_checked(self, acl_board, pointer):
        import acl

        array = np.zeros(100, np.uint8)
        assert acl.rt.memcpy(pointer, 100, address(array), 0, 1) == 107000
        assert acl.rt.memcpy(pointer, 50, address(array), 51, 1) == 107000
        assert acl.rt.memcpy(pointer, 50, address(array), 50, 1) == 0

    def test_the_order_is_destination_room_source_count(self, acl_board, pointer):
        import acl

        array = np.zeros(100, np.uint8)
        assert acl.rt.memcpy(pointer, address(array), 100, 100, 1) == 107000

    @pytest.mark.parametrize("kind", [-1, 4])
    def test_a_bad_kind_or_a_null_pointer_is_refused(self, acl_board, pointer, kind):
        import acl

        assert acl.rt.memcpy(pointer, 8, pointer + 8, 8, kind) == 100000
        assert acl.rt.memcpy(0, 8, pointer, 8, 3) == 100000
        assert acl.rt.memcpy(pointer, 8, 0, 8, 3) == 100000

    def test_freed_memory_is_neither_read_nor_written(self, acl_board, pointer):
        import acl

        array = np.zeros(8, np.uint8)
        acl.rt.free(pointer)
        assert acl.rt.memcpy(address(array), 8, pointer, 8, 2) == 507899
        assert acl.rt.memcpy(pointer, 8, address(array), 8, 1) == 507899
        assert not array.any()
        assert all("use after free" in text for text in acl_board.violations) and len(acl_board.violations) == 2

    def test_an_overrun_is_noted_and_beyond_the_padding_refused(self, acl_board, pointer):
        import acl

        array = np.zeros(1000, np.uint8)
        assert acl.rt.memcpy(pointer, 1000, address(array), 101, 1) == 0  # lies in the padding
        assert acl.rt.memcpy(pointer, 1000, address(array), 1000, 1) == 507899
        assert [text.split("by ")[1] for text in acl_board.violations] == ["1 bytes", "900 bytes"]


class TestMemset:
    def test_it_writes(self, acl_board, pointer):
        import acl

        assert acl.rt.memset(pointer, 100, 9, 50) == 0
        assert ctypes.string_at(pointer, 51) == b"\x09" * 50 + b"\xcd"

    def test_it_checks(self, acl_board, pointer):
        import acl

        assert acl.rt.memset(pointer, 100, 9, 101) == 107000
        assert acl.rt.memset(0, 100, 9, 100) == 100000
