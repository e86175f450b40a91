"""Real, short fine-tunings of the shipped model, through the real command, each in a process of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import odd_hand
import pytest
from running import done, run, start

from app.engines import open_engine
from app.engines.engine import MODELS, load_card
from app.engines.features import Features, features_beside
from model_build import before_after, corrections, mnist

pytest.importorskip("mindspore", reason="the extra `build` is not installed")
pytestmark = pytest.mark.training

SHIPPED = MODELS / "digits.onnx"
SHORT = ["finetune", "--samples=samples.db", "--epochs=2", "--limit=200", "--batch-size=64", "--share=0.5"]


def homes(folder):
    return {**os.environ, "XDG_DATA_HOME": str(folder / "home")}


def models(folder):
    """What lies where the application looks for people's own models."""
    return sorted(path.name for path in (folder / "home" / "atlas-digits" / "models").iterdir())


@pytest.fixture(scope="module")
def finetuned(small_data, tmp_path_factory):
    """A folder in which a fine-tuning has run, and what it printed."""
    folder = tmp_path_factory.mktemp("finetuned")
    odd_hand.keep(folder / "samples.db", odd_hand.samples(60))
    return folder, done(small_data, folder, *SHORT, env=homes(folder))


def test_a_hand_is_learnt_and_mnist_is_not_forgotten(finetuned, use_small_data):
    folder, told = finetuned
    assert "60 corrected samples: 50 to learn from, 10 kept back" in told and "Epoch 2 of 2" in told
    (model,) = (folder / "home" / "atlas-digits" / "models").glob("digits-????-??-??.onnx")
    assert str(model) in told and "window takes it at once where it is open" in told
    unseen = corrections.usable(odd_hand.samples(100, seed=99))
    test = mnist.load("test", use_small_data)
    found = []
    for path in (SHIPPED, model):
        with open_engine("onnx", str(path), lasting=False) as engine:
            found.append(before_after.measure(engine, test, unseen))
    before, after = found
    assert before.held_out < 85 and after.held_out > before.held_out + 8
    assert after.mnist_test >= before.mnist_test - 0.1
    assert after.mnist_test == pytest.approx(load_card(model.with_suffix(".json")).accuracy["mnist_test"], abs=0.01)


def test_the_card_says_what_it_was_made_from(finetuned):
    folder, _ = finetuned
    (model,) = (folder / "home" / "atlas-digits" / "models").glob("digits-????-??-??.onnx")
    card, shipped = load_card(model.with_suffix(".json")), load_card(SHIPPED.with_suffix(".json"))
    assert "fine-tuned on 60 corrected samples" in card.name
    assert card.made["finetuned_from"] == shipped.sha256 and card.made["seed"] == 1
    assert card.made["samples"] == {str(digit): 6 for digit in range(10)}
    assert card.made["samples_held_out"] == {str(digit): 1 for digit in range(10)}
    command = card.made["command"]
    assert command.startswith("python -m model_build finetune --samples=samples.db --epochs=2")
    assert "--share=0.5" in command
    assert card.made["figures"]["before"]["held_out"] < card.made["figures"]["after"]["held_out"]
    assert card.energy_threshold is not None and card.sha256 == hashlib.sha256(model.read_bytes()).hexdigest()
    assert 0.2 <= card.temperature <= 5 and 0.55 <= card.refusal_threshold <= 0.9
    Features(features_beside(model), card)


def test_the_table_and_the_report_say_the_same(finetuned):
    folder, told = finetuned
    (report,) = folder.glob("build/runs/finetuned-*/finetune.json")
    figures = json.loads(report.read_text())
    right = figures["after"]["held_out"]
    assert f"({right} of 10) |" in told and f"| {figures['after']['mnist_test']:.2f} % |" in told
    assert figures["seconds"] > 0 and figures["samples_taught"] == {str(digit): 5 for digit in range(10)}


def test_the_command_leaves_its_model_its_run_and_nothing_else(finetuned):
    folder, _ = finetuned
    endings = [name.split(".", 1)[1] for name in models(folder)]
    assert endings == ["features.onnx", "json", "mindir", "onnx"]
    assert sorted(path.name for path in folder.iterdir()) == ["build", "home", "samples.db"]
    (candidate,) = folder.glob("build/runs/*")
    names = sorted(path.name for path in candidate.iterdir())
    assert names == [".lock", "digits.features.onnx", "digits.json", "digits.mindir", "digits.onnx", "finetune.json"]


