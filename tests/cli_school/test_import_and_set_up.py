"""Categories imported into Canvas, and what set-up says is lacking, typed at a practice school."""

import asyncio
import json
from collections.abc import Callable

import pytest

import in_process
from passback.cli.main import main
from passback.run import app as run_app
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.school import interface

pytestmark = pytest.mark.disable_socket
Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def practice() -> in_process.Practice:
    return in_process.a_practice()


@pytest.fixture
def typed(
    practice: in_process.Practice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    store, opened = MemoryStore(), run_app.open
    monkeypatch.setattr(run_app, "open", lambda _: opened(in_process.settings(practice, store)))

    async def connect() -> None:
        async with opened(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice)

    asyncio.run(connect())

    def typed(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return code, told.out, told.err

    return typed


def test_an_import_makes_each_missing_group_once_and_proves_it(
    practice: in_process.Practice, typed: Type
) -> None:
    canvas = practice.school.canvas
    course = next(c.id for c in canvas.courses.values() if c.name == "Physical Science 8")
    category = next(iter(practice.school.aspen.categories.values()))
    category.title = "Participation"
    ask = ("categories", "practice-aspen", "--import", "--course", str(course), "--yes", "--format", "json")

    code, out, _ = typed(*ask)

    assert code == 0
    done = {row["group"]: row["state"] for row in json.loads(out)}
    assert done["Participation"] == "in-sis"
    made = [g.name for g in canvas.groups.values() if g.course == course]
    assert made.count("Participation") == 1
    assert typed(*ask)[:2] == (0, "[]\n")
    assert sorted(g.name for g in canvas.groups.values() if g.course == course) == sorted(made)


def described(practice: in_process.Practice, sis: str) -> dict[str, object]:
    told = interface(practice.school, practice.urls)
    systems = told["sis"]
    assert isinstance(systems, dict)
    return {"canvas": told["canvas"], "sis": {sis: json.loads(json.dumps(systems[sis]))}}


def test_infinite_campus_without_its_vendor_key_is_said_at_set_up(
    practice: in_process.Practice, typed: Type
) -> None:
    given = described(practice, "infinite-campus")
    given["sis"]["infinite-campus"]["auth"]["headers"] = {}  # type: ignore[index]
    place = practice.folder / "campus.json"
    place.write_text(json.dumps(given))

    code, _, err = typed("connections", "add", "night", "--from", str(place))

    assert code == 1
    assert "passback explain passback.vendor-key-missing" in err
    assert "night-infinite-campus" not in typed("connections", "list")[1]
    assert not list((practice.folder / "secrets").glob("night-*"))
    assert typed("connections", "add", "night", "--from", str(place), "--anyway")[0] == 0
    code, out, _ = typed("connections", "test", "night-infinite-campus")
    assert code == 1
    assert "settings" in out
    assert typed("plan", "night-infinite-campus")[0] == 1
    assert "infinite-campus" not in practice.school.calls


def test_skyward_sms_without_its_licence_is_said_at_set_up(
    practice: in_process.Practice, typed: Type
) -> None:
    given = described(practice, "skyward")
    given["sis"]["skyward"]["options"] = {"product": "sms2"}  # type: ignore[index]
    place = practice.folder / "skyward.json"
    place.write_text(json.dumps(given))

    code, _, err = typed("connections", "add", "night", "--from", str(place))

    assert code == 1
    assert "licen" in err
    assert err.count("\n") == 1
