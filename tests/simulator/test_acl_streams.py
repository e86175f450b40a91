"""Streams, and the callbacks between their tasks."""

import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest

from tests.simulator import programs
from tests.simulator.programs import SIZE, in_thread, read, slot, write

CD = np.frombuffer(b"\xcd" * SIZE, np.float32).reshape(programs.SHAPE)  # what fresh memory holds


@pytest.fixture(params=["own", "default"])
def stream(running, request):
    """Once the program's own stream, once 0, which stands for its context's default one."""
    return running.stream if request.param == "own" else 0


class TestStreams:
    def test_a_copy_is_made_when_the_stream_is_waited_for(self, acl_board, stream, x):
        import acl

        there, back = slot(), np.zeros(programs.SHAPE, np.float32)
        assert acl.rt.memcpy_async(there.pointer, SIZE, x.ctypes.data, SIZE, 1, stream) == 0
        assert acl.rt.memcpy_async(back.ctypes.data, SIZE, there.pointer, SIZE, 2, stream) == 0
        assert not back.any()
        assert acl.rt.synchronize_stream(stream) == 0
        assert (back == x).all()
        assert acl_board.violations == []

    def test_an_answer_is_there_when_the_stream_was_waited_for(self, acl_board, stream, model, x):
        import acl

        number, source, target = programs.load(model), slot(), slot()
        write(source.pointer, x)
        assert acl.mdl.execute_async(number, source.dataset, target.dataset, stream) == 0
        assert (read(target.pointer) == CD).all()  # who reads too early reads what was there before
        assert acl.rt.synchronize_stream(stream) == 0
        assert (read(target.pointer) == x + x).all()

    def test_tasks_keep_their_order(self, acl_board, stream, model, x):
        import acl

        number, source, target = programs.load(model), slot(), slot()
        acl.rt.memcpy_async(source.pointer, SIZE, x.ctypes.data, SIZE, 1, stream)
        acl.mdl.execute_async(number, source.dataset, target.dataset, stream)
        acl.rt.memset_async(source.pointer, SIZE, 0, SIZE, stream)
        assert acl.rt.synchronize_stream(stream) == 0
        assert (read(target.pointer) == x + x).all()
        assert not read(source.pointer).any()

    def test_waiting_for_the_device_waits_for_every_stream(self, acl_board, running):
        import acl

        other, _ = acl.rt.create_stream()
        slots = [slot(8) for _ in range(3)]
        for each, stream in zip(slots, (running.stream, other, 0)):
            acl.rt.memset_async(each.pointer, 8, 1, 8, stream)
        assert acl.rt.synchronize_device() == 0
        assert [read(each.pointer, np.uint8, 8).all() for each in slots] == [True] * 3
        assert [read(each.pointer, np.uint8, 8).max() for each in slots] == [1] * 3

    def test_a_stream_belongs_to_its_context(self, acl_board, running, x):
        import acl

        pointer = slot().pointer
        acl.rt.create_context(0)
        assert acl.rt.synchronize_stream(running.stream) == 107003
        assert acl.rt.memcpy_async(pointer, SIZE, x.ctypes.data, SIZE, 1, running.stream) == 107003
        assert acl.rt.destroy_stream(running.stream) == 107003
        acl.rt.set_context(running.context)
        assert acl.rt.destroy_stream(running.stream) == 0
        assert acl.rt.synchronize_stream(running.stream) == 107017
        assert acl.rt.destroy_stream(0) == 107017

    def test_bad_arguments_are_refused_at_once(self, acl_board, running, x):
        import acl

        pointer = slot().pointer
        assert acl.rt.memcpy_async(pointer, SIZE, x.ctypes.data, 0, 1, running.stream) == 107000
        assert acl.rt.memset_async(pointer, 8, 0, 9, running.stream) == 107000
        assert acl.mdl.execute_async(1, 1, 1, running.stream) == 145003

    def test_what_was_freed_before_its_turn_is_found_out(self, acl_board, running, model):
        import acl

        number, source, target = programs.load(model), slot(), slot()
        acl.mdl.execute_async(number, source.dataset, target.dataset, running.stream)
        acl.rt.free(target.pointer)
        assert acl.rt.synchronize_stream(running.stream) == 507011
        assert acl.rt.synchronize_stream(running.stream) == 0  # told once
        acl.rt.memset_async(source.pointer, 8, 0, 8, running.stream)
        acl.rt.free(source.pointer)
        assert acl.rt.synchronize_stream(running.stream) == 507899
        assert ["use after free" in text for text in acl_board.violations] == [True, True]

    def test_so_is_a_model_that_was_unloaded(self, acl_board, running, model):
        import acl

        number, source, target = programs.load(model), slot(), slot()
        acl.mdl.execute_async(number, source.dataset, target.dataset, running.stream)
        acl.mdl.unload(number)
        assert acl.rt.synchronize_stream(running.stream) == 145003

    def test_tasks_that_nobody_waited_for_are_noted(self, acl_board, running):
        import acl

        pointer = slot().pointer
        acl.rt.memset_async(pointer, 8, 0, 8, running.stream)
        acl.rt.memset_async(pointer, 8, 0, 8, 0)
        acl.rt.destroy_stream(running.stream)
        acl.rt.reset_device(0)
        assert len(acl_board.violations) == 2 and "never waited for" in acl_board.violations[1]


@contextmanager
def serving(context, stream):
    """A thread that serves the stream's callbacks, as the samples write it."""
    import acl

    stop = []

    def serve(arguments):
        context, milliseconds = arguments
        acl.rt.set_context(context)
        while not stop:
            acl.rt.process_report(milliseconds)

    thread, ret = acl.util.start_thread(serve, [context, 10])
    assert ret == 0 and thread
    assert acl.rt.subscribe_report(thread, stream) == 0
    yield thread
    assert acl.rt.unsubscribe_report(thread, stream) == 0
    stop.append(True)
    assert acl.util.stop_thread(thread) == 0


