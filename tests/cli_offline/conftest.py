"""The command line, called in this process and as people call it."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from passback.cli.main import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def passback(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs one command line in this process."""

    def run(*words: str) -> Said:
        code = main(words)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def shell() -> Callable[..., Said]:
    """Runs one command line as a process; `stdin` and further environment may be given."""

    def run(*words: str, stdin: bytes = b"", **environment: str) -> Said:
        command = [sys.executable, "-m", "passback", *words]
        done = subprocess.run(
            command, input=stdin, capture_output=True, env=os.environ | environment, check=False, timeout=60
        )
        return Said(
            done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        )

    return run
