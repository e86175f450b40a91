"""The engine of the Atlas boards: an `.om` model through AscendCL.

Only pyACL is used, which comes with the CANN toolkit. One thread opens, uses and closes an engine, in a context of its
own; all calls are synchronous, so no stream is needed. Every buffer is made once. `acl.rt.memcpy` copies straight from
the caller's array to the chip and from the chip into the array that is returned: on the board, where host and chip
share their memory, as on a host with a card.
"""

from __future__ import annotations

import importlib.util
import logging
import math
import os
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from app.engines import om_file
from app.engines.ascend_errors import lost
from app.engines.ascend_runtime import Acl, Process, device_number
from app.engines.batches import BatchEngine
from app.errors import DeviceLostError, EngineUnavailableError, InferenceError, ModelError
from app.messages import said
from app.recognition.model import ModelCard

log = logging.getLogger(__name__)

_DEVICE_NODE = Path("/dev/davinci_manager")
RUNS_ON_THE_BOARD = 0  # get_run_mode: 0 the program runs on the board, 1 on a host with a card
_NORMAL_PAGES = 2  # malloc: the buffers are small
_HOST_TO_DEVICE, _DEVICE_TO_HOST, _DEVICE_TO_DEVICE = 1, 2, 3  # memcpy
_TYPES: dict[int, np.dtype] = {0: np.dtype(np.float32), 1: np.dtype(np.float16), 4: np.dtype(np.uint8)}  # aclDataType

_SIDES = {"input": said("input"), "output": said("output")}  # of the network, in words

process = Process()  # of all engines


def shut_down() -> None:
    """End AscendCL in this process, where an engine started it. Once, after the last engine was closed."""
    process.shut_down()


