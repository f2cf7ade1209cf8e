"""Which refusals are asked about, of which systems, and the facts that say so.

A rule bears the name of its problem. `SYSTEMS` are the ports of a practice school; `oneroster-1.2` and
`infinite-campus-1.2` are the newer interface of the same SIS.
"""

from __future__ import annotations

from dataclasses import dataclass

SYSTEMS = (
    "aeries",
    "aspen",
    "focus",
    "infinite-campus",
    "infinite-campus-1.2",
    "oneroster",
    "oneroster-1.2",
    "pinnacle",
    "powerschool",
    "progressbook",
    "q-sis",
    "sapphire",
    "skyward",
    "synergy",
)
_CAMPUS = ("infinite-campus", "infinite-campus-1.2")
# What a category is: a document alone asks for it, or the vendor does.
LOOSE = ("aeries", "focus", "oneroster", "pinnacle", "powerschool", "q-sis", "synergy")
STRICT = ("aspen", "infinite-campus-1.2", "oneroster-1.2", "progressbook", "sapphire")
# Or it is known that work goes without: what has no such category is never refused for it.
WITHOUT = ("infinite-campus", "skyward")


@dataclass(frozen=True)
class Rule:
    """One rule: who has it, and the source. `about`: `line-item`, `score`, `later` (after a first sync),
    `pupil` (one question per student of a class) or `class`.
    """  # noqa: D205 - one thought

    name: str
    systems: tuple[str, ...]
    about: str
    source: str


RULES = (
    Rule("student-not-in-section", SYSTEMS, "pupil", "facts/sis-vendors.md §1.7; facts/oneroster.md §2"),
    Rule(
        "section-id-not-in-sis", SYSTEMS, "section", "facts/sis-vendors.md §1.3, §2.1; facts/oneroster.md §2"
    ),
    Rule("section-without-sis-id", SYSTEMS, "section", "facts/canvas.md §2; facts/problems.md, who says it"),
    Rule("student-without-sis-id", SYSTEMS, "pupil", "facts/canvas.md §2; facts/problems.md, who says it"),
    Rule("student-not-on-gradebook", ("aeries",), "pupil", "facts/oneroster.md §3.1"),
    Rule(
        "category-not-found",
        (*LOOSE, *STRICT, *WITHOUT),
        "line-item",
        "facts/oneroster.md §1.4, §3.2, §3.6, §3.12",
    ),
    Rule("category-not-lead-teachers", ("powerschool",), "line-item", "facts/sis-vendors.md §1.4, §1.7"),
    Rule(
        "name-too-long",
        ("aeries", *_CAMPUS, "powerschool", "progressbook", "skyward"),
        "line-item",
        "facts/sis-vendors.md §0.3",
    ),
    Rule("name-taken", ("powerschool",), "line-item", "facts/sis-vendors.md §1.7"),
    Rule("points-not-whole", ("aeries", "skyward"), "line-item", "facts/sis-vendors.md §0.3"),
    Rule(
        "due-date-outside-term",
        (*_CAMPUS, "pinnacle", "powerschool"),
        "line-item",
        "facts/sis-vendors.md §1.7, §4, §11",
    ),
    Rule(
        "due-date-outside-grading-period",
        (*_CAMPUS, "synergy"),
        "line-item",
        "facts/sis-vendors.md §4, §5",
    ),
    Rule("due-date-missing", SYSTEMS, "line-item", "facts/oneroster.md §1.4; facts/sis-vendors.md §0.3"),
    Rule("line-item-deleted", SYSTEMS, "later", "facts/sis-vendors.md §1.6; facts/oneroster.md §1.8, §3.4"),
    Rule("assignment-locked", ("powerschool",), "later", "facts/sis-vendors.md §1.7"),
    Rule("student-without-the-assignment", ("powerschool",), "later", "facts/sis-vendors.md §1.5, §1.7"),
    Rule("score-above-maximum", ("progressbook", "synergy"), "score", "facts/sis-vendors.md §0.3"),
    Rule("score-below-minimum", ("progressbook", "synergy"), "score", "facts/sis-vendors.md §0.3, §5"),
    Rule("score-excused", ("q-sis",), "score", "facts/oneroster.md §3.5"),
    Rule("score-not-numeric", SYSTEMS, "score", "facts/oneroster.md §1.4, §3.3; facts/sis-vendors.md §1.5"),
    Rule(
        "score-cleared",
        ("aspen", *_CAMPUS, "powerschool", "q-sis"),
        "cleared",
        "facts/oneroster.md §3.3, §3.5; facts/sis-vendors.md §4, §14",
    ),
    Rule("teacher-not-in-section", ("powerschool",), "class", "facts/sis-vendors.md §1.3, §1.7"),
    Rule("several-gradebooks", ("aeries",), "class", "facts/sis-vendors.md §3"),
)


def rules_of(system: str) -> tuple[Rule, ...]:
    """The rules of one system."""
    return tuple(rule for rule in RULES if system in rule.systems)
