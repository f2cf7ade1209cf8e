"""A problem that nobody wants to be told: hidden on a person's word, and nothing is sent for it."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

from passback.core.problem import Problem, State
from passback.core.settings import Level, Setting, Where
from passback.sync.model import Silencing, Snapshot
from passback.sync.plan import plan
from passback.sync.settings import checked, resolve

NOW = datetime(2026, 10, 5, tzinfo=UTC)
WORD = Silencing("nobody minds", "ada", NOW)
LONG = "silence.name-too-long"


def silencing(snapshot: Snapshot, *problems: Problem) -> Snapshot:
    silenced = {problem.value: WORD for problem in problems}
    return replace(snapshot, policy=replace(snapshot.policy, silenced=silenced))


def test_a_silenced_score_that_is_blocked_stays_not_sent_with_its_reason(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(students=())
    (row,) = [row for row in plan(snapshot, NOW).standing if row.state is State.NOT_SENT][:1]
    assert row.why is not None

    silent = plan(silencing(snapshot, row.why.problem), NOW)

    assert row in silent.standing
    assert silent.silence(row.why) == WORD
    assert not any(change.subject == row.subject for change in silent.changes)


def test_a_class_alone_can_be_silenced(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(students=())
    why = next(row.why for row in plan(snapshot, NOW).standing if row.why is not None)
    quiet = replace(snapshot.policy, silenced={why.problem.value: WORD})

    here = plan(replace(snapshot, class_policies={"S1": quiet}), NOW)
    elsewhere = plan(replace(snapshot, class_policies={"S2": quiet}), NOW)

    assert here.silence(why) == WORD
    assert elsewhere.silence(why) is None


def test_the_nearest_word_holds_and_says_who_gave_it_and_when() -> None:
    far = Setting(Level.CONNECTION, "", LONG, "for all", "ada", NOW)
    near = Setting(Level.COURSE, "7", LONG, "for this one", "bob", NOW)

    policy, decided = resolve((far, near), Where("S1", "7", (), None))
    elsewhere, _ = resolve((far, near), Where("S1", "8", (), None))

    assert policy.silenced == {"name-too-long": Silencing("for this one", "bob", NOW)}
    assert elsewhere.silenced == {"name-too-long": Silencing("for all", "ada", NOW)}
    (mine,) = [each for each in decided if each.name == LONG]
    assert (mine.value, mine.beaten) == ("for this one", (far,))


def test_a_word_is_a_problem_and_a_reason() -> None:
    assert checked(LONG, " our SIS cuts them ") == (LONG, "our SIS cuts them")
