"""The practice school's plans as files: what somebody else reads in them is the plans' scores."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

import in_process
from passback.core.errors import BadInput, NoAnswer
from passback.core.gradebook import Excused, Score
from passback.core.ports import Request
from passback.core.problem import Problem, State
from passback.run import app as run_app
from passback.run import export as run_export
from passback.run.export import Exported, Format
from passback.run.ports import KeptPlan
from passback.run.store.memory_store import MemoryStore
from passback.sync.export import oneroster, powerteacher
from passback.sync.model import Change
from spreadsheet_files import Read, files_of, read_oneroster, read_sheet

pytestmark = pytest.mark.disable_socket
Scores = dict[tuple[str, str], Decimal | str]
ONEROSTER = [Format.ONEROSTER_1_1, Format.ONEROSTER_1_2]


@dataclass
class School:
    """A connected practice school with one connection planned."""

    practice: in_process.Practice
    store: MemoryStore
    name: str
    batch: str
    folder: Path

    def run(self, what: Callable[[run_app.App], object]) -> object:
        async def go() -> object:
            async with run_app.open(in_process.settings(self.practice, self.store)) as app:
                return await what(app)  # type: ignore[misc]

        return asyncio.run(go())

    def export(self, form: Format, **more: object) -> Exported:
        made = self.run(
            lambda app: app.exports.export(self.name, form, more.pop("wanted", self.batch), **more)
        )
        assert isinstance(made, Exported)
        return made

    def file(self, form: Format, **more: object) -> Path:
        path = self.folder / f"{form.value}.zip"
        path.write_bytes(self.export(form, **more).archive())
        return path

    def plans(self) -> list[KeptPlan]:
        async def kept(app: run_app.App) -> list[KeptPlan]:
            batch = await app.store.batch(self.batch)
            assert batch is not None
            found = [await app.store.kept_plan(plan) for plan in batch.plans]
            return [plan for plan in found if plan is not None]

        return self.run(kept)  # type: ignore[return-value]

    def changes(self) -> list[Change]:
        """The scores that the plans would send, as the store kept them."""
        return [c for kept in self.plans() for c in kept.plan.changes if isinstance(c.after, Score)]

    def wanted(self, *, excused: bool) -> list[tuple[str, str, Decimal | str]]:
        """Assignment, student of the SIS, and mark."""
        found = []
        for change in self.changes():
            after = change.after
            assert isinstance(after, Score)
            if isinstance(after.mark, Decimal):
                found.append((change.subject.assignment or "", after.student, after.mark))
            elif excused and isinstance(after.mark, Excused):
                found.append((change.subject.assignment or "", after.student, "exempt"))
        return sorted(found, key=str)


def a_school(name: str, folder: Path) -> School:
    practice, store = in_process.a_practice(), MemoryStore()

    async def planned() -> str:
        async with run_app.open(in_process.settings(practice, store)) as app:
            await in_process.connected(app, practice)
            batch, _ = await app.plan(name)
            return batch.id

    return School(practice, store, name, asyncio.run(planned()), folder)


@pytest.fixture(scope="module", params=["practice-powerschool", "practice-oneroster", "practice-aspen"])
def school(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> School:
    return a_school(request.param, tmp_path_factory.mktemp("export"))


def told(read: Read) -> list[tuple[str, str, Decimal | str]]:
    """Assignment by the address that its line item's description names, student, and mark."""
    of = {ref: row["description"].rpartition("/")[2] for ref, row in read.items.items()}
    return sorted(((of[item], student, mark) for (item, student), mark in read.scores.items()), key=str)


@pytest.mark.parametrize("form", ONEROSTER)
def test_the_scores_of_the_zip_are_the_scores_of_the_plan(school: School, form: Format) -> None:
    read = read_oneroster(school.file(form))

    assert read.version == form.value.rpartition("-")[2]
    wanted = school.wanted(excused=form is Format.ONEROSTER_1_2)
    assert len(wanted) > 400
    assert told(read) == wanted
    assert {
        c.after.maximum for k in school.plans() for c in k.plan.changes if hasattr(c.after, "maximum")
    } == {Decimal(row["resultValueMax"]) for row in read.items.values()}