def test_a_finetuned_model_is_gone_on_with_and_put_beside_the_one_before(finetuned, small_data, tmp_path):
    shutil.copytree(finetuned[0], tmp_path, dirs_exist_ok=True)
    (model,) = (tmp_path / "home" / "atlas-digits" / "models").glob("digits-????-??-??.onnx")
    before = model.read_bytes()
    again = [*SHORT, "--epochs=1", f"--model={model}", f"--output={model.parent}"]
    done(small_data, tmp_path, *again, env=homes(tmp_path))
    assert model.read_bytes() == before
    second = next(path for path in model.parent.glob("digits-*-2.onnx"))
    assert load_card(second.with_suffix(".json")).made["finetuned_from"] == hashlib.sha256(before).hexdigest()


def test_a_model_that_got_worse_is_not_given_to_the_application(small_data, tmp_path):
    wrong = [dataclasses.replace(s, correction=(s.correction + 3) % 10) for s in odd_hand.samples(60)]
    rng = np.random.default_rng(0)
    mixed = [s if rng.random() < 0.5 else t for s, t in zip(wrong, odd_hand.samples(60))]
    odd_hand.keep(tmp_path / "samples.db", mixed)
    refused = run(small_data, tmp_path, *SHORT, "--learning-rate=0.2", "--share=0.8", env=homes(tmp_path))
    assert refused.returncode == 1 and "Traceback" not in refused.stderr, refused.stderr
    assert "The fine-tuned model is worse" in refused.stderr and "--learning-rate" in refused.stderr
    assert "| MNIST test, 300 pictures |" in refused.stdout
    assert models(tmp_path) == []
    (candidate,) = tmp_path.glob("build/runs/finetuned-*/digits.onnx")
    assert load_card(candidate.with_suffix(".json")).accuracy["mnist_test"] < 95


def test_interrupted_it_leaves_nothing_half_made(small_data, tmp_path):
    odd_hand.keep(tmp_path / "samples.db", odd_hand.samples(20))
    with start(small_data, tmp_path, *SHORT, "--epochs=500", f"--output={tmp_path / 'out'}") as process:
        next(line for line in process.stdout if line.startswith("Epoch 1 of 500"))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and "Interrupted" in said and "Traceback" not in said
    assert list((tmp_path / "out").iterdir()) == []
    assert [path.name for path in tmp_path.glob("build/runs/*/*")] in ([".lock"], [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--samples=absent.db"], "absent.db"),
        (["--samples=few.db"], "5 of 5 samples can be learnt from, and 10 are needed"),
        (["--samples=samples.db", "--model=other.onnx"], "its card does not say that it is a network of this program"),
        (["--samples=samples.db", "--model=liar.onnx"], "answers otherwise"),
    ],
)
def test_what_cannot_be_learnt_is_said_in_a_sentence(arguments, said, small_data, tmp_path):
    odd_hand.keep(tmp_path / "samples.db", odd_hand.samples(20))
    odd_hand.keep(tmp_path / "few.db", odd_hand.samples(5))
    fields = json.loads(SHIPPED.with_suffix(".json").read_text())
    for name, network in (("other", "resnet"), ("liar", "course")):
        shutil.copyfile(SHIPPED, tmp_path / f"{name}.onnx")
        changed = {**fields, "made": {**fields["made"], "network": network}}
        (tmp_path / f"{name}.json").write_text(json.dumps(changed))
    failed = run(small_data, tmp_path, "finetune", *arguments, "--output=out")
    assert failed.returncode == 1 and said in failed.stderr and "Traceback" not in failed.stderr, failed.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_the_weights_out_of_an_onnx_model_are_the_networks(tmp_path):
    """MindSpore does not belong into the tests' process."""
    program = """
import sys
from pathlib import Path
import numpy as np
from app.engines.engine import load_model
from app.engines.onnx import OnnxEngine
from model_build.training import logits
from model_build.weights import network_of

path = Path(sys.argv[1])
content, card = load_model(path)
asked = np.random.default_rng(3).normal(0, 1, (200, 1, 32, 32)).astype(np.float32)
with OnnxEngine(content, card, path) as engine:
    print(np.abs(logits(network_of(content, card, path), asked) - engine.infer(asked)).max())
"""
    found = subprocess.run([sys.executable, "-c", program, str(SHIPPED)], capture_output=True, text=True, check=True)
    assert float(found.stdout) < 1e-4
