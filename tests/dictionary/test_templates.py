"""Templates: parsed without loss, written out, and found again."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from passback.core.slots import SLOTS
from passback.dictionary import book
from passback.dictionary.normalize import fold, readable
from passback.dictionary.program import compiled
from passback.dictionary.recognize import Match, recognize
from passback.dictionary.template import Slot, parse, render, say
from passback.dictionary.values import SINGLE

SPOKEN = [(entry, at) for entry in book.entries() for at in range(len(entry.messages))]


@given(st.text(alphabet='ab{} :"' + "".join(sorted(SLOTS)[:3]), max_size=60))
def test_parsing_loses_nothing(text: str) -> None:
    written = "".join(f"{{{t.name}}}" if isinstance(t, Slot) else t for t in parse(text))

    assert written == text


def test_a_brace_that_names_no_slot_is_a_brace() -> None:
    tokens = parse('{"message":"Points {points} of {nobody} {}"}')

    assert tokens == ('{"message":"Points ', Slot("points"), ' of {nobody} {}"}')


def test_a_value_stands_as_it_is_given_even_if_it_looks_like_a_slot() -> None:
    assert render("Name {assignment}!", {"assignment": "{points} {0} %s"}) == "Name {points} {0} %s!"


def test_say_gives_the_core_or_the_whole() -> None:
    slots = {"start_date": "a", "end_date": "b"}

    assert say("powerschool.due-date-outside-term", slots).startswith(
        '{"message":"Due date must be between a'
    )
    assert say("powerschool.due-date-outside-term", slots, whole=True).startswith("Message: None Details:")
    assert say("powerschool.section-without-sis-id", {"assignment_id": "7"}, 1).startswith(
        "Assignment with app id 7"
    )


def test_say_names_what_is_missing() -> None:
    with pytest.raises(KeyError, match="end_date"):
        say("powerschool.due-date-outside-term", {"start_date": "a"})
    with pytest.raises(KeyError, match="nowhere"):
        say("aspen.nowhere", {})
    with pytest.raises(IndexError):
        say("passback.name-taken", {})


def test_a_template_that_could_not_be_found_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with a literal"):
        compiled("{points} are too many")
    with pytest.raises(ValueError, match="between them"):
        compiled("From {start_date} {end_date}.")


def test_what_lies_too_far_apart_is_not_one_message() -> None:
    program = compiled("It begins here {assignment} and ends there")

    assert program.search(fold("it begins here" + "x" * 600 + "and ends there"))
    assert program.search(fold("it begins here" + "x" * 601 + "and ends there")) is None


# Values as people write them: no edge that the message's own punctuation would swallow.
PLAIN = st.text(alphabet=string.ascii_letters + string.digits + " &#é-/", min_size=1, max_size=40)
ODD = st.sampled_from(
    ["Lab 4 (redo)", "Über–Test", "A [b] c", 'He said "hi" twice', "it's", "x: y", "7. Lab", "İstanbul"]
)
NUMBER = st.text(alphabet=string.digits, min_size=1, max_size=8)
DATE = st.one_of(
    st.dates().map(str), st.dates().map("{:%m/%d/%Y}".format), st.sampled_from(["7. Mai", "null"])
)


@given(st.sampled_from(SPOKEN), st.booleans(), st.data())
def test_what_is_said_is_recognized_with_its_values(spoken: tuple, whole: bool, data: st.DataObject) -> None:
    entry, at = spoken
    message = entry.messages[at]
    template = message.template if whole else message.core
    names = [token.name for token in parse(template) if isinstance(token, Slot)]
    values = {}
    for name in names:
        kind = NUMBER if name in SINGLE else DATE if name.endswith("_date") else st.one_of(PLAIN, ODD)
        drawn = data.draw(kind, label=name)
        value = " ".join(drawn.split())
        assume(fold(value))
        values[name] = value
    found = recognize(say(entry.id, values, at, whole=whole), entry.sis.value if entry.sis else None)

    assert isinstance(found, Match)
    assert entry.id in {found.entry.id, *(twin.entry.id for twin in found.also)}
    if found.entry.id == entry.id:
        assert dict(found.variables) == {name: readable(value) for name, value in values.items()}
