"""The whole way: the simulated atc compiles the project's own model, the simulated board runs it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from tests.pictures import DIGITS, digit_ink
from tests.simulator import programs
from tests.simulator.programs import load, read, slot, write

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "assets" / "models" / "digits.onnx"
REAL = ROOT.parent / "shared" / "ascend" / "mnist_vae_ascend310.om"
MEAN, DEVIATION = 33.3285, 78.5655  # of MNIST, in units of a pixel
AIPP = """
aipp_op {
  aipp_mode: static
  input_format: YUV400_U8
  src_image_size_w: 32
  src_image_size_h: 32
  mean_chn_0: 0
  min_chn_0: 33.3285
  var_reci_chn_0: 0.0127282
}
"""


def compiled(output, *flags):
    """The path of the model as the simulated atc compiled it."""
    pytest.importorskip("onnx")
    command = [sys.executable, str(Path(__file__).parent / "bin" / "atc"), f"--model={MODEL}", "--framework=5"]
    command += ["--soc_version=Ascend310", f"--output={output}", *flags]
    done = subprocess.run(command, cwd=output.parent, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return output.with_suffix(".om")


@pytest.fixture(scope="module")
def pixels():
    """uint8 [10, 32, 32], bright ink on black."""
    drawings = np.zeros((10, 32, 32), np.uint8)
    for drawing, digit in zip(drawings, DIGITS):
        ink = np.asarray(digit_ink(digit))
        rows, columns = (np.linspace(0, n - 1, 24).astype(int) for n in ink.shape)
        drawing[4:28, 4:28] = ink[np.ix_(rows, columns)]
    return drawings


@pytest.fixture(scope="module")
def expected(pixels):
    """float32 [10, 10]: what ONNX Runtime answers."""
    session = onnxruntime.InferenceSession(str(MODEL), providers=["CPUExecutionProvider"])
    inputs = ((pixels - np.float32(MEAN)) / np.float32(DEVIATION)).astype(np.float32)
    return np.concatenate([session.run(None, {session.get_inputs()[0].name: x[None, None]})[0] for x in inputs])


def answers(path, inputs):
    """What the board answers to each of the inputs."""
    import acl

    number = load(path)
    source, target = slot(inputs[0].nbytes), slot(40)
    found = []
    for x in inputs:
        write(source.pointer, x)
        assert acl.mdl.execute(number, source.dataset, target.dataset) == 0
        found.append(read(target.pointer, np.float32, 10))
    return np.array(found)


def described(path):
    import acl

    desc = acl.mdl.create_desc()
    assert acl.mdl.get_desc(desc, load(path)) == 0
    dims = acl.mdl.get_input_dims(desc, 0)[0]["dims"]
    return dims, acl.mdl.get_input_data_type(desc, 0), acl.mdl.get_input_format(desc, 0)


def test_a_compiled_model_answers_almost_as_the_original(acl_board, running, tmp_path, pixels, expected):
    path = compiled(tmp_path / "digits")
    assert described(path) == ([1, 1, 32, 32], 0, 0)
    found = answers(path, ((pixels - np.float32(MEAN)) / np.float32(DEVIATION)).astype(np.float32))
    assert np.abs(found - expected).max() < 0.05
    assert (found != expected).any()  # the chip computes in half precision
    assert (found.argmax(1) == expected.argmax(1)).all()
    assert acl_board.violations == []


def test_with_aipp_it_takes_bytes(acl_board, running, tmp_path, pixels, expected):
    (tmp_path / "aipp.cfg").write_text(AIPP)
    path = compiled(tmp_path / "digits", f"--insert_op_conf={tmp_path / 'aipp.cfg'}")
    assert described(path) == ([1, 32, 32, 1], 4, 1)
    found = answers(path, pixels)
    assert np.abs(found - expected).max() < 0.1
    assert (found.argmax(1) == expected.argmax(1)).all()


@pytest.mark.skipif(not REAL.exists(), reason="needs the folder of shared data with a model for a real chip")
def test_a_model_for_a_real_chip_is_told_apart(acl_board, running):
    import acl

    assert acl.mdl.load_from_file(str(REAL)) == (0, 545001)
    assert "simulator" in acl.get_recent_err_msg()


def test_the_program_of_the_readme_runs(acl_board, tmp_path):
    text = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    program = text.split("```python\n")[1].split("```")[0]
    (tmp_path / "digits.om").write_bytes(programs.om(programs.network()))
    namespace = {}
    exec(program.replace("digits.om", str(tmp_path / "digits.om")), namespace)
    assert acl_board.handles() == {} and acl_board.leaks == {} and acl_board.violations == []