def test_the_scores_of_all_sheets_are_the_scores_of_the_plan(school: School) -> None:
    assert in_sheets(school) == school.wanted(excused=False)


def in_sheets(school: School) -> list[tuple[str, str, Decimal | str]]:
    """Assignment by the id in its file's name, student by the number that the simulator knows, and mark."""
    people = _people(school)
    found = []
    for name, data in files_of(school.file(Format.POWERTEACHER_PRO)).items():
        sheet = read_sheet(data)
        assert all(held.strip() for held in sheet.names.values())
        assignment = name.rsplit("_", 2)[1].partition("-")[2]
        found += [(assignment, people[number], mark) for number, mark in sheet.scores.items()]
    return sorted(found, key=str)


def _people(school: School) -> dict[str, str]:
    """SIS ref by the school's number, as the simulators hold them."""
    state = school.practice.school
    if school.name == "practice-powerschool":
        return {one.number: str(dcid) for dcid, one in state.powerschool.students.items()}
    people = state.aspen.people if school.name == "practice-aspen" else state.rosters["oneroster"].people
    return {one.number: ref for ref, one in people.items()}


@pytest.mark.parametrize("form", Format)
def test_every_considered_score_is_told_of_once_and_the_sums_are_right(school: School, form: Format) -> None:
    made = school.export(form)
    said = made.to_json()
    rows = said["scores"]

    assert isinstance(rows, list)
    assert said["considered"] == len(rows) == said["carried"] + sum(made.left.values())
    assert len({tuple(sorted(row.items())) for row in rows}) == len(rows)
    assert said["carried"] == sum(row["carried"] for row in rows)
    planned = len(school.changes())
    assert said["carried"] + made.left.get("excused", 0) == planned


def test_the_same_plan_is_the_same_file_again(school: School) -> None:
    for form in Format:
        assert school.export(form).archive() == school.export(form).archive()


# ---- planted faults --------------------------------------------------------------------------------------


def _rounded(cells: dict[str, str]) -> dict[str, str]:
    return cells | {"score": str(round(float(cells["score"]))) if cells["score"] else ""}


def _excused_as_0(cells: dict[str, str]) -> dict[str, str]:
    return cells | {"score": "0" if cells["scoreStatus"] == "exempt" else cells["score"]}


def _swapped(cells: dict[str, str]) -> dict[str, str]:
    return cells | {
        "lineItemSourcedId": cells["studentSourcedId"],
        "studentSourcedId": cells["lineItemSourcedId"],
    }


