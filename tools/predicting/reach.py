"""What the simulators refuse with words of the document, and what of that no write of passback brings about.

The lists are closed: an entry that a simulator speaks is asked about, or no read shows its cause (`exempt`),
or it stands here with the reason; so does every other entry of the document that nobody can be asked about.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.dictionary.book import known
from predicting.confusion import problems_of
from predicting.measuring import Answered
from proofs.all_of_them import messages

_SIMULATORS = Path(__file__).parents[2] / "src" / "passback" / "sandbox"
_SMS2 = "the interface of SMS 2.0 is not public; passback has no connection to it"
OUT_OF_REACH: Mapping[str, str] = {
    "aspen.route-missing": "an address that passback does not ask",
    "powerschool.custom-grade-scale": "passback names no grade scale with points",
    "powerschool.grade-scale-query-missing": "passback runs no query of a plugin",
    "powerschool.points-missing": "passback sends no line item without points",
    "powerschool.points-not-product-of-weight": "passback sends the product",
    "powerschool.update-misses-section": "passback sends back every section that it read",
    "skyward.dates-outside-open-period": _SMS2,
    "skyward.line-item-deleted": _SMS2,
    "skyward.link-broken": _SMS2,
    "skyward.name-taken": _SMS2,
    "skyward.section-without-gradebook": _SMS2,
    "skyward.student-not-in-section": _SMS2,
    "skyward.student-sis-id-invalid": _SMS2,
}

_BUSY = "transport: how busy a system is ends by itself, and is met by waiting"
_EVERYONE = "another sender's rule about a date for everyone; passback takes the section's, and says so"
# Entries of the document that no SIS speaks to a single write.
NOT_ASKED: Mapping[str, str] = {
    "aeries.several-matches": "another sender's rule: Aeries keeps two of one name; passback asks which",
    "focus.due-date-not-for-everyone": _EVERYONE,
    "focus.result-not-looked-up": "harmless: a look-up at an address that Focus does not have",
    "infinite-campus.canvas-throttled": _BUSY,
    "infinite-campus.job-timed-out": _BUSY,
    "infinite-campus.not-authorized": "the whole connection: the probe before each sync tells of it",
    "pinnacle.due-date-not-for-everyone": _EVERYONE,
    "powerschool.canvas-throttled": _BUSY,
    "powerschool.job-timed-out": _BUSY,
    "powerschool.sis-too-slow": _BUSY,
    "powerschool.sis-unreachable": _BUSY,
    "skyward.category-not-found": "another sender's rule: Qmlativ files such work where its admin chose",
    "skyward.credentials-expired": _SMS2,
    "synergy.due-date-not-for-everyone": _EVERYONE,
}


def spoken() -> frozenset[str]:
    """The entries that rules of simulators refuse with, as they stand in the code.

    Raises:
        ValueError: a refusal is named by something else than a literal, and could not be found here.
    """
    return frozenset(
        entry for path in sorted(_SIMULATORS.rglob("*.py")) for entry in spoken_in(path.read_text("utf-8"))
    )


def spoken_in(code: str) -> Iterator[str]:
    """The same of one module."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", None) != "Refusal":
            continue
        match node.args:
            case [ast.Constant(value=str(entry)), *_]:
                yield entry
            case [ast.Attribute(attr="entry"), *_]:  # said again, of a refusal that stands elsewhere
                continue
            case _:
                raise ValueError(f"line {node.lineno}: a refusal whose entry is no literal")


def by_entry(answered: Iterable[Answered]) -> dict[str, tuple[int, int]]:
    """For each entry of the document: how many refusals were predicted, and how many there were.

    An entry that an SIS spoke counts those of its own words. One that another sender says, or another
    interface of the SIS, counts the refusals of that SIS for one of its problems. (0, 0): nobody asked.
    """
    words: dict[str, list[bool]] = {}
    problems: dict[tuple[str, Problem], list[bool]] = {}
    for one in answered:
        if one.refused:
            mine = frozenset(problems_of(one.situation.rule))
            told = bool((one.blocked | one.warned) & mine)
            for entry in one.by:
                words.setdefault(entry, []).append(told)
            for problem in mine:
                problems.setdefault((_sis(one.system), problem), []).append(told)
    found = {}
    for entry in dict.fromkeys(entry for entry, _ in messages()):
        page = known(entry)
        causes = {cause.problem for cause in page.causes}
        held = words.get(entry) or [t for c in causes for t in problems.get((page.sis.value, c), [])]
        found[entry] = (sum(held), len(held))
    return found


def _sis(system: str) -> str:
    return next(sis.value for sis in Sis if system in {sis.value, f"{sis.value}-1.2"})