class TestCallbacks:
    def test_they_run_in_the_thread_that_subscribed_with_their_argument(self, acl_board, running):
        import acl

        seen = []
        with serving(running.context, running.stream) as thread:
            for block in (0, 1):
                acl.rt.launch_callback(
                    lambda told: seen.append((told, threading.get_ident())), [7], block, running.stream
                )
            assert acl.rt.synchronize_stream(running.stream) == 0
            assert seen == [([7], thread)] * 2
        assert acl_board.violations == [] and "thread" not in acl_board.handles()

    def test_they_come_without_anybody_waiting_for_the_stream(self, acl_board, running):
        import acl

        told = threading.Event()
        with serving(running.context, running.stream):
            assert acl.rt.launch_callback(lambda event: event.set(), told, 1, running.stream) == 0
            assert told.wait(5)

    def test_they_see_what_was_queued_before_them_and_not_what_comes_after(self, acl_board, running, model, x):
        import acl

        number, source, target = programs.load(model), slot(), slot()
        write(source.pointer, x)
        seen = []
        with serving(running.context, running.stream):
            acl.mdl.execute_async(number, source.dataset, target.dataset, running.stream)
            acl.rt.launch_callback(
                lambda _: (time.sleep(0.05), seen.append(read(target.pointer))), 0, 1, running.stream
            )
            acl.rt.memset_async(target.pointer, SIZE, 0, SIZE, running.stream)
            assert acl.rt.synchronize_stream(running.stream) == 0
        assert (seen[0] == x + x).all()
        assert not read(target.pointer).any()

    def test_one_that_raises_does_not_stop_the_others(self, acl_board, running, capfd):
        import acl

        seen = []
        with serving(running.context, running.stream):
            acl.rt.launch_callback(lambda _: 1 / 0, 0, 1, running.stream)
            acl.rt.launch_callback(seen.append, 5, 1, running.stream)
            assert acl.rt.synchronize_stream(running.stream) == 0
        assert seen == [5]
        assert "ZeroDivisionError" in capfd.readouterr().err

    def test_a_stream_needs_a_thread_for_them_and_has_one_at_most(self, acl_board, running):
        import acl

        assert acl.rt.launch_callback(print, 0, 1, running.stream) == 107015
        assert acl.rt.unsubscribe_report(1, running.stream) == 107012
        assert acl.rt.process_report(1) == 107012
        with serving(running.context, running.stream) as thread:
            assert acl.rt.subscribe_report(thread, running.stream) == 107011
        assert acl.rt.launch_callback(print, 0, 1, running.stream) == 107015
        assert acl.rt.subscribe_report(1, running.stream) == 0

    def test_waiting_for_one_in_vain_takes_its_time(self, acl_board, running):
        import acl

        acl.rt.subscribe_report(threading.get_ident(), running.stream)
        began = time.monotonic()
        assert acl.rt.process_report(50) == 107019
        assert time.monotonic() - began >= 0.05

    def test_one_that_nobody_serves_does_not_hang_the_program(self, acl_board, running):
        import acl

        acl_board.patience = 0.05
        acl.rt.subscribe_report(12345, running.stream)
        acl.rt.launch_callback(print, 0, 1, running.stream)
        assert acl.rt.synchronize_stream(running.stream) == 507012
        assert "no thread serves" in acl_board.violations[0]


class TestThreads:
    def test_the_function_gets_the_list_as_its_one_argument(self, acl_board):
        import acl

        seen = []
        thread, ret = acl.util.start_thread(seen.append, [1, 2])
        assert ret == 0
        assert acl_board.handles() == {"thread": 1}
        assert acl.util.stop_thread(thread) == 0
        assert seen == [[1, 2]]
        assert acl_board.handles() == {}
        assert acl.util.stop_thread(thread) == 100000

    def test_one_that_does_not_end_is_noted(self, acl_board):
        import acl

        acl_board.patience = 0.02
        end = threading.Event()
        thread, _ = acl.util.start_thread(lambda _: end.wait(5), [])
        assert acl.util.stop_thread(thread) == 500000
        end.set()
        acl_board.patience = 5
        assert acl.util.stop_thread(thread) == 0

    def test_what_is_no_function_or_no_list_is_refused(self, acl_board):
        import acl

        assert acl.util.start_thread(None, []) == (0, 100000)
        assert acl.util.start_thread(print, 5) == (0, 100000)


def test_many_threads_may_use_the_board_at_once(acl_board, running, model):
    import acl

    number = programs.load(model)

    def work(seed):
        assert acl.rt.set_context(running.context) == 0
        stream, _ = acl.rt.create_stream()
        for i in range(30):
            x = np.full(programs.SHAPE, seed * 100 + i, np.float32)
            source, target = slot(), slot()
            write(source.pointer, x)
            if i % 2:
                assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
            else:
                assert acl.mdl.execute_async(number, source.dataset, target.dataset, stream) == 0
                assert acl.rt.synchronize_stream(stream) == 0
            assert (read(target.pointer) == 2 * x).all()
            programs.give_back(source, target)
        return acl.rt.destroy_stream(stream)

    results = []
    threads = [threading.Thread(target=lambda seed=seed: results.append(work(seed))) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [0] * 8
    assert acl_board.violations == []
    assert acl_board.handles() == {"context": 1, "stream": 1, "model": 1}
    assert in_thread(acl.rt.get_context) == (0, 107002)
