"""`python -m model_build compile`, with the simulated ATC."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import stat
import subprocess
import sys

import fake_atc
import pytest

from app.engines import om_file
from app.engines.engine import load_model
from model_build import cli

pytest.importorskip("onnx")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def compiled(home, *arguments, status=0, **changes):
    """Run the command in `home`, and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "model_build", "compile", *map(str, arguments)],
        cwd=home,
        env={**fake_atc.environment(home), **changes},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def test_the_pair_stands_in_its_folder_and_belongs_together(home, tmp_path):
    model = fake_atc.model(tmp_path / "models")
    said = compiled(home, f"--model={model}", f"--output={tmp_path / 'new' / 'out'}")
    folder = tmp_path / "new" / "out"
    assert fake_atc.names(folder) == ["digits.json", "digits.om"]
    _, card = load_model(folder / "digits.om")  # checks the SHA-256 too
    made = om_file.read(folder / "digits.om")
    assert made.name == "digits" and made.soc_version == "Ascend310"
    assert (card.dtype, card.layout, card.input_shape) == ("float32", "NCHW", (1, 1, 32, 32))
    assert card.made["from_onnx"] == hashlib.sha256(model.read_bytes()).hexdigest()
    assert card.made["soc_version"] == "Ascend310" and card.made["atc_version"] == made.atc_version is not None
    assert card.made["network"]["recipe"] == "augmented" and "aipp" not in card.made
    assert (folder / card.made["onnx"]).resolve() == model.resolve()
    assert shlex.split(card.made["command"])[:4] == ["python", "-m", "model_build", "compile"]
    assert "ATC run success" in said and f"{folder / 'digits.om'}, digits.json: " in said


def test_it_is_said_that_a_simulated_model_is_for_no_chip(home, tmp_path):
    model = fake_atc.model(tmp_path / "models")
    assert "simulated board and on no chip" in compiled(home, f"--model={model}", f"--output={tmp_path / 'out'}")
    assert json.loads((tmp_path / "out" / "digits.json").read_text())["made"]["simulated"] is True


def test_with_aipp_the_network_takes_grey_and_the_card_says_how_it_is_normalised(home, tmp_path):
    model = fake_atc.model(tmp_path / "models")
    compiled(home, f"--model={model}", f"--output={tmp_path / 'out'}", "--aipp")
    _, card = load_model(tmp_path / "out" / "digits.om")
    assert (card.dtype, card.layout, card.input_shape) == ("uint8", "NHWC", (1, 32, 32, 1))
    assert card.made["aipp"]["min_chn_0"] == 33.34375
    assert card.made["aipp"]["effective_mean"] == pytest.approx(33.34375 / 255)
    assert "--insert_op_conf=aipp.cfg" in card.made["atc_command"] and "--aipp" in card.made["command"]


def test_another_chip_has_its_own_name_in_the_model(home, tmp_path):
    model = fake_atc.model(tmp_path / "models")
    compiled(home, f"--model={model}", f"--output={tmp_path / 'out'}", "--soc-version=Ascend310B4")
    assert om_file.read(tmp_path / "out" / "digits.om").soc_version == "Ascend310B4"
    assert load_model(tmp_path / "out" / "digits.om")[1].made["soc_version"] == "Ascend310B4"


def test_names_that_atc_does_not_take_are_kept_from_it(home, tmp_path):
    model = fake_atc.model(tmp_path / "les modèles", "数字 (2) of 2026; a name that is long.onnx")
    folder = tmp_path / "le résultat"
    odd = tmp_path / "a temporary folder"
    odd.mkdir()
    compiled(home, f"--model={model}", f"--output={folder}", TMPDIR=str(odd))
    assert fake_atc.names(folder) == [f"{model.stem}.json", f"{model.stem}.om"]
    load_model(folder / f"{model.stem}.om")
    assert om_file.read(folder / f"{model.stem}.om").name.isascii()


def test_nothing_is_left_lying_about(home, tmp_path):
    (tmp_path / "tmp").mkdir()
    model = fake_atc.model(tmp_path / "models")
    compiled(home, f"--model={model}", f"--output={tmp_path / 'out'}", TMPDIR=str(tmp_path / "tmp"))
    assert fake_atc.names(tmp_path / "tmp") == []
    assert fake_atc.names(home) == []
    assert fake_atc.names(tmp_path / "models") == ["digits.json", "digits.onnx"]


