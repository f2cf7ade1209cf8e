"""Every tool can be loaded, also those that no other test runs."""

from importlib import import_module
from pathlib import Path

import pytest

TOOLS = sorted(path.stem for path in (Path(__file__).parents[2] / "tools").glob("*.py"))


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_can_be_loaded(name: str) -> None:
    assert import_module(name).__doc__
