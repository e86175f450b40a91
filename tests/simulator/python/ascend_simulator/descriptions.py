"""Model descriptions: what a program asks before it makes its buffers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Optional

from . import container, networks
from .board import board, call, just, value
from .codes import GE_NOT_INITIALIZED, GE_TENSOR_INFO, INVALID_PARAM, SUCCESS
from .models import Model, model_bytes, models, opened, read, refuse
from .networks import Description, Tensor


def no_dims() -> dict[str, Any]:
    """Dimensions that nobody filled in."""
    return {"name": "", "dimCount": 0, "dims": []}


class Filled(NamedTuple):
    """A description, and the model it was asked of; of a file that is not loaded there is none."""

    description: Description
    model: Optional[Model]


class Descriptions:
    """Every live description; None until it is filled."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.table: dict[int, Optional[Filled]] = {}

    def handles(self) -> dict[str, int]:
        return {"desc": len(self.table)}

    def reclaim(self, device: int) -> dict[str, int]:
        return {}  # they live in the program's own memory


descriptions = Descriptions()
board.parts.append(descriptions)


def filled(name: str, handle: int) -> Optional[Description]:
    """The description; None, with a violation, where there is none."""
    if handle not in descriptions.table:
        board.misuse(INVALID_PARAM, f"{name}: {handle} is no description")
        return None
    found = descriptions.table[handle]
    if found is None:
        board.misuse(INVALID_PARAM, f"{name}: get_desc has not filled the description")
        return None
    return found.description


def tensor_of(name: str, handle: int, side: str, index: int) -> Optional[Tensor]:
    """An input's or output's description; side: input or output. None on misuse."""
    found = filled(name, handle)
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
    descriptions.table[handle] = Filled(model.description, model)
    return SUCCESS


def _fill_from(name: str, handle: int, content: Callable[[], bytes]) -> int:
    if not board.initialized:
        return board.misuse(GE_NOT_INITIALIZED, f"{name}: called before acl.init")
    if handle not in descriptions.table:
        return board.misuse(INVALID_PARAM, f"{name}: {handle} is no description")
    try:
        _, description = networks.opened(opened(content()).partitions[container.ONNX_PARTITION])
    except networks.Refused as refused:
        return refuse(name, refused)
    descriptions.table[handle] = Filled(description, None)
    return SUCCESS


@call("mdl.get_desc_from_file")
def get_desc_from_file(handle: int, path: str) -> int:
    """ret; the model is not loaded. CANN 5 does not have this function."""
    return _fill_from("mdl.get_desc_from_file", handle, lambda: read(path))


@call("mdl.get_desc_from_mem")
def get_desc_from_mem(handle: int, address: int, size: int) -> int:
    """ret; the model is not loaded. CANN 5 does not have this function."""
    name = "mdl.get_desc_from_mem"
    return _fill_from(name, handle, lambda: model_bytes(name, address, size))


@call("mdl.get_num_inputs", just(0))
def get_num_inputs(handle: int) -> int:
    """How many; 0 on failure."""
    found = filled("mdl.get_num_inputs", handle)
    return len(found.inputs) if found else 0


@call("mdl.get_num_outputs", just(0))
def get_num_outputs(handle: int) -> int:
    """How many; 0 on failure."""
    found = filled("mdl.get_num_outputs", handle)
    return len(found.outputs) if found else 0


@call("mdl.get_input_size_by_index", just(0))
def get_input_size_by_index(handle: int, index: int) -> int:
    """Bytes; 0 on failure."""
    tensor = tensor_of("mdl.get_input_size_by_index", handle, "input", index)
    return tensor.size if tensor else 0


@call("mdl.get_output_size_by_index", just(0))
def get_output_size_by_index(handle: int, index: int) -> int:
    """Bytes; 0 on failure."""
    tensor = tensor_of("mdl.get_output_size_by_index", handle, "output", index)
    return tensor.size if tensor else 0


def _dims(name: str, handle: int, side: str, index: int) -> tuple[dict[str, Any], int]:
    tensor = tensor_of(name, handle, side, index)
    if tensor is None:
        return no_dims(), INVALID_PARAM
    return {"name": tensor.name, "dimCount": len(tensor.shape), "dims": list(tensor.shape)}, SUCCESS


def failed_dims(code: int) -> tuple[dict[str, Any], int]:
    """What functions that return dimensions return when they fail."""
    return no_dims(), code


@call("mdl.get_input_dims", failed_dims)
def get_input_dims(handle: int, index: int) -> tuple[dict[str, Any], int]:
    """({"name": str, "dimCount": int, "dims": [int]}, ret)."""
    return _dims("mdl.get_input_dims", handle, "input", index)


@call("mdl.get_output_dims", failed_dims)
def get_output_dims(handle: int, index: int) -> tuple[dict[str, Any], int]:
    """({"name": str, "dimCount": int, "dims": [int]}, ret)."""
    return _dims("mdl.get_output_dims", handle, "output", index)


@call("mdl.get_input_data_type", just(-1))
def get_input_data_type(handle: int, index: int) -> int:
    """aclDataType; -1 on failure."""
    tensor = tensor_of("mdl.get_input_data_type", handle, "input", index)
    return tensor.kind if tensor else -1


@call("mdl.get_output_data_type", just(-1))
def get_output_data_type(handle: int, index: int) -> int:
    """aclDataType; -1 on failure."""
    tensor = tensor_of("mdl.get_output_data_type", handle, "output", index)
    return tensor.kind if tensor else -1


@call("mdl.get_input_format", just(-1))
def get_input_format(handle: int, index: int) -> int:
    """aclFormat; -1 on failure."""
    tensor = tensor_of("mdl.get_input_format", handle, "input", index)
    return tensor.format if tensor else -1


@call("mdl.get_output_format", just(-1))
def get_output_format(handle: int, index: int) -> int:
    """aclFormat; -1 on failure."""
    tensor = tensor_of("mdl.get_output_format", handle, "output", index)
    return tensor.format if tensor else -1


@call("mdl.get_input_name_by_index", just(""))
def get_input_name_by_index(handle: int, index: int) -> str:
    """The name; "" on failure."""
    tensor = tensor_of("mdl.get_input_name_by_index", handle, "input", index)
    return tensor.name if tensor else ""


@call("mdl.get_output_name_by_index", just(""))
def get_output_name_by_index(handle: int, index: int) -> str:
    """The name; "" on failure."""
    tensor = tensor_of("mdl.get_output_name_by_index", handle, "output", index)
    return tensor.name if tensor else ""


def _index(name: str, handle: int, side: str, wanted: str) -> tuple[int, int]:
    found = filled(name, handle)
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
