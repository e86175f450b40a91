"""`python -m model_build verify`, with the simulated board, over small stand-ins for MNIST."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import fake_atc
import pytest

from model_build import cli

onnx = pytest.importorskip("onnx")

SMALL_MNIST = Path(__file__).with_name("small_mnist.py")
BOARD = os.pathsep.join([str(fake_atc.ROOT), str(fake_atc.ROOT / "tests" / "simulator" / "python")])
PICTURES = 300  # of the small test set


def compiled(folder, *arguments, change=None):
    """An .om of the simulated ATC in `folder`/out, and its ONNX in `folder`/models."""
    model = fake_atc.model(folder / "models", change=change)
    command = [sys.executable, "-m", "model_build", "compile", f"--model={model}", f"--output={folder / 'out'}"]
    subprocess.run([*command, *arguments], env=fake_atc.environment(folder), check=True, stdout=subprocess.DEVNULL)
    return folder / "out" / "digits.om"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def grey(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("grey"), "--aipp")


def biased(network):
    """Let every answer tend to 3."""
    (tensor,) = (t for t in network.graph.initializer if list(t.dims) == [10])
    values = onnx.numpy_helper.to_array(tensor).copy()
    values[3] += 12
    tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))


@pytest.fixture
def verify(small_data, tmp_path):
    def run(*arguments, board=BOARD, **changes):
        command = [sys.executable, SMALL_MNIST, small_data, "verify", f"--data={small_data}", *arguments]
        environment = {**fake_atc.environment(tmp_path), "PYTHONPATH": board, **changes}
        return subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, timeout=120)

    return run


def differences(said):
    found = re.search(r"Largest difference of a logit: (\S+), mean: (\S+); answers that differ: (\d+)\n", said)
    return float(found[1]), float(found[2]), int(found[3])


def test_a_compiled_model_answers_as_its_original(plain, grey, verify):
    for om in (plain, grey):
        done = verify(om)
        assert done.returncode == 0, done.stderr
        largest, mean, changed = differences(done.stdout)
        assert 0 < mean < largest < 0.2 and changed == 0  # half precision is not nothing
        assert f"| Right, of {PICTURES} pictures | " in done.stdout
        assert "Ascend 310" in done.stdout and "ONNX Runtime" in done.stdout
        times = re.search(r"\| Milliseconds a picture \| ([\d.]+) \| ([\d.]+) \|", done.stdout)
        assert float(times[1]) > 0 and float(times[2]) > 0


def test_a_slow_board_is_seen_in_the_milliseconds(plain, verify):
    done = verify(plain, "--limit=20", ASCEND_SIMULATOR_LATENCY_MS="20")
    assert 20 <= float(re.search(r"\| Milliseconds a picture \| ([\d.]+)", done.stdout)[1]) < 60


def test_the_board_is_given_back(plain, verify, tmp_path):
    record = tmp_path / "calls.jsonl"
    assert verify(plain, "--limit=3", ASCEND_SIMULATOR_RECORD=str(record)).returncode == 0
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [line["name"] for line in lines if "name" in line].count("finalize") == 1
    ends = [line for line in lines if "violations" in line or "leaks" in line]
    assert ends and not any(line.get("violations") or line.get("leaks") for line in ends)


@pytest.mark.parametrize("lost", ["1:forever", "4:forever", "4"])
def test_a_chip_that_is_lost_is_no_proof(plain, verify, lost):
    """ONNX must not answer in its place here: it would be compared with itself."""
    done = verify(plain, "--limit=10", ASCEND_SIMULATOR_LOSS=lost)
    assert done.returncode == 1
    assert "507899" in done.stderr and "Traceback" not in done.stderr
    assert "ONNX Runtime" not in done.stdout


def test_an_original_that_may_not_be_looked_for_is_no_traceback(plain, verify, tmp_path):
    for path in (plain, plain.with_suffix(".json")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    card = json.loads((tmp_path / "digits.json").read_text())
    card["made"]["onnx"] = "x" * 5000
    (tmp_path / "digits.json").write_text(json.dumps(card))
    done = verify(tmp_path / "digits.om", "--limit=3")
    assert "Traceback" not in done.stderr and "not the file that" not in done.stderr


def test_the_first_pictures_only(plain, verify):
    assert "Right, of 7 pictures" in verify(plain, "--limit=7").stdout
    assert f"Right, of {PICTURES} pictures" in verify(plain, "--limit=100000").stdout


def test_a_difference_above_the_bound_fails_and_is_still_reported(plain, verify):
    done = verify(plain, "--largest-difference=0")
    assert done.returncode == 1
    largest, _, _ = differences(done.stdout)
    assert f"differs by up to {largest:.3g} (allowed: 5, 0)" in done.stderr and str(plain) in done.stderr


def test_changed_answers_above_the_bound_fail(tmp_path, verify):
    om = compiled(tmp_path, change=biased)
    against = f"--against={fake_atc.SHIPPED}"
    done = verify(om, against, "--largest-difference=100")
    _, _, changed = differences(done.stdout)
    assert changed > 5 and done.returncode == 1
    assert f"answers {changed} of {PICTURES} pictures otherwise" in done.stderr
    assert verify(om, against, "--largest-difference=100", f"--changed={changed}").returncode == 0
    assert verify(om, against, "--largest-difference=100", f"--changed={changed - 1}").returncode == 1
    # against its own original nothing is changed
    assert verify(om).returncode == 0


def test_an_original_that_has_changed_is_said(tmp_path, verify):
    om = compiled(tmp_path)
    assert "not the file that" not in verify(om, "--limit=3").stdout
    fake_atc.model(tmp_path / "models", change=biased)
    done = verify(om)
    assert "models/digits.onnx: not the file that" in done.stdout and done.returncode == 1


def test_where_the_original_is_gone_the_shipped_model_takes_its_place(tmp_path, verify):
    om = compiled(tmp_path)
    (tmp_path / "models" / "digits.onnx").unlink()
    done = verify(om)
    assert done.returncode == 0 and "not the file that" not in done.stdout


def test_without_a_board_it_is_said(plain, verify):
    done = verify(plain, board=str(fake_atc.ROOT))
    assert done.returncode == 1 and "Traceback" not in done.stderr and "acl" in done.stderr.lower()


def test_what_is_no_om_is_refused(plain, verify, tmp_path):
    for wrong in (fake_atc.SHIPPED, tmp_path / "not-there.om"):
        done = verify(wrong)
        assert done.returncode == 1 and str(wrong) in done.stderr and "Traceback" not in done.stderr


def test_what_is_no_om_is_named_for_what_it_is_before_a_card_is_looked_for(verify, tmp_path):
    (tmp_path / "digits.om").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    done = verify(tmp_path / "digits.om")
    assert done.returncode == 1 and "a Git LFS pointer" in done.stderr


def test_mindspore_is_not_needed(plain, small_data, tmp_path):
    program = (
        "import sys; sys.modules['mindspore'] = None; import small_mnist; from pathlib import Path; "
        "small_mnist.install(Path(sys.argv[1])); from model_build import cli; sys.exit(cli.main(sys.argv[2:]))"
    )
    command = [sys.executable, "-c", program, small_data, "verify", plain, f"--data={small_data}", "--limit=3"]
    path = os.pathsep.join([BOARD, str(SMALL_MNIST.parent)])
    done = subprocess.run(
        list(map(str, command)),
        env={**fake_atc.environment(tmp_path), "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "wrong", ["--changed=-1", "--changed=x", "--largest-difference=nan", "--largest-difference=-1", "--limit=0"]
)
def test_a_wrong_bound_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["verify", "digits.om", wrong])
    assert ended.value.code == 2 and "is not a" in capsys.readouterr().err
