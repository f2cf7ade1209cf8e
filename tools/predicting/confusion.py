"""The table of what was predicted and what was refused, per rule and system, with what is behind each figure.

A refusal is predicted by a finding that blocks, or a stop that keeps the score back, for one of the rule's
problems; where it rests on a limit that is not firm, by one that warns. Whatever blocks for any problem
counts against precision if the SIS takes it; a warning does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from passback.core.problem import Problem
from predicting.exempt import may_keep_back, passes_by_itself
from predicting.measuring import Answered

LEAST = 0.98
_TERM = (
    Problem.DUE_DATE_OUTSIDE_TERM,
    Problem.DUE_DATE_OUTSIDE_CLASS,
    Problem.DUE_DATE_OUTSIDE_GRADING_PERIOD,
)
# The problems that are a rule's own; most bear its name.
_PROBLEMS: Mapping[str, tuple[Problem, ...]] = {
    "category-not-found": (
        Problem.CATEGORY_NOT_FOUND,
        Problem.CATEGORY_NOT_IMPORTED,
        Problem.CATEGORY_MISSING,
    ),
    "category-not-lead-teachers": (Problem.CATEGORY_NOT_LEAD_TEACHERS, Problem.CATEGORY_NOT_FOUND),
    "due-date-outside-term": _TERM,
    "due-date-outside-grading-period": _TERM,
    "line-item-deleted": (Problem.LINE_ITEM_DELETED, Problem.LINK_BROKEN),
    "name-taken": (Problem.NAME_TAKEN, Problem.NAME_NOT_UNIQUE, Problem.SEVERAL_MATCHES),
    "score-cleared": (Problem.SCORE_CLEARED, Problem.SCORE_EMPTY),
    "student-without-the-assignment": (
        Problem.STUDENT_NOT_ON_ASSIGNMENT,
        Problem.STUDENT_NOT_IN_SECTION,
        Problem.ASSIGNMENT_FOR_SINGLE_STUDENTS,
    ),
}


def problems_of(rule: str) -> tuple[Problem, ...]:
    """The problems whose finding predicts this rule's refusal."""
    return _PROBLEMS.get(rule) or (Problem(rule.rpartition(".")[2]),)


@dataclass
class Counted:
    """One row: of so many situations so many `refused`; of those `blocked` or else `warned` of.

    `wrong`: taken by the SIS though something blocked. `missed` and `wrongly`: examples.
    `odd`: the SIS did otherwise than the facts say.
    """

    system: str
    rule: str
    asked: int = 0
    refused: int = 0
    blocked: int = 0
    warned: int = 0
    wrong: int = 0
    only_warned: int = 0
    odd: int = 0
    missed: list[Answered] = field(default_factory=list)
    wrongly: list[Answered] = field(default_factory=list)
    oddly: list[Answered] = field(default_factory=list)

    def count(self, one: Answered) -> None:
        """Add one situation."""
        mine = frozenset(problems_of(self.rule))
        self.asked += 1
        if one.refused != one.situation.refused:
            self.odd += 1
            self.oddly.append(one)
        if one.refused:
            self.refused += 1
            if one.blocked & mine:
                self.blocked += 1
            elif one.warned & mine:
                self.warned += 1
            else:
                self.missed.append(one)
        elif one.blocked:
            self.wrong += 1
            self.wrongly.append(one)
        elif one.warned & mine:
            self.only_warned += 1

    @property
    def recall(self) -> float:
        """Predicted of refused."""
        return (self.blocked + self.warned) / self.refused if self.refused else 1.0

    @property
    def precision(self) -> float:
        """Refused of blocked."""
        return self.blocked / (self.blocked + self.wrong) if self.blocked + self.wrong else 1.0

    @property
    def holds(self) -> bool:
        """True if both are high enough, where nothing is exempt, and the SIS does what the facts say."""
        foreseen = self.recall >= LEAST or passes_by_itself(self.rule)
        precise = self.precision >= LEAST or may_keep_back(self.rule, self.system)
        return foreseen and precise and not self.odd

    def line(self) -> str:
        """The row of the table."""
        told = self.blocked + self.warned
        return (
            f"{self.rule:32} {self.system:20} {self.asked:6} {self.refused:6} "
            f"{told:5}/{self.refused:<5} {self.recall:7.1%}  "
            f"{self.blocked:5}/{self.blocked + self.wrong:<5} {self.precision:7.1%} "
            f"{self.warned:6} {self.only_warned:6}"
        )


HEAD = (
    f"{'rule':32} {'system':20} {'asked':>6} {'ref.':>6} {'told/refused':>11} {'recall':>7}  "
    f"{'ref./blocked':>11} {'prec.':>7} {'warned':>6} {'+taken':>6}"
)


def confusion(answered: Iterable[Answered]) -> Sequence[Counted]:
    """One row per rule and system, by rule."""
    rows: dict[tuple[str, str], Counted] = {}
    for one in answered:
        key = (one.situation.rule, one.system)
        rows.setdefault(key, Counted(one.system, one.situation.rule)).count(one)
    return [rows[key] for key in sorted(rows)]


def told(one: Answered) -> str:
    """One situation in a line, for whoever looks into a wrong answer."""
    seen = ", ".join([*sorted(one.blocked), *(f"{problem} (warned)" for problem in sorted(one.warned))])
    ended = f"refused: {one.said[:90]}" if one.refused else "taken"
    return f"{one.system}, class {one.room}: {one.situation.what}; {ended}; seen: {seen or 'nothing'}"
