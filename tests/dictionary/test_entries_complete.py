"""Every message of the source document has its entry; `document.yaml` keeps them, so any clone can tell."""

import re
from typing import Any

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.recognize import Ambiguous, Match, recognize
from passback.dictionary.template import Slot, parse

HEADING = " Grade Passback Error Codes"
SLUGS = {
    "Aeries": Sis.AERIES,
    "Aspen": Sis.ASPEN,
    "Focus": Sis.FOCUS,
    "Infinite Campus": Sis.INFINITE_CAMPUS,
    "Pinnacle": Sis.PINNACLE,
    "PowerSchool-PowerTeacher Pro": Sis.POWERSCHOOL,
    "ProgressBook": Sis.PROGRESSBOOK,
    "Q-SIS": Sis.Q_SIS,
    "Sapphire": Sis.SAPPHIRE,
    "Skyward": Sis.SKYWARD,
    "Synergy": Sis.SYNERGY,
}
# How many titles and messages the document has under each heading.
COUNTS = {
    "Aeries": (8, 8),
    "Aspen": (4, 4),
    "Focus": (5, 5),
    "Infinite Campus": (10, 10),
    "Pinnacle": (2, 2),
    "PowerSchool-PowerTeacher Pro": (24, 26),
    "ProgressBook": (3, 3),
    "Q-SIS": (2, 3),
    "Sapphire": (1, 1),
    "Skyward": (11, 11),
    "Synergy": (6, 6),
}
# Second messages of a title that mean something else: entries with a title of their own.
SPLIT = {"powerschool.sis-too-slow", "q-sis.score-empty"}


def parsed(text: str, sis: str) -> list[dict[str, Any]]:
    """The entries under one heading of the document: titles and messages, line for line."""
    lines = text.splitlines()
    at = lines.index(sis + HEADING) + 1
    found: list[dict[str, Any]] = []
    while at < len(lines) and not lines[at].endswith(HEADING):
        if lines[at].strip() == "Error Message":
            title = next(line.strip() for line in reversed(lines[:at]) if line.strip())
            end = next(i for i in range(at, len(lines)) if lines[i].strip() == "What it means")
            message = "\n".join(line.strip() for line in lines[at + 1 : end] if line.strip())
            # A second message of an entry stands right behind the steps of the first.
            if re.match(r"\d+\. ", title):
                found[-1]["messages"].append(message)
            else:
                found.append({"sis": sis, "title": title, "messages": [message]})
        at += 1
    return found


def test_the_kept_copy_is_the_document(document: list[dict[str, Any]], source_text: str) -> None:
    assert {entry["sis"] for entry in document} == set(SLUGS)
    for sis in SLUGS:
        assert parsed(source_text, sis) == [entry for entry in document if entry["sis"] == sis]


def test_the_copy_holds_as_many_titles_and_messages_as_the_document(document: list[dict[str, Any]]) -> None:
    for sis, counts in COUNTS.items():
        own = [entry["messages"] for entry in document if entry["sis"] == sis]
        assert (len(own), sum(map(len, own))) == counts, sis
    assert set(COUNTS) == set(SLUGS)


def test_every_title_of_the_document_has_an_entry_and_every_entry_a_title(
    document: list[dict[str, Any]],
) -> None:
    titles = {(entry["sis"], entry["title"]) for entry in document}
    own = [e for sis in SLUGS.values() for e in book.entries(sis) if e.source and e.source.title]

    assert {(e.source.sis, e.source.title) for e in own if e.source} == titles
    assert {e.id for e in own if e.source and e.title != e.source.title} == SPLIT


def test_there_are_as_many_templates_as_messages(document: list[dict[str, Any]]) -> None:
    for sis, slug in SLUGS.items():
        of_it = [e for e in book.entries(slug) if e.source and e.source.title]
        templates = sum(len(e.messages) for e in of_it)
        assert templates == sum(len(e["messages"]) for e in document if e["sis"] == sis)


# What the document gives as an example and marks by nothing: ids, numbers, a quoted word.
EXAMPLES = re.compile(
    r"\d+|[0-9a-f-]{36}|CLASS-[0-9A-F-]{36}|variable|result/results|s\[x+\]|https://\[[^]]+\]/v1p1/lineItems\?limit=200"
)
PLACEHOLDERS = re.compile(
    r"\[[^\]\"]*\]?|\[id\]/\[id\]|<SectionID>|\(ASSIGNMENTID\)|[Xx]{3,}|XX/XX/XXXX|xx/xx/xxxx|#+|XYZ|\.\.\.|"
)


