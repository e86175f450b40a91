"""Real, short trainings with MindSpore, through the real command, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from running import command, done, run, start

from app.engines import open_engine
from app.engines.engine import load_card
from app.engines.features import Features
from model_build import mnist, samples

pytest.importorskip("mindspore", reason="the extra `build` is not installed")
pytestmark = pytest.mark.training

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHORT = ["--network=course", "--recipe=course", "--epochs=3", "--batch-size=20", "--run=run"]
POOLED = ["--recipe=augmented", "--epochs=5", "--batch-size=40", "--limit=100", "--run=run"]


@pytest.fixture(scope="module")
def trained(small_data, tmp_path_factory):
    """A folder in which `all` has run, and what it printed."""
    folder = tmp_path_factory.mktemp("trained")
    return folder, done(small_data, folder, "all", *SHORT, f"--from={small_data}", "--output=model")


def weights(checkpoint):
    """The network's weights in a checkpoint, by name; read apart, MindSpore does not belong into the tests' process."""
    program = (
        "import sys, numpy, mindspore\n"
        "found = {n: p.asnumpy() for n, p in mindspore.load_checkpoint(sys.argv[1]).items() if hasattr(p, 'asnumpy')}\n"
        "numpy.savez(sys.argv[2], **found)"
    )
    arrays = checkpoint.with_suffix(".npz")
    subprocess.run([sys.executable, "-c", program, str(checkpoint), str(arrays)], check=True, capture_output=True)
    with np.load(arrays) as found:
        read = dict(found)
    arrays.unlink()
    return read


def checkpoints(folder):
    return sorted(path.name for path in (folder / "run" / "checkpoints").iterdir())


def test_the_whole_way_from_data_to_a_model_that_the_application_runs(trained, small_data, use_small_data):
    folder, told = trained
    assert "epoch: 1 step: " in told and ", loss is " in told
    assert "61,684" in told and "answers that differ: 0" in told
    card = load_card(folder / "model" / "digits.json")
    assert card.made["parameters"] == 61_684 and card.made["network"] == "course"
    assert card.made["command"].startswith("python -m model_build all --network=course --recipe=course --epochs=3")
    test = mnist.load("test", small_data)
    with open_engine("onnx", str(folder / "model" / "digits.onnx")) as engine:
        logits = engine.infer(samples.normalised(samples.resized(test.images)))
    explained = Features(folder / "model" / "digits.features.onnx", card).explain(samples.resized(test.images)[0])
    assert explained.logits == pytest.approx(logits[0], abs=1e-4)
    right = 100 * float(np.mean(logits.argmax(1) == test.labels))
    assert right > 90
    assert card.accuracy["mnist_test"] == pytest.approx(right, abs=0.01)
    assert (folder / "model" / "digits.mindir").stat().st_size > 200_000


def test_what_was_measured_is_left_as_numbers_and_pictures(trained):
    folder, _ = trained
    evaluation = json.loads((folder / "run" / "evaluation.json").read_text())
    matrix = np.array(evaluation["confusion"])
    assert matrix.sum() == 300 and evaluation["accuracy"] == pytest.approx(100 * np.trace(matrix) / 300)
    for name in ("run/curves.png", "run/confusion.png", "run/errors.png", "build/preview.png"):
        assert samples.cv2.imread(str(folder / name)).std() > 5, name


def test_nothing_is_left_in_the_working_directory(trained):
    assert sorted(path.name for path in trained[0].iterdir()) == ["build", "model", "run"]


def test_a_finished_run_is_not_trained_again_unless_asked_to(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    assert "trained to its end already" in done(small_data, tmp_path, "train", *SHORT)
    assert "Epoch 3 of 3" in done(small_data, tmp_path, "train", *SHORT, "--fresh")


def test_a_killed_run_goes_on_and_ends_where_an_undisturbed_one_does(trained, small_data, tmp_path):
    unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1"}
    options = {"cwd": tmp_path, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": unbuffered}
    with subprocess.Popen(command(small_data, "train", *SHORT), text=True, **options) as process:
        for line in process.stdout:
            if line.startswith("Epoch 1 of 3"):
                break
        process.send_signal(signal.SIGKILL)
    assert "epoch-003.ckpt" not in checkpoints(tmp_path)
    (tmp_path / "run" / "checkpoints" / ".epoch-002.0.ckpt").write_bytes(b"half")  # as if killed while writing
    assert "Going on after epoch" in done(small_data, tmp_path, "train", *SHORT)
    assert checkpoints(tmp_path) == ["epoch-002.ckpt", "epoch-003.ckpt"]
    resumed, undisturbed = (weights(f / "run" / "checkpoints" / "epoch-003.ckpt") for f in (tmp_path, trained[0]))
    assert set(resumed) == set(undisturbed) and "conv1.weight" in resumed
    for name, values in undisturbed.items():
        assert np.array_equal(resumed[name], values), name


@pytest.fixture(scope="module")
def averaged(small_data, tmp_path_factory):
    """A folder in which the shipped recipe has run; the weights are averaged over the last one and a half epochs."""
    folder = tmp_path_factory.mktemp("averaged")
    done(small_data, folder, "train", *POOLED)
    return folder


def test_a_pool_is_trained_on_alike_whether_killed_or_not(averaged, small_data, tmp_path):
    unbuffered = {**os.environ, "PYTHONUNBUFFERED": "1"}
    options = {"cwd": tmp_path, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": unbuffered}
    with subprocess.Popen(command(small_data, "train", *POOLED), text=True, **options) as process:
        for line in process.stdout:
            if line.startswith("Epoch 4 of 5"):
                break
        process.send_signal(signal.SIGKILL)
    assert "Epoch 5 of 5" in done(small_data, tmp_path, "train", *POOLED)
    one, two = (weights(folder / "run" / "checkpoints" / "epoch-005.ckpt") for folder in (averaged, tmp_path))
    assert "average.conv1.weight" in one
    for name, values in one.items():
        assert np.array_equal(two[name], values), name


def test_what_is_measured_and_exported_is_the_average(averaged, small_data):
    program = (
        "import sys, numpy; from pathlib import Path; from model_build.training import load_network\n"
        "network = load_network(Path(sys.argv[1]))[0]\n"
        "numpy.savez(sys.argv[2], **{p.name: p.asnumpy() for p in network.trainable_params()})"
    )
    arrays = averaged / "network.npz"
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, str(averaged / "run"), str(arrays)], check=True, env=paths)
    kept = weights(averaged / "run" / "checkpoints" / "epoch-005.ckpt")
    with np.load(arrays) as network:
        assert len(network) == 8
        for name, values in network.items():
            assert np.array_equal(values, kept[f"average.{name}"]) and not np.array_equal(values, kept[name]), name


def test_another_seed_gives_other_weights(trained, small_data, tmp_path):
    done(small_data, tmp_path, "train", *SHORT, "--seed=2")
    here, there = (weights(f / "run" / "checkpoints" / "epoch-003.ckpt") for f in (tmp_path, trained[0]))
    assert not np.allclose(here["conv1.weight"], there["conv1.weight"], atol=1e-3)


def test_other_settings_do_not_overwrite_a_run(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    refused = run(small_data, tmp_path, "train", *SHORT, "--seed=7")
    assert refused.returncode == 1 and "other settings" in refused.stderr and "--fresh" in refused.stderr
    assert checkpoints(tmp_path) == checkpoints(trained[0])


def limit_file_size():
    """A write beyond 100 kB fails half way, as on a full disk."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_disk_full_at_a_checkpoint_is_said_and_keeps_the_one_before(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    (tmp_path / "run" / "checkpoints" / "epoch-003.ckpt").unlink()
    before = (tmp_path / "run" / "checkpoints" / "epoch-002.ckpt").read_bytes()
    failed = run(small_data, tmp_path, "train", *SHORT, preexec_fn=limit_file_size)
    assert failed.returncode == 1
    assert "epoch-003.ckpt: the checkpoint cannot be written" in failed.stderr and "Traceback" not in failed.stderr
    assert checkpoints(tmp_path) == ["epoch-002.ckpt"]
    assert (tmp_path / "run" / "checkpoints" / "epoch-002.ckpt").read_bytes() == before