def test_the_application_s_user_may_read_what_another_compiled(home, tmp_path):
    model = fake_atc.model(tmp_path / "models")
    before = os.umask(0o022)
    try:
        compiled(home, f"--model={model}", f"--output={tmp_path / 'out'}")
    finally:
        os.umask(before)
    for name in ("digits.om", "digits.json"):
        assert stat.S_IMODE((tmp_path / "out" / name).stat().st_mode) == 0o644


def test_found_through_set_env_in_the_home_it_compiles(home, tmp_path):
    toolkit = home / "Ascend" / "ascend-toolkit"
    toolkit.mkdir(parents=True)
    (toolkit / "set_env.sh").write_text(f"export PATH={fake_atc.SIMULATED.parent}:$PATH\n")
    path = os.pathsep.join(
        folder
        for folder in fake_atc.environment(home)["PATH"].split(os.pathsep)
        if folder != str(fake_atc.SIMULATED.parent)
    )
    said = compiled(home, f"--model={fake_atc.model(tmp_path / 'models')}", f"--output={tmp_path / 'out'}", PATH=path)
    assert f"{fake_atc.SIMULATED}: " in said
    load_model(tmp_path / "out" / "digits.om")


def test_a_dry_run_shows_the_command_and_writes_nothing(home, tmp_path):
    model = fake_atc.model(tmp_path / "the models")
    said = compiled(
        home, f"--model={model}", f"--output={tmp_path / 'out'}", "--aipp", "--dry-run", "--atc=/not/there/atc"
    )
    command, _, rest = said.partition("\n")
    assert shlex.split(command) == [
        "/not/there/atc",
        "--mode=0",
        "--framework=5",
        f"--model={model}",
        f"--output={tmp_path / 'out' / 'digits'}",
        "--soc_version=Ascend310",
        "--input_format=NCHW",
        "--input_shape=x:1,1,32,32",
        "--insert_op_conf=aipp.cfg",
    ]
    assert "min_chn_0: 33.34375\n" in rest and rest.endswith("}\n")
    assert fake_atc.names(home) == [] and not (tmp_path / "out").exists()


def test_neither_mindspore_nor_a_chip_is_needed(home, tmp_path):
    without = "import sys; sys.modules['mindspore'] = None; sys.modules['acl'] = None; from model_build import cli; "
    for arguments in (["--help"], [f"--model={fake_atc.model(tmp_path / 'models')}", f"--output={tmp_path / 'out'}"]):
        program = f"{without}sys.exit(cli.main(['compile'] + {arguments!r}))"
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=home,
            env=fake_atc.environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
    load_model(tmp_path / "out" / "digits.om")


def test_the_card_of_an_onnx_model_is_not_replaced(tmp_path, capsys):
    model = fake_atc.model(tmp_path / "models")
    before = model.with_suffix(".json").read_bytes()
    other = tmp_path / "others"
    fake_atc.model(other)
    for folder in (model.parent, tmp_path / "models" / ".." / "models", other):
        assert cli.main(["compile", f"--model={model}", f"--output={folder}"]) == 1
        assert "belongs to an ONNX model. Name another folder with --output" in capsys.readouterr().err
    assert model.with_suffix(".json").read_bytes() == before


def test_a_card_of_another_model_is_refused(tmp_path, capsys):
    model = fake_atc.model(tmp_path / "models", sha256="0" * 64)
    assert cli.main(["compile", f"--model={model}", f"--output={tmp_path / 'out'}"]) == 1
    assert "the SHA-256 differs" in capsys.readouterr().err


def test_what_atc_would_not_take_is_refused_before_it_is_looked_for(tmp_path, capsys):
    def newer(network):
        network.opset_import[0].version = 17

    model = fake_atc.model(tmp_path / "models", change=newer)
    assert cli.main(["compile", f"--model={model}", f"--output={tmp_path / 'out'}", "--atc=/not/there"]) == 1
    assert "opset 17" in capsys.readouterr().err
    page = tmp_path / "page.onnx"
    page.write_text("<html>")
    fake_atc.describe(page)
    assert cli.main(["compile", f"--model={page}", f"--output={tmp_path / 'out'}"]) == 1
    assert "page.onnx: this is not an ONNX model" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["", "Ascend 310", "../310", "310/"])
def test_what_cannot_be_a_chip_is_refused(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["compile", f"--soc-version={name}", "--dry-run"])
    assert ended.value.code == 2 and "is not the name of a chip" in capsys.readouterr().err
