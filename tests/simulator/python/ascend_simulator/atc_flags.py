"""ATC's command line, read as the library gflags reads it.

`--name=value`, `--name value`, `-name value`; a boolean is `--name`, `--noname` or `--name=false`; the last of
two wins; what is not a flag is ignored. A fault of this kind ends the program at once with status 1, on stderr.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

TEXT, NUMBER, BOOLEAN = "string", "int32", "bool"

Value = Union[str, int, bool]

# name: (kind, default, what --help says)
FLAGS: dict[str, tuple[str, Value, str]] = {
    "mode": (NUMBER, 0, "0: model to .om (default); 1: model to JSON; 3: only check; 5: dump to JSON; 6: show an .om"),
    "model": (TEXT, "", "the model file"),
    "weight": (TEXT, "", "the weight file, for Caffe only"),
    "framework": (NUMBER, -1, "0: Caffe; 1: MindSpore; 3: TensorFlow; 5: ONNX (the only one that is simulated)"),
    "output": (TEXT, "", "the file to write, without .om"),
    "soc_version": (TEXT, "", "the chip: Ascend310, Ascend310P3, Ascend310B4 ..."),
    "input_format": (TEXT, "", "NCHW (default), ND or NCDHW"),
    "input_shape": (TEXT, "", '"name:n,c,h,w;other:..."; for ONNX only needed if the model leaves a size open'),
    "insert_op_conf": (TEXT, "", "the AIPP configuration"),
    "output_type": (TEXT, "", "FP32 (default), FP16"),
    "out_nodes": (TEXT, "", '"node:0;other:1": the outputs; default: those of the model'),
    "input_fp16_nodes": (TEXT, "", '"name;other": inputs that are fed as FP16'),
    "dynamic_batch_size": (TEXT, "", '"1,2,4": sizes for the -1 of --input_shape "name:-1,c,h,w"'),
    "dynamic_image_size": (TEXT, "", '"h,w;h,w": sizes for the -1 of --input_shape "name:n,c,-1,-1"'),
    "precision_mode": (TEXT, "force_fp16", "only force_fp16 (default) is simulated"),
    "log": (TEXT, "null", "debug, info, warning, error, null (default)"),
    "om": (TEXT, "", "the .om to show, for --mode=6"),
    "json": (TEXT, "", "for --mode=1 and 5, not simulated"),
    "check_report": (TEXT, "check_result.json", "the report of --mode=3"),
    "display_model_info": (TEXT, "0", "1: show the .om after it is made"),
    "h": (BOOLEAN, False, "this text"),
    "help": (BOOLEAN, False, "this text"),
}
# understood by the real one; here they are checked for kind and, where that is known, for value, and change nothing
_WITHOUT_EFFECT = {
    "is_input_adjust_hw_layout": "",
    "is_output_adjust_hw_layout": "",
    "op_precision_mode": "",
    "modify_mixlist": "",
    "keep_dtype": "",
    "op_select_implmode": "high_performance",
    "optypelist_for_implmode": "",
    "enable_small_channel": "0",
    "fusion_switch_file": "",
    "buffer_optimize": "l2_optimize",
    "enable_compress_weight": "false",
    "compress_weight_conf": "",
    "enable_single_stream": "",
    "aicore_num": "",
    "core_type": "AiCore",
    "auto_tune_mode": "",
    "debug_dir": "./kernel_meta",
    "op_compiler_cache_dir": "",
    "op_compiler_cache_mode": "",
    "mdl_bank_path": "",
    "op_bank_path": "",
    "save_original_model": "",
    "dump_mode": "0",
    "op_name_map": "",
    "target": "",
    "device_id": "0",
    "enable_scope_fusion_passes": "",
}
FLAGS.update({name: (TEXT, default, "read, without effect") for name, default in _WITHOUT_EFFECT.items()})
FLAGS["disable_reuse_memory"] = (NUMBER, 0, "read, without effect")
FLAGS["op_debug_level"] = (NUMBER, 0, "read, without effect")
NOT_SIMULATED = ("input_shape_range", "dynamic_dims", "singleop")
FLAGS.update(dict.fromkeys(NOT_SIMULATED, (TEXT, "", "not simulated")))


@dataclass(frozen=True)
class Flags:
    values: dict[str, Value]

    def text(self, name: str) -> str:
        return str(self.values[name])

    def number(self, name: str) -> int:
        return int(self.values[name])


class FlagError(Exception):
    """What gflags itself refuses; one line for each fault."""


def parse(arguments: Sequence[str]) -> Flags:
    """arguments: without the program's name. raises FlagError"""
    values: dict[str, Value] = {name: default for name, (_, default, _) in FLAGS.items()}
    faults = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            break
        if not word.startswith("-") or word == "-":
            continue
        name, assigned, value = word.lstrip("-").partition("=")
        negated = name not in FLAGS and name.startswith("no") and FLAGS.get(name[2:], ("",))[0] == BOOLEAN
        if negated and not assigned:
            name, assigned, value = name[2:], "=", "false"
        if name not in FLAGS:
            faults.append(f"ERROR: unknown command line flag '{name}'")
            continue
        kind, _, meaning = FLAGS[name]
        if not assigned:
            if kind == BOOLEAN:
                value = "true"
            elif rest:
                value = rest.pop(0)
            else:
                faults.append(f"ERROR: flag '{word}' is missing its argument; flag description: {meaning}")
                continue
        try:
            values[name] = _value(kind, value)
        except ValueError:
            faults.append(f"ERROR: illegal value '{value}' specified for {kind} flag '{name}'")
    if faults:
        raise FlagError("\n".join(faults))
    return Flags(values)


def usage() -> str:
    lines = [f"  --{name:<28}{meaning}" for name, (_, _, meaning) in FLAGS.items() if name != "h"]
    return "usage: atc <args>  (simulated)\n" + "\n".join(lines)


def _value(kind: str, value: str) -> Value:
    """raises ValueError"""
    if kind == NUMBER:
        number = int(value, 0)
        if value.strip() != value or not -(1 << 31) <= number < 1 << 31:
            raise ValueError(value)
        return number
    if kind == BOOLEAN:
        known = dict.fromkeys(("1", "t", "true", "y", "yes"), True)
        known.update(dict.fromkeys(("0", "f", "false", "n", "no"), False))
        if value.lower() not in known:
            raise ValueError(value)
        return known[value.lower()]
    return value
