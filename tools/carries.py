"""What each SIS can carry, how we know, and how well it is tried: docs/carries.md, from the connectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from passback.connect.sis.load import available, load
from passback.core.capabilities import Capabilities, Evidence, Limit
from passback.core.sis import Sis
from passback.core.value import plain

# Each field of `Capabilities`, in words of its own.
WORDS: Mapping[str, str] = {
    "line_item_ids": "who chooses a line item's id",
    "decimals": "decimals of a score",
    "title_max": "characters of a title",
    "points_whole": "points must be whole",
    "extra_credit": "scores above the maximum",
    "score_factor_max": "a score at most so many times the maximum",
    "exempt": "an excused student",
    "late": "late",
    "missing": "missing",
    "comment_max": "characters of a comment",
    "letters": "letters",
    "clear": "a score cleared",
    "delete": "a line item deleted",
    "not_counted": "work that does not count",
    "category_required": "a category is required",
    "category_case_matters": "case of a category's name matters",
    "category_default": "unmatched work goes to a default category",
    "category_code_suffix": "a category's name ends in a code",
    "term_end_inclusive": "the last day of a term is in it",
    "readable": "can be read back",
    "bulk": "scores in one request",
    "comments_read": "comments can be read back",
    "score_min": "the least score",
    "extra_credit_by_item": "a line item's own setting allows more",
    "due_in_term": "the due date must lie in a term of the class",
    "due_in_class": "the due date must lie in the days of the class",
    "due_in_period": "the due date must lie in a grading period",
    "name_unique": "name and due date must be unique in a class",
    "category_active": "the category must be active and the lead teacher's",
    "lock_holds": "a locked line item takes no change",
}
EVIDENCE = {
    Evidence.INFERRED: "no document says how; the nearest known product was taken",
    Evidence.SIMULATED: "tested against a simulator written from the vendor's documents",
    Evidence.RECORDED: "tested against recorded answers of the real product",
    Evidence.LIVE: "tested against a live district",
}
_INTRODUCTION = """\
# What each SIS can carry

`?`: not known, which is neither a yes nor a no. `~`: heard or inferred, not said by the vendor; a check that
rests on it only warns. Everything else is what the vendor documents or says in an error. Each value stands
below with its source; `facts/…` are the project's collected facts, each with its public source.
"""


@dataclass(frozen=True)
class Column:
    """One connector, or one version of its interface. `version` empty: all versions that are not named."""

    sis: Sis
    version: str
    limits: Capabilities
    evidence: Evidence
    note: str

    @property
    def name(self) -> str:
        """The SIS as people call it, with the version where it makes a difference."""
        return f"{self.sis.display} {self.version}".strip()


def columns() -> Sequence[Column]:
    """Every connector that is there, by slug and version."""
    found = []
    for sis in sorted(available()):
        module = load(sis)
        for version, limits in sorted(module.CAPABILITIES.items()):
            found.append(Column(sis, version, limits, module.EVIDENCE, getattr(module, "NOTE", "")))
    return found


def carries() -> str:
    """The whole page behind its mark."""
    made = columns()
    return "\n".join([_INTRODUCTION, *_overview(made), "", *_evidence(made), *_sources(made)])


def _overview(made: Sequence[Column]) -> list[str]:
    head = f"| | {' | '.join(column.name for column in made)} |"
    rows = [
        f"| {words} | {' | '.join(_cell(getattr(column.limits, field)) for column in made)} |"
        for field, words in WORDS.items()
    ]
    last = f"| **evidence** | {' | '.join(column.evidence.value for column in made)} |"
    return [head, f"|---|{'---|' * len(made)}", *rows, last]


def _evidence(made: Sequence[Column]) -> list[str]:
    used = [kind for kind in Evidence if any(column.evidence is kind for column in made)]
    without = sorted(sis.display for sis in Sis if sis not in available())
    lines = ["## Evidence", "", *(f"* `{kind.value}`: {EVIDENCE[kind]}." for kind in used)]
    return [*lines, *([f"* no connector yet: {', '.join(without)}."] if without else []), ""]


def _sources(made: Sequence[Column]) -> list[str]:
    lines: list[str] = []
    for column in made:
        known = [(words, getattr(column.limits, field)) for field, words in WORDS.items()]
        lines += [f"## {column.name}", "", *([column.note, ""] if column.note else [])]
        lines += ["| what | value | firm | source | seen |", "|---|---|---|---|---|"]
        lines += [
            f"| {words} | {_value(held.value)} | {'yes' if held.firm else 'no'} | {held.source} | {held.on} |"
            for words, held in known
            if held is not None
        ]
        unknown = [words for words, held in known if held is None]
        lines += ["", f"Not known: {'; '.join(unknown) or 'nothing'}.", ""]
    return lines


def _cell(limit: Limit[object] | None) -> str:
    return "?" if limit is None else _value(limit.value) + ("" if limit.firm else " ~")


def _value(held: object) -> str:
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, Decimal):
        return plain(held)
    return str(held.value) if isinstance(held, Enum) else str(held)
