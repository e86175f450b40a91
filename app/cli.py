"""The command line: window, kiosk, remote, recognize, bench, doctor, pin. Imports nothing heavy before it is asked."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from typing import Optional

from app import __version__
from app.output import ending_at_once, run_command
from app.remote import command as remote

_DOCTOR_STATUS = """exit status:
  0  the main job works: an engine reads a digit with the model that comes with the application
     (with MODEL: the file is sound, belongs to its card, and reads a digit where its engine can run)
  1  it does not; the lines marked "problem" say why"""

_KIOSK_STATUS = """exit status:
  0  the operator ended it, or SIGTERM did: it is to stay so
  1  it could not be started, or runs already, and that was said
  3  the operator wants it started anew"""


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """0: done; 1: something could not be read or run, and why was said; 2: the command line is wrong."""
    return run_command(lambda: _main(arguments), "atlas-digits")


def _main(arguments: Optional[Sequence[str]]) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.verbose else logging.WARNING, format="%(message)s", stream=sys.stderr
    )
    for stream in (sys.stdout, sys.stderr):  # a file's name may hold what the terminal cannot show
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")  # what matters reaches us as exceptions
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")  # seconds; a stalled camera is held no longer
    status: int = options.command(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="atlas-digits", description="Reads handwritten digits. Without a command: opens the window."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--fill-screen", action="store_true", help="fill the screen, for one without a window manager")
    _add_common(parser)
    parser.set_defaults(command=_window, model=None, engine=None, verbose=False)
    commands = parser.add_subparsers(metavar="COMMAND")

    kiosk = commands.add_parser(
        "kiosk",
        help="show the kiosk on the whole screen",
        description="Show the kiosk on the whole screen. The operator leaves it with a long press in the upper left "
        "corner and the PIN that `atlas-digits pin` sets.",
        epilog=_KIOSK_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_common(kiosk)
    kiosk.set_defaults(command=_kiosk)

    remote.add_to(commands, _add_common, _remote)

    recognize = commands.add_parser(
        "recognize", help="read pictures", description="Read digits in pictures and folders."
    )
    recognize.add_argument("paths", nargs="+", metavar="PATH", help="a picture, or a folder of pictures")
    recognize.add_argument("--json", action="store_true", help="print one JSON object a line")
    recognize.add_argument("--one-digit", action="store_true", help="take all ink of a picture for one digit")
    _add_common(recognize)
    recognize.set_defaults(command=_recognize)

    bench = commands.add_parser(
        "bench", help="measure the latency here", description="Measure each stage's latency here."
    )
    bench.add_argument("--json", action="store_true", help="print one JSON object")
    _add_common(bench)
    bench.set_defaults(command=_bench)

    doctor = commands.add_parser(
        "doctor",
        help="say what works here, and what to do about the rest",
        description="Say what is here, what works, and the way out of what does not. Nothing is changed.",
        epilog=_DOCTOR_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    doctor.add_argument("file", nargs="?", metavar="MODEL", help="describe this model file instead of the machine")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    doctor.add_argument("--verbose", action="store_true", default=argparse.SUPPRESS, help="say what is done")
    doctor.set_defaults(command=_doctor)

    pin = commands.add_parser(
        "pin",
        help="set the PIN of the kiosk's operator",
        description="Set the PIN of the kiosk's operator: 4 to 12 digits, asked for on a terminal, or one line of "
        "standard input. The one before no longer holds.",
    )
    pin.add_argument("--generate", action="store_true", help="make one up, and print it this once")
    pin.set_defaults(command=_pin)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    # suppressed defaults: what stands before the command is not undone by the command's own default
    suppress = argparse.SUPPRESS
    parser.add_argument(
        "--model", metavar="FILE", default=suppress, help="the model (default: the one that comes with it)"
    )
    parser.add_argument(
        "--engine", metavar="NAME", default=suppress, help="what runs the model (default: the best here)"
    )
    parser.add_argument("--verbose", action="store_true", default=suppress, help="say what is done")


def _window(options: argparse.Namespace) -> int:
    from app.ui.display import display_problem

    problem = display_problem()
    if problem and not options.fill_screen:
        return _demo(options, problem)
    with ending_at_once():  # until the window takes them
        from app.ui.application import run

        return run(options.engine, options.model, fill_screen=options.fill_screen)


def _kiosk(options: argparse.Namespace) -> int:
    with ending_at_once():  # as above
        from app.ui.kiosk.application import run

        return run(options.engine, options.model)


def _demo(options: argparse.Namespace, problem: str) -> int:
    """What can be done without a window: read the demo pictures here."""
    from app.demo import FOLDER

    print(f"No window can be opened: {problem}\nHere is what it does, on the demo pictures:\n")
    options.paths, options.json, options.one_digit = [os.path.relpath(FOLDER)], False, False
    status = _recognize(options)
    print(
        "\nFor a window: start this from a desktop session, or over the network with `ssh -X`; "
        "`atlas-digits remote` shows it in a browser.\n"
        "Your own pictures: atlas-digits recognize PICTURE..."
    )
    return status


def _remote(options: argparse.Namespace) -> int:
    from app.ui.display import missing_libraries

    return remote.run(options, missing_libraries)


def _recognize(options: argparse.Namespace) -> int:
    from app.engines import open_engine
    from app.reading import JsonLines, Table, read_paths
    from app.recognition.recognizer import Recognizer

    output = JsonLines() if options.json else Table()
    with open_engine(options.engine, options.model) as engine:
        failed = read_paths(options.paths, Recognizer(engine), output, one_digit=options.one_digit)
    return 1 if failed else 0


def _bench(options: argparse.Namespace) -> int:
    import json

    from app import bench
    from app.engines import open_engine

    with open_engine(options.engine, options.model, lasting=False) as engine:
        result = bench.run(engine)
    print(json.dumps(result, allow_nan=False) if options.json else bench.table(result))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from app import doctor

    named = options.model if options.file is None else options.file  # "" is a name too, of no file
    return doctor.run(named, as_json=options.json, display="app.ui.display:display_problem")


def _pin(options: argparse.Namespace) -> int:
    from app import pin

    if options.generate:
        digits = pin.generate()
        print(digits, flush=True)  # before it holds: nobody would know one that could not be shown
        pin.set_pin(digits)
    else:
        pin.set_pin(_asked_pin())
        print("The PIN is set.")
    return 0


def _asked_pin() -> str:
    from getpass import getpass

    from app.errors import PinFormError

    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    try:
        digits = getpass("New PIN: ").strip()
        again = getpass("The same again: ").strip()
    except EOFError:
        raise PinFormError("No PIN was given; the one before holds.") from None
    if digits != again:
        raise PinFormError("The two are not the same; the PIN before holds.")
    return digits
