"""Each message of the document is said by a rule that reads the state: with one value changed it is not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import prove
from passback.dictionary.book import known
from passback.dictionary.recognize import Match, recognize
from passback.sandbox.exchange import oneroster
from passback.sandbox.sis.aeries import rules
from passback.sandbox.state.school import School
from proofs import aeries, q_sis
from proofs.all_of_them import NAMED, PROOFS, messages
from proofs.proving import Answer, Case, Made, Named, Proof, make, named_line
from proofs.state import ABSENT, spelled
from twins import declared

# What may be a fault put in on purpose: servers in trouble, time that runs out, Canvas's throttle.
MAY_BE_INJECTED = {
    "aeries.sis-internal-error",
    "synergy.sis-internal-error",
    "powerschool.sis-too-slow",
    "powerschool.job-timed-out",
    "infinite-campus.job-timed-out",
    "powerschool.sis-unreachable",
    "powerschool.canvas-throttled",
    "infinite-campus.canvas-throttled",
}
MOST_NAMED, MESSAGES = 6, 79
DOCUMENT = Path(__file__).parents[1] / "dictionary" / "document.yaml"


def key(proof: Proof) -> str:
    return f"{proof.entry}:{proof.message}"


def leaves(held: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any part of a state
    """Every single value of a state by its path; written apart from what the proofs compare with."""
    if is_dataclass(held):
        inside = {f".{f.name}": getattr(held, f.name) for f in fields(held)}
    elif isinstance(held, Mapping):
        inside = {f"<{name}>": part for name, part in held.items()}
    elif isinstance(held, list | tuple):
        inside = {f"<{at}>": part for at, part in enumerate(held)}
    else:
        yield path, repr(sorted(held) if isinstance(held, set) else held)
        return
    yield path, type(held).__name__
    for step, part in inside.items():
        yield from leaves(part, path + step)


def differing(path: str, before: Any, after: Any) -> list[tuple[str, Any, Any]]:  # noqa: ANN401 - of a state
    """The fields of two rows, or the rows under the same keys of two mappings, that are not alike."""
    if is_dataclass(before):
        pairs = [
            (f"{path}.{f.name}", getattr(before, f.name), getattr(after, f.name)) for f in fields(before)
        ]
    elif isinstance(before, Mapping) and before.keys() == after.keys():
        pairs = [(f"{path}<{name}>", before[name], after[name]) for name in before]
    else:
        pairs = [(path, before, after)]
    return [(name, old, new) for name, old, new in pairs if old != new]


@dataclass
class Seen:
    """The values in which the state before a flip and the one after it differ.

    `faulty`: before it, something was made to go wrong on purpose.
    """

    paths: tuple[str, ...] = ()
    faulty: bool = False

    def __call__(self, before: School, after: School) -> None:
        pairs = [("", before, after)]
        for _ in range(2):  # to the table that differs; all that is in it is compared leaf by leaf
            pairs = [narrower for pair in pairs for narrower in differing(*pair)]
        old = {leaf for path, held, _ in pairs for leaf in leaves(held, path)}
        new = {leaf for path, _, held in pairs for leaf in leaves(held, path)}
        broken = any(roster.hidden.get("broken") for roster in before.rosters.values())
        self.faulty = broken or bool(before.faults or before.canvas.throttled)
        self.paths = tuple(sorted({path for path, _ in old ^ new}))


@cache
def made_of(proof: Proof) -> tuple[Made, Seen]:
    seen = Seen()
    return make(proof, seen), seen


def is_itself(made: Made) -> bool:
    """Known as the entry, or as one that says the very same words and is declared so."""
    wanted = made.proof.entry
    ids = [known.id for known in made.recognized]
    twins = [group for group in declared("same_core") if wanted in group]
    return bool(ids) and (ids[0] == wanted or any(set(ids) <= group and wanted in ids for group in twins))


@pytest.mark.parametrize("proof", PROOFS, ids=key)
def test_a_call_is_refused_and_passes_when_one_value_is_another(proof: Proof) -> None:
    made, _ = made_of(proof)

    assert not made.refused.accepted
    assert made.refused.said
    assert made.then == replace(made.then, accepted=True)
    assert len(proof.state.split()) > 3


@pytest.mark.parametrize("proof", PROOFS, ids=key)
def test_what_is_said_is_known_as_the_message_itself(proof: Proof) -> None:
    made, _ = made_of(proof)

    assert is_itself(made), [known.id for known in made.recognized]


@pytest.mark.parametrize("proof", PROOFS, ids=key)
def test_exactly_one_value_of_the_state_is_changed(proof: Proof) -> None:
    """One leaf; or one row, taken out or put in, with what is in it."""
    made, seen = made_of(proof)
    whole = ABSENT in (made.flip.before, made.flip.after)

    assert seen.paths
    first, *others = seen.paths
    assert all(whole and path.startswith(first) for path in others), seen.paths
    last = str(made.flip.path[-1].name)
    assert first.endswith((f".{last}", f"<{last}>"))
    assert made.flip.before != made.flip.after
    assert spelled(made.flip.path) == made.to_json()["flip"]["path"]  # type: ignore[index]


@pytest.mark.parametrize("proof", PROOFS, ids=key)
def test_a_refused_call_leaves_the_school_as_it_was(proof: Proof) -> None:
    assert made_of(proof)[0].left == ()


@pytest.mark.parametrize("proof", PROOFS, ids=key)
def test_what_an_sis_or_canvas_says_comes_over_the_wire(proof: Proof) -> None:
    """With a status of HTTP; what the exchange says itself has none, and comes of a sync."""
    made, _ = made_of(proof)
    own = made.to_json()["voice"] == "exchange"

    assert (made.refused.status is None) == own
    assert made.call.startswith("sync of Canvas course ") or not own


@pytest.mark.parametrize("proof", PROOFS, ids=key)
def test_only_what_no_rule_can_cause_is_a_fault_put_in_on_purpose(proof: Proof) -> None:
    _, seen = made_of(proof)

    assert proof.injected == seen.faulty
    assert not proof.injected or proof.entry in MAY_BE_INJECTED


def test_what_has_no_proof_is_named_with_its_reason() -> None:
    assert len(NAMED) <= MOST_NAMED
    assert all(len(row.reason.split()) > 8 for row in NAMED)


@pytest.mark.parametrize("row", [row for row in NAMED if row.ask is not None], ids=lambda row: row.entry)
def test_a_message_without_a_proof_is_said_all_the_same(row: Named) -> None:
    said = str(named_line(row)["said"])
    found = recognize(said, known(row.entry).sis)

    assert isinstance(found, Match)
    assert found.entry.id == row.entry


# ---- the proofs prove ------------------------------------------------------------------------------


SEVERAL = Proof("aeries.several-gradebooks", 0, aeries.several_gradebooks)


@pytest.mark.parametrize(("numbers", "refused", "then"), [(["5501"], False, True), (["1", "2"], True, False)])
def test_a_rule_that_does_not_read_the_state_is_seen(
    monkeypatch: pytest.MonkeyPatch, numbers: list[str], refused: bool, then: bool
) -> None:
    """Whether it lets everything pass, or says the words to everybody."""
    monkeypatch.setattr(rules, "gradebooks", lambda *_: numbers)
    made = make(SEVERAL)

    assert (not made.refused.accepted, made.then.accepted) == (refused, then)
    assert not made.is_whole


def test_a_decision_of_the_exchange_that_does_not_read_the_state_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oneroster, "_titles", lambda *_: {})
    made = make(Proof("q-sis.category-not-found", 0, q_sis.category_not_found))

    assert made.is_itself
    assert not made.then.accepted
    assert not made.is_whole


def test_a_proof_of_another_message_is_seen() -> None:
    made = make(replace(SEVERAL, entry="aeries.link-broken"))

    assert not is_itself(made)
    assert not made.is_whole


def nothing_changed(school: School) -> Case:
    case = aeries.several_gradebooks(school)
    return replace(case, name=0, to="5501")


def two_values_changed(school: School) -> Case:
    case = aeries.several_gradebooks(school)
    hidden = next(iter(school.rosters["aeries"].classes.values())).hidden
    return replace(case, owner=hidden, name="gradebooks", to=["7", "8"])


@pytest.mark.parametrize("stand", [nothing_changed, two_values_changed])
def test_a_flip_that_is_not_one_change_is_seen(stand: Any) -> None:  # noqa: ANN401 - a stand
    with pytest.raises(ValueError, match="values to unpack"):
        make(replace(SEVERAL, stand=stand))


def test_a_call_that_changes_the_school_and_complains_is_seen() -> None:
    @dataclass(frozen=True)
    class Meddling:
        name: str = "meddling"
        is_one_write: bool = True

        def __call__(self, school: School) -> Answer:
            school.rosters["aeries"].lines.clear()
            school.rosters["aeries"].last_id += 1
            return Answer(400, "Gradebook number does not match.", accepted=False)

    def stand(school: School) -> Case:
        return replace(aeries.several_gradebooks(school), ask=Meddling())

    made = make(replace(SEVERAL, stand=stand))
    assert [spelled(change.path) for change in made.left] == ['rosters["aeries"].last_id']


# ---- the lines -------------------------------------------------------------------------------------


def test_every_message_of_the_document_has_its_line() -> None:
    """Once for each message under its title; the dictionary knows as many as the document."""
    document = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["entries"]
    wanted = Counter({(row["sis"], row["title"]): len(row["messages"]) for row in document})
    rows = [(proof.entry, proof.message) for proof in PROOFS] + [(row.entry, row.message) for row in NAMED]
    sources = [known(entry).source for entry, _ in rows]

    assert len(rows) == len(set(rows)) == MESSAGES
    assert Counter((source.sis, source.title) for source in sources if source is not None) == wanted
    assert sorted(rows) == sorted(messages())


def test_a_line_has_the_fields_that_make_prove_promises() -> None:
    made, _ = made_of(PROOFS[0])
    fields_ = ["sis", "title", "voice", "call", "status", "said", "state", "flip", "then"]

    assert list(made.to_json()) == fields_
    assert list(named_line(NAMED[0])) == [*fields_, "reason"]
    assert made.to_json()["then"] == "accepted"
    assert set(made.flip.to_json()) == {"path", "from", "to"}


def test_the_command_says_what_lacks_and_what_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make(SEVERAL)
    broken = replace(made, then=Answer(400, "No.", accepted=False))
    monkeypatch.setattr(prove, "messages", lambda: [("a", 0), ("b", 0), ("c", 0)])
    monkeypatch.setattr(prove, "lines", lambda: iter([(made.to_json(), made), (broken.to_json(), broken)]))

    assert prove.main() == 1
    shown = capsys.readouterr()
    assert shown.out.count("\n") == 2
    assert '"then": "refused: No."' in shown.out
    counts = "1 said by a rule, 0 by an injected fault, 0 named; 1 proofs do not hold; 1 have no line"
    assert shown.err == f"3 messages: {counts}\n"
    monkeypatch.setattr(prove, "messages", lambda: [("a", 0)])
    monkeypatch.setattr(prove, "lines", lambda: iter([(made.to_json(), made)]))
    assert prove.main() == 0
