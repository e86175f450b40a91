"""Model descriptions: what a program asks before it makes its buffers."""

from __future__ import annotations

from typing import Any, Optional

from .board import board, call, just, value
from .codes import GE_NOT_INITIALIZED, GE_PARAM_INVALID, GE_TENSOR_INFO, INVALID_PARAM, SUCCESS
from .models import Description, Tensor, model_of, models, usable


def no_dims() -> dict[str, Any]:
    """Dimensions that nobody filled in."""
    return {"name": "", "dimCount": 0, "dims": []}


class Descriptions:
    """Every live description; None until get_desc fills it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.table: dict[int, Optional[Description]] = {}

    def handles(self) -> dict[str, int]:
        return {"desc": len(self.table)}

    def reclaim(self, device: int) -> dict[str, int]:
        return {}  # they live in the program's own memory


descriptions = Descriptions()
board.parts.append(descriptions)


def _filled(name: str, handle: int) -> Optional[Description]:
    if handle not in descriptions.table:
        board.misuse(INVALID_PARAM, f"{name}: {handle} is no description")
        return None
    found = descriptions.table[handle]
    if found is None:
        board.misuse(INVALID_PARAM, f"{name}: get_desc has not filled the description")
    return found


def _tensor(name: str, handle: int, side: str, index: int) -> Optional[Tensor]:
    found = _filled(name, handle)
    if found is None:
        return None
    tensors = found.inputs if side == "input" else found.outputs
    if index not in range(len(tensors)):
        board.error(INVALID_PARAM, f"{name}: there is no {side} {index}, only {len(tensors)} in all.")
        return None
    return tensors[index]


@call("mdl.create_desc", just())
def create_desc() -> Optional[int]:
    """The description; None on failure."""
    handle = board.new_handle()
    descriptions.table[handle] = None
    return handle


@call("mdl.destroy_desc")
def destroy_desc(handle: int) -> int:
    """ret."""
    if handle not in descriptions.table:
        return board.misuse(INVALID_PARAM, f"mdl.destroy_desc: {handle} is no description")
    del descriptions.table[handle]
    return SUCCESS


@call("mdl.get_desc")
def get_desc(handle: int, number: int) -> int:
    """ret."""
    if not board.initialized:
        return board.misuse(GE_NOT_INITIALIZED, "mdl.get_desc: called before acl.init")
    if handle not in descriptions.table:
        return board.misuse(INVALID_PARAM, f"mdl.get_desc: {handle} is no description")
    model = models.table.get(number)
    if model is None:
        return board.misuse(GE_TENSOR_INFO, f"mdl.get_desc: {number} is no loaded model")
    descriptions.table[handle] = model.description
    return SUCCESS


@call("mdl.get_num_inputs", just(0))
def get_num_inputs(handle: int) -> int:
    """How many; 0 on failure."""
    found = _filled("mdl.get_num_inputs", handle)
    return len(found.inputs) if found else 0


@call("mdl.get_num_outputs", just(0))
def get_num_outputs(handle: int) -> int:
    """How many; 0 on failure."""
    found = _filled("mdl.get_num_outputs", handle)
    return len(found.outputs) if found else 0


@call("mdl.get_input_size_by_index", just(0))
def get_input_size_by_index(handle: int, index: int) -> int:
    """Bytes; 0 on failure."""
    tensor = _tensor("mdl.get_input_size_by_index", handle, "input", index)
    return tensor.size if tensor else 0


@call("mdl.get_output_size_by_index", just(0))
def get_output_size_by_index(handle: int, index: int) -> int:
    """Bytes; 0 on failure."""
    tensor = _tensor("mdl.get_output_size_by_index", handle, "output", index)
    return tensor.size if tensor else 0


def _dims(name: str, handle: int, side: str, index: int) -> tuple[dict[str, Any], int]:
    tensor = _tensor(name, handle, side, index)
    if tensor is None:
        return no_dims(), INVALID_PARAM
    return {"name": tensor.name, "dimCount": len(tensor.shape), "dims": list(tensor.shape)}, SUCCESS


def _failed_dims(code: int) -> tuple[dict[str, Any], int]:
    return no_dims(), code


@call("mdl.get_input_dims", _failed_dims)
def get_input_dims(handle: int, index: int) -> tuple[dict[str, Any], int]:
    """({"name": str, "dimCount": int, "dims": [int]}, ret)."""
    return _dims("mdl.get_input_dims", handle, "input", index)


@call("mdl.get_output_dims", _failed_dims)
def get_output_dims(handle: int, index: int) -> tuple[dict[str, Any], int]:
    """({"name": str, "dimCount": int, "dims": [int]}, ret)."""
    return _dims("mdl.get_output_dims", handle, "output", index)


@call("mdl.get_cur_output_dims", _failed_dims)
def get_cur_output_dims(handle: int, index: int) -> tuple[dict[str, Any], int]:
    """({"name": str, "dimCount": int, "dims": [int]}, ret); those of get_output_dims, for shapes are fixed here."""
    return _dims("mdl.get_cur_output_dims", handle, "output", index)


@call("mdl.get_input_data_type", just(-1))
def get_input_data_type(handle: int, index: int) -> int:
    """aclDataType; -1 on failure."""
    tensor = _tensor("mdl.get_input_data_type", handle, "input", index)
    return tensor.kind if tensor else -1


@call("mdl.get_output_data_type", just(-1))
def get_output_data_type(handle: int, index: int) -> int:
    """aclDataType; -1 on failure."""
    tensor = _tensor("mdl.get_output_data_type", handle, "output", index)
    return tensor.kind if tensor else -1


@call("mdl.get_input_format", just(-1))
def get_input_format(handle: int, index: int) -> int:
    """aclFormat; -1 on failure."""
    tensor = _tensor("mdl.get_input_format", handle, "input", index)
    return tensor.format if tensor else -1


@call("mdl.get_output_format", just(-1))
def get_output_format(handle: int, index: int) -> int:
    """aclFormat; -1 on failure."""
    tensor = _tensor("mdl.get_output_format", handle, "output", index)
    return tensor.format if tensor else -1


@call("mdl.get_input_name_by_index", just(""))
def get_input_name_by_index(handle: int, index: int) -> str:
    """The name; "" on failure."""
    tensor = _tensor("mdl.get_input_name_by_index", handle, "input", index)
    return tensor.name if tensor else ""


@call("mdl.get_output_name_by_index", just(""))
def get_output_name_by_index(handle: int, index: int) -> str:
    """The name; "" on failure."""
    tensor = _tensor("mdl.get_output_name_by_index", handle, "output", index)
    return tensor.name if tensor else ""


def _index(name: str, handle: int, side: str, wanted: str) -> tuple[int, int]:
    found = _filled(name, handle)
    for index, tensor in enumerate(getattr(found, side) if found else ()):
        if tensor.name == wanted:
            return index, SUCCESS
    return 0, board.error(INVALID_PARAM, f"{name}: {wanted!r} is none of the model's {side}.")


@call("mdl.get_input_index_by_name", value())
def get_input_index_by_name(handle: int, name: str) -> tuple[int, int]:
    """(index, ret); a model of fixed shape has no "ascend_mbatch_shape_data"."""
    return _index("mdl.get_input_index_by_name", handle, "inputs", name)


@call("mdl.get_output_index_by_name", value())
def get_output_index_by_name(handle: int, name: str) -> tuple[int, int]:
    """(index, ret)."""
    return _index("mdl.get_output_index_by_name", handle, "outputs", name)


@call("mdl.get_dynamic_batch", lambda code: ({"batchCount": 0, "batch": []}, code))
def get_dynamic_batch(handle: int) -> tuple[dict[str, Any], int]:
    """({"batchCount": int, "batch": [int]}, ret); empty, for shapes are fixed here."""
    found = _filled("mdl.get_dynamic_batch", handle)
    return {"batchCount": 0, "batch": []}, SUCCESS if found else INVALID_PARAM


@call("mdl.get_dynamic_hw", lambda code: ({"hwCount": 0, "hw": []}, code))
def get_dynamic_hw(handle: int, index: int) -> tuple[dict[str, Any], int]:
    """({"hwCount": int, "hw": [[int, int]]}, ret); empty, for shapes are fixed here."""
    found = _filled("mdl.get_dynamic_hw", handle)
    return {"hwCount": 0, "hw": []}, SUCCESS if found else INVALID_PARAM


@call("mdl.set_dynamic_batch_size", device=True)
def set_dynamic_batch_size(number: int, dataset: int, index: int, batch: int) -> int:
    """ret; always an error, for shapes are fixed here."""
    code = usable("mdl.set_dynamic_batch_size") or model_of("mdl.set_dynamic_batch_size", number)[1]
    return code or board.error(GE_PARAM_INVALID, "mdl.set_dynamic_batch_size: the model has a fixed batch size.")
