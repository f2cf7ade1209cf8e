"""An offline command loads the dictionary and nothing of schools: no site, no store, no network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import sys
from passback.cli.main import main
sys.stdout = open(sys.argv[1], "w")
code = main(sys.argv[2:])
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
# What a cold start paid for, until it was seen not to need it.
SLOW = {"yaml", "hashlib", "pathlib", "shutil", "tempfile", "difflib", "html", "inspect_source"}


@pytest.fixture
def loaded(tmp_path: Path):  # noqa: ANN201 - a runner
    """The modules that are loaded at the end of a command, started a second time."""

    def run(*words: str) -> set[str]:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(tmp_path / "bytecode")
        for _ in range(2):
            command = [sys.executable, "-c", CODE, str(tmp_path / "out"), *words]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return set(done.stderr.split())

    return run


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "Score entry points is required."),
        ("explain", "powerschool.points-missing", "--format", "json"),
        ("entries", "--sis", "aspen"),
    ],
)
def test_an_offline_command_loads_no_school_and_nothing_slow(loaded, words: tuple[str, ...]) -> None:  # noqa: ANN001
    modules = loaded(*words)

    rooms = {name.split(".")[1] for name in modules if name.startswith("passback.")}
    assert rooms == {"cli", "core", "dictionary"}
    assert not modules & {"django", "aiohttp", "asyncio", "sqlite3", "passback.run"}
    assert not modules & SLOW
    assert "passback.core.gradebook" not in modules
    assert "passback.dictionary.read_yaml" not in modules


def test_a_command_is_loaded_only_when_it_is_called(loaded) -> None:  # noqa: ANN001
    modules = loaded("--help")

    assert {name for name in modules if name.startswith("passback.cli.")} == {
        "passback.cli.main",
        "passback.cli.terminal",
    }
