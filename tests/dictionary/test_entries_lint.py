"""Entries keep the rules of `support/entry_rules.py`, and each rule finds the fault planted for it."""

import copy
from typing import Any

import pytest

from entry_rules import (
    RULES,
    Rule,
    a_cause_can_be_told,
    a_cause_has_a_problem_of_its_own,
    a_place_is_one_that_the_reader_has,
    a_step_that_destroys_comes_last_and_names_what_is_lost,
    blames_nobody,
    grade,
    is_short,
    is_written_out,
    it_says_where_it_is_from_or_why_not,
    its_harm_fits_its_causes,
    its_id_says_whose_it_is,
    its_messages_use_known_slots_once_and_its_core_needs_no_others,
    reads_at_eighth_grade,
    runs,
    sending_again_is_an_action_of_the_step_that_says_so,
    sentences,
    steps_begin_with_a_verb_and_name_their_place,
    what_a_step_takes_away_is_known_to_machines_too,
    who_acts_can_act_there,
)
from passback.core.problem import Problem
from passback.dictionary import book
from passback.dictionary.entry import Entry, from_json

ENTRIES = book.entries()


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
    (
        what_a_step_takes_away_is_known_to_machines_too,
        "causes.0.steps.0.do",
        "Delete the assignment in Aspen. Its scores are lost.",
    ),
    (
        what_a_step_takes_away_is_known_to_machines_too,
        "causes.0.steps.0.do",
        "Remove the section in Aspen. Its dates go with it.",
    ),
    (what_a_step_takes_away_is_known_to_machines_too, "causes.0.steps.0.loses", "grades"),
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
        "steps": {
            "who": text,
            "where": text,
            "path": list,
            "page": maybe,
            "do": text,
            "action": maybe,
            "loses": maybe,
        },
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
