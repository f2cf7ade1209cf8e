"""What a plan foresees of what the practice school refuses; `make bench` asks the same, many times over."""

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench_predict import asked, asked_again
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.core.subject import Subject
from passback.sync import outlying
from passback.sync import plan as plan_module
from passback.sync.checks import category_not_found, due_date_outside_term
from passback.sync.model import Plan, Snapshot
from predicting.confusion import LEAST, Counted, confusion, told
from predicting.exempt import EXEMPT, may_keep_back, passes_by_itself
from predicting.measuring import Answered, usual
from predicting.reach import NOT_ASKED, OUT_OF_REACH, by_entry, spoken, spoken_in
from predicting.rules import RULES, SYSTEMS, WITHOUT
from proofs.all_of_them import messages

ROOT = Path(__file__).parents[2]
# Two classes of five are ten of each; the classes differ in what no source is sure of.
CLASSES, EACH = 2, 5
DRAWERS = ("situations", "drawing", "works", "words", "rules", "unreadable")


@pytest.fixture(scope="module")
def answered() -> Sequence[Answered]:
    return tuple(asked(CLASSES, SYSTEMS, per_class=EACH))


@pytest.fixture(scope="module")
def later() -> Sequence[Answered]:
    return tuple(asked_again(CLASSES, per_class=EACH))


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
        if row.rule == rule:
            assert row.recall >= LEAST, [told(one) for one in row.missed[:3]]
            if not may_keep_back(rule, row.system):
                assert row.precision >= LEAST, [told(one) for one in row.wrongly[:3]]
            assert row.holds


def test_what_may_be_kept_back_is_kept_back_only_where_the_sis_would_go_without(
    answered: Sequence[Answered],
) -> None:
    for row in confusion(answered):
        for one in row.wrongly:
            assert may_keep_back(row.rule, row.system)
            assert one.blocked == {Problem.CATEGORY_NOT_FOUND}
            assert "none is needed" in one.situation.what


def test_later_refusals_of_a_cause_are_foreseen_from_the_first(later: Sequence[Answered]) -> None:
    rows = confusion(later)
    assert {row.rule for row in rows} == {cause.value for cause in EXEMPT}
    for row in rows:
        assert row.refused >= EACH
        if not passes_by_itself(row.rule):
            assert row.recall >= LEAST, [told(one) for one in row.missed[:3]]
        assert not row.wrong
        assert row.holds


def test_a_memory_that_is_lost_is_seen() -> None:
    def plans(snapshot: Snapshot) -> Plan:
        return usual(replace(snapshot, refused=()))

    for row in confusion(asked_again(1, plans, per_class=EACH)):
        assert (row.blocked, row.warned) == (0, 0)


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


def test_a_term_that_ends_a_day_early_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outlying._any

    def early(spans, day, capabilities):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        cut = tuple(replace(span, last=span.last - timedelta(days=1)) for span in spans)
        return whole(cut, day, capabilities)

    monkeypatch.setattr(outlying, "_any", early)
    rows = confusion(asked(1, ["pinnacle"]))
    assert _row(rows, "due-date-outside-term", "pinnacle").wrong > 0


def test_a_last_day_that_is_never_doubted_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_date_outside_term, "on_the_end", lambda *_: False)
    rows = confusion(asked(CLASSES, ["pinnacle"]))
    assert _row(rows, "due-date-outside-term", "pinnacle").recall < LEAST


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


def test_every_refusal_of_a_simulator_is_asked_about_or_exempt_or_out_of_reach(
    answered: Sequence[Answered], later: Sequence[Answered]
) -> None:
    seen = {entry for one in (*answered, *later) for entry in one.by}
    assert spoken() == seen | set(OUT_OF_REACH)
    assert seen & set(OUT_OF_REACH) == set()
    assert {cause.value for cause in EXEMPT} <= seen


def test_a_refusal_that_is_new_in_a_simulator_is_found() -> None:
    assert list(spoken_in('def rule(s, w):\n    return Refusal("aspen.new", {}, 400)')) == ["aspen.new"]
    assert list(spoken_in("Refusal(first.entry, first.variables, 409)")) == []
    with pytest.raises(ValueError, match="no literal"):
        list(spoken_in("Refusal(name, {}, 400)"))


def test_entries_are_counted_by_their_own_words_and_else_by_their_problem(
    answered: Sequence[Answered], later: Sequence[Answered]
) -> None:
    counts = by_entry((*answered, *later))
    assert len(counts) == len({entry for entry, _ in messages()})
    # Its own words; the exchange's, which an SIS refuses by its own rule; what nobody can be asked about.
    refused = [one for one in answered if "powerschool.name-taken" in one.by]
    assert counts["powerschool.name-taken"] == (len(refused), len(refused))
    assert counts["aeries.category-not-found"][0] == counts["aeries.category-not-found"][1] > 0
    assert counts["powerschool.canvas-throttled"] == (0, 0)
    assert counts["aeries.sis-internal-error"][0] == 0 < counts["aeries.sis-internal-error"][1]
    unasked = {entry for entry, (_, refused) in counts.items() if not refused}
    assert unasked - set(OUT_OF_REACH) == set(NOT_ASKED)
    # A miss counts.
    blind = [replace(one, blocked=frozenset(), warned=frozenset()) for one in refused]
    assert by_entry(blind)["powerschool.name-taken"] == (0, len(refused))
