"""A database of an earlier version is read as today's, whatever fields have come to a value since."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kept_things import creates, line_item, score
from passback.core.finding import Silence
from passback.core.gradebook import LineItem
from passback.core.ids import CanvasField, IdProfile, IdRule, Transform
from passback.run.clock import VirtualClock
from passback.run.store import app
from passback.run.store.rows import upgraded
from passback.sync.model import Plan, Silencing

YOUNGER = ("closes", "grounds", "rechecks", "spots", "silenced")
# As the first version wrote it, before profiles had a rule for teachers.
CONNECTION = """{"is": "Connection", "name": "maple", "sis": "aspen", "canvas": {"is": "CanvasSettings",
"url": "https://canvas.test", "account": "1", "token": "env:T"}, "settings": {"is": "SisSettings",
"url": "https://sis.test", "version": "1.1", "auth": {"is": "Auth", "kind": "oauth2-form",
"token_url": "https://sis.test/t", "client_id": "id", "client_secret": "env:S", "scopes": [], "headers": {}},
"options": {}}, "profile": {"is": "IdProfile",
"section": {"is": "IdRule", "canvas": "sis_id", "sis": "sourcedId", "transform": "as-is"},
"student": {"is": "IdRule", "canvas": "sis_id", "sis": "identifier", "transform": "strip-zeros"}}}"""


def test_a_connection_of_the_first_version_is_read(tmp_path: Path, clock: VirtualClock) -> None:
    place = tmp_path / "passback.sqlite3"
    asyncio.run(app.open(str(place), clock).close())
    with closing(sqlite3.connect(place)) as file:
        file.execute("insert into store_connectionrow (name, settings) values ('maple', ?)", [CONNECTION])
        file.commit()

    store = app.open(str(place), clock)
    (held,) = asyncio.run(store.connections())
    asyncio.run(store.close())

    assert held.expires == {}
    assert held.profile == IdProfile(
        IdRule(CanvasField.SIS_ID, "sourcedId", Transform.AS_IS, Transform.AS_IS),
        IdRule(CanvasField.SIS_ID, "identifier", Transform.STRIP_ZEROS, Transform.AS_IS),
        None,
    )


def test_a_database_of_the_first_version_gains_the_new_tables(tmp_path: Path, clock: VirtualClock) -> None:
    place = tmp_path / "passback.sqlite3"
    asyncio.run(app.open(str(place), clock).close())
    with closing(sqlite3.connect(place)) as file:
        tables = ("settingrow", "approvalrow", "seenrow", "cacherow", "sightingrow", "refusedrow", "fixrow")
        for table in tables:
            file.execute(f"drop table store_{table}")
        for column in ("by", "standing"):
            file.execute(f'alter table store_batchrow drop column "{column}"')
        file.execute("delete from django_migrations where app = 'store' and name not like '0001%'")
        file.execute("insert into store_connectionrow (name, settings) values ('maple', ?)", [CONNECTION])
        file.commit()

    store = app.open(str(place), clock)

    assert asyncio.run(store.settings("maple")) == ()
    assert asyncio.run(store.open_batch("maple")) is None
    assert len(asyncio.run(store.connections())) == 1
    asyncio.run(store.close())


def test_what_is_of_today_stays_as_it_is() -> None:
    today = upgraded(json.loads(CONNECTION))

    assert upgraded(today) == today
    assert upgraded([1, None, "x", {"free": {"is": "Unknown"}}]) == [
        1,
        None,
        "x",
        {"free": {"is": "Unknown"}},
    ]


def test_a_word_that_silences_is_kept_with_its_plan() -> None:
    """It is no unanswered request, which is a `Silence`: a row of that name gains a field."""
    now = datetime(2026, 10, 5, tzinfo=UTC)
    word = Silencing("nobody minds", "ada", now)
    made = Plan("p", "7", "Algebra", {}, {}, {}, "s", now, "r", (), (), (), (), {}, silenced={"x": word})

    assert Plan.from_dict(upgraded(made.to_dict())) == made


def test_a_line_item_and_a_silence_of_an_earlier_version_are_read() -> None:
    item = LineItem("L1", "Lab 4", "", None, date(2026, 9, 1), date(2026, 9, 2), Decimal(10), counts=None)
    for held in (item, Silence("timed out", sent=True)):
        written = held.to_dict()
        older = {key: kept for key, kept in written.items() if key not in {"locked", "also_in", "problem"}}
        assert older != written
        assert type(held).from_dict(upgraded(older)) == held


@pytest.mark.parametrize(
    "younger", [{"closes"}, {"grounds"}, {"rechecks", "spots", "silenced"}, set(YOUNGER)]
)
def test_a_plan_of_an_earlier_version_is_read_and_keeps_its_id(younger: set[str]) -> None:
    """A run that was cut off by an update goes on."""
    older = creates(line_item("L1"), score("s1", Decimal(5)))
    written = {key: kept for key, kept in older.to_dict().items() if key not in younger}
    assert written != older.to_dict()

    held = Plan.from_dict(upgraded(written))

    assert held == older
    assert held.is_whole()
    assert not replace(held, grounds={"section": "abc"}).is_whole()
