"""The sync built into Canvas loses line items in the SIS, and sends them again once Canvas forgets its links.

The other sync is the practice school's own: it keeps its links where Canvas keeps them, and nothing of
passback is in it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass

import pytest

import in_process
from believing import believing
from passback.cli.fix_text import print_done, print_repair
from passback.core.errors import BadInput
from passback.core.ports import Request
from passback.core.problem import Action, Problem
from passback.run import app as run_app
from passback.run import marking, report
from passback.run.repairs import Repair
from passback.run.store.memory_store import MemoryStore
from passback.sandbox.exchange.job import exchange
from passback.sandbox.exchange.outcome import Outcome
from passback.sandbox.state.canvas import AssignmentRow
from passback.sync import undo as taking_back
from passback.sync.fixes import clear_course_integration_data, clear_integration_data

pytestmark = pytest.mark.disable_socket
SIS = "focus"
GONE = "line-item-deleted"
ONE, ALL = Action.CLEAR_INTEGRATION_DATA.value, Action.CLEAR_COURSE_INTEGRATION_DATA.value


@dataclass
class Other:
    """The other sync of one course, and what it works on. `name`: our connection."""

    app: run_app.App
    practice: in_process.Practice
    name: str

    @property
    def works(self) -> list[AssignmentRow]:
        """The assignments that it keeps links on, or did."""
        ids = {
            row.course for row in self.practice.school.canvas.sections.values() if row.sis_id in self._classes
        }
        rows = self.practice.school.canvas.assignments.values()
        sent = self.practice.school.incumbent.sent
        return [r for r in rows if r.course in ids and any(f"/{r.id}/" in key for key in sent)]

    @property
    def _classes(self) -> set[str]:
        return {*map(str, self.practice.school.rosters[SIS].classes)}

    def link(self, work: AssignmentRow) -> str | None:
        return work.integration_data.get(self.practice.school.incumbent.integration)

    def links(self) -> list[str | None]:
        return [self.link(work) for work in self.works]

    async def runs(self) -> tuple[Outcome, ...]:
        """Its next job."""
        await self.practice.clock.sleep(3600)
        return exchange(self.practice.school, SIS, self.practice.clock.now(), remaster=True)

    async def refusals(self) -> dict[int | None, str]:
        """What the log of its next job has of line items of these assignments, by assignment."""
        mine = {work.id for work in self.works}
        return {
            row.about.assignment: row.line
            for row in await self.runs()
            if row.doing.startswith("line-item") and row.about.assignment in mine and not row.accepted
        }

    def loses(self, works: list[AssignmentRow]) -> None:
        """A teacher deletes their line items in the SIS, which never takes these ids again."""
        roster = self.practice.school.rosters[SIS]
        for work in works:
            line = str(self.link(work))
            roster.hidden.setdefault("deleted", {})[line] = roster.lines.pop(line).title  # type: ignore[index]
            for key in [key for key, mark in roster.marks.items() if mark.line == line]:
                del roster.marks[key]

    def scores_in_sis(self, work: AssignmentRow) -> dict[str, object]:
        """By the number of the student."""
        roster = self.practice.school.rosters[SIS]
        numbers = {row.id: row.number for row in roster.people.values()}
        line = self.link(work)
        return {numbers[mark.student]: mark.score for mark in roster.marks.values() if mark.line == line}

    def scores_in_canvas(self, work: AssignmentRow) -> dict[str, object]:
        canvas = self.practice.school.canvas
        rows = [row for row in canvas.submissions.values() if row.assignment == work.id]
        return {str(canvas.users[row.user].sis_id): row.score for row in rows if row.score is not None}

    def same_scores(self, work: AssignmentRow) -> bool:
        held = self.scores_in_canvas(work)
        return bool(held) and self.scores_in_sis(work) == held

    async def finds(self) -> int:
        """How many line items passback finds deleted."""
        await self.app.plan(self.name)
        found = await self.app.fixing.listed(self.name)
        return sum(each.finding.problem is Problem.LINE_ITEM_DELETED for each in found)

    async def look(self, way: str) -> Repair:
        return await self.app.fixing.look(self.name, GONE, "Ada", way=way)

    def state(self) -> object:
        school = self.practice.school
        return deepcopy(school.canvas.assignments), deepcopy(school.rosters[SIS]), self.practice.writes


def played(play: Callable[[Other], Awaitable[None]], *, may: bool = True) -> None:
    """With a course that the other sync has sent, and passback has taken over since. `may`: manage SIS."""

    async def run() -> None:
        practice = in_process.a_practice()
        practice.school.canvas.throttled = set()
        async with run_app.open(in_process.settings(practice, MemoryStore())) as app:
            exchange(practice.school, SIS, practice.clock.now(), remaster=True)
            (name,) = await in_process.connected(app, practice, SIS)
            allow(practice, may=may)
            await app.plan(name)
            await app.standing.confirm(name, "Ada")
            await app.plan(name)
            await app.fixing.apply(await app.fixing.look(name, "held-for-a-person", "Ada", way="adopt"))
            await play(Other(app, practice, name))

    asyncio.run(run())


def allow(practice: in_process.Practice, *, may: bool) -> None:
    """Whether our token may manage SIS data; the other sync's always may."""
    for key, token in practice.school.canvas.tokens.items():
        if key != practice.school.incumbent.token:
            kept = token.permissions - {"manage_sis"}
            token.permissions = kept | {"manage_sis"} if may else kept


