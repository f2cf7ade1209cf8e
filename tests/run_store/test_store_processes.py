"""Several processes on one database, and processes that die: nothing is lost, nothing is half kept."""

import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kept_things import MAPLE, creates, line_item, score
from passback.core.errors import BadInput
from passback.run.clock import SystemClock
from passback.run.secrets import read_secret, write_secret
from passback.run.store import app
from passback.run.store.models import ChangeRow

HEAD = """
import asyncio, sys
from decimal import Decimal
from kept_things import MAPLE, creates, ended, line_item, score
from passback.run.clock import SystemClock
from passback.run.store import app
place, me = sys.argv[1:]

def plan(number, size):
    return creates(line_item(f"li-{me}-{number}"), *(score(f"s{n}", Decimal(n)) for n in range(size)))
"""
# Each plan settles one chunk: a line item and its scores.
WRITES = (
    HEAD
    + """
async def work(rounds, size):
    store = app.open(place, SystemClock())
    await store.save_connection(MAPLE)
    for number in range(rounds):
        made = plan(number, size)
        await store.keep_plan("maple", made)
        await store.intend(made.id, made.changes)
        await store.settle(made.id, [ended(c, ref=f"li-{me}-{number}") for c in made.changes])
        if number == 0:
            print("begun", flush=True)
    await store.close()
"""
)
SUPPORT = str(Path(__file__).parents[1] / "support")


def start(code: str, place: Path, me: str) -> "subprocess.Popen[str]":
    search = os.pathsep.join(filter(None, [SUPPORT, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": search}
    command = [sys.executable, "-c", code, str(place), me]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def counted(place: Path) -> tuple[int, int, list[int]]:
    """Intended and unsettled changes, settled ones, and the sizes of the line items' last-sent scores."""
    store = app.open(str(place), SystemClock())
    rows = ChangeRow.objects.using(store.database.alias)

    async def count() -> tuple[int, int, list[int]]:
        waiting = await store.database.read(rows.filter(settled_at=None).count)
        done = await store.database.read(rows.exclude(settled_at=None).count)
        _, sent = await store.snapshot_parts("maple", "course")
        await store.close()
        return waiting, done, [len(scores) for scores in sent.values()]

    return asyncio.run(count())


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """They also start at once on a database that is not there yet."""
    place = tmp_path / "new" / "passback.sqlite3"
    code = WRITES + "\nasyncio.run(work(25, 20))"
    writers = [start(code, place, str(number)) for number in range(3)]
    for writer in writers:
        with writer:
            writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0, 0, 0]

    assert counted(place) == (0, 3 * 25 * 21, [20] * 75)


def test_a_process_killed_after_intending_leaves_it_intended(tmp_path: Path) -> None:
    place = tmp_path / "passback.sqlite3"
    code = (
        HEAD
        + """
async def work():
    store = app.open(place, SystemClock())
    await store.save_connection(MAPLE)
    made = plan(0, 3)
    await store.keep_plan("maple", made)
    await store.intend(made.id, made.changes[:3])
    print("intended", flush=True)
    await asyncio.sleep(60)

asyncio.run(work())"""
    )
    with start(code, place, "a") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "intended\n"
        process.kill()
    made = creates(line_item("li-a-0"), *(score(f"s{n}", Decimal(n)) for n in range(3)))

    store = app.open(str(place), SystemClock())
    kept = asyncio.run(store.kept_plan(made.id))
    asyncio.run(store.close())

    assert kept is not None
    assert kept.plan == made
    assert kept.intended == tuple(change.key for change in made.changes[:3])
    assert kept.outcomes == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_process_killed_anywhere_leaves_each_chunk_whole_or_not_at_all(tmp_path: Path, seed: int) -> None:
    place = tmp_path / "passback.sqlite3"
    with start(WRITES + "\nasyncio.run(work(100_000, 9))", place, "a") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(random.Random(seed).random() / 3)  # noqa: S311 - any moment will do
        process.kill()

    waiting, done, sent = counted(place)

    assert waiting in {0, 10}
    assert done % 10 == 0
    assert set(sent) <= {9}
    assert len(sent) == done // 10 > 0


def test_references_reach_the_database_and_secrets_do_not(tmp_path: Path) -> None:
    marker = "hunter2-marker"
    place = tmp_path / "kept" / "passback.sqlite3"
    token = write_secret(tmp_path / "secrets", "maple.canvas-token", marker)
    known = replace(MAPLE, canvas=replace(MAPLE.canvas, token=token))
    assert read_secret(token) == marker

    async def keep() -> bytes:
        store = app.open(str(place), SystemClock())
        await store.save_connection(known)
        with pytest.raises(BadInput):
            await store.save_connection(replace(MAPLE, canvas=replace(MAPLE.canvas, token=marker)))
        held = b"".join(file.read_bytes() for file in place.parent.iterdir())
        await store.close()
        return held + place.read_bytes()

    held = asyncio.run(keep())
    assert token.encode() in held
    assert marker.encode() not in held