class AscendEngine(BatchEngine):
    """Runs an `.om` on an Ascend chip. A model may give FP32 or FP16 logits; what `infer` returns is float32.

    raises EngineUnavailableError where a call fails, ModelError for a file that is no `.om` of a digit network
    """

    name = "ascend"

    def __init__(self, content: bytes, card: ModelCard, path: Path) -> None:
        super().__init__(content, card, path)
        self._om = om_file.parse(content, str(path))
        self._times = [0.0, 0.0, 0.0]
        self._closed = False
        self._held = ExitStack()  # what was made, to be given back in the opposite order
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def inspect(content: bytes, path: Path) -> None:
        om_file.parse(content, str(path))

    @staticmethod
    def default_model(folder: Path) -> Path:
        """`digits.om` in the subfolder of this board's chip; the only one, where the chip does not tell its name."""
        soc = load_pyacl().function("get_soc_name")()
        if not soc:
            compiled = sorted(folder.glob("*/digits.om"))
            if len(compiled) == 1:
                return compiled[0]
            raise ModelError(
                said(
                    "{folder}: {count} models were compiled, and the chip does not tell which it "
                    "is. Compile one with: python -m model_build compile --soc-version CHIP, and "
                    "name it with --model.",
                    folder=folder,
                    count=len(compiled),
                )
            )
        path: Path = folder / soc / "digits.om"
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise ModelError(
                said(
                    "{path}: no model was compiled for this {soc} yet. Compile it with: python -m "
                    "model_build compile --soc-version {soc}",
                    path=path,
                    soc=soc,
                )
            ) from None
        except OSError:  # as in a folder that this user may not look into: whoever reads it says so
            pass
        return path

    @staticmethod
    def expected() -> bool:
        try:
            found = importlib.util.find_spec("acl")
            # without an origin it is just some folder of that name
            return (found is not None and found.origin is not None) or _DEVICE_NODE.exists()
        except (ValueError, ImportError):  # something calls itself acl that is no ordinary module
            return True

    def _open(self) -> None:
        acl = self._acl = load_pyacl()
        device = device_number()
        held = self._held
        shared = process.enter(acl, device)
        held.callback(process.leave, acl, device)
        if shared:
            self._give_back_the_context()
        soc = acl.module.get_soc_name()
        doubt = self._another_chip(soc)
        simulated = ", simulated" if "SIMULATED" in self._om.note else ""
        self.title = f"{(soc or 'Ascend').replace('Ascend', 'Ascend ', 1).strip()}{simulated}"
        on_board = acl.get("rt.get_run_mode") == RUNS_ON_THE_BOARD
        self._kind_in, self._kind_out = (
            (_DEVICE_TO_DEVICE, _DEVICE_TO_DEVICE) if on_board else (_HOST_TO_DEVICE, _DEVICE_TO_HOST)
        )
        self._context = acl.get("rt.create_context", device)
        held.callback(acl.release, "rt.destroy_context", self._context)
        desc = acl.make("mdl.create_desc")
        held.callback(acl.release, "mdl.destroy_desc", desc)
        try:
            self._model = acl.get("mdl.load_from_file", str(self.path))
        except EngineUnavailableError as error:
            raise EngineUnavailableError(said("{name}: {reason}", name=doubt or self.path, reason=error)) from None
        held.callback(acl.release, "mdl.unload", self._model)
        acl.do("mdl.get_desc", desc, self._model)
        self._in_size = self._check_input(desc)
        self._out_type, out_size = self._check_output(desc)
        self._in_address, self._in_dataset = self._make_dataset(self._in_size)
        self._out_address, self._out_dataset = self._make_dataset(out_size)
        # the functions of every call, looked up once
        self._set_context = acl.function("rt.set_context")
        self._memcpy = acl.function("rt.memcpy")
        self._execute = acl.function("mdl.execute")
        held.callback(acl.release, "rt.set_context", self._context)  # first of all, should another thread close it

    def _give_back_the_context(self) -> None:
        """At the end, to the thread in which somebody else uses ACL too."""
        context, code = self._acl.function("rt.get_context")()
        thread = threading.get_ident()

        def give_back() -> None:
            if threading.get_ident() == thread:
                self._acl.release("rt.set_context", context)

        if not code and context:
            self._held.callback(give_back)

    def _another_chip(self, soc: Any) -> str:
        """What speaks against this model, if anything: it is tried all the same, as names of chips are many."""
        if not soc or not self._om.soc_version or soc == self._om.soc_version:
            return ""
        doubt = said(
            "{path} was compiled for {other}, but this is an {soc}; compile it for this one with: "
            "python -m model_build compile --soc-version {soc}",
            path=self.path,
            other=self._om.soc_version,
            soc=soc,
        )
        log.warning("%s", doubt)
        return doubt

    def _check_input(self, desc: int) -> int:
        """Bytes of the input, after making sure that it is what the card says: the driver itself would take up to 64
        bytes too few, and read what lies behind them."""
        shape, kind, size = self._describe("input", desc)
        wanted = list(self.card.input_shape)
        if shape != wanted or kind != self._dtype or size != math.prod(wanted) * self._dtype.itemsize:
            raise self._differs(
                "input",
                said("{kind} {shape} of {size} bytes", kind=kind, shape=shape, size=size),
                f"{self._dtype} {wanted}",
            )
        return size

    def _check_output(self, desc: int) -> tuple[np.dtype, int]:
        shape, kind, size = self._describe("output", desc)
        wanted = [self._step, len(self.card.labels)]
        if kind.kind != "f" or shape != wanted or size < math.prod(wanted) * kind.itemsize:
            raise self._differs(
                "output", said("{kind} {shape} of {size} bytes", kind=kind, shape=shape, size=size), f"float32 {wanted}"
            )
        return kind, size

    def _describe(self, what: str, desc: int) -> tuple[list[int], np.dtype, int]:
        """Shape, type and bytes of the one input or output."""
        acl = self._acl
        count = acl.make(f"mdl.get_num_{what}s", desc)
        if count != 1:
            raise ModelError(
                said(
                    "{path}: a digit network has one {what}, this one has {count}.",
                    path=self.path,
                    what=_SIDES[what],
                    count=count,
                )
            )
        shape = list(acl.get(f"mdl.get_{what}_dims", desc, 0)["dims"])
        code = acl.function(f"mdl.get_{what}_data_type")(desc, 0)
        if code not in _TYPES:
            raise ModelError(
                said(
                    "{path}: its {what} is of a type that no digit network has: "
                    "acl.mdl.get_{name}_data_type gave {code}. Compile it again with: python -m "
                    "model_build compile",
                    path=self.path,
                    what=_SIDES[what],
                    name=what,
                    code=code,
                )
            )
        return shape, _TYPES[code], acl.make(f"mdl.get_{what}_size_by_index", desc, 0)

    def _differs(self, what: str, found: str, wanted: str) -> ModelError:
        return ModelError(
            said(
                "{path}: its {what} is {found}, but its card says {wanted}. Compile it again "
                "with: python -m model_build compile",
                path=self.path,
                what=_SIDES[what],
                found=found,
                wanted=wanted,
            )
        )

    def _make_dataset(self, size: int) -> tuple[int, int]:
        """Memory on the chip and the dataset that hands it to the model: address, dataset."""
        acl, held = self._acl, self._held
        address: int = acl.get("rt.malloc", size, _NORMAL_PAGES)
        held.callback(acl.release, "rt.free", address)
        dataset: int = acl.make("mdl.create_dataset")
        held.callback(acl.release, "mdl.destroy_dataset", dataset)
        buffer = acl.make("create_data_buffer", address, size)
        held.callback(acl.release, "destroy_data_buffer", buffer)
        acl.get("mdl.add_dataset_buffer", dataset, buffer)
        return address, dataset

    @property
    def parts(self) -> Mapping[str, float]:
        return dict(zip(("copy_in", "execute", "copy_out"), self._times))

    @property
    def closed(self) -> bool:
        return self._closed

    def infer(self, batch: np.ndarray) -> np.ndarray:
        self._times = [0.0, 0.0, 0.0]
        return super().infer(batch)

    def _run(self, step: np.ndarray) -> np.ndarray:
        clock = time.perf_counter
        answer = np.empty((self._step, len(self.card.labels)), self._out_type)
        begin = clock()
        # another engine, or a library, may have made its own context the current one since
        code = self._set_context(self._context)
        if code:
            raise self._failed("rt.set_context", code)
        source = step.__array_interface__["data"][0]
        code = self._memcpy(self._in_address, self._in_size, source, self._in_size, self._kind_in)
        if code:
            raise self._failed("rt.memcpy", code)
        copied = clock()
        code = self._execute(self._model, self._in_dataset, self._out_dataset)
        if code:
            raise self._failed("mdl.execute", code)
        executed = clock()
        target = answer.__array_interface__["data"][0]
        code = self._memcpy(target, answer.nbytes, self._out_address, answer.nbytes, self._kind_out)
        if code:
            raise self._failed("rt.memcpy", code)
        times = self._times
        times[0] += 1e3 * (copied - begin)
        times[1] += 1e3 * (executed - copied)
        times[2] += 1e3 * (clock() - executed)
        return answer if self._out_type == np.float32 else answer.astype(np.float32)

    def _failed(self, name: str, code: int) -> InferenceError:
        kind = DeviceLostError if lost(code) else InferenceError
        return kind(self._acl.message(name, code))

    def close(self) -> None:
        self._closed = True
        self._held.close()


def load_pyacl() -> Acl:
    """Raises EngineUnavailableError where there is none, or something else of that name."""
    # finalize would otherwise wait up to 2 s for the chip's log
    os.environ.setdefault("ASCEND_LOG_DEVICE_FLUSH_TIMEOUT", "0")
    try:
        import acl
    except (Exception, SystemExit) as error:  # whatever a half installed toolkit raises
        why = str(error) or type(error).__name__
        raise EngineUnavailableError(
            said(
                "The engine ascend needs pyACL, which cannot be imported ({reason}). It comes with "
                "the CANN toolkit, not with pip: source its set_env.sh in the shell, or in the "
                "service, that starts this program, with a Python that this CANN supports. `python "
                "-m app doctor` shows more.",
                reason=why,
            )
        ) from None
    if not (hasattr(acl, "rt") and hasattr(acl, "mdl")):
        place = getattr(acl, "__file__", None) or next(iter(getattr(acl, "__path__", ["?"])))
        raise EngineUnavailableError(
            said(
                "The module acl in {place} is not pyACL but something unrelated of that name. "
                "Remove it (a package: `pip uninstall acl`), and source the set_env.sh of the CANN "
                "toolkit.",
                place=place,
            )
        )
    return Acl(acl)
