"""A sync exits with success only where nothing is left that somebody must look at."""

import pytest

from passback.cli.sync import exit_code
from passback.core.finding import Finding
from passback.core.problem import Effect, Problem, Severity, State
from passback.core.sis import Sis
from passback.core.subject import Subject
from passback.dictionary.explain import explain
from passback.run.report import Line, Report, Trouble

SUBJECT = Subject("101", "7", "12", "9")


def report(*troubles: Trouble, state: State = State.IN_SIS) -> Report:
    line = Line(
        SUBJECT, score=True, state=state, proven=True, why=None, raw=None, exchange=None, problem=None
    )
    states = dict.fromkeys(State, 0) | {state: 1}
    return Report("b1", "practice", Sis.ASPEN, None, 1, 1, 0, states, (line,), troubles, {}, None, None)


def trouble(problem: Problem, effect: Effect, severity: Severity, lines: tuple[Line, ...] = ()) -> Trouble:
    finding = Finding(problem, severity, Subject("101", None, None, None), {})
    return Trouble(problem, "A title", effect, explain(finding), lines, (), (finding,))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (report(), 0),
        (report(trouble(Problem.PART_UNREAD, Effect.BLOCKS_SECTION, Severity.INFORMS)), 1),
        (report(trouble(Problem.CANVAS_UNREACHABLE, Effect.BLOCKS_SYNC, Severity.INFORMS)), 1),
        (report(trouble(Problem.DUE_DATE_MISSING, Effect.BLOCKS_ASSIGNMENT, Severity.BLOCKS)), 1),
        (report(trouble(Problem.DUE_DATE_MISSING, Effect.BLOCKS_ASSIGNMENT, Severity.WARNS)), 0),
        (report(trouble(Problem.DUE_DATE_MISSING, Effect.HARMLESS, Severity.BLOCKS)), 0),
        (report(state=State.NOT_SENT), 1),
        (report(state=State.ALREADY_THERE), 0),
    ],
    ids=[
        "all arrived",
        "a part was not read",
        "a side was not reached",
        "something is blocked",
        "something may go wrong",
        "nobody has to act",
        "a score nobody explains",
        "already there",
    ],
)
def test_only_what_needs_nobody_is_a_success(told: Report, code: int) -> None:
    assert exit_code(told) == code
