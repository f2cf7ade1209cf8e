"""What a plan foresees of what the practice school refuses; `make bench` asks the same, many times over."""

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench_predict import asked
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync import plan as plan_module
from passback.sync.checks import category_not_found, due_date_outside_term
from passback.sync.model import Plan, Snapshot
from predicting.confusion import LEAST, Counted, confusion, told
from predicting.exempt import EXEMPT
from predicting.measuring import Answered, usual
from predicting.rules import RULES, SYSTEMS, WITHOUT

ROOT = Path(__file__).parents[2]
# Two classes of five are ten of each; the classes differ in what no source is sure of.
CLASSES, EACH = 2, 5
_NO_PERIODS = "the grading periods of a class are not read"
_LAST_DAY = "a last day whose meaning no source is sure of is not warned about"
_NOT_FIRM = "it blocks on a limit that is not firm"
# What is not foreseen well enough yet, and why; a line that is closed fails.
HOLES = {
    **{
        ("category-not-found", system): _NOT_FIRM
        for system in ("aeries", "focus", "oneroster", "pinnacle", "powerschool", "q-sis", "synergy")
    },
    **{
        ("due-date-outside-grading-period", system): _NO_PERIODS
        for system in ("infinite-campus", "infinite-campus-1.2", "synergy")
    },
    **{
        ("due-date-outside-term", system): _LAST_DAY
        for system in ("infinite-campus", "infinite-campus-1.2", "pinnacle", "powerschool")
    },
    ("name-taken", "powerschool"): "no check asks whether name and date are taken",
    ("score-below-minimum", "synergy"): "the least score is not among its limits",
    ("student-without-the-assignment", "powerschool"): "whom an assignment is for is not read",
}
DRAWERS = ("situations", "drawing", "works", "words", "rules", "unreadable")


@pytest.fixture(scope="module")
def answered() -> Sequence[Answered]:
    return tuple(asked(CLASSES, SYSTEMS, per_class=EACH))


def _row(rows: Iterable[Counted], rule: str, system: str) -> Counted:
    return next(row for row in rows if (row.rule, row.system) == (rule, system))


def test_every_rule_of_every_system_is_asked_both_ways(answered: Sequence[Answered]) -> None:
    asked_about = {(row.rule, row.system): row for row in confusion(answered)}
    assert set(asked_about) == {(rule.name, system) for rule in RULES for system in rule.systems}
    for row in asked_about.values():
        assert row.refused >= EACH or (row.rule == "category-not-found" and row.system in WITHOUT)
        assert row.asked - row.refused >= EACH


def test_the_practice_school_refuses_what_the_facts_say_and_nothing_else(
    answered: Sequence[Answered],
) -> None:
    assert [told(one) for row in confusion(answered) for one in row.oddly] == []


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_refusals_of_this_rule_are_foreseen_and_nothing_else_is_blocked(
    answered: Sequence[Answered], rule: str
) -> None:
    for row in confusion(answered):
        if row.rule == rule and (rule, row.system) not in HOLES:
            assert row.recall >= LEAST, [told(one) for one in row.missed[:3]]
            assert row.precision >= LEAST, [told(one) for one in row.wrongly[:3]]


def test_no_hole_is_listed_that_is_closed(answered: Sequence[Answered]) -> None:
    assert {(row.rule, row.system) for row in confusion(answered) if not row.holds} == set(HOLES)


# ---- that the measurement would see a fault ------------------------------------------------------------


def test_a_check_that_is_switched_off_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = tuple(check for check in plan_module.CHECKS if check is not category_not_found)
    monkeypatch.setattr(plan_module, "CHECKS", rest)
    row = _row(confusion(asked(1, ["sapphire"], per_class=EACH)), "category-not-found", "sapphire")
    assert (row.blocked, row.recall) == (0, 0)


def test_a_check_that_blocks_everything_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(snapshot: Snapshot) -> Iterable[Finding]:
        subject = Subject(snapshot.course.id, None, None, None)
        return [Finding(Problem.NAME_TOO_LONG, Severity.BLOCKS, subject, {})]

    blind = SimpleNamespace(__name__="blind", PROBLEMS=(), NEEDS=(), check=check)

    def plans(snapshot: Snapshot) -> Plan:
        with monkeypatch.context() as patched:
            patched.setattr(plan_module, "CHECKS", (*plan_module.CHECKS, blind))
            return usual(snapshot)

    for row in confusion(asked(1, ["sapphire"], plans, per_class=EACH)):
        assert row.wrong == row.asked - row.refused
        assert row.precision < LEAST


def test_a_last_day_that_is_taken_for_the_day_after_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    holds = due_date_outside_term._holds

    def early(term, day, capabilities):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        return holds(replace(term, last=term.last.replace(day=term.last.day - 1)), day, capabilities)

    monkeypatch.setattr(due_date_outside_term, "_holds", early)
    rows = confusion(asked(1, ["pinnacle"]))
    assert _row(rows, "due-date-outside-term", "pinnacle").wrong > 0


# ---- whose work it is --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAWERS)
def test_who_draws_knows_neither_passback_nor_the_practice_school(name: str) -> None:
    tree = ast.parse((ROOT / "tools" / "predicting" / f"{name}.py").read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            parts = {f"predicting.{name.name}" for name in node.names}
            imported |= parts if node.module == "predicting" else {str(node.module)}
    others = {module for module in imported if module.split(".")[0] not in sys.stdlib_module_names}
    assert others <= {f"predicting.{drawer}" for drawer in DRAWERS}


# Refusals that no write of passback can bring about, and why.
OUT_OF_REACH = {
    "aspen.route-missing": "an address that passback does not ask",
    "powerschool.custom-grade-scale": "passback names no grade scale with points",
    "powerschool.grade-scale-query-missing": "passback runs no query of a plugin",
    "powerschool.points-missing": "passback sends no line item without points",
    "powerschool.points-not-product-of-weight": "passback sends the product",
    "powerschool.update-misses-section": "passback sends back every section that it read",
}
# SMS 2.0 has an interface that is not public; no connection to it is made.
NOT_CONNECTED = "sandbox/sis/skyward/sms2/"


def test_every_refusal_of_a_simulator_is_asked_about_or_exempt_or_out_of_reach(
    answered: Sequence[Answered],
) -> None:
    seen = {entry for one in answered for entry in one.by}
    known = seen | {cause.value for cause in EXEMPT} | set(OUT_OF_REACH)
    assert _spoken() - known == set()
    assert seen & set(OUT_OF_REACH) == set()


def _spoken() -> set[str]:
    """The entries that rules of simulators refuse with."""
    found = set()
    for path in (ROOT / "src" / "passback" / "sandbox").rglob("*.py"):
        if NOT_CONNECTED in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return {entry for entry in found if isinstance(entry, str)}
