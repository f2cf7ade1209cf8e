"""Measures the faces of the document's 76 entries and writes them to src/passback/dictionary/faces.yaml.

    python tools/faces.py            measure and write
    python tools/faces.py --check    measure and say what is not as written; writes nothing

Exit: 0 as written, 1 something is not current.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from bench_predict import asked, asked_again
from foreseen import foreseen
from passback.core.problem import Action, Problem, Safety, Who
from passback.core.sis import Sis
from passback.dictionary.book import known
from passback.dictionary.entry import Entry
from passback.dictionary.faces import FILE, Face
from passback.sync.fixes import fixes_for
from predicting.confusion import LEAST, confusion, problems_of
from predicting.measuring import Answered
from predicting.rules import SYSTEMS
from proofs.all_of_them import NAMED, PROOFS, messages
from proofs.proving import Proof, make

HEAD = "# Written by tools/faces.py from what was measured (make faces); a test holds it current.\n"
_CLASSES, _EACH = 2, 5
# Fixes after which no score is seen to arrive, or to wait as chosen: they change Canvas, and no more is seen.
SEEN_ONLY = frozenset(
    {
        Action.CLEAR_COURSE_INTEGRATION_DATA,
        Action.CLEAR_INTEGRATION_DATA,
        Action.MERGE_GROUPS,
        Action.TURN_SYNC_OFF,
    }
)
# What cannot be foreseen at all, by the part that no read shows.
_UNREADABLE: Mapping[Problem, str] = {
    Problem.SIS_INTERNAL_ERROR: "vendor-internal",
    Problem.CANVAS_THROTTLED: "not-readable:how busy Canvas will be",
    Problem.SIS_TOO_SLOW: "not-readable:how busy the SIS will be",
    Problem.JOB_TIMED_OUT: "not-readable:how busy the SIS will be",
    Problem.SIS_UNREACHABLE: "not-readable:whether the SIS will be up",
    Problem.SECTION_WITHOUT_GRADEBOOK: "not-readable:whether the teacher has opened the gradebook",
    Problem.ROUTE_MISSING: "vendor-internal",
    # passback never does what leads to these; they are said to another sender.
    Problem.CUSTOM_GRADE_SCALE: "outside-our-reach:another sender",
    Problem.UPDATE_MISSES_SECTION: "outside-our-reach:another sender",
    Problem.PLUGIN_INCOMPLETE: "not-readable:what another vendor's plugin has brought",
    Problem.POINTS_NOT_PRODUCT_OF_WEIGHT: "outside-our-reach:another sender",
}


def ids() -> tuple[str, ...]:
    """The entries that the document has, in its order."""
    return tuple(dict.fromkeys(entry for entry, _ in messages()))


def reproduced(entry: str) -> Face:
    """Every message of it is refused by a state, and accepted with one value changed."""
    named = {row.entry for row in NAMED}
    return "vendor-internal" if entry in named else all(make(p).is_whole for p in _proofs(entry))


def predicted(entry: str) -> Face:
    """A plan said it before, and the same state was refused: in a proof, or in what `make bench` measures."""
    told = known(entry)
    if all(foreseen(proof) for proof in _proofs(entry)) and _proofs(entry):
        return True
    if (told.sis, told.problem) in first_refusals():
        return True
    if (told.sis, told.problem) in later_refusals():
        return "after-first-refusal"
    return _UNREADABLE[told.problem]


def repaired(entry: str) -> Face:
    """A fix of ours cures one of its causes; else the steps are shown, or nobody here can do anything."""
    told = known(entry)
    cures = [fix for cause in told.causes for fix in fixes_for(cause.problem) if fix.ACTION not in SEEN_ONLY]
    best = {fix.SAFETY for fix in cures}
    if best & {Safety.SAFE, Safety.ASK}:
        return True
    return "show-only" if _shown(told) else f"outside-our-reach:{told.causes[0].steps[0].who}"


def _shown(entry: Entry) -> bool:
    """Of each cause somebody who is not the vendor has a step to take whose screens are named."""
    return all(
        any(step.path and step.who not in {Who.SIS_VENDOR, Who.NOBODY} for step in cause.steps)
        for cause in entry.causes
    )


def _proofs(entry: str) -> Sequence[Proof]:
    return [proof for proof in PROOFS if proof.entry == entry]


@cache
def first_refusals() -> frozenset[tuple[Sis, Problem]]:
    """Whose refusals for which problem a plan foresees, as `make bench` measures it in full."""
    return _foreseen(asked(_CLASSES, SYSTEMS, per_class=_EACH))


@cache
def later_refusals() -> frozenset[tuple[Sis, Problem]]:
    """The same of those whose first refusal no read shows."""
    return _foreseen(asked_again(_CLASSES, per_class=_EACH))


def _foreseen(answered: Iterable[Answered]) -> frozenset[tuple[Sis, Problem]]:
    rows = [row for row in confusion(answered) if row.refused and row.recall >= LEAST]
    return frozenset((_sis(row.system), problem) for row in rows for problem in problems_of(row.rule))


def _sis(system: str) -> Sis:
    return next(sis for sis in Sis if system == sis.value or system.startswith(f"{sis.value}-1."))


def written() -> str:
    """The file, as it should stand."""
    rows = []
    for entry in ids():
        rows.append(f"{entry}:")
        for name, face in (
            ("reproduced", reproduced(entry)),
            ("predicted", predicted(entry)),
            ("repaired", repaired(entry)),
        ):
            rows.append(f"  {name}: {'true' if face is True else face or 'false'}")
    return HEAD + "\n".join(rows) + "\n"


def main(args: Sequence[str]) -> int:
    """Write the file, or compare."""
    now = written()
    if "--check" not in args:
        FILE.write_text(now, encoding="utf-8")
    return 0 if FILE.read_text(encoding="utf-8") == now else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
