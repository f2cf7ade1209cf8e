"""Entries read well: short plain sentences of our own, steps that begin with a verb and name their place."""

import re
from collections.abc import Iterator

import pytest

from passback.core.problem import Action, Effect, Who
from passback.core.sis import Sis
from passback.core.slots import SLOTS
from passback.dictionary import book
from passback.dictionary.entry import Entry, Voice
from passback.dictionary.template import Slot, parse

ENTRIES = book.entries()
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)

VERBS = {
    *(
        "add",
        "allow",
        "ask",
        "change",
        "check",
        "choose",
        "clear",
        "compare",
        "conclude",
        "confirm",
        "correct",
    ),
    *("delete", "enroll", "enter", "fill", "find", "finish", "give", "import", "install", "keep", "leave"),
    *("look", "make", "map", "mark", "move", "open", "plan", "post", "publish", "put", "remove", "rename"),
    *("report", "run", "set", "shorten", "start", "stop", "test", "turn", "unlock", "wait"),
}
# Names of products and of things on their screens, which no reader spells out.
NAMES = [
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
    r"\b(you (failed|forgot|must have)|wrongly|your (fault|mistake)|careless)\b", re.IGNORECASE
)

DESTROYS = re.compile(r"^(Delete|Remove|Clear|Start a Remaster)\b")


def sentences(entry: Entry) -> Iterator[str]:
    """All of our own words in an entry."""
    for cause in entry.causes:
        yield cause.meaning
        yield from [cause.tell] if cause.tell else []
        yield from (step.do for step in cause.steps)
    yield from entry.notes


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
    parts = [p for p in re.split(r"[.;:!?]+(?:\s|$)", text) if p.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_formula_knows_hard_from_easy() -> None:
    assert grade("The cat sat on the mat. It was fat.") < 2
    assert (
        grade("Institutional interoperability necessitates comprehensive administrative authorization.") > 15
    )


@each_entry
def test_an_eighth_grader_can_read_it(entry: Entry) -> None:
    for cause in entry.causes:
        assert grade(f"{cause.meaning} {cause.tell or ''}") <= 8
        assert grade(" ".join(step.do for step in cause.steps)) <= 8
    for note in entry.notes:
        assert grade(note) <= 8


@each_entry
def test_a_step_begins_with_a_verb_and_names_its_place(entry: Entry) -> None:
    for cause in entry.causes:
        assert cause.steps
        for step in cause.steps:
            assert step.do.split()[0].strip(",;.").lower() in VERBS, step.do
            assert step.where in step.do, step.do
            assert step.do.endswith(".")


@each_entry
def test_it_is_short_and_blames_nobody(entry: Entry) -> None:
    for cause in entry.causes:
        assert len(cause.meaning.split()) <= 45
    for text in sentences(entry):
        assert not BLAME.search(text)
        assert "  " not in text
        assert text[0].isupper() or text.startswith("passback")
    assert not entry.title.endswith(".") or entry.source


@each_entry
def test_a_step_that_destroys_comes_last_and_names_what_is_lost(entry: Entry) -> None:
    for cause in entry.causes:
        places = [i for i, step in enumerate(cause.steps) if DESTROYS.match(step.do)]
        risky = [
            i for i in places if re.search(r"\b(lost|go with it|leave the gradebook)\b", cause.steps[i].do)
        ]
        if any(step.where not in {"Canvas", "passback", "SIS"} for step in (cause.steps[i] for i in places)):
            assert risky, cause.meaning
        assert all(i == len(cause.steps) - 1 for i in risky)


@each_entry
def test_its_id_says_whose_it_is(entry: Entry) -> None:
    slug, _, name = entry.id.partition(".")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert (entry.sis.value if entry.sis else None) == (
        slug if slug not in {"canvas", "passback", "web"} else None
    )
    if slug == "passback":
        assert entry.voice is Voice.PASSBACK
        assert entry.messages == ()
        assert name == entry.problem.value
    else:
        assert entry.messages


@each_entry
def test_its_messages_use_known_slots_once_and_its_core_needs_no_others(entry: Entry) -> None:
    for message in entry.messages:
        named = [token.name for token in parse(message.template) if isinstance(token, Slot)]
        inner = [token.name for token in parse(message.core) if isinstance(token, Slot)]
        assert len(named) == len(set(named))
        assert set(inner) <= set(named) <= SLOTS
        assert not re.search(
            r"\{[a-z_]+\}", re.sub("|".join(f"{{{n}}}" for n in SLOTS), "", message.template)
        )
        assert not [token for token in parse(message.example) if isinstance(token, Slot)]
        assert "xx" not in message.example.lower()


@each_entry
def test_it_says_where_it_is_from_or_why_not(entry: Entry) -> None:
    """Our own general entries are about passback and need no source."""
    assert entry.source or entry.editor_note or entry.voice is Voice.PASSBACK


@each_entry
def test_what_is_harmless_says_that_nobody_must_act_or_how_to_end_it(entry: Entry) -> None:
    for cause in entry.causes:
        if (cause.effect or entry.effect) is Effect.HARMLESS:
            assert not any(step.who is Who.SIS_VENDOR for step in cause.steps)
    assert entry.causes[0].effect in {None, entry.effect}


@each_entry
def test_sending_again_is_an_action_of_the_step_that_says_so(entry: Entry) -> None:
    for cause in entry.causes:
        for step in cause.steps:
            if re.match(r"Run the sync again", step.do):
                assert step.action is Action.RESEND


def runs(text: str) -> set[str]:
    """Every seven words in a row."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {" ".join(words[i : i + 7]) for i in range(len(words) - 6)}


def test_no_seven_words_in_a_row_are_the_document_s(source_text: str) -> None:
    taken = runs(source_text)
    copied = {
        (entry.id, run)
        for entry in ENTRIES
        for text in (*sentences(entry), entry.editor_note or "")
        for run in runs(text) & taken
    }
    assert copied == set()
    assert runs("In Canvas, re-sync Canvas grades to PowerSchool today") & taken