# ---- green ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "lost"), [(ONE, 1), (ALL, 2)])
def test_what_the_other_sync_lost_in_the_sis_it_sends_again_once_its_links_are_cleared(
    way: str, lost: int
) -> None:
    async def play(other: Other) -> None:
        gone, kept = other.works[:lost], other.works[lost:]
        before, stays = other.links(), [other.link(work) for work in kept]
        assert None not in before
        other.loses(gone)
        said = await other.refusals()
        assert {*said} == {work.id for work in gone}
        assert all(f"Assignment not found: {work.name}" in said[work.id] for work in gone)
        assert await other.finds() == lost

        repair = await other.look(way)
        (item,) = repair.items
        assert len(item.rows) == len(gone if way == ONE else before)
        assert len(item.proposal.findings) == lost
        assert other.links() == before
        done = await other.app.fixing.apply(repair)
        assert done.unmade == ()
        assert [other.link(work) for work in gone] == [None] * lost
        assert [other.link(work) for work in kept] == (stays if way == ONE else [None] * len(kept))

        assert await other.refusals() == {}
        assert None not in other.links()
        # What was lost is there anew; what was not is found by name and date, and nothing is there twice.
        assert {other.link(work) for work in gone}.isdisjoint(before)
        assert [other.link(work) for work in kept] == stays
        titles = [line.title for line in other.practice.school.rosters[SIS].lines.values()]
        assert sorted(titles) == sorted(work.name for work in other.works)
        assert all(map(other.same_scores, other.works))

    played(play)


def test_without_the_cure_it_is_refused_again_and_a_fix_that_leaves_one_out_is_seen() -> None:
    async def again(other: Other) -> None:
        other.loses(other.works[:2])
        first = {*await other.refusals()}
        assert first == {*await other.refusals()} == {work.id for work in other.works[:2]}

    played(again)
    one = believing(clear_integration_data.propose, "integration_data={}", "name=work.name + '.'")
    with one, pytest.raises(AssertionError):
        test_what_the_other_sync_lost_in_the_sis_it_sends_again_once_its_links_are_cleared(ONE, 1)
    rest = believing(clear_course_integration_data.propose, "for work in held)", "for work in held[1:])")
    with rest, pytest.raises(AssertionError):
        test_what_the_other_sync_lost_in_the_sis_it_sends_again_once_its_links_are_cleared(ALL, 2)


def test_our_own_line_item_made_anew_comes_first_and_all_of_a_course_last() -> None:
    async def play(other: Other) -> None:
        other.loses(other.works[:2])
        await other.finds()
        repair = await other.app.fixing.look(other.name, GONE, "Ada")
        assert {item.proposal.action for item in repair.items} == {Action.MAKE_ANEW}
        assert {item.others for item in repair.items} == {(ONE, ALL)}

    played(play)


def test_the_preview_says_how_many_forget_their_links(capsys: pytest.CaptureFixture[str]) -> None:
    async def play(other: Other) -> None:
        other.loses(other.works[:1])
        await other.finds()
        print_repair(await other.look(ALL))
        out = capsys.readouterr().out
        assert f"{len(other.works)} assignments would be changed in Canvas." in out
        assert out.count("integration_data 1 link → integration_data 0 links") == len(other.works)
        print_repair(await other.look(ONE))
        assert "would be changed in Canvas" not in capsys.readouterr().out

    played(play)


