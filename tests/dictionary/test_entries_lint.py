"""Entries read well: short plain sentences of our own, steps that begin with a verb and name their place.

Every rule is a function from an entry to its slips; `PLANTED` has, for each, a fault that it must find.
"""

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from passback.core.problem import Action, Effect, Problem, Who
from passback.core.sis import Sis
from passback.core.slots import SLOTS
from passback.dictionary import book
from passback.dictionary.entry import Cause, Entry, Step, Voice, from_json
from passback.dictionary.template import Slot, parse

ENTRIES = book.entries()
Rule = Callable[[Entry], Iterator[str]]

VERBS = frozenset(
    "add allow ask change check choose clear compare conclude confirm correct delete enroll enter fill find "  # noqa: SIM905 - a line of words reads better
    "finish give import install keep leave look make map mark move open plan post publish put remove rename "
    "report run set shorten start stop test turn unlock wait".split()
)
# Names of products and of things on their screens, which no reader spells out.
NAMES = [
    "SIS Error Code Dictionary",
    "PowerTeacher Pro",
    *(sis.display for sis in Sis),
    "Canvas",
    "passback",
    "Sync to SIS",
    "Sync SIS Categories",
    "SIS IDs?",
    "SIS Data",
    "SIS",
    "Test Student",
    "Remaster Grade Sync",
    "Grade Scale",
    "Same as Course",
    "Everyone Else",
    "Everyone",
    "Internal Server Error",
    "/ims/oneroster",
    "admin/sections/home.htm",
]
BLAME = re.compile(
    r"\b(you (failed|forgot|broke|ignored|neglected|did not|didn't|should(n't)? (have|not have)|must have)"
    r"|your (own )?(fault|mistake|error)|(teacher|admin|user)s?'? (error|fault|mistake|forgot|failed)"
    r"|wrongly|careless(ly)?|lazy|stupid|illegal(ly)?|to blame)\b",
    re.IGNORECASE,
)
DESTROYS = re.compile(
    r"(^|[,;.] (?:then |and )?)(delete|remove|clear|start a remaster|overwrite|wipe|empty)\b", re.IGNORECASE
)
# What goes with a step that destroys, in words that a reader cannot miss.
LOSS = re.compile(r"\b(lost|go(es)? with it|leave the gradebook|overwritten)\b")
# Canvas's notes of what it sent: no grade hangs on them, and a Remaster writes them anew.
NO_GRADES = re.compile(r"integration data\b")
LONGEST_SENTENCE = 30


# ---- what a rule looks at ---------------------------------------------------------------------------


def sentences(entry: Entry) -> Iterator[str]:
    """All of our own words in an entry."""
    for cause in entry.causes:
        yield cause.meaning
        yield from [cause.tell] if cause.tell else []
        yield from (step.do for step in cause.steps)
    yield from entry.notes
    yield from [entry.editor_note] if entry.editor_note else []


def steps(entry: Entry) -> Iterator[tuple[Cause, Step]]:
    for cause in entry.causes:
        for step in cause.steps:
            yield cause, step


def parts(text: str) -> list[str]:
    """The sentences of a text."""
    return [p for p in re.split(r"[.;:!?]+(?:\s|$)", text) if p.strip()]


def syllables(word: str) -> int:
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1)
    return max(1, groups - silent)