def unspaced(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read_as(message: str, template: str) -> tuple[str, ...] | None:
    """What stands in a template's slots if it is the message letter for letter; line ends are no letters."""
    tokens = parse(template)
    pattern = "".join("(.*?)" if isinstance(t, Slot) else re.escape(unspaced(t)) for t in tokens)
    found = re.fullmatch(pattern, unspaced(message), re.DOTALL)
    return found.groups() if found else None


def test_every_message_of_the_document_is_a_template_letter_for_letter(
    document: list[dict[str, Any]],
) -> None:
    """Slots hold what the document marks as open, or an example that is known as one; nothing else."""
    seen = 0
    for entry in document:
        own = [e for e in book.entries(SLUGS[entry["sis"]]) if e.source and e.source.title == entry["title"]]
        templates = [m.template for e in own for m in e.messages]
        for message in entry["messages"]:
            (values,) = [v for template in templates if (v := read_as(message, template)) is not None]
            for value in values:
                assert PLACEHOLDERS.fullmatch(value) or EXAMPLES.fullmatch(value), (message, value)
            seen += 1
    assert seen == 79
    assert read_as("No Grading Period found", "No Grading Period Found") is None
    assert read_as("Student 4 was not enrolled", "Student {student} was enrolled") is None


def test_every_message_of_the_document_is_recognized_as_its_own_entry(
    document: list[dict[str, Any]],
) -> None:
    for entry in document:
        for message in entry["messages"]:
            for sis in (SLUGS[entry["sis"]].value, entry["sis"]):
                found = recognize(message, sis)
                assert isinstance(found, Match), message
                assert found.why == "the whole message"
                assert found.entry.source is not None
                assert (found.entry.source.sis, found.entry.source.title) == (entry["sis"], entry["title"])


def test_a_message_of_the_document_needs_its_system_named_only_where_several_say_it(
    document: list[dict[str, Any]], said_alike: dict[str, set[str]]
) -> None:
    for entry in document:
        for message in entry["messages"]:
            known = recognize(message, SLUGS[entry["sis"]].value)
            found = recognize(message)
            assert isinstance(known, Match)
            if isinstance(found, Ambiguous):
                assert {m.entry.id for m in found.candidates} == said_alike[known.entry.id], message
            else:
                assert isinstance(found, Match)
                assert found.entry.id == known.entry.id
                assert found.why == "the whole message"


def test_forty_more_errors_are_known_from_public_pages() -> None:
    public = [e for e in book.entries() if e.source and e.source.url]

    assert len(public) >= 40
    for entry in public:
        assert entry.source is not None
        assert str(entry.source.url).startswith("https://")
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", str(entry.source.date))
        assert entry.messages


def test_the_two_messages_of_one_title_are_two_entries(document: list[dict[str, Any]]) -> None:
    messages = next(e["messages"] for e in document if e["title"] == "Grade Exchange Job Failed")
    found = [recognize(message, "powerschool") for message in messages]

    assert [m.entry.id for m in found if isinstance(m, Match)] == [
        "powerschool.nothing-exchanged",
        "powerschool.sis-too-slow",
    ]


def test_every_problem_has_its_general_entry_and_every_sis_an_answer() -> None:
    for problem in Problem:
        general = book.entry(f"passback.{problem}")
        assert general is not None
        assert general.problem is problem
        assert general.sis is None
        for sis in (None, *Sis):
            assert problem in {cause.problem for cause in book.entry_for(problem, sis).causes}


def test_an_sis_s_own_entry_goes_before_the_general_one() -> None:
    own = book.entry_for(Problem.DUE_DATE_OUTSIDE_TERM, Sis.POWERSCHOOL)
    other = book.entry_for(Problem.DUE_DATE_OUTSIDE_TERM, Sis.ASPEN)

    assert own.id == "powerschool.due-date-outside-term"
    assert other.id == "passback.due-date-outside-term"


def test_an_entry_that_calls_one_message_harmless_is_not_the_page_of_its_problem() -> None:
    """What Focus says of a probe is no answer for who cannot reach Focus, nor a closed period's old work."""
    for problem in (Problem.ROUTE_MISSING, Problem.GRADING_PERIOD_LOCKED):
        assert book.entry_for(problem, Sis.FOCUS).id == f"passback.{problem}"
    assert book.entry_for(Problem.NOTHING_TO_SYNC, Sis.POWERSCHOOL).id == "powerschool.nothing-exchanged"


def test_an_entry_whose_first_cause_fits_goes_before_one_that_mentions_it() -> None:
    """Two PowerSchool entries that stand earlier have it as a later cause."""
    assert book.entry_for(Problem.CUSTOM_GRADE_SCALE, Sis.POWERSCHOOL).id == "powerschool.custom-grade-scale"
    assert (
        book.entry_for(Problem.CATEGORY_NOT_LEAD_TEACHERS, Sis.POWERSCHOOL).id
        == "powerschool.category-not-lead-teachers"
    )


def test_entries_are_chosen_by_sis_and_by_any_cause() -> None:
    assert {e.sis for e in book.entries(Sis.ASPEN)} == {Sis.ASPEN}
    scale = {e.id for e in book.entries(problem=Problem.CATEGORY_WITHOUT_GRADE_SCALE)}
    assert scale == {
        "aspen.category-without-grade-scale",
        "aspen.score-not-numeric",
        "passback.category-without-grade-scale",
    }
    assert [e.id for e in book.entries(Sis.ASPEN, Problem.ROUTE_MISSING)] == ["aspen.route-missing"]
    assert book.entries(Sis.SYNERGY, Problem.ROUTE_MISSING) == ()
