from __future__ import annotations

import shutil

import pytest

from model_build import cli, mnist


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "--seed", "-1"], "from 0 to 4294967295"),
        (["train", "--seed", "99999999999"], "from 0 to 4294967295"),
        (["preview", "--seed", "x"], "from 0 to 4294967295"),
        (["train", "--epochs", "0"], "a whole number above 0"),
        (["train", "--batch-size", "²"], "a whole number above 0"),
        (["train", "--network", "vgg"], "invalid choice"),
    ],
)
def test_a_wrong_command_line_is_refused(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2 and said in capsys.readouterr().err


def test_fetch_copies_what_the_environment_names_and_leaves_it_alone(use_small_data, monkeypatch, tmp_path, capsys):
    copies = tmp_path / "copies"
    shutil.copytree(use_small_data, copies)
    monkeypatch.setenv("MNIST_DIR", str(copies))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["fetch"]) == 0
    assert sorted(p.name for p in (tmp_path / "build" / "mnist").iterdir()) == sorted(f.name for f in mnist.FILES)
    (copies / mnist.TEST_LABELS.name).write_bytes(b"mine")
    shutil.rmtree(tmp_path / "build")
    assert cli.main(["fetch"]) == 1
    assert f"{copies / mnist.TEST_LABELS.name}: this is not MNIST's file" in capsys.readouterr().err
    assert (copies / mnist.TEST_LABELS.name).read_bytes() == b"mine"


def test_preview_draws_whatever_the_files_ending(use_small_data, tmp_path):
    pytest.importorskip("matplotlib")
    for name in ("samples.png", "samples.picture", "samples"):
        assert cli.main(["preview", f"--data={use_small_data}", f"--output={tmp_path / name}"]) == 0
        assert (tmp_path / name).read_bytes()[:4] == b"\x89PNG"


def test_a_preview_does_not_replace_a_folder(use_small_data, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    assert cli.main(["preview", f"--data={use_small_data}", f"--output={tmp_path}"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_no_run_to_report_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report"]) == 1
    assert "no evaluated run yet" in capsys.readouterr().err
