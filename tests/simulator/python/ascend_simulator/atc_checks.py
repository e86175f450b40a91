"""What ATC checks of its flags before it opens the model: all of them, so that several faults are told at once."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .atc_errors import AtcError, NotSimulated, bad_value
from .atc_flags import NOT_SIMULATED, Flags

ONNX = 5
_FRAMEWORKS = "0(Caffe) or 1(MindSpore) or 3(TensorFlow) or 5(Onnx)"
_PATH = re.compile(r"[\u4e00-\u9fa5A-Za-z0-9./_-]+")
_PATH_REASON = "The path can only contain 'a-z' 'A-Z' '0-9' '-' '.' '_' and chinese character"
_LONGEST_PATH = 4096
_FORMATS = ("NCHW", "ND", "NCDHW")
# the chips that a CANN of 2021 to 2023 knows; the real list lies in the toolkit's platform_config folder
_CHIPS = {"Ascend310", "Ascend310P", "Ascend310P1", "Ascend310P2", "Ascend310P3", "Ascend310P4", "Ascend310P5"}
_CHIPS |= {"Ascend310P7", "Ascend310B1", "Ascend310B2", "Ascend310B3", "Ascend310B4", "Ascend610", "Ascend710"}
_CHIPS |= {"Ascend910", "Ascend910A", "Ascend910B", "Ascend910ProA", "Ascend910ProB", "Ascend910PremiumA"}
_CHIPS |= {"Ascend910B1", "Ascend910B2", "Ascend910B3", "Ascend910B4"}
_CHOICES = {
    "op_select_implmode": ("high_performance", "high_precision"),
    "buffer_optimize": ("l1_optimize", "l2_optimize", "off_optimize"),
    "core_type": ("AiCore", "VectorCore"),
    "op_compiler_cache_mode": ("", "disable", "enable", "force"),
}
_CHOICES["op_select_implmode"] += ("high_performance_for_all", "high_precision_for_all")
_PRECISIONS = ("force_fp16", "force_fp32", "allow_fp32_to_fp16", "allow_mix_precision", "must_keep_origin_dtype")


def check(flags: Flags) -> None:
    """raises AtcError with every fault that the real ATC would report, else NotSimulated"""
    if flags.text("input_format") not in ("", *_FORMATS) and flags.number("framework") == ONNX:
        reason = f"only support {', '.join(_FORMATS)} in onnx model"
        raise AtcError(bad_value("--input_format", flags.text("input_format"), reason))
    problems = _mandatory(flags) + _paths(flags) + _values(flags)
    if problems:
        raise AtcError(*problems)
    if flags.number("framework") != ONNX:
        raise NotSimulated("models other than ONNX, give --framework=5")
    for name in NOT_SIMULATED:
        if flags.text(name):
            raise NotSimulated(f"--{name}")
    if flags.text("precision_mode") != "force_fp16":
        raise NotSimulated(f"--precision_mode={flags.text('precision_mode')}, it computes in FP16 (force_fp16)")
    if flags.text("output_type") not in ("", "FP32", "FP16"):
        raise NotSimulated(f"--output_type={flags.text('output_type')}, only FP32 and FP16")


def input_path(flag: str, path: str) -> list[tuple[str, str]]:
    """What is wrong with a file that is to be read; nothing if it can be."""
    try:
        real = Path(path).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "too many links"
        return [("E19000", f"Path [{path}] is not a real path: {reason}")]
    if not _PATH.fullmatch(str(real)):
        return [bad_value(flag, str(real), _PATH_REASON)]
    if not os.access(real, os.R_OK):
        return [("E19003", f"Read file [{path}] failed: Permission denied")]
    return []


def _mandatory(flags: Flags) -> list[tuple[str, str]]:
    wanted = ("model", "output") if flags.number("mode") == 0 else ("model",)
    problems = [("E10004", f"Value for parameter [--{name}] is empty") for name in wanted if not flags.text(name)]
    framework = flags.number("framework")
    if framework not in (0, 1, 3, 5):
        problems.append(("E10007", f"Parameter [--framework] is missing or wrong, it must be one of {_FRAMEWORKS}"))
    if framework == 0 and not flags.text("weight"):
        problems.append(("E10008", "Parameter [--weight] is empty, which Caffe (--framework=0) needs"))
    if flags.text("soc_version") not in _CHIPS:
        problems.append(bad_value("--soc_version", flags.text("soc_version"), "no such chip is known"))
    return problems


def _paths(flags: Flags) -> list[tuple[str, str]]:
    problems = []
    for name in ("model", "weight", "insert_op_conf"):
        if flags.text(name):
            problems += input_path(f"--{name}", flags.text(name))
    if flags.text("output") and flags.number("mode") == 0:
        problems += _output_path(flags.text("output"))
    return problems


def _output_path(path: str) -> list[tuple[str, str]]:
    """As the real one, it makes the folders that are missing."""
    if len(path) >= _LONGEST_PATH:
        return [("E10021", f"The path of parameter [--output] is too long, it must be less than {_LONGEST_PATH}")]
    if not _PATH.fullmatch(path):
        return [bad_value("--output", path, _PATH_REASON)]
    folder, _, name = path.rpartition("/")
    if not name:
        return [("E10022", f"Path [{path}] of parameter [--output] does not include a file name")]
    if Path(path).exists():
        if not os.access(path, os.W_OK):
            return [("E19004", f"Write file [{path}] failed: Permission denied")]
    elif folder:
        try:
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            return [("E19006", f"Can not create directory of [{path}]")]
    return []


def _values(flags: Flags) -> list[tuple[str, str]]:
    problems = []
    given = [name for name in ("dynamic_batch_size", "dynamic_image_size", "dynamic_dims") if flags.text(name)]
    if len(given) > 1:
        problems.append(("E10009", f"Only one of [{'], ['.join(given)}] can be set"))
    if flags.text("insert_op_conf") and flags.text("dynamic_dims"):
        reason = "dynamic dims function does not support aipp"
        problems.append(bad_value("--insert_op_conf", flags.text("insert_op_conf"), reason))
    for name in ("save_original_model", "enable_compress_weight", "enable_single_stream"):
        if flags.text(name) not in ("", "true", "false"):
            problems.append(("E10005", f"Value [{flags.text(name)}] for parameter [--{name}] must be true or false"))
    for name in ("display_model_info", "dump_mode", "enable_small_channel", "disable_reuse_memory"):
        if flags.text(name) not in ("0", "1"):
            problems.append(("E10006", f"Value for parameter [--{name}] must be 0 or 1"))
    for name, choices in _CHOICES.items():
        if flags.text(name) not in choices:
            problems.append(bad_value(f"--{name}", flags.text(name), f"must be one of {', '.join(choices)}"))
    if flags.text("precision_mode") not in _PRECISIONS:
        reason = f"must be one of {', '.join(_PRECISIONS)}"
        problems.append(bad_value("--precision_mode", flags.text("precision_mode"), reason))
    kind = flags.text("output_type")
    if kind not in ("", "FP32", "FP16", "UINT8") and ":" not in kind:
        problems.append(bad_value("--output_type", kind, "must be one of FP32, FP16, UINT8"))
    return problems
