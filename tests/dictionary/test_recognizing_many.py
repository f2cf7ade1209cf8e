"""A log's worth of messages gets the answers that each gets alone, whatever looks for them, in order."""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import messages
from passback.core.errors import BadInput
from passback.core.sis import Sis
from passback.dictionary.finders import Finders, finders
from passback.dictionary.match import Match, Unknown
from passback.dictionary.normalize import Folded, readable
from passback.dictionary.recognize import recognize
from passback.dictionary.recognize_many import CHUNK, recognize_many

CUT = '{"message":"TeacherCategoryID is not active or does not belong to lead teacher for Section")'
LOG = [told.text for told in messages(6_000, seed=3)]
# Every way to look through a log: compiled, with the finders of hyperscan, with the standard library alone.
WAYS = {
    "compiled": finders,
    "hyperscan": lambda: finders()._replace(at_once=None),
    "standard library": lambda: finders(standard=True),
}


def test_the_compiled_way_is_there() -> None:
    if finders().at_once is None and not os.environ.get("CI"):
        pytest.skip("the compiled search is not here; it wants a C compiler when passback is installed")

    assert finders().at_once is not None


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_answers_are_those_that_each_message_gets_alone(way: Callable[[], Finders]) -> None:
    many = list(recognize_many(((text, None) for text in LOG), by=way()))

    assert [text for text, found in zip(LOG, many, strict=True) if recognize(text) != found] == []
    assert sum(isinstance(found, Match) for found in many) > len(LOG) / 2


def test_each_message_is_judged_for_the_system_that_said_it() -> None:
    text = "Internal Server Error"
    systems = [None, Sis.AERIES, Sis.SYNERGY, Sis.ASPEN] * 200
    many = list(recognize_many((text, sis) for sis in systems))

    assert many == [recognize(text, sis) for sis in systems]


def test_a_system_may_be_named_as_people_name_it_and_an_unknown_one_is_said() -> None:
    text = LOG[0]
    spelled = list(recognize_many([(text, "Follett Aspen"), (text, "aspen"), (text, Sis.ASPEN)]))

    assert spelled == [recognize(text, Sis.ASPEN)] * 3
    with pytest.raises(BadInput, match="'Wordbook' is not an SIS"):
        list(recognize_many([(text, "Wordbook")]))


def test_no_more_is_read_ahead_than_a_chunk() -> None:
    read = []

    def endless() -> Iterator[tuple[str, None]]:
        while True:
            read.append(1)
            yield f"line {len(read)}", None

    assert len(list(islice(recognize_many(endless()), 10))) == 10
    assert len(read) == CHUNK


def test_of_long_texts_few_are_held() -> None:
    read = []

    def long() -> Iterator[tuple[str, None]]:
        for number in range(1_000):
            read.append(number)
            yield f"{number} " + "x" * 1_000_000, None

    assert isinstance(next(recognize_many(long())), Unknown)
    assert len(read) < 100


def test_what_the_standard_library_finds_is_what_hyperscan_finds() -> None:
    if find_spec("hyperscan") is None and not os.environ.get("CI"):
        pytest.skip("hyperscan is not installed here; passback[fast] brings it")
    folded = [Folded(readable(text)).text for text in LOG[:2_000]]
    fast, plain = finders(), finders(standard=True)

    assert fast.anchors is not plain.anchors
    assert [sorted(x) for x in fast.anchors(folded)] == [sorted(x) for x in plain.anchors(folded)]
    assert [sorted(x) for x in fast.pieces(folded)] == [sorted(x) for x in plain.pieces(folded)]


