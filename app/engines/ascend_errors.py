"""What AscendCL's error codes mean to the person who meets them.

Names and ranges: `acl_base.h` and the CANN documentation; what each usually stands for: reports of those who met it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.messages import said, sentences


@dataclass(frozen=True)
class Meaning:
    """Sentences for people. remedy: what to do, may be empty where the meaning says it."""

    name: str
    meaning: str
    remedy: str = ""


_DOCTOR = said("`python -m app doctor` shows what is missing.")
_SOURCE = said("Source the set_env.sh of the CANN toolkit that belongs to the driver.")
_OURS = said("This is a fault of the program, not of the board: please report it.")
_FREE_MEMORY = said("Close other programs that use the chip; `npu-smi info` shows who does.")
_COMPILE = said("Copy the file again, or compile it again with: python -m model_build compile")
_RESTART = said("If it comes back, restart the board and look at its power supply and cooling.")
_GROUP = said("Add the user to the group with `sudo usermod -aG HwHiAiUser $USER` and log in again.")

CODES = {
    100000: Meaning("ACL_ERROR_INVALID_PARAM", said("an argument was not valid."), _OURS),
    100001: Meaning("ACL_ERROR_UNINITIALIZE", said("AscendCL has not been started in this process."), _OURS),
    100002: Meaning("ACL_ERROR_REPEAT_INITIALIZE", said("AscendCL was started before in this process.")),
    100003: Meaning("ACL_ERROR_INVALID_FILE", said("AscendCL's configuration file is missing or cannot be read.")),
    100011: Meaning("ACL_ERROR_INVALID_MODEL_ID", said("the model is not loaded, or no longer."), _OURS),
    100037: Meaning("ACL_ERROR_REPEAT_FINALIZE", said("AscendCL was ended before in this process.")),
    107000: Meaning("ACL_ERROR_RT_PARAM_INVALID", said("the runtime was given an argument that is not valid."), _OURS),
    107001: Meaning(
        "ACL_ERROR_RT_INVALID_DEVICEID", said("there is no chip of that number."), said("List them with: npu-smi info")
    ),
    107002: Meaning(
        "ACL_ERROR_RT_CONTEXT_NULL",
        said("this thread has no context on the chip, or the chip was reset under it."),
        _OURS,
    ),
    107003: Meaning(
        "ACL_ERROR_RT_STREAM_CONTEXT", said("a stream was used in a context that it does not belong to."), _OURS
    ),
    107017: Meaning("ACL_ERROR_RT_INVALID_HANDLE", said("a handle is not valid, or no longer."), _OURS),
    145000: Meaning(
        "ACL_ERROR_GE_PARAM_INVALID",
        said(
            "the model file is no .om, is damaged, was made for another chip or a newer CANN, "
            "or its buffers do not fit."
        ),
        _COMPILE,
    ),
    145001: Meaning("ACL_ERROR_GE_EXEC_NOT_INIT", said("a model was used before AscendCL was started."), _OURS),
    145002: Meaning(
        "ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID",
        said("the model file is not there or this user may not read it."),
        said("ATC writes its files for their owner alone: chmod a+r MODEL.om"),
    ),
    145003: Meaning("ACL_ERROR_GE_EXEC_MODEL_ID_INVALID", said("the model is not loaded, or no longer."), _OURS),
    145006: Meaning(
        "ACL_ERROR_GE_EXEC_MODEL_DATA_SIZE_INVALID", said("the model file ends before its parts do."), _COMPILE
    ),
    200000: Meaning("ACL_ERROR_BAD_ALLOC", said("there is no memory left."), _FREE_MEMORY),
    207001: Meaning("ACL_ERROR_RT_MEMORY_ALLOCATION", said("the chip has no memory left."), _FREE_MEMORY),
    207004: Meaning(
        "ACL_ERROR_RT_NO_DEVICE", said("no chip answers: the driver is not loaded or the board has none."), _DOCTOR
    ),
    207006: Meaning("ACL_ERROR_RT_NO_PERMISSION", said("this user may not use the chip."), _GROUP),
    245000: Meaning("ACL_ERROR_GE_MEMORY_ALLOCATION", said("there is no memory left for the model."), _FREE_MEMORY),
    500000: Meaning("ACL_ERROR_INTERNAL_ERROR", said("AscendCL failed inside."), _RESTART),
    500001: Meaning("ACL_ERROR_FAILURE", said("AscendCL failed inside."), _RESTART),
    500002: Meaning(
        "ACL_ERROR_GE_FAILURE",
        said("the part of CANN that loads and runs models failed inside."),
        said("Was the model compiled for this chip, by a CANN that is not newer than the one here?"),
    ),
    500003: Meaning("ACL_ERROR_RT_FAILURE", said("CANN's runtime failed inside."), _RESTART),
    500004: Meaning("ACL_ERROR_DRV_FAILURE", said("the driver failed inside."), _RESTART),
    507008: Meaning(
        "ACL_ERROR_RT_SOC_VERSION",
        said("the toolkit does not know this chip, or was installed for another one."),
        _SOURCE,
    ),
    507011: Meaning("ACL_ERROR_RT_MODEL_EXECUTE", said("the chip could not run the model."), _RESTART),
    507013: Meaning("ACL_ERROR_RT_SYS_DMA", said("copying between chip and memory failed."), _RESTART),
    507014: Meaning("ACL_ERROR_RT_AICORE_TIMEOUT", said("the chip's AI core did not finish in time."), _RESTART),
    507015: Meaning(
        "ACL_ERROR_RT_AICORE_EXCEPTION",
        said("the chip's AI core stopped on an error."),
        sentences(said("Was the model compiled for this chip?"), _RESTART),
    ),
    507018: Meaning(
        "ACL_ERROR_RT_AICPU_EXCEPTION",
        said("an operation that runs on the chip's own CPU failed."),
        said("Is the driver's AI CPU package of the same version as the toolkit?"),
    ),
    507033: Meaning(
        "ACL_ERROR_RT_DEV_SETUP_ERROR",
        said("the chip could not be set up: most often driver and toolkit are of versions that do not go together."),
        sentences(_SOURCE, _DOCTOR),
    ),
    507899: Meaning(
        "ACL_ERROR_RT_DRV_INTERNAL_ERROR", said("the driver failed inside, or the chip is gone."), _RESTART
    ),
    545001: Meaning(
        "ACL_ERROR_GE_LOAD_MODEL",
        said("the model could not be put on the chip."),
        said("Was it compiled for this chip, by a CANN that is not newer than the one here?"),
    ),
    545008: Meaning("ACL_ERROR_GE_GET_TENSOR_INFO", said("what the model takes and gives could not be read."), _OURS),
}

# by the first digit; x07xxx is the runtime, x45xxx the graph engine
_RANGES = {
    1: Meaning(said("user error"), said("AscendCL was used in a way that it refuses."), _OURS),
    2: Meaning(
        said("resource error"), said("a resource of the chip or the system is used up or not accessible."), _DOCTOR
    ),
    3: Meaning(said("storage error"), said("storing failed."), said("Is the disk full or read-only?")),
    5: Meaning(said("internal error"), said("CANN or the chip failed inside."), _RESTART),
}


def explain(code: int) -> Meaning:
    """Of a code that is not in the table: what its range says."""
    unknown = Meaning(said("unknown code"), said("AscendCL gave a code that its documentation does not name."))
    return CODES.get(code) or _RANGES.get(code // 100_000, unknown)


def lost(code: int) -> bool:
    """Whether the chip itself failed or is gone (507xxx, the runtime's internal errors), so that trying again needs a
    new start of the device."""
    return code // 1000 == 507
