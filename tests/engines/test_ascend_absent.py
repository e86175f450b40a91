"""The ascend engine where there is no board, or none that works."""

import importlib
import logging
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from app.engines import ascend
from app.engines.ascend import AscendEngine
from app.engines.ascend_runtime import DEVICE_VARIABLE
from app.engines.engine import ENGINE_VARIABLE, MODEL_VARIABLE, load_model, open_engine
from app.errors import EngineUnavailableError
from tests.boards import simulated
from tests.models import SHIPPED
from tests.unprivileged import unprivileged

ROOT = Path(__file__).resolve().parents[2]


def test_no_pyacl(compiled):
    with pytest.raises(EngineUnavailableError, match=r"pyACL.*set_env\.sh"):
        open_engine("ascend", str(compiled()))


def test_the_unrelated_package_of_the_same_name(compiled, monkeypatch):
    stranger = types.ModuleType("acl")
    stranger.__file__ = "/usr/lib/python3/dist-packages/acl/__init__.py"
    monkeypatch.setitem(sys.modules, "acl", stranger)
    with pytest.raises(EngineUnavailableError, match=r"dist-packages/acl.*unrelated.*pip uninstall acl"):
        open_engine("ascend", str(compiled()))


def test_a_pyacl_that_lacks_a_call(board, compiled, monkeypatch):
    monkeypatch.delattr(importlib.import_module("acl.mdl"), "create_desc")
    with pytest.raises(EngineUnavailableError, match=r"no acl\.mdl\.create_desc"):
        AscendEngine(*load_model(compiled(), AscendEngine.inspect), compiled())


def test_where_nothing_speaks_for_a_board_onnx_is_no_fallback(monkeypatch, caplog):
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    notices = []
    with caplog.at_level(logging.WARNING), open_engine(notice=notices.append) as engine:
        assert engine.name == "onnx"
    assert notices == [] and caplog.text == ""


def test_where_something_does_it_is_one_and_says_why(board, monkeypatch, caplog):
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    board.soc = "Ascend910"  # no model was ever compiled for it here
    notices = []
    with open_engine(notice=notices.append) as engine:
        assert engine.name == "onnx"
    assert "no model was compiled for this Ascend910" in notices[0]
    assert "model_build compile --soc-version Ascend910" in caplog.text


def test_a_command_that_helps_is_not_run_into_what_follows_it(board, compiled, monkeypatch, caplog):
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    monkeypatch.setenv(DEVICE_VARIABLE, "99")
    with pytest.raises(EngineUnavailableError, match=r"npu-smi info \(ACL says: .+\)$"):
        open_engine("ascend", str(compiled()))
    monkeypatch.delenv(DEVICE_VARIABLE)
    board.soc = "Ascend910"
    with open_engine():
        assert caplog.messages[-1].endswith("--soc-version Ascend910")


@pytest.mark.parametrize("raised", ["RuntimeError('half installed')", "OSError('no driver')", "SystemExit('no board')"])
def test_a_pyacl_that_raises_while_it_is_imported(compiled, monkeypatch, tmp_path, raised):
    (tmp_path / "acl.py").write_text(f"raise {raised}")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(EngineUnavailableError, match=r"cannot be imported \((half|no)"):
        open_engine("ascend", str(compiled()))
    monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    with open_engine() as engine:
        assert engine.name == "onnx"


def test_a_folder_of_that_name_is_no_pyacl_and_speaks_for_no_board(compiled, monkeypatch, tmp_path):
    (tmp_path / "acl").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    assert not AscendEngine.expected()
    with pytest.raises(EngineUnavailableError, match=rf"{tmp_path}/acl is not pyACL"):
        open_engine("ascend", str(compiled()))
    sys.modules.pop("acl", None)


def test_a_device_node_speaks_for_a_board(monkeypatch, tmp_path):
    monkeypatch.setattr(ascend, "_DEVICE_NODE", tmp_path / "davinci_manager")
    assert not AscendEngine.expected()
    (tmp_path / "davinci_manager").touch()
    assert AscendEngine.expected()


def test_a_model_in_a_folder_that_this_user_may_not_look_into_is_said_and_falls_back(compiled, tmp_path):
    (tmp_path / "Ascend310").mkdir()
    for model, folder in ((compiled(), tmp_path / "Ascend310"), (SHIPPED, tmp_path)):
        for path in (model, model.with_suffix(".json")):
            shutil.copyfile(path, folder / path.name)
    (tmp_path / "Ascend310").chmod(0)  # as root leaves it with the mask 077
    program = (
        "import sys; from pathlib import Path; from app.engines import engine\n"
        "engine.MODELS = Path(sys.argv[1])\n"
        "with engine.open_engine(notice=print) as opened: print(opened.name)\n"
        "from app.doctor import board; board.MODELS = Path(sys.argv[1])\n"
        "print(board._model_for('Ascend310'))"
    )
    try:
        done = subprocess.run(
            unprivileged(sys.executable, "-c", program, str(tmp_path)),
            env=simulated(dict(os.environ, PYTHONPATH=str(ROOT))),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        (tmp_path / "Ascend310").chmod(0o700)
    assert done.returncode == 0, done.stderr
    notice, name, finding = done.stdout.splitlines()
    assert "may not read the model file" in notice and notice.endswith(f"chmod a+rX {tmp_path / 'Ascend310'}")
    assert name == "onnx"
    assert "state='warning'" in finding and "may not look at it" in finding
