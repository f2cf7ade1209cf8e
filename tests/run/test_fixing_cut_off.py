"""A fix, or its way back, that dies at any moment and is gone on with ends as one that did not die.

`make test` lets it die at some moments of each fix; `make cuts` at every one (`PASSBACK_CUTS=all`).
"""

import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pytest

from believing import believing
from cutting import Begun, Life, Play, begun
from fix_cases import CASES, UNDONE, Case
from passback.core.errors import BadInput
from passback.core.ports import Request
from passback.core.problem import Action
from passback.run import app as run_app
from passback.run import apply as applying
from passback.run import ends, watch
from passback.run.ports import AppliedFix
from passback.run.repairs import Repair
from passback.run.store import settling
from passback.sync import undo

pytestmark = pytest.mark.disable_socket
WHOLE = os.environ.get("PASSBACK_CUTS") == "all"
SOME = 2
# A moment of each kind that once was not survived; and those around the first thing that is kept.
ALWAYS = {
    Action.ADOPT: (81,),
    Action.CHOOSE_LINE_ITEM: (40,),
    Action.MAKE_ANEW: (41,),
    Action.UNLINK: (35, 39),
    Action.CREATE_GROUP: (0, 1, 2, 3),
}
ALWAYS_BACK = {Action.RENAME: (84,)}
# Where the way back is refused before it begins, nothing can be cut off.
NO_WAY_BACK = {Action.ADOPT, Action.CHOOSE_LINE_ITEM, Action.MAKE_ANEW, Action.UNLINK} | {
    *(Action.CAP_SCORE, Action.DATE_BY_POLICY)
}
TAKEN_BACK = {
    action: CASES[action] if action is Action.LEAVE_OUT else case
    for action, case in UNDONE.items()
    if action not in NO_WAY_BACK
}


@dataclass(frozen=True)
class Uncut:
    """What is done to a school as it stands, how that ends where nothing dies, and after how many moments."""

    at: Begun
    do: Callable[[run_app.App, str], Awaitable[object]]
    ends: object
    moments: int

    def dies(self, moment: int) -> Play:
        """The school and the store of one that died then."""
        play = self.at.again()
        with pytest.raises(KeyboardInterrupt):
            play.run(self.do, Life(moment))
        return play


def uncut(at: Begun, do: Callable[[run_app.App, str], Awaitable[object]]) -> Uncut:
    play, life = at.again(), Life()
    play.run(do, life)
    return Uncut(at, do, play.state(), life.lived)


async def look(app: run_app.App, name: str, case: Case, action: Action) -> Repair:
    return await app.fixing.look(name, case.problem, "Ada", choose=case.choose, way=action.value)


async def fixes(app: run_app.App, name: str) -> tuple[AppliedFix, ...]:
    return await app.undoing.listed(name)


async def goes_on(app: run_app.App, name: str) -> bool:
    """As the next `passback sync` or `passback fix` does. False: nothing was begun."""
    batch = await app.open_batch(name)
    if batch is not None:
        await app.sync(batch)
    return batch is not None


@cache
def applied(action: Action) -> Uncut:
    """A fix, shown and not yet carried out."""
    case = CASES[action]
    play = begun(case).again()
    repair = play.run(lambda app, name: look(app, name, case, action))
    return uncut(play.kept(), lambda app, _: app.fixing.apply(repair))


@cache
def taken_back(action: Action) -> Uncut:
    """A fix that was carried out, and not yet taken back."""
    case = TAKEN_BACK[action]
    play = begun(case).again()

    async def fixed(app: run_app.App, name: str) -> str:
        return (await app.fixing.apply(await look(app, name, case, action))).fix.id

    fix = play.run(fixed)
    play.practice.clock.jump(60)
    return uncut(play.kept(), lambda app, name: app.undoing.undo(name, fix))


