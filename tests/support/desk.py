"""One person's machine with a practice school connected, all in this process: commands are typed at it."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import in_process
from passback.cli.main import main
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore


@dataclass
class Desk:
    """What a command line came to: exit code, output, error."""

    practice: in_process.Practice
    store: MemoryStore
    read: Callable[[], tuple[str, str]]

    def type(self, *words: str) -> tuple[int, str, str]:
        code = main(list(words))
        out, err = self.read()
        assert "Traceback" not in out + err
        return code, out, err

    def json(self, *words: str) -> tuple[int, object]:
        code, out, err = self.type(*words, "--format", "json")
        assert err == "" or "reading" in err or "checking" in err, err
        return code, json.loads(out)

    def course(self, name: str) -> str:
        return next(str(c.id) for c in self.practice.school.canvas.courses.values() if c.name == name)


def a_desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A fresh school, connected under `practice-SLUG`."""
    practice, store = in_process.a_practice(), MemoryStore()
    opened = run_app.open
    monkeypatch.setattr(run_app, "open", lambda _: opened(in_process.settings(practice, store)))

    async def connect() -> None:
        async with opened(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice)

    asyncio.run(connect())

    def read() -> tuple[str, str]:
        told = capsys.readouterr()
        return told.out, told.err

    return Desk(practice, store, read)
