import errno

import pytest

from app.errors import PictureError
from app.output import run_command


def failing(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize("status", [0, 1])
def test_the_command_s_status_is_the_program_s(capsys, status):
    assert run_command(lambda: status, "program") == status
    assert capsys.readouterr().err == ""


def test_what_was_raised_for_people_is_said_after_the_program_s_name(capsys):
    assert run_command(failing(PictureError("a.png: no")), "program") == 1
    assert capsys.readouterr() == ("", "program: a.png: no\n")


def test_an_interrupted_command_says_nothing(capsys):
    assert run_command(failing(KeyboardInterrupt()), "program") == 130
    assert capsys.readouterr() == ("", "")


def test_a_mistake_of_ours_keeps_its_traceback():
    with pytest.raises(OSError, match="not what was expected"):
        run_command(failing(OSError(errno.EINVAL, "not what was expected")), "program")
