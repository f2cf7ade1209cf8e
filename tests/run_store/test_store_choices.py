"""What every store keeps of people's choices, and of what was seen and read before."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from kept_things import MAPLE, NOW, a_plan, creates, ended, keep, line_item, score
from passback.core.connection import Connection
from passback.core.errors import BadInput
from passback.core.settings import Level, Setting
from passback.core.subject import Subject
from passback.run.clock import VirtualClock
from passback.run.memory import StoredMemory
from passback.run.ports import AppliedFix, Batch, Store
from passback.sync.approval import DISCARDED, REVOKED, Approval, ApprovalKind

T = TypeVar("T")
Named = Callable[[str], Connection]
LATER = NOW + timedelta(hours=1)

SETTING = Setting(Level.COURSE, "7", "undated", "last-day", "ada", NOW)
HOLD = Approval(ApprovalKind.HOLD, Subject("7", "S1", "A1", None), "0123456789ab", None, "ada", NOW)
CHOICE = Approval(ApprovalKind.CHOICE, Subject("7", "S1", "A1", None), "", "li-1", "ada", NOW)
FIX = AppliedFix(
    id="f1",
    connection="maple",
    batch="b1",
    actions=("shorten-name",),
    problems=("name-too-long",),
    findings=("0123456789",),
    earlier=("p1",),
    scores=16,
    by="ada",
    at=NOW,
    reason="",
    undone=None,
)
CUT_OVER = Approval(ApprovalKind.CUT_OVER, Subject("", None, None, None), "", None, "ada", NOW)


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


@pytest.fixture(autouse=True)
def connections(store: Store, named: Named) -> None:
    run(store.save_connection(MAPLE))
    run(store.save_connection(named("oak")))


# ---- settings ----------------------------------------------------------------------------------------


def test_settings_come_by_name_the_nearest_level_first(store: Store) -> None:
    other = replace(SETTING, name="comments", value="yes")
    levels = [Level.CONNECTION, Level.CLASS, Level.SCHOOL, Level.COURSE]
    made = [replace(SETTING, level=level) for level in levels]
    for setting in (*made, other, replace(SETTING, target="10")):
        run(store.put_setting("maple", setting))

    held = run(store.settings("maple"))

    assert held[0] == other
    assert [(s.level, s.target) for s in held[1:]] == [
        *((Level.CLASS, "7"), (Level.COURSE, "10"), (Level.COURSE, "7")),
        *((Level.SCHOOL, "7"), (Level.CONNECTION, "7")),
    ]
    assert run(store.settings("oak")) == ()


def test_a_setting_takes_the_place_of_the_earlier_one(store: Store) -> None:
    again = replace(SETTING, value="created", by="bo", at=LATER)
    run(store.put_setting("maple", SETTING))
    run(store.put_setting("maple", again))

    assert run(store.settings("maple")) == (again,)


def test_a_setting_is_dropped_once_and_no_other_with_it(store: Store) -> None:
    near = replace(SETTING, level=Level.CLASS)
    run(store.put_setting("maple", SETTING))
    run(store.put_setting("maple", near))

    assert run(store.drop_setting("oak", Level.COURSE, "7", "undated")) is False
    assert run(store.drop_setting("maple", Level.COURSE, "7", "undated")) is True
    assert run(store.drop_setting("maple", Level.COURSE, "7", "undated")) is False
    assert run(store.settings("maple")) == (near,)


# ---- fixes -------------------------------------------------------------------------------------------


def test_fixes_come_back_whole_in_their_order_and_an_undone_one_stays_in_its_place(store: Store) -> None:
    other = replace(FIX, id="f2", reason="the term ends")
    for fix in (FIX, other, replace(FIX, undone=LATER)):
        run(store.keep_fix(fix))

    assert run(store.fixes("maple")) == (replace(FIX, undone=LATER), other)
    assert run(store.fixes("oak")) == ()
    with pytest.raises(BadInput):
        run(store.keep_fix(replace(FIX, connection="elm")))


def test_a_fix_begins_with_its_batch_and_its_plans_or_not_at_all(store: Store) -> None:
    plan = creates(line_item("li"), score("s1", Decimal(8)))
    batch = Batch("b1", "maple", NOW, (plan.id,), (), NOW, None, "ada", None)
    with pytest.raises(BadInput):
        run(store.begin_fix(replace(FIX, connection="elm"), batch, [plan]))
    assert run(store.kept_plan(plan.id)) is None

    for _ in range(2):
        run(store.begin_fix(FIX, batch, [plan]))
    assert run(store.fixes("maple")) == (FIX,)
    assert run(store.open_batch("maple")) == batch
    assert [kept.plan for kept in run(store.newest_plans("maple"))] == [plan]

    run(store.keep_fix(replace(FIX, undone=LATER)))
    run(store.begin_fix(FIX, batch, [plan]))
    assert run(store.fixes("maple")) == (replace(FIX, undone=LATER),)


def test_a_removed_connection_takes_its_fixes_with_it(store: Store) -> None:
    run(store.keep_fix(FIX))
    run(store.remove_connection("maple"))
    run(store.save_connection(MAPLE))

    assert run(store.fixes("maple")) == ()


# ---- approvals ---------------------------------------------------------------------------------------


def test_approvals_come_back_whole_in_their_order(store: Store) -> None:
    for approval in (HOLD, CUT_OVER, CHOICE):
        run(store.put_approval("maple", approval))

    assert run(store.approvals("maple")) == (HOLD, CUT_OVER, CHOICE)
    assert run(store.approvals("oak")) == ()


def test_an_approval_takes_the_place_of_one_of_the_same_thing_and_of_no_other(store: Store) -> None:
    other_changes, other_choice = replace(HOLD, digest="ba9876543210"), replace(CHOICE, ref="li-2", at=LATER)
    whole_course = replace(HOLD, subject=Subject("7", None, None, None))
    for approval in (HOLD, CHOICE, other_changes, whole_course, other_choice, whole_course):
        run(store.put_approval("maple", approval))

    assert run(store.approvals("maple")) == (HOLD, other_choice, other_changes, whole_course)


def test_the_first_answer_of_a_place_stays_whatever_comes_after_it(store: Store) -> None:
    other = replace(HOLD, ref=DISCARDED, by="bo", at=LATER)

    assert run(store.first_approval("maple", HOLD)) == HOLD
    assert run(store.first_approval("maple", other)) == HOLD
    assert run(store.first_approval("maple", replace(other, digest="ba9876543210"))).by == "bo"
    assert run(store.first_approval("oak", other)) == other
    assert [a.by for a in run(store.approvals("maple"))] == ["ada", "bo"]
    with pytest.raises(BadInput, match="no connection named"):
        run(store.first_approval("elm", HOLD))


def test_of_two_who_answer_at_once_one_is_first(store: Store) -> None:
    async def both() -> list[Approval]:
        mine = (replace(HOLD, by=by, ref=ref) for by, ref in (("ada", None), ("bo", DISCARDED)))
        return await asyncio.gather(*(store.first_approval("maple", answer) for answer in mine))

    one, two = run(both())

    assert one == two
    assert run(store.approvals("maple")) == (one,)


def test_every_kind_of_answer_comes_back_whole(store: Store) -> None:
    everything = Subject("", None, None, None)
    given = (
        Approval(ApprovalKind.CONTACT, Subject("7", None, None, None), "", None, "ada", NOW),
        Approval(ApprovalKind.SCHEDULE, everything, "", REVOKED, "bo", LATER),
        replace(HOLD, ref=DISCARDED),
    )
    for approval in given:
        run(store.put_approval("maple", approval))

    assert run(store.approvals("maple")) == given


def test_an_approval_can_be_taken_back(store: Store) -> None:
    run(store.put_approval("maple", CUT_OVER))
    run(store.put_approval("maple", CHOICE))

    assert run(store.drop_approval("oak", CUT_OVER)) is False
    assert run(store.drop_approval("maple", replace(CUT_OVER, by="bo"))) is True
    assert run(store.drop_approval("maple", CUT_OVER)) is False
    assert run(store.approvals("maple")) == (CHOICE,)


# ---- seen --------------------------------------------------------------------------------------------


def test_what_was_seen_comes_by_its_beginning_letter_for_letter(store: Store) -> None:
    found = {"7/a": "1", "7/B": "2", "70/a": "3", "7%/a": "4", "seven": "5", "Seven": "6"}
    run(store.put_seen("maple", found))

    assert run(store.seen("maple", "7/")) == {"7/a": "1", "7/B": "2"}
    assert run(store.seen("maple", "s")) == {"seven": "5"}
    assert run(store.seen("maple", "")) == found
    assert run(store.seen("oak", "")) == {}


def test_what_is_seen_anew_takes_the_place_of_its_key_alone(store: Store) -> None:
    run(store.put_seen("maple", {"7/a": "1", "7/b": "2"}))
    run(store.put_seen("maple", {"7/b": "3", "7/c": "4"}))
    run(store.put_seen("maple", {}))

    assert run(store.seen("maple", "7/")) == {"7/a": "1", "7/b": "3", "7/c": "4"}


# ---- with their connection ---------------------------------------------------------------------------


def test_choices_go_with_their_connection(store: Store) -> None:
    run(store.put_setting("maple", SETTING))
    run(store.put_approval("maple", HOLD))
    run(store.put_seen("maple", {"7/a": "1"}))

    run(store.remove_connection("maple"))
    run(store.save_connection(MAPLE))

    assert (run(store.settings("maple")), run(store.approvals("maple"))) == ((), ())
    assert run(store.seen("maple", "")) == {}


def test_nothing_is_chosen_for_a_connection_that_is_gone(store: Store) -> None:
    run(store.remove_connection("maple"))
    for work in (
        store.put_setting("maple", SETTING),
        store.put_approval("maple", HOLD),
        store.put_seen("maple", {"7/a": "1"}),
    ):
        with pytest.raises(BadInput, match="removed meanwhile"):
            run(work)
    assert run(store.release("maple")) == 0


def test_letting_go_forgets_what_binds_and_keeps_history_and_settings(store: Store) -> None:
    plan = creates(line_item("li"), score("s1", None))
    mine, theirs = plan, replace(a_plan(plan.changes[0]), id="theirs")
    run(keep(store, mine))
    run(store.keep_plan("oak", theirs))
    run(store.settle(mine.id, [ended(change) for change in mine.changes]))
    run(store.settle(theirs.id, [ended(theirs.changes[0])]))
    run(store.put_setting("maple", SETTING))
    run(store.put_approval("maple", CUT_OVER))
    run(store.put_seen("maple", {"7/a": "1"}))

    assert run(store.release("maple")) == 1

    assert run(store.snapshot_parts("maple", "course")) == ((), {})
    assert (run(store.approvals("maple")), run(store.seen("maple", ""))) == ((), {})
    assert run(store.settings("maple")) == (SETTING,)
    kept = run(store.kept_plan(mine.id))
    assert kept is not None
    assert len(kept.outcomes) == 2
    assert len(run(store.snapshot_parts("oak", "course"))[0]) == 1
    assert run(store.release("maple")) == 0


# ---- reads -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [None, [], {"a": [1, "b", None, {"c": True}]}, "text", 7])
def test_what_was_read_comes_back_with_its_time(store: Store, held: object) -> None:
    assert run(store.recall("space/terms")) is None

    run(store.keep("space/terms", held, NOW))
    run(store.keep("space/terms", held, LATER))

    assert run(store.recall("space/terms")) == (LATER, held)


def test_reads_are_forgotten_by_their_beginning_letter_for_letter(store: Store) -> None:
    for key in ("a/x", "a/y", "A/x", "a%", "b"):
        run(store.keep(key, key, NOW))

    run(store.forget("a/"))

    left = {key for key in ("a/x", "a/y", "A/x", "a%", "b") if run(store.recall(key))}
    assert left == {"A/x", "a%", "b"}


def test_what_is_kept_is_not_what_is_changed_afterwards(store: Store) -> None:
    rows: list[object] = ["one"]
    run(store.keep("k", rows, NOW))
    rows.append("two")

    assert run(store.recall("k")) == (NOW, ["one"])


def test_a_client_s_memory_is_the_store_s_by_the_clock(store: Store, clock: VirtualClock) -> None:
    memory = StoredMemory(store, clock)

    async def work() -> tuple[object, object]:
        await memory.keep("space/a", ["x"])
        first = await memory.recall("space/a")
        await memory.forget("space/")
        return first, await memory.recall("space/a")

    assert run(work()) == ((clock.now(), ["x"]), None)