# ---- bad input -----------------------------------------------------------------------------------------


def test_without_manage_sis_it_is_said_in_one_line_and_nothing_else_is_touched(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def play(other: Other) -> None:
        other.loses(other.works[:2])
        await other.finds()
        before = other.state()
        done = await other.app.fixing.apply(await other.look(ALL))
        assert other.state() == before
        assert {line.problem for line in done.unmade} == {Problem.CANVAS_TOKEN_LACKS_MANAGE_SIS}
        assert {line.subject.assignment for line in done.unmade} == {str(work.id) for work in other.works}
        # What passback lost itself is still lost, and that is said too.
        assert {line.problem for line in done.red} == {Problem.LINE_ITEM_DELETED}
        assert (done.green, done.answered) == (0, 0)
        # The same is told to scores that would wait for such a change.
        (kept,) = [await other.app.store.kept_plan(plan) for plan in await plans_of(other, done.fix.batch)]
        waits = marking._lost(kept.outcomes if kept else ())
        said = "Canvas did not take the change of its integration_data"
        assert waits == {
            str(work.id): {"problem": "canvas-token-lacks-manage-sis", "said": said} for work in other.works
        }
        capsys.readouterr()
        print_done(done, other.name)
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "in Canvas" in line]
        assert line.startswith("4 changes in Canvas not made: The Canvas token may not change SIS data (")

    played(play, may=False)
    for where, what in (
        (report._ended, " and outcome.verdict.why is None"),
        (marking._why, " and why is None"),
    ):
        with believing(where, what, ""), pytest.raises(AssertionError):
            played(play, may=False)


async def plans_of(other: Other, batch: str) -> tuple[str, ...]:
    held = await other.app.store.batch(batch)
    return held.plans if held else ()


def test_of_what_canvas_took_in_part_the_rest_is_said_and_the_way_back_is_of_that_part() -> None:
    async def play(other: Other) -> None:
        other.loses(other.works[:2])
        await other.finds()
        before, repair = other.links(), await other.look(ALL)

        def withdrawn(request: Request, _: int) -> None:
            if request.method == "PUT" and "/assignments/" in request.url:
                allow(other.practice, may=False)

        other.practice.after = withdrawn
        done = await other.app.fixing.apply(repair)
        other.practice.after = lambda _request, _number: None
        assert other.links() == [None, *before[1:]]
        assert [line.subject.assignment for line in done.unmade] == [str(work.id) for work in other.works[1:]]

        allow(other.practice, may=True)
        assert (await other.app.undoing.undo(other.name, done.fix.id)).back == 1
        assert other.links() == before

    played(play)


# ---- the way back --------------------------------------------------------------------------------------


def test_undo_puts_the_links_of_the_whole_course_back_and_it_is_as_broken_as_before() -> None:
    async def play(other: Other) -> None:
        before = other.links()
        other.loses(other.works[:2])
        await other.finds()
        done = await other.app.fixing.apply(await other.look(ALL))
        assert other.links() == [None] * len(before)
        back = await other.app.undoing.undo(other.name, done.fix.id)
        assert (back.back, back.left) == (len(before), ())
        assert other.links() == before
        assert {*await other.refusals()} == {work.id for work in other.works[:2]}

    played(play)


def test_undo_leaves_all_as_it_is_when_the_other_sync_wrote_a_new_link_since() -> None:
    async def play(other: Other) -> None:
        other.loses(other.works[:2])
        await other.finds()
        done = await other.app.fixing.apply(await other.look(ALL))
        await other.runs()
        before = other.state()
        with pytest.raises(BadInput, match="was changed in Canvas since"):
            await other.app.undoing.undo(other.name, done.fix.id)
        assert other.state() == before
        assert [
            fix.undone for fix in await other.app.undoing.listed(other.name) if fix.id == done.fix.id
        ] == [None]

    played(play)
    lax = believing(
        taking_back._canvas,
        "for name in change.edits):\n        return Refused",
        "for name in ()):\n        return Refused",
    )
    with lax, pytest.raises(pytest.fail.Exception):
        played(play)
