"""docs/predictions.md is what a whole run printed, of the rules and exemptions as they are now."""

from collections.abc import Mapping

import pytest

from bench_predict import away_lines, exempt_lines
from predicting.confusion import LEAST, Counted
from predicting.exempt import EXEMPT, may_keep_back, passes_by_itself
from predicting.page import INTRO, PAGE, page, table
from predicting.rules import RULES, WITHOUT

ENOUGH = 300
WRITTEN = PAGE.read_text(encoding="utf-8")
Row = Mapping[str, str]
NAMES = ("rule", "system", "refused", "taken", "told", "recall", "blocked", "precision", "warned", "idle")


def rows(text: str) -> dict[tuple[str, str], Row]:
    """The rows of both tables, by rule and SIS."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    made = [dict(zip(NAMES, line, strict=True)) for line in cells if line[0] != "rule"]
    return {(row["rule"], row["system"]): row for row in made}


def share(cell: str) -> float:
    """Of `3/4` the share."""
    part, whole = map(int, cell.split("/"))
    return part / whole if whole else 1.0


def test_the_page_has_a_row_for_every_rule_of_every_system_and_for_every_cause_that_is_exempt() -> None:
    mine = {(rule.name, system) for rule in RULES for system in rule.systems}
    mine |= {(cause.value, cause.value.partition(".")[0]) for cause in EXEMPT}
    assert set(rows(WRITTEN)) == mine


@pytest.mark.parametrize("key", rows(WRITTEN), ids=" ".join)
def test_of_each_rule_so_many_were_asked_and_nearly_all_foreseen(key: tuple[str, str]) -> None:
    rule, system = key
    row = rows(WRITTEN)[key]
    never = rule == "category-not-found" and system in WITHOUT
    assert int(row["refused"]) >= ENOUGH or (never and row["refused"] == "0")
    assert int(row["taken"]) >= ENOUGH or passes_by_itself(rule)
    assert (row["recall"], row["precision"]) == (f"{share(row['told']):.1%}", f"{share(row['blocked']):.1%}")
    assert share(row["told"]) >= LEAST or passes_by_itself(rule)
    assert share(row["blocked"]) >= LEAST or may_keep_back(rule, system)


def test_what_is_exempt_stands_on_the_page_and_nothing_else() -> None:
    assert WRITTEN.startswith(INTRO)
    said = [line.removeprefix("* ") for line in WRITTEN.splitlines() if line.startswith("* ")]
    assert [line for line in said if line.startswith("exempt")] == list(exempt_lines())
    assert [line for line in said if line.startswith(("out of reach", "not asked"))] == list(away_lines())


def test_a_row_of_the_page_has_its_numerators() -> None:
    counted = Counted("aspen", "category-not-found", 20, 10, blocked=8, warned=1, wrong=2, only_warned=3)
    assert table([counted])[-1] == (
        "| category-not-found | aspen | 10 | 10 | 9/10 | 90.0% | 8/10 | 80.0% | 1 | 3 |"
    )
    assert rows(page([counted], [], [], []))["category-not-found", "aspen"]["told"] == "9/10"
