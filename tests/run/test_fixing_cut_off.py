"""A fix, or its way back, that dies at any moment and is gone on with ends as one that did not die.

`make test` lets it die at some moments of each fix; `make cuts` at every one (`PASSBACK_CUTS=all`).
"""

import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from cutting import Begun, Life, Play, begun
from fix_cases import CASES, UNDONE, Case
from passback.core.problem import Action
from passback.run import app as run_app
from passback.run.ports import AppliedFix
from passback.run.repairs import Repair

pytestmark = pytest.mark.disable_socket
WHOLE = os.environ.get("PASSBACK_CUTS") == "all"
SOME = 3
# A moment of each kind that once was not survived; and those around the first thing that is kept.
ALWAYS = {
    Action.ADOPT: (84,),
    Action.MAKE_ANEW: (44,),
    Action.UNLINK: (36, 40),
    Action.CREATE_GROUP: (0, 1, 2, 3),
}
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


@pytest.mark.parametrize("action", TAKEN_BACK)
def test_a_way_back_that_dies_and_is_gone_again_ends_as_one_that_did_not(action: Action) -> None:
    made = taken_back(action)
    for moment in some(action, made):
        play = made.dies(moment)
        play.practice.clock.jump(60)
        if not any(fix.undone for fix in play.run(fixes)):
            play.run(made.do)
        assert play.state() == made.ends, moment