def test_a_disk_full_at_an_export_replaces_nothing(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    (tmp_path / "model").mkdir()
    for name in ("digits.onnx", "digits.json", "digits.mindir"):
        (tmp_path / "model" / name).write_text("good")
    failed = run(small_data, tmp_path, "export", *SHORT[:2], "--run=run", "--output=model", preexec_fn=limit_file_size)
    assert failed.returncode == 1 and "Traceback" not in failed.stderr, failed.stderr
    assert {path.name: path.read_text() for path in (tmp_path / "model").iterdir()} == {
        "digits.onnx": "good",
        "digits.json": "good",
        "digits.mindir": "good",
    }


def test_a_damaged_checkpoint_is_named_and_the_one_before_taken(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    whole = weights(tmp_path / "run" / "checkpoints" / "epoch-003.ckpt")
    (tmp_path / "run" / "checkpoints" / "epoch-003.ckpt").write_bytes(b"not a checkpoint")
    told = done(small_data, tmp_path, "train", *SHORT)
    assert "epoch-003.ckpt: this is not a checkpoint" in told and "Going on after epoch 2 of 3" in told
    again = weights(tmp_path / "run" / "checkpoints" / "epoch-003.ckpt")
    assert all(np.array_equal(again[name], values) for name, values in whole.items())
    for checkpoint in (tmp_path / "run" / "checkpoints").iterdir():
        checkpoint.write_bytes(b"not a checkpoint")
    failed = run(small_data, tmp_path, "train", *SHORT)
    assert failed.returncode == 1 and "this is not a checkpoint" in failed.stderr and "Traceback" not in failed.stderr


def test_ctrl_c_in_mid_training_says_how_to_go_on(small_data, tmp_path):
    with start(small_data, tmp_path, "train", *SHORT[:2], "--epochs=200", "--batch-size=20", "--run=run") as process:
        next(line for line in process.stdout if line.startswith("Epoch 1 of 200"))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "goes on from the last finished epoch" in said and "Traceback" not in said


def test_a_run_that_is_being_trained_is_left_alone(small_data, tmp_path):
    long = ["train", *SHORT[:2], "--epochs=200", "--batch-size=20", "--run=run"]
    with start(small_data, tmp_path, *long) as process:
        next(line for line in process.stdout if line.startswith("Epoch 1 of 200"))
        refused = run(small_data, tmp_path, *long, "--fresh")
        process.kill()
        process.communicate()
    assert refused.returncode == 1 and "run is being trained by another process" in refused.stderr


def test_only_what_was_measured_is_exported(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    done(small_data, tmp_path, "train", *SHORT, "--seed=5", "--fresh")
    refused = run(small_data, tmp_path, "export", *SHORT[:2], "--run=run", "--output=model")
    assert refused.returncode == 1 and "trained on since it was evaluated" in refused.stderr
    assert not (tmp_path / "model").exists()


def test_a_run_that_is_not_at_its_end_is_not_exported(trained, small_data, tmp_path):
    shutil.copytree(trained[0] / "run", tmp_path / "run")
    (tmp_path / "run" / "checkpoints" / "epoch-003.ckpt").unlink()
    done(small_data, tmp_path, "evaluate", *SHORT[:2], "--run=run")
    refused = run(small_data, tmp_path, "export", *SHORT[:2], "--run=run", "--output=model")
    assert refused.returncode == 1 and "epoch 2 of 3" in refused.stderr
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evaluate", "--run=nothing"], "nothing: there is no checkpoint"),
        (["export", "--run=nothing"], "nothing/evaluation.json: this run was not evaluated"),
        (["train", "--run=run", "--batch-size=500000"], "do not make one batch of 500000"),
        (["train", "--run=run", "--device-target=Ascend"], "cannot use the device Ascend"),
        (["evaluate", "--model=digits.onnx"], "--model goes with --suite"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments, said, small_data, tmp_path):
    failed = run(small_data, tmp_path, *arguments)
    assert failed.returncode == 1
    assert said in failed.stderr and "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    "settings",
    [
        ("--network=course", "--recipe=course", "--batch-size=20", "--limit=400"),
        ("--network=relu", "--recipe=augmented", "--batch-size=52", "--limit=40"),
    ],
)
def test_two_workers_learn_what_one_does(settings, small_data, tmp_path):
    # few steps: rounding grows from one to the next
    few = ["train", "--epochs=1", *settings]
    done(small_data, tmp_path, *few, "--run=one")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs = Path(sys.executable).parent
    launcher = [str(programs / "msrun"), "--worker_num=2", "--local_worker_num=2", "--join=True"]
    launcher += [f"--master_port={port}", "--log_dir=log", "python"]
    paths = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}  # msrun looks for python there
    two_workers = [*launcher, *command(small_data, *few, "--run=two")[1:]]
    finished = subprocess.run(two_workers, cwd=tmp_path, capture_output=True, text=True, timeout=300, env=paths)
    logs = "".join(log.read_text(errors="replace")[-2000:] for log in (tmp_path / "log").glob("worker*"))
    assert finished.returncode == 0, finished.stdout[-2000:] + logs
    one, two = (weights(tmp_path / name / "checkpoints" / "epoch-001.ckpt") for name in ("one", "two"))
    assert "conv1.weight" in one
    for name, values in one.items():
        assert np.allclose(two[name], values, rtol=1e-4, atol=1e-5), name


def test_the_course_recipe_learns_mnist(real_mnist, tmp_path):
    arguments = ["--network=course", "--recipe=course", "--epochs=1", "--limit=12800", "--run=run"]
    real = [sys.executable, "-m", "model_build", "train", *arguments, f"--data={real_mnist}"]
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(real, cwd=tmp_path, capture_output=True, text=True, timeout=300, env=paths)
    assert finished.returncode == 0, finished.stderr
    accuracy = float(finished.stdout.split()[-3])  # "run: trained to epoch 1, 95.00 % right"
    assert 93 < accuracy < 100