@pytest.mark.parametrize("fault", [_rounded, _excused_as_0, _swapped])
def test_a_changed_score_would_be_seen(
    fault: Callable[[dict[str, str]], dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rounded, excused as 0, or under another line item: the reader does not take it for the plan."""
    school = a_school("practice-powerschool", tmp_path)
    right = oneroster._result_cells
    monkeypatch.setattr(oneroster, "_result_cells", lambda row, space: fault(right(row, space)))

    with pytest.raises((AssertionError, KeyError)):
        assert told(read_oneroster(school.file(Format.ONEROSTER_1_2))) == school.wanted(excused=True)


def test_a_score_in_a_neighbor_s_row_of_a_sheet_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = a_school("practice-powerschool", tmp_path)
    right = powerteacher._file

    def shifted(unit: powerteacher._Unit) -> str:
        scores = [row.score for row in unit.rows]
        moved = [replace(s, mark=n.mark) for s, n in zip(scores, [*scores[1:], scores[0]], strict=True)]
        rows = tuple(replace(row, score=score) for row, score in zip(unit.rows, moved, strict=True))
        return right(replace(unit, rows=rows))

    monkeypatch.setattr(powerteacher, "_file", shifted)

    assert in_sheets(school) != school.wanted(excused=False)


def test_a_lost_or_doubled_score_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school = a_school("practice-oneroster-1.2", tmp_path)
    right = run_export.gather

    for wrong in (lambda rows: rows[1:], lambda rows: (*rows, rows[0])):
        monkeypatch.setattr(
            run_export,
            "gather",
            lambda sources, wrong=wrong: replace(found := right(sources), rows=wrong(found.rows)),
        )
        with pytest.raises(AssertionError, match="does not add up"):
            school.export(Format.ONEROSTER_1_2)


# ---- after a sync, and without an SIS --------------------------------------------------------------


def test_after_a_sync_the_file_says_what_the_sis_holds_and_the_rest_can_be_had_alone(tmp_path: Path) -> None:
    school = a_school("practice-powerschool", tmp_path)

    async def sync(app: run_app.App) -> object:
        batch = await app.store.batch(school.batch)
        assert batch is not None
        return await app.sync(batch, just_planned=True)

    school.run(sync)
    outcomes = [o for kept in school.plans() for o in kept.outcomes if isinstance(o.change.after, Score)]
    there = {o.change.subject: o.held for o in outcomes if o.verdict.state is State.IN_SIS}
    whole, rest = (school.export(Format.ONEROSTER_1_2, remaining=remaining) for remaining in (False, True))

    assert whole.arrived == len(there) > 400
    assert rest.arrived == 0
    assert set(rest.contents.carried) == set(whole.contents.carried) - set(there)
    assert rest.left["arrived"] == len(there)
    read = read_oneroster(school.file(Format.ONEROSTER_1_2))
    held = [(o.ref, one) for o in outcomes if isinstance(one := there.get(o.change.subject), Score)]
    numbers = {(ref, one.student): one.mark for ref, one in held if isinstance(one.mark, Decimal)}
    assert numbers
    assert {key: read.scores[key] for key in numbers} == numbers


def test_while_the_sis_does_not_answer_the_scores_can_be_had_and_what_is_lacking_is_said(
    tmp_path: Path,
) -> None:
    school = a_school("practice-aspen", tmp_path)
    wanted = school.wanted(excused=True)
    school.practice.clock.jump(9 * 3600)

    def silent(request: Request, _: int) -> None:
        if "aspen" in request.url:
            raise NoAnswer("no answer", Problem.SIS_UNREACHABLE, sent=False)

    school.practice.before = silent
    made = school.export(Format.ONEROSTER_1_2)
    path = school.file(Format.ONEROSTER_1_2)

    assert told(read_oneroster(path)) == wanted
    assert made.unread
    assert not made.whole
    assert made.contents.blank["academicSessionSourcedId"] == len(made.contents.items)
    assert school.export(Format.POWERTEACHER_PRO).left["class-unread"] == len(school.changes())


# ---- plans that do not fit ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted", "says"),
    [
        (
            "practice-oneroster-1.2",
            "nope",
            "no plan 'nope'; `passback plan practice-oneroster-1.2` makes one",
        ),
        ("practice-focus", "", "is for the connection 'practice-oneroster-1.2'"),
        ("practice-focus", None, "no plan of 'practice-focus' is kept; `passback plan practice-focus`"),
        ("nobody", None, "no connection named 'nobody'"),
        ("practice-oneroster-1.2", "altered", "was altered since it was made"),
    ],
)
def test_a_plan_that_is_not_there_or_not_the_one_that_was_made_is_one_line(
    tmp_path: Path, name: str, wanted: str | None, says: str
) -> None:
    school = a_school("practice-oneroster-1.2", tmp_path)
    plan = school.plans()[0].plan
    school.run(lambda app: app.store.keep_plan(school.name, replace(plan, id="altered")))
    school.name = name

    with pytest.raises(BadInput) as caught:
        school.export(Format.ONEROSTER_1_2, wanted=school.batch if wanted == "" else wanted)

    assert says in str(caught.value)
