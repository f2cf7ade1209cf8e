"""Opening a database: where it is, who may read it, what is refused, and how SQLite is set."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import platformdirs
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext

from kept_things import MAPLE, NOW, a_plan, creates, ended, line_item, score, subject
from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.problem import Problem, Safety, Severity
from passback.run.clock import VirtualClock
from passback.run.store import app
from passback.run.store.database import busy
from passback.run.store.django_store import DjangoStore
from passback.run.store.models import ChangeRow, FindingRow
from passback.sync.model import Change

PLAN = creates(line_item("li"), score("s1", Decimal("8.5")))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "passback.sqlite3"


@pytest.fixture
def opened(place: Path, clock: VirtualClock) -> Iterator[DjangoStore]:
    store = app.open(str(place), clock)
    yield store
    asyncio.run(store.close())


def asked(store: DjangoStore, sql: str) -> object:
    def ask() -> object:
        with connections[store.database.alias].cursor() as cursor:
            return cursor.execute(sql).fetchone()[0]

    return asyncio.run(store.database.read(ask))


# ---- where ----------------------------------------------------------------------------------------


def test_the_database_is_where_the_environment_says_else_in_the_user_s_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PASSBACK_DATABASE", "/srv/passback/p.sqlite3")
    assert app.default_url() == "/srv/passback/p.sqlite3"
    for unset in ("", None):
        monkeypatch.delenv("PASSBACK_DATABASE", raising=False)
        if unset is not None:
            monkeypatch.setenv("PASSBACK_DATABASE", unset)
        assert app.default_url() == str(platformdirs.user_data_path("passback") / "passback.sqlite3")


@pytest.mark.parametrize(
    "form", ["{}", "sqlite://{}", "sqlite:///{}", "sqlite://{}".replace("{}", "{quoted}")]
)
def test_a_database_is_named_by_path_or_url(tmp_path: Path, clock: VirtualClock, form: str) -> None:
    place = tmp_path / "a b" / "passback.sqlite3"
    url = form.format(place, quoted=str(place).replace(" ", "%20"))

    assert app.folder(url) == tmp_path / "a b"
    assert not place.parent.exists()
    asyncio.run(app.open(url, clock).close())

    assert place.exists()


def test_a_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert app.folder("x/p.sqlite3") == tmp_path / "x"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgres://u:hunter2@db/passback", "durable engine"),
        ("postgresql://u:hunter2@db/passback", "durable engine"),
        ("mysql://u:hunter2@db/passback", "kind 'mysql'"),
        ("sqlite://u:hunter2@host/p.sqlite3", "by its path"),
        ("sqlite:///p?key=hunter2", "by its path"),
        ("sqlite://", "by the path"),
        ("", "by the path"),
        ("a\0b", "by the path"),
    ],
)
def test_what_names_no_database_is_refused_without_repeating_it(
    clock: VirtualClock, url: str, says: str
) -> None:
    for ask in (lambda: app.open(url, clock), lambda: app.folder(url)):
        with pytest.raises(BadInput, match=says) as caught:
            ask()
        assert "hunter2" not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_database_in_memory_is_new_each_time(clock: VirtualClock) -> None:
    async def both() -> tuple[int, int]:
        first, second = (app.open("sqlite://:memory:", clock) for _ in range(2))
        await first.save_connection(MAPLE)
        return len(await first.connections()), len(await second.connections())

    assert asyncio.run(both()) == (1, 0)


def test_two_databases_open_at_once_keep_to_themselves(tmp_path: Path, clock: VirtualClock) -> None:
    async def both() -> None:
        first, second = (app.open(str(tmp_path / name), clock) for name in ("one", "two"))
        await first.save_connection(MAPLE)
        await second.save_connection(replace(MAPLE, name="oak"))
        again = app.open(str(tmp_path / "one"), clock)

        assert [c.name for c in await first.connections()] == ["maple"]
        assert [c.name for c in await second.connections()] == ["oak"]
        await first.close()
        assert [c.name for c in await again.connections()] == ["maple"]

    asyncio.run(both())


def test_a_database_that_was_removed_and_made_anew_is_not_the_old_one(
    opened: DjangoStore, place: Path, clock: VirtualClock
) -> None:
    asyncio.run(opened.save_connection(MAPLE))
    shutil.rmtree(place.parent)

    anew = app.open(str(place), clock)
    asyncio.run(anew.save_connection(replace(MAPLE, name="oak")))

    with closing(sqlite3.connect(place)) as file:
        assert file.execute("select name from store_connectionrow").fetchall() == [("oak",)]


# ---- how ------------------------------------------------------------------------------------------


def test_only_the_owner_can_read_what_is_made(opened: DjangoStore, place: Path) -> None:
    asyncio.run(opened.save_connection(MAPLE))

    modes = {path.name: path.stat().st_mode & 0o777 for path in place.parent.iterdir()}
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert set(modes) >= {"passback.sqlite3", "passback.sqlite3-wal"}
    assert set(modes.values()) == {0o600}


def test_sqlite_is_set_for_several_processes(opened: DjangoStore) -> None:
    assert asked(opened, "PRAGMA journal_mode") == "wal"
    assert asked(opened, "PRAGMA synchronous") == 1  # NORMAL
    assert asked(opened, "PRAGMA busy_timeout") == 20_000
    assert asked(opened, "PRAGMA foreign_keys") == 1


def test_a_transaction_takes_the_lock_at_its_start(opened: DjangoStore, place: Path) -> None:
    def try_to_write() -> str:
        with closing(sqlite3.connect(place, timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return str(error)
        return "free"

    assert asyncio.run(opened.database.whole(try_to_write)) == "database is locked"
    assert asyncio.run(opened.database.read(try_to_write)) == "free"


def test_the_store_is_busy_until_its_answer_is_on_its_way(opened: DjangoStore) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(10)

    async def watch() -> list[bool]:
        seen = [busy()]
        task = asyncio.create_task(opened.database.whole(work))
        await asyncio.to_thread(begun.wait, 10)
        seen.append(busy())
        go_on.set()
        await task
        for _ in range(400):  # the answer wakes this loop a moment before its thread is done with it
            if not busy():
                break
            await asyncio.sleep(0.005)
        return [*seen, busy()]

    assert asyncio.run(watch()) == [False, True, False]


def test_a_transaction_that_fails_leaves_nothing(opened: DjangoStore) -> None:
    asyncio.run(opened.save_connection(MAPLE))
    asyncio.run(opened.keep_plan("maple", PLAN))
    unwritable = replace(ended(PLAN.changes[1]), ref="\ud800")  # history and link come before it

    with pytest.raises(UnicodeEncodeError):
        asyncio.run(opened.settle(PLAN.id, [ended(PLAN.changes[0]), unwritable]))

    for table in ("changerow", "linkrow", "sentrow"):
        assert asked(opened, f"select count(*) from store_{table}") == 0  # noqa: S608 - our own tables


def test_a_plan_of_a_thousand_changes_costs_few_queries(opened: DjangoStore) -> None:
    def counted(size: int) -> int:
        plan = creates(line_item("li"), *(score(f"s{n}", Decimal(n)) for n in range(size)))
        clears = a_plan(*(Change(c.subject, c.after, None, None, Safety.SAFE) for c in plan.changes[1:]))
        findings = [
            Finding(Problem.SCORE_HIDDEN, Severity.INFORMS, c.subject, {"value": str(size)})
            for c in plan.changes
        ]

        async def night() -> None:
            for each in (replace(plan, findings=tuple(findings)), clears):
                await opened.keep_plan("maple", each)
                await opened.intend(each.id, each.changes)
                await opened.settle(each.id, [ended(c) for c in each.changes])
                await opened.kept_plan(each.id)
                await opened.snapshot_parts("maple", "course")

        with CaptureQueriesContext(wrapper) as queries:
            asyncio.run(night())
        return len(queries)

    asyncio.run(opened.save_connection(MAPLE))

    async def connection() -> object:
        return await opened.database.read(lambda: connections[opened.database.alias])

    wrapper = asyncio.run(connection())
    small, large = counted(10), counted(1000)

    assert small < 60
    assert large < small + 60  # SQLite takes 999 values per query


def test_findings_of_a_plan_can_be_counted_over_all_plans(opened: DjangoStore) -> None:
    finding = Finding(Problem.DUE_DATE_MISSING, Severity.BLOCKS, subject("c-s1"), {"assignment": "Lab 4"})
    plan = replace(PLAN, findings=(finding,))

    async def rows() -> list[tuple[object, ...]]:
        await opened.save_connection(MAPLE)
        await opened.keep_plan("maple", plan)
        await opened.keep_plan("maple", plan)
        held = FindingRow.objects.using(opened.database.alias)
        return await opened.database.read(lambda: list(held.values_list("problem", "severity", "student")))

    assert asyncio.run(rows()) == [("due-date-missing", "blocks", "c-s1")]


def test_times_of_intending_and_settling_are_the_clock_s(opened: DjangoStore, clock: VirtualClock) -> None:
    async def times() -> list[tuple[object, ...]]:
        await opened.save_connection(MAPLE)
        await opened.keep_plan("maple", PLAN)
        await opened.intend(PLAN.id, PLAN.changes)
        await clock.sleep(60)
        await opened.settle(PLAN.id, [ended(PLAN.changes[0])])
        held = ChangeRow.objects.using(opened.database.alias).order_by("id")
        return await opened.database.read(
            lambda: list(held.values_list("intended_at", "settled_at", "state"))
        )

    first, second = asyncio.run(times())
    assert first == (NOW, clock.now(), "in-sis")
    assert second == (NOW, None, None)


def test_the_migrations_say_all_that_the_models_say(opened: DjangoStore) -> None:
    assert opened.database
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_the_settings_alone_need_no_database() -> None:
    code = "import passback.run.store.settings, sys; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0


def test_the_store_leaves_the_time_zone_and_logging_of_the_process_alone(tmp_path: Path) -> None:
    code = (
        "import os, sys, logging; os.environ['TZ'] = 'America/Boise'\n"
        "from passback.run.store import app; from passback.run.clock import SystemClock\n"
        "app.open(sys.argv[1], SystemClock())\n"
        "sys.exit(os.environ['TZ'] != 'America/Boise' or bool(logging.getLogger('django').handlers))"
    )

    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "p")], check=False, timeout=30)
    assert done.returncode == 0


# ---- what is refused -------------------------------------------------------------------------------


def refused(place: Path, clock: VirtualClock) -> str:
    with pytest.raises(BadInput) as caught:
        app.open(str(place), clock)
    assert "\n" not in str(caught.value)
    assert str(place) in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, clock: VirtualClock) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("Anna: 8.5\n" * 500)

    assert "file is not a database" in refused(place, clock)
    assert place.read_text() == "Anna: 8.5\n" * 500


def test_a_corrupt_database_is_refused(opened: DjangoStore, place: Path, clock: VirtualClock) -> None:
    asyncio.run(opened.close())
    whole = place.read_bytes()
    place.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))

    assert "cannot be used" in refused(place, clock)


def test_a_database_of_something_else_is_refused(tmp_path: Path, clock: VirtualClock) -> None:
    place = tmp_path / "lunch.sqlite3"
    with closing(sqlite3.connect(place)) as other:
        other.execute("create table lunch (day)")

    assert "something else" in refused(place, clock)
    with closing(sqlite3.connect(place)) as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("lunch",)]


def test_a_database_of_a_newer_version_is_refused(
    opened: DjangoStore, place: Path, clock: VirtualClock
) -> None:
    asyncio.run(opened.close())
    with closing(sqlite3.connect(place)) as file:
        file.execute("insert into django_migrations (app, name, applied) values ('store', '0999_later', '')")
        file.commit()

    assert "newer passback" in refused(place, clock)


def test_a_folder_or_a_path_through_a_file_is_refused(tmp_path: Path, clock: VirtualClock) -> None:
    (tmp_path / "file").write_text("")

    assert "not a file" in refused(tmp_path, clock)
    assert "not a folder" in refused(tmp_path / "file" / "passback.sqlite3", clock)


def test_a_database_that_breaks_later_is_one_line(opened: DjangoStore) -> None:
    def broken() -> None:
        raise DatabaseError("database or disk is full")

    with pytest.raises(BadInput, match="make room on the disk") as caught:
        asyncio.run(opened.database.whole(broken))
    assert "\n" not in str(caught.value)
