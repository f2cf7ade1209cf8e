"""`import passback` costs nothing and offers the dictionary."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import passback


def test_every_public_name_is_there() -> None:
    for name in passback.__all__:
        assert getattr(passback, name) is not None
    assert set(passback.__all__) <= set(dir(passback))
    assert {*passback._HOMES, "__version__"} == set(passback.__all__)


def test_the_version_is_the_package_s() -> None:
    assert passback.__version__ == version("passback")


def test_a_programmer_explains_in_two_lines() -> None:
    told = passback.explain("Score entry points is required.", sis="PowerTeacher Pro")

    assert told.entry.id == "powerschool.points-missing"
    assert isinstance(passback.recognize("Score entry points is required."), passback.Match)
    assert passback.entry_for(passback.Problem.NAME_EMPTY, passback.Sis.FOCUS).id == "passback.name-empty"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="explian"):
        passback.explian  # noqa: B018 - looking is the test


def test_importing_passback_loads_no_room() -> None:
    code = "import sys, passback; print([m for m in sys.modules if m.startswith('passback.')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
