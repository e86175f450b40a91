"""What is here, what works, and the way out of what does not: for a person with a board that does not work."""

from __future__ import annotations

import dataclasses
import json
from typing import Optional

from app.doctor.finding import OK, PROBLEM, Finding, row
from app.doctor.place import Place
from app.doctor.probes import Probe
from app.doctor.probes import run as run_probes

ENGINES = ("ascend", "onnx")  # not from app.engines, which needs NumPy: where that is broken, this has to say so


def run(model: Optional[str] = None, as_json: bool = False, display: str = "", place: Optional[Place] = None) -> int:
    """Check everything, or describe one model file, and print what was found. Changes nothing.

    display: the function that says why no window can be opened here, as "module:function"; "" leaves it out
    returns the exit status: 0 where an engine reads a digit with the model that comes with the application (with a
    model: where no problem was found with it), else 1
    """
    place = place or Place()
    found: list[Finding] = []
    for findings in run_probes(_of_model(model) if model is not None else _of_machine(display), place):
        found += findings
        if not as_json:
            for finding in findings:
                print(row(finding), flush=True)
    works = _model_works(found) if model is not None else bool(_working_engines(found))
    if as_json:
        print(json.dumps({"works": works, "checks": [dataclasses.asdict(finding) for finding in found]}))
    else:
        print("\n" + (_verdict(found) if model is None else _verdict_on_model(works)))
    return 0 if works else 1


def findings(place: Optional[Place] = None) -> list[Finding]:
    """Everything about the machine, except for its display."""
    return [finding for found in run_probes(_of_machine(""), place or Place()) for finding in found]


def _of_machine(display: str) -> list[Probe]:
    software, machine, board = "app.doctor.software", "app.doctor.machine", "app.doctor.board"
    return [
        Probe("Python", f"{software}:python"),
        *(
            Probe(title, f"{software}:package", (title, module, distribution), seconds=30)
            for title, module, distribution in (
                ("NumPy", "numpy", "numpy"),
                ("OpenCV", "cv2", "opencv-python-headless"),
                ("ONNX Runtime", "onnxruntime", "onnxruntime"),
            )
        ),
        Probe("Qt", f"{software}:qt", seconds=30),
        *([Probe("display", f"{software}:display", (display,))] if display else []),
        Probe("remote showing", f"{software}:remote"),
        Probe("cameras", f"{machine}:cameras"),
        Probe("storage", f"{machine}:storage"),
        Probe("language", f"{machine}:language"),
        Probe("device files", "app.doctor.devices:nodes"),
        Probe("driver", "app.doctor.cann:driver"),
        Probe("CANN", "app.doctor.cann:toolkit_findings"),
        Probe("chip", f"{board}:chip", seconds=30),
        Probe("settings", f"{board}:settings"),
        Probe("compiled models", f"{board}:models"),
        *(Probe(f"engine {name}", f"{board}:reads", (name,), seconds=60) for name in ENGINES),
    ]


def _of_model(name: str) -> list[Probe]:
    """What does not apply to a file of its kind finds nothing."""
    model = "app.doctor.model"
    return [
        Probe("file", f"{model}:describe", (name,), seconds=60),
        Probe("this chip", f"{model}:fits", (name,), seconds=30),
        Probe("reading", f"{model}:reads", (name,), seconds=60),
    ]


def _working_engines(found: list[Finding]) -> list[str]:
    return [name for name in ENGINES for finding in found if finding.name == f"engine {name}" and finding.state == OK]


def _model_works(found: list[Finding]) -> bool:
    return all(finding.state != PROBLEM for finding in found)


def _verdict(found: list[Finding]) -> str:
    problems = sum(finding.state == PROBLEM for finding in found)
    rest = {0: "", 1: " One problem is named above."}.get(problems, f" {problems} problems are named above.")
    working = _working_engines(found)
    if working:
        return f"Digits are read here, with the engine {working[0]}.{rest}"
    return f"No digits can be read here: no engine works.{rest}"


def _verdict_on_model(works: bool) -> str:
    return "Nothing is wrong with this model." if works else "This model cannot be used as it is."