def some(action: Action, made: Uncut, always: tuple[int, ...] = ()) -> Iterator[int]:
    """Moments at which it dies: all; or some, others for each fix, so that all kinds are among them."""
    if WHOLE:
        yield from range(made.moments)
        return
    first = [*CASES].index(action)
    yield from {*always, *((first + at * made.moments // SOME) % made.moments for at in range(SOME))}


def survived(action: Action, moment: int) -> None:
    """Died then and gone on with: all as in a run that did not die, each score written once."""
    made = applied(action)
    play = made.dies(moment)
    if not play.run(goes_on):
        assert play.run(fixes) == (), "what was not begun is not told as applied"
        play.run(made.do)
    assert play.state() == made.ends
    assert len(play.run(fixes)) == 1
    assert play.run(goes_on) is False


@pytest.mark.parametrize("action", CASES)
def test_a_fix_that_dies_and_is_gone_on_with_ends_as_one_that_did_not(action: Action) -> None:
    for moment in some(action, applied(action), ALWAYS.get(action, ())):
        survived(action, moment)


def survived_back(action: Action, moment: int) -> None:
    """The same of a way back, which is gone again."""
    made = taken_back(action)
    play = made.dies(moment)
    play.practice.clock.jump(60)
    if not any(fix.undone for fix in play.run(fixes)):
        play.run(made.do)
    assert play.state() == made.ends


@pytest.mark.parametrize("action", TAKEN_BACK)
def test_a_way_back_that_dies_and_is_gone_again_ends_as_one_that_did_not(action: Action) -> None:
    for moment in some(action, taken_back(action), ALWAYS_BACK.get(action, ())):
        survived_back(action, moment)


# ---- what happens between the cut and the going on --------------------------------------------------


def cut_before(action: Action, method: str, path: str) -> Play:
    """A fix that died just before such a request, and its school."""
    made = applied(action)
    play = made.at.again()

    async def dies(app: run_app.App, name: str) -> object:
        def cut(request: Request, _: int) -> None:
            if request.method == method and path in request.url:
                raise KeyboardInterrupt

        play.practice.before = cut
        return await made.do(app, name)

    with pytest.raises(KeyboardInterrupt):
        play.run(dies)
    return play


def test_a_fix_that_was_cut_off_is_not_taken_back_before_it_is_at_its_end() -> None:
    made = applied(Action.RENAME)
    play = made.dies(made.moments // 2)
    (fix,) = play.run(fixes)
    before = play.state()
    with pytest.raises(BadInput, match=r"was cut off before its end; `passback sync .*` goes on with it"):
        play.run(lambda app, name: app.undoing.undo(name, fix.id))
    assert play.state() == before
    assert play.run(goes_on)
    play.practice.clock.jump(60)
    # To its end it can go; that PowerSchool takes it back is another matter, and tested above.
    play.run(lambda app, name: app.undoing.undo(name, fix.id))


def test_a_setting_that_is_taken_away_before_a_fix_goes_on_sends_nothing_that_rests_on_it() -> None:
    play = cut_before(Action.MAP_CATEGORY, "POST", "/ws/xte/section/assignment")
    writes = play.practice.writes
    play.store._all[play.name].settings.clear()
    assert play.run(goes_on)
    assert play.practice.writes == writes


def renamed_back(play: Play) -> None:
    before = {
        row.id: row.name
        for row in applied(Action.RENAME).at.again().practice.school.canvas.assignments.values()
    }
    for row in play.practice.school.canvas.assignments.values():
        row.name = before[row.id]


def test_a_name_that_its_teacher_gave_back_before_a_fix_goes_on_is_sent_by_nobody() -> None:
    def played() -> None:
        play = cut_before(Action.RENAME, "POST", "/ws/xte/section/assignment")
        writes = play.practice.writes
        renamed_back(play)
        assert play.run(goes_on)
        assert play.practice.writes == writes

    played()
    # As if what was changed in Canvas stood there for ever.
    with believing(watch._still_to_come, "change.key not in settled", "True"), pytest.raises(AssertionError):
        played()


def test_a_score_that_changes_in_canvas_before_a_fix_goes_on_is_not_sent_as_it_was() -> None:
    def played() -> None:
        play = cut_before(Action.REMASTER, "PUT", "/results/")
        (*_, last) = play.store._all[play.name].intended.values()
        _, _, assignment, user = [*last][-1].split("/")
        for row in play.practice.school.canvas.submissions.values():
            if (str(row.assignment), str(row.user)) == (assignment, user):
                row.score = row.entered = Decimal(5)
        assert play.run(goes_on)
        assert 1 in {mark.score for mark in play.practice.school.rosters["synergy"].marks.values()}

    played()
    sent = believing(applying._Work._look, "if change.key in self.apply.drifted", "if False")
    with sent, pytest.raises(AssertionError):
        played()


def test_what_a_sync_made_anew_behind_a_way_back_that_was_cut_off_is_not_left_there_unsaid() -> None:
    """PowerSchool gives a line item another id each time."""

    def played() -> None:
        made = taken_back(Action.RENAME)
        play = made.dies(90)
        play.practice.clock.jump(60)

        async def synced(app: run_app.App, name: str) -> None:
            await app.sync((await app.plan(name))[0])

        play.run(synced)
        before = play.state()
        with pytest.raises(BadInput, match="was made anew in the SIS since; look there first"):
            play.run(made.do)
        assert play.state() == before

    played()
    unsaid = believing(undo._made, "if linked - {each.ref}:", "if False:")
    with unsaid, pytest.raises(pytest.fail.Exception):
        played()


# ---- planted faults --------------------------------------------------------------------------------


def test_a_line_item_that_was_given_up_is_not_taken_for_the_one_that_was_made() -> None:
    given_up = believing(ends.known_ref, "outcome.change.after is None", "False")
    with given_up, pytest.raises(AssertionError):
        survived(Action.MAKE_ANEW, ALWAYS[Action.MAKE_ANEW][0])


def test_a_yes_to_what_was_found_still_counts_behind_the_adoption() -> None:
    forgotten = believing(watch._before_adoptions, "if link not in own", "")
    with forgotten, pytest.raises(AssertionError):
        survived(Action.ADOPT, ALWAYS[Action.ADOPT][0])


def test_what_was_sent_to_a_line_item_that_was_let_go_is_no_news_of_the_next() -> None:
    kept = believing(settling.refs_gone, "isinstance(outcome.change.before, Link)", "False")
    with kept, pytest.raises(AssertionError):
        survived(Action.UNLINK, ALWAYS[Action.UNLINK][0])


def test_what_went_and_was_not_noted_before_the_cut_is_noted_behind_it() -> None:
    forgotten = believing(undo._made, "gone if linked and", "gone if False and")
    with forgotten, pytest.raises(AssertionError):
        survived_back(Action.RENAME, ALWAYS_BACK[Action.RENAME][0])