def grade(text: str) -> float:
    """The school year that can read a text (Flesch and Kincaid 1975)."""
    for name in NAMES:
        text = re.sub(rf"\b{name}\b" if name[0] != "/" else name, "It", text)
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(parts(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def runs(text: str) -> set[str]:
    """Every seven words in a row."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {" ".join(words[i : i + 7]) for i in range(len(words) - 6)}


# ---- the rules --------------------------------------------------------------------------------------


def reads_at_eighth_grade(entry: Entry) -> Iterator[str]:
    texts = [" ".join((cause.meaning, cause.tell or "")) for cause in entry.causes]
    texts += [" ".join(step.do for step in cause.steps) for cause in entry.causes]
    texts += [*entry.notes, entry.editor_note or "It is."]
    yield from (f"grade {grade(text):.1f}: {text}" for text in texts if grade(text) > 8)


def is_short(entry: Entry) -> Iterator[str]:
    yield from (c.meaning for c in entry.causes if len(c.meaning.split()) > 45)
    for text in sentences(entry):
        yield from (part for part in parts(text) if len(part.split()) > LONGEST_SENTENCE)


def blames_nobody(entry: Entry) -> Iterator[str]:
    yield from (text for text in (*sentences(entry), entry.title) if BLAME.search(text))


def is_written_out(entry: Entry) -> Iterator[str]:
    for text in sentences(entry):
        if "  " in text or not (text[0].isupper() or text.startswith("passback")) or text[-1] not in ".)":
            yield text


def steps_begin_with_a_verb_and_name_their_place(entry: Entry) -> Iterator[str]:
    yield from (f"no steps: {cause.meaning}" for cause in entry.causes if not cause.steps)
    for _, step in steps(entry):
        if step.do.split()[0].strip(",;.").lower() not in VERBS or step.where not in step.do:
            yield step.do


def a_place_is_one_that_the_reader_has(entry: Entry) -> Iterator[str]:
    """No step of an Aspen entry happens in Synergy."""
    general = entry.sis in {None, Sis.ONEROSTER}
    places = {"Canvas", "passback", "SIS" if general or entry.sis is None else entry.sis.display}
    places |= {"PowerTeacher Pro"} if entry.sis is Sis.POWERSCHOOL else set()
    yield from (f"{step.where}: {step.do}" for _, step in steps(entry) if step.where not in places)
    others = {sis.display for sis in Sis} - places - {"Q", "Focus", "Aspen", "OneRoster"}
    for text in sentences(entry):
        if (
            entry.sis
            and text != entry.editor_note
            and any(re.search(rf"\b{name}\b", text) for name in others)
        ):
            yield text


def who_acts_can_act_there(entry: Entry) -> Iterator[str]:
    """Who keeps passback acts in passback; a support desk is asked by a person of the place."""
    for _, step in steps(entry):
        if (step.who is Who.OPERATOR and step.where != "passback") or (
            step.who is Who.NOBODY and not re.match(r"(Leave|Wait)\b", step.do)
        ):
            yield f"{step.who}: {step.do}"


def a_step_that_destroys_comes_last_and_names_what_is_lost(entry: Entry) -> Iterator[str]:
    for cause, step in steps(entry):
        if DESTROYS.search(step.do) and not NO_GRADES.search(step.do):
            if step != cause.steps[-1]:
                yield f"not last: {step.do}"
            if not LOSS.search(step.do):
                yield f"does not say what is lost: {step.do}"


def a_cause_can_be_told(entry: Entry) -> Iterator[str]:
    yield from (cause.meaning for cause in entry.causes if not cause.tell or cause.tell == cause.meaning)


def a_cause_has_a_problem_of_its_own(entry: Entry) -> Iterator[str]:
    problems = [cause.problem for cause in entry.causes]
    yield from (p.value for p in set(problems) if problems.count(p) > 1)


def its_id_says_whose_it_is(entry: Entry) -> Iterator[str]:
    slug, _, name = entry.id.partition(".")
    general = slug in {"canvas", "passback", "web"}
    right = re.fullmatch(r"[a-z]+(-[a-z]+)*", name) and (entry.sis.value if entry.sis else slug) == slug
    ours = slug == "passback"
    if not right or (general and entry.sis) or (ours != (entry.voice is Voice.PASSBACK)):
        yield entry.id
    if ours == bool(entry.messages) or (ours and name != entry.problem.value):
        yield f"{entry.id} has {len(entry.messages)} messages for {entry.problem}"


def its_messages_use_known_slots_once_and_its_core_needs_no_others(entry: Entry) -> Iterator[str]:
    for message in entry.messages:
        named = [token.name for token in parse(message.template) if isinstance(token, Slot)]
        inner = {token.name for token in parse(message.core) if isinstance(token, Slot)}
        known = re.sub("|".join(f"{{{n}}}" for n in SLOTS), "", message.template)
        if (
            len(named) != len(set(named))
            or not inner <= set(named) <= SLOTS
            or re.search(r"\{[a-z_]+\}", known)
        ):
            yield message.template
        if (
            any(isinstance(token, Slot) for token in parse(message.example))
            or "xx" in message.example.lower()
        ):
            yield message.example


def it_says_where_it_is_from_or_why_not(entry: Entry) -> Iterator[str]:
    """Our own general entries are about passback and need no source."""
    if not (entry.source or entry.editor_note or entry.voice is Voice.PASSBACK):
        yield entry.id
    # A reader has the public pages and not our notes.
    yield from (text for text in sentences(entry) if "facts/" in text)


def its_harm_fits_its_causes(entry: Entry) -> Iterator[str]:
    if entry.causes[0].effect not in {None, entry.effect}:
        yield f"{entry.effect} against {entry.causes[0].effect}"
    for cause in entry.causes:
        harmless = (cause.effect or entry.effect) is Effect.HARMLESS
        if harmless and any(step.who is Who.SIS_VENDOR for step in cause.steps):
            yield f"harmless, and a vendor is asked: {cause.meaning}"


def sending_again_is_an_action_of_the_step_that_says_so(entry: Entry) -> Iterator[str]:
    for _, step in steps(entry):
        if step.do.startswith("Run the sync again") and step.action is not Action.RESEND:
            yield step.do


RULES: list[Rule] = [
    reads_at_eighth_grade,
    is_short,
    blames_nobody,
    is_written_out,
    steps_begin_with_a_verb_and_name_their_place,
    a_place_is_one_that_the_reader_has,
    who_acts_can_act_there,
    a_step_that_destroys_comes_last_and_names_what_is_lost,
    a_cause_can_be_told,
    a_cause_has_a_problem_of_its_own,
    its_id_says_whose_it_is,
    its_messages_use_known_slots_once_and_its_core_needs_no_others,
    it_says_where_it_is_from_or_why_not,
    its_harm_fits_its_causes,
    sending_again_is_an_action_of_the_step_that_says_so,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_entry_keeps_the_rule(rule: Rule) -> None:
    assert {entry.id: slips for entry in ENTRIES if (slips := list(rule(entry)))} == {}


# ---- faults that the rules must find ----------------------------------------------------------------

HARD = "Institutional interoperability necessitates comprehensive administrative authorization."
LONG = "The cat sat on the mat and " + "it was fat and " * 8 + "it sat."
# A rule, where the fault goes (a path into an entry's JSON), and the fault.
PLANTED: list[tuple[Rule, str, Any]] = [
    (reads_at_eighth_grade, "causes.0.meaning", HARD),
    (reads_at_eighth_grade, "causes.0.tell", HARD),
    (reads_at_eighth_grade, "causes.0.steps.0.do", HARD),
    (reads_at_eighth_grade, "notes", [HARD]),
    (reads_at_eighth_grade, "editor_note", HARD),
    (is_short, "causes.0.meaning", LONG),
    (is_short, "causes.0.meaning", "It is so. " * 16),
    (blames_nobody, "causes.0.meaning", "You forgot to set the date."),
    (blames_nobody, "causes.0.tell", "It is your mistake."),
    (blames_nobody, "notes", ["A careless click does it."]),
    (is_written_out, "causes.0.meaning", "it has no category."),
    (is_written_out, "causes.0.steps.0.do", "Open  the gradebook in Aspen."),
    (is_written_out, "causes.0.steps.0.do", "Open the gradebook in Aspen"),
    (
        steps_begin_with_a_verb_and_name_their_place,
        "causes.0.steps.0.do",
        "The gradebook in Aspen must be opened.",
    ),
    (steps_begin_with_a_verb_and_name_their_place, "causes.0.steps.0.do", "Open the gradebook."),
    (steps_begin_with_a_verb_and_name_their_place, "causes.0.steps", []),
    (a_place_is_one_that_the_reader_has, "causes.0.steps.0.where", "Synergy"),
    (a_place_is_one_that_the_reader_has, "causes.0.meaning", "Skyward has no such category."),
    (who_acts_can_act_there, "causes.0.steps.0.who", "operator"),
    (who_acts_can_act_there, "causes.0.steps.0.who", "nobody"),
    (
        a_step_that_destroys_comes_last_and_names_what_is_lost,
        "causes.0.steps.0.do",
        "Delete the assignment in Aspen. Its scores are lost.",
    ),
    (
        a_step_that_destroys_comes_last_and_names_what_is_lost,
        "causes.0.steps.1.do",
        "Delete the assignment in Aspen.",
    ),
    (
        a_step_that_destroys_comes_last_and_names_what_is_lost,
        "causes.0.steps.1.do",
        "Open the gradebook in Aspen, then delete the assignment.",
    ),
    (
        a_step_that_destroys_comes_last_and_names_what_is_lost,
        "causes.0.steps.1.do",
        "Start a Remaster Grade Sync for the course in Canvas.",
    ),
    (a_cause_can_be_told, "causes.0.tell", None),
    (a_cause_has_a_problem_of_its_own, "causes.1.problem", "category-without-grade-scale"),
    (its_id_says_whose_it_is, "id", "aspen.error-404"),
    (its_id_says_whose_it_is, "id", "aspen.No_Scale"),
    (its_id_says_whose_it_is, "id", "synergy.category-without-grade-scale"),
    (its_id_says_whose_it_is, "voice", "passback"),
    (its_id_says_whose_it_is, "messages", []),
    (
        its_messages_use_known_slots_once_and_its_core_needs_no_others,
        "messages.0.template",
        "No scale for {thing}",
    ),
    (
        its_messages_use_known_slots_once_and_its_core_needs_no_others,
        "messages.0.template",
        "No {scale} is no {scale}",
    ),
    (
        its_messages_use_known_slots_once_and_its_core_needs_no_others,
        "messages.0.core",
        "No scale for {category}",
    ),
    (its_messages_use_known_slots_once_and_its_core_needs_no_others, "messages.0.example", "No {scale}"),
    (
        its_messages_use_known_slots_once_and_its_core_needs_no_others,
        "messages.0.example",
        "No scale for [xxxx]",
    ),
    (it_says_where_it_is_from_or_why_not, "source", None),
    (it_says_where_it_is_from_or_why_not, "editor_note", "It is so (facts/engine.md)."),
    (its_harm_fits_its_causes, "causes.0.effect", "harmless"),
    (its_harm_fits_its_causes, "causes.0.steps.0.who", "sis-vendor"),
    (sending_again_is_an_action_of_the_step_that_says_so, "causes.0.steps.1.action", None),
]


def planted(path: str, fault: Any) -> Entry:  # noqa: ANN401 - whatever stands there
    """A sound entry, with one thing other than it should be."""
    sound = book.entry("aspen.category-without-grade-scale")
    assert sound is not None
    held: Any = copy.deepcopy(sound.to_json())
    held["causes"].append({**copy.deepcopy(held["causes"][0]), "problem": "category-missing"})
    if fault == "sis-vendor":
        held["effect"] = "harmless"
    *way, last = (int(key) if key.isdecimal() else key for key in path.split("."))
    place = held
    for key in way:
        place = place[key]
    place[last] = fault
    return from_json(held)


@pytest.mark.parametrize(
    ("rule", "path", "fault"),
    PLANTED,
    ids=[f"{rule.__name__}-{path}-{at}" for at, (rule, path, _) in enumerate(PLANTED)],
)
def test_a_planted_fault_is_found(rule: Rule, path: str, fault: object) -> None:
    assert list(rule(planted(path, fault))) != []


def test_every_rule_has_a_planted_fault_and_is_silent_without_it() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(RULES)
    for rule in RULES:
        assert list(rule(planted("aliases", []))) == []


# ---- rules that look at all entries, or at the document ---------------------------------------------


def test_no_two_entries_share_an_id_or_an_old_id() -> None:
    names = [name for entry in ENTRIES for name in (entry.id, *entry.aliases)]

    assert len(names) == len(set(names))


def test_the_formula_knows_hard_from_easy() -> None:
    assert grade("The cat sat on the mat. It was fat.") < 2
    assert grade(HARD) > 15


def copied(entry: Entry, taken: set[str]) -> set[str]:
    return {run for text in sentences(entry) for run in runs(text) & taken}


def test_no_seven_words_in_a_row_are_the_document_s(source_text: str) -> None:
    taken = runs(source_text)
    theirs = "Aeries gradebooks maintain a list of students that is separate from the sections."

    assert {entry.id: found for entry in ENTRIES if (found := copied(entry, taken))} == {}
    for path in ("causes.0.meaning", "causes.0.tell", "causes.0.steps.0.do", "editor_note"):
        assert copied(planted(path, theirs), taken)


def shape(held: Any) -> None:  # noqa: ANN401 - checked here
    """The JSON of an entry, key for key; absent text is null and absent lists are empty."""
    text, maybe = str, (str, type(None))
    wanted: dict[str, Any] = {
        "id": text,
        "aliases": list,
        "sis": maybe,
        "title": text,
        "problem": text,
        "effect": text,
        "voice": text,
        "messages": list,
        "causes": list,
        "notes": list,
        "source": (dict, type(None)),
        "editor_note": maybe,
    }
    below: dict[str, dict[str, Any]] = {
        "messages": dict.fromkeys(("template", "core", "example"), text),
        "causes": {"problem": text, "effect": maybe, "meaning": text, "tell": maybe, "steps": list},
        "steps": {"who": text, "where": text, "do": text, "action": maybe},
    }
    assert list(held) == list(wanted)
    held_steps = [step for cause in held["causes"] for step in cause["steps"]]
    for key, kind in wanted.items():
        assert isinstance(held[key], kind), key
    for name, items in (("messages", held["messages"]), ("causes", held["causes"]), ("steps", held_steps)):
        for item in items:
            assert list(item) == list(below[name])
            assert all(isinstance(item[key], kind) and item[key] != "" for key, kind in below[name].items())
    if held["source"] is not None:
        assert set(held["source"]) in ({"sis", "title"}, {"url", "date"})


def test_every_entry_has_the_shape_that_others_read() -> None:
    for entry in ENTRIES:
        held = entry.to_json()
        shape(held)
        assert from_json(held) == entry
        assert Problem(str(held["problem"])) is entry.causes[0].problem
        assert (entry.sis is None) == (entry.id.partition(".")[0] in {"canvas", "passback", "web"})
        assert bool(entry.messages) != (entry.id.startswith("passback."))
