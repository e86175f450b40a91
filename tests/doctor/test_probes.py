import os
import time

import pytest

from app.doctor.finding import OK, PROBLEM, WARNING
from app.doctor.place import Place
from app.doctor.probes import Probe, run


def probe(name, *arguments, seconds=20.0):
    return Probe(name, f"tests.doctor.probes_for_tests:{name}", arguments, seconds)


def only(*probes, place=None):
    """What was found, one finding for each probe."""
    found = list(run(probes, place or Place()))
    assert all(len(findings) == 1 for findings in found)
    return [findings[0] for findings in found]


def test_a_check_sees_the_place_and_what_it_is_given(tmp_path):
    place = Place(tmp_path, {**os.environ, "MARK": "seen"})
    (found,) = only(probe("good", "one", "two"), place=place)
    assert (found.state, found.finding) == (OK, f"{tmp_path} seen one two")


def test_findings_come_in_the_order_of_the_probes():
    found = only(probe("slow", "0.6"), probe("good"), probe("slow", "0.1"))
    assert [f.name for f in found] == ["slow", "good", "slow"]
    assert found[0].state == WARNING and found[0].remedy == "wait"


def test_checks_run_at_the_same_time():
    start = time.monotonic()
    only(*[probe("slow", "1")] * 3)
    assert time.monotonic() - start < 2.5


def test_a_check_that_hangs_is_given_up_and_the_others_go_on():
    start = time.monotonic()
    found = only(probe("hanging", seconds=0.5), probe("good"))
    assert time.monotonic() - start < 5
    assert (found[0].name, found[0].state) == ("hanging", PROBLEM)
    assert "did not answer within 0.5 seconds" in found[0].finding and found[0].remedy
    assert found[1].state == OK


def test_what_a_hanging_check_has_started_is_ended_too(tmp_path):
    target = tmp_path / "written"
    start = time.monotonic()
    (found,) = only(probe("hanging_with_a_child", str(target), seconds=0.7))
    assert time.monotonic() - start < 3
    assert found.state == PROBLEM
    time.sleep(1.5)
    assert not target.exists()


def test_a_child_that_stays_behind_does_not_hold_up_the_answer():
    start = time.monotonic()
    (found,) = only(probe("leaving_a_child"))
    assert found.state == OK
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("crashing", ["crashed (SIGSEGV)", "undefined symbol: rtMalloc"]),
        ("raising", ["failed", "libfoo.so.1: cannot open"]),
        ("garbage", ["no sensible answer"]),
        ("wrong_shape", ["no sensible answer"]),
        ("leaving_quietly", ["failed, without a word"]),
    ],
)
def test_a_check_that_goes_wrong_is_a_finding(name, parts):
    (found,) = only(probe(name))
    assert (found.name, found.state) == (name, PROBLEM)
    assert all(part in found.finding for part in parts) and found.remedy


def test_a_check_that_never_stops_printing_is_given_up():
    (found,) = only(probe("endless_garbage", seconds=0.5))
    assert "did not answer" in found.finding
    assert len(found.finding) < 400


def test_a_check_that_is_not_there_is_a_finding():
    (found,) = only(Probe("absent", "app.doctor.nowhere:check"))
    assert (found.name, found.state) == ("absent", PROBLEM)


def test_a_process_that_cannot_be_started_is_a_finding(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    (found,) = only(probe("good"))
    assert found.state == PROBLEM and "cannot be started" in found.finding


def test_whoever_stops_listening_ends_the_checks(tmp_path):
    target = tmp_path / "written"
    findings = run([probe("good"), probe("hanging_with_a_child", str(target))], Place())
    next(findings)
    time.sleep(0.5)
    findings.close()
    time.sleep(1.8)
    assert not target.exists()