@pytest.mark.parametrize("remembered", [1, 600, 32_768])
def test_what_was_answered_before_is_answered_the_same_again(
    remembered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passback.dictionary.recognize_many._REMEMBERED", remembered)
    size = len(LOG)
    many = list(recognize_many((text, None) for text in LOG * 3))

    assert size > 2 * CHUNK

    assert many[:size] == many[size : 2 * size] == many[2 * size :]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    ("chance", "message"),
    [
        ("Student d7es n4t be95ng t3 the gradeb88k", "Student does not belong to the gradebook"),
        ("Ass9gnment: Past d6e date is f23 6d 5ate", "Assignment: Past due date is not allowed"),
        ("N9 Grad4ng Per6od F5und", "No Grading Period Found"),
    ],
)
def test_a_text_is_not_taken_for_one_with_other_numbers(
    way: Callable[[], Finders], chance: str, message: str
) -> None:
    texts = [chance, *(message.replace("o", "0").replace("i", "1") for _ in range(2)), message]
    texts += [text.replace("o", digit) for text in (chance, message) for digit in "0123456789"]
    many = [found for text in texts for found in recognize_many([(text, None)], by=way())]
    once = list(recognize_many(((text, None) for text in texts), by=way()))

    assert once == many == [recognize(text) for text in texts]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("torn", ["P owerSchool", "PowerSchool Er-ror"])
def test_of_two_messages_the_first_is_told_though_a_sign_stands_in_its_words(
    way: Callable[[], Finders], torn: str
) -> None:
    def said(name: str) -> str:
        work = f"An assignment already exists with this name {name} and due date 10/2/26"
        return f"PowerSchool Error: ‘{work} for one or more classes.’"

    whole = torn.replace(" o", "o").replace("-", "")
    text = f"{said('Lab 1').replace(whole, torn)} {said('Lab 2')}"
    (found,) = recognize_many([(text, None)], by=way())

    assert torn in text
    assert found == recognize(text)
    assert isinstance(found, Match)
    assert found.variables["assignment"] == "Lab 1"


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    "text",
    [
        " Score (45). Must be 0 to double Max Score (20)",
        "Must be 0 to double Max Score (20) ",
        "Details: HTTP response HTTP/1.1 409 Conflict response: " + CUT,
    ],
)
def test_a_blank_around_a_line_and_a_wrapper_of_a_kin_that_was_cut_off_are_seen(
    way: Callable[[], Finders], text: str
) -> None:
    assert list(recognize_many([(text, None)], by=way())) == [recognize(text)]


def test_lines_that_differ_in_numbers_only_are_looked_at_once() -> None:
    by = finders()
    looked = []

    def signs(texts: Sequence[bytes]) -> Sequence[Sequence[int]]:
        looked.extend(texts)
        return by.signs(texts)

    lines = [
        f"INFO course {1000 + n}: {10 + n % 80} scores were sent in {n % 7} ms" for n in range(4 * CHUNK)
    ]
    found = list(recognize_many(((line, None) for line in lines), by=by._replace(signs=signs)))

    assert all(isinstance(one, Unknown) for one in found)
    assert [one.text for one in found] == lines
    assert len(looked) <= CHUNK


# What a compiled search could trip over: what is dropped, mapped or cut before values are taken.
_ODD_BITS = [
    *(
        "",
        " ",
        "  ",
        "\t",
        "\n",
        "\x00",
        "\x85",
        "\u00a0",
        "\u200b",
        "\u2028",
        "\ud83d",
        "é",
        "ﬁ",
        "🚀",
        "İ",
        "ß",
    ),
    *(
        "&",
        "& ",
        "&amp;",
        "%",
        "%20",
        "\\",
        '\\"',
        "`",
        "‘",
        "…",
        "[",
        "]",
        '"',
        "'",
        "(",
        ":",
        ",",
        ".",
        "|",
    ),
    *("errors", "for", "O", "0", "x" * 1_020),
]


@settings(max_examples=400, deadline=None)
@given(
    told=st.sampled_from(LOG),
    at=st.integers(0, 400),
    bit=st.sampled_from(_ODD_BITS),
    other=st.sampled_from(["", *LOG]),
)
def test_whatever_stands_in_a_line_all_ways_answer_alike(told: str, at: int, bit: str, other: str) -> None:
    text = f"{told[:at]}{bit}{told[at:]} {other}"
    alone = recognize(text)

    for name, way in WAYS.items():
        assert list(recognize_many([(text, None)], by=way())) == [alone], name
