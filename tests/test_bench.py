import json
import time

import pytest

from app import bench
from app.cli import main
from app.engines import open_engine

STAGES = ["segment", "preprocess", "infer", "decide", "total", "bare engine"]


@pytest.fixture(scope="module")
def result():
    with open_engine("onnx") as engine:
        return bench.run(engine, calls=15)


def test_what_another_engine_takes_is_not_measured_for_a_lost_one(board, compiled, capsys):
    board.lose("mdl.execute", 30, returns=False)
    assert main(["bench", "--json", "--engine", "ascend", "--model", str(compiled())]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "507899" in said.err


def test_on_a_chip_the_parts_of_a_call_are_told(board, compiled, capsys):
    with open_engine("ascend", str(compiled())) as engine:
        found = bench.run(engine, calls=10)
    assert set(found["engine_call_ms"]) == {"copy_in", "execute", "copy_out", "around"}
    around, execute = (found["engine_call_ms"][name]["p50"] for name in ("around", "execute"))
    assert 0 < found["engine_call_ms"]["copy_in"]["p50"] < around
    assert execute > 0
    assert "around its execution" in bench.table(found)


def test_it_says_what_ran_where(result):
    assert result["engine"] == "onnx"
    assert result["model"]
    assert result["calls"] == 15
    assert set(result["machine"]) == {"cpus", "architecture", "python"}


def test_a_canvas_and_a_camera_frame_are_read_and_every_stage_timed(result):
    assert [name.split()[0] for name in result["cases"]] == ["canvas", "camera"]
    for case in result["cases"].values():
        assert case["text"] == "8"
        assert list(case["timings_ms"]) == STAGES
        for percentiles in case["timings_ms"].values():
            assert list(percentiles) == ["p50", "p90", "p95", "p99"]
            assert list(percentiles.values()) == sorted(percentiles.values())
            assert percentiles["p50"] > 0


def test_a_video_s_frames_are_read_and_every_part_timed(result):
    video = result["video"]
    assert (video["size"], video["text"]) == ("1280x720", "8")
    parts = video["timings_ms"]
    assert list(parts) == ["sheet", "recognize", "track", "total"]
    assert parts["total"]["p50"] >= max(parts[name]["p50"] for name in ("sheet", "recognize", "track")) > 0


def test_the_time_the_engine_takes_stands_in_its_rows_and_in_the_whole():
    class Slow:
        def __init__(self, engine):
            self.name, self.card, self.parts, self._engine = engine.name, engine.card, {}, engine

        def infer(self, batch):
            time.sleep(0.003)
            return self._engine.infer(batch)

    with open_engine("onnx") as engine:
        found = bench.run(Slow(engine), calls=5)
    for case in found["cases"].values():
        assert all(case["timings_ms"][stage]["p50"] >= 3 for stage in ("infer", "bare engine", "total"))
        assert case["timings_ms"]["decide"]["p50"] < 3


def test_the_overhead_is_the_whole_over_the_bare_engine(result):
    for case in result["cases"].values():
        timings = case["timings_ms"]
        assert case["overhead"] == pytest.approx(timings["total"]["p50"] / timings["bare engine"]["p50"], abs=0.01)


def test_the_result_is_json_and_has_a_table_for_people(result):
    assert json.loads(json.dumps(result)) == result
    table = bench.table(result)
    for part in (*result["cases"], *STAGES, "p99", "'8'", "15 calls"):
        assert part in table
