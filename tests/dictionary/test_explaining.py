"""An explanation is one entry with its causes in the order of what was seen."""

import pytest

from passback.core.errors import BadInput
from passback.core.finding import Finding
from passback.core.problem import Effect, Problem, Severity
from passback.core.subject import Subject
from passback.dictionary import book
from passback.dictionary.explain import Explanation, Outcome, Weight, explain
from passback.dictionary.recognize import Match, recognize
from passback.dictionary.search import search

SUBJECT = Subject("101", "201", "301", None)
NOTHING = (
    'Grade exchange job failed. Status in SIS: 5 - EXCHANGE_ERROR_NON_RETRYABLE - X - For input string: ""'
)


def finding(problem: Problem, **facts: str) -> Finding:
    return Finding(problem, Severity.BLOCKS, SUBJECT, facts)


def problems(told: Explanation) -> list[Problem]:
    return [ranked.cause.problem for ranked in told.causes]


def test_a_message_is_explained_with_what_stands_in_it() -> None:
    told = explain("Due date must be between 08/17/2026 and 12/18/2026.", "PowerTeacher Pro")

    assert told.outcome is Outcome.MATCH
    assert told.entry == book.entry("powerschool.due-date-outside-term")
    assert told.variables == {"start_date": "08/17/2026", "end_date": "12/18/2026"}
    assert told.match is not None
    assert [r.standing for r in told.causes] == [Weight.POSSIBLE]


@pytest.mark.parametrize("text", ["aspen.route-missing", "  aspen.route-missing\n"])
def test_an_id_is_explained_as_its_entry(text: str) -> None:
    told = explain(text)

    assert told.outcome is Outcome.MATCH
    assert told.entry == book.entry("aspen.route-missing")
    assert told.match is None


def test_causes_that_a_check_saw_come_first_and_ruled_out_ones_last() -> None:
    told = explain(
        NOTHING,
        "powerschool",
        seen=[finding(Problem.TEACHER_NOT_IN_SECTION)],
        ruled_out=[Problem.SECTION_WITHOUT_STUDENTS],
    )

    assert [(r.cause.problem, r.standing) for r in told.causes] == [
        (Problem.TEACHER_NOT_IN_SECTION, Weight.SEEN),
        (Problem.NOTHING_TO_SYNC, Weight.POSSIBLE),
        (Problem.SECTION_WITHOUT_STUDENTS, Weight.RULED_OUT),
    ]


def test_what_was_seen_is_never_called_ruled_out() -> None:
    seen = [finding(Problem.NOTHING_TO_SYNC)]
    told = explain(NOTHING, "powerschool", seen, [Problem.NOTHING_TO_SYNC])

    assert told.causes[0].standing is Weight.SEEN
    assert told.causes[0].cause.problem is Problem.NOTHING_TO_SYNC


def test_a_match_is_explained_as_its_text_is() -> None:
    found = recognize(NOTHING, "powerschool")
    assert isinstance(found, Match)

    by_match, by_text = explain(found), explain(NOTHING, "powerschool")
    assert (by_match.entry, by_match.causes, by_match.variables) == (
        by_text.entry,
        by_text.causes,
        by_text.variables,
    )


def test_a_finding_ends_in_the_entry_that_its_refusal_ends_in() -> None:
    refused = explain("Due date must be between 08/17/2026 and 12/18/2026.", "powerschool")
    predicted = explain(finding(Problem.DUE_DATE_OUTSIDE_TERM, due_date="2026-12-19"), "powerschool")

    assert predicted.outcome is Outcome.FINDING
    assert predicted.entry == refused.entry
    assert predicted.variables == {"due_date": "2026-12-19"}
    assert problems(predicted) == [Problem.DUE_DATE_OUTSIDE_TERM]


def test_a_finding_without_an_entry_of_its_sis_has_the_general_one() -> None:
    told = explain(finding(Problem.DUE_DATE_OUTSIDE_TERM), "focus")

    assert told.entry == book.entry("passback.due-date-outside-term")


def test_a_finding_knows_its_cause_and_the_entry_s_others_are_left_out() -> None:
    told = explain(finding(Problem.TEST_STUDENT), "powerschool")

    assert told.entry == book.entry("powerschool.student-without-sis-id")
    assert problems(told) == [Problem.TEST_STUDENT]
    assert told.effect is Effect.HARMLESS
    both = explain(finding(Problem.TEST_STUDENT), "powerschool", [finding(Problem.STUDENT_WITHOUT_SIS_ID)])
    assert problems(both) == [Problem.TEST_STUDENT, Problem.STUDENT_WITHOUT_SIS_ID]


def test_the_harm_is_that_of_the_cause_that_was_seen() -> None:
    told = explain(NOTHING, "powerschool", seen=[finding(Problem.TEACHER_NOT_IN_SECTION)])

    assert explain(NOTHING, "powerschool").effect is Effect.HARMLESS
    assert told.effect is Effect.BLOCKS_SECTION
    assert explain("gibberish").effect is None


def test_an_unknown_message_keeps_its_words() -> None:
    told = explain("the frobnicator is unhappy about due dates", "powerschool")

    assert told.outcome is Outcome.UNKNOWN
    assert told.entry is None
    assert told.raw == "the frobnicator is unhappy about due dates"
    assert told.nearest


def test_an_explanation_survives_the_journey_through_json() -> None:
    for told in (
        explain(NOTHING, "powerschool"),
        explain("gibberish due date"),
        explain("aspen.route-missing"),
    ):
        assert Explanation.from_dict(told.to_dict()) == told


def test_an_unknown_sis_is_refused_however_asked() -> None:
    for what in (NOTHING, finding(Problem.NAME_TAKEN)):
        with pytest.raises(BadInput, match="known are"):
            explain(what, "banana")


# ---- searching -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("due date outside term", "due-date-outside-term"),
        ("grade scale missing for category", "category-without-grade-scale"),
        ("test student", "test-student"),
        ("assignment name too long", "name-too-long"),
        ("rate limit", "throttled"),
        ("rate limmit", "throttled"),
        ("due date", "due-date-missing"),
        ("catgory not fuond", "category-not-found"),
        ("locked", "grading-period-locked"),
        ("lokced grading perod", "grading-period-locked"),
        ("student not enrolled", "student-not-in-section"),
        ("extra credit", "score-above-maximum"),
        ("bonus points", "score-above-maximum"),
        ("expired token", "credentials-expired"),
        ("duplicate assignment", "name-taken"),
        ("timeout", "job-timed-out"),
        ("permission denied", "permission-missing"),
        ("excuse a student", "score-excused"),
        ("powerschool is down", "powerschool.outage-page"),
        ("how do I fix a missing category?", "category-missing"),
        ("points blank", "points-missing"),
        ("assignments deleted", "line-item-deleted"),
        ("no sis id", "section-without-sis-id"),
        ("manual section", "section-without-sis-id"),
        ("grade scale", "category-without-grade-scale"),
    ],
)
def test_words_find_their_entry_among_the_first(query: str, first: str) -> None:
    assert any(first in entry.id for entry in search(query)[:3])


def test_a_search_in_one_sis_leaves_the_others_out() -> None:
    found = search("category grade scale", "Aspen")

    assert found[0].id == "aspen.category-without-grade-scale"
    assert {entry.id.partition(".")[0] for entry in found} <= {"aspen", "canvas", "passback", "web"}


def test_a_slip_of_the_finger_finds_the_same() -> None:
    assert [e.id for e in search("catgory grade scal", "Aspen")][:1] == ["aspen.category-without-grade-scale"]
    assert search("lokced period", "Skyward") == search("locked period", "Skyward")


def test_an_entry_with_all_of_the_words_goes_before_one_with_a_few() -> None:
    found = [e.id for e in search("due date grading period")]

    assert found[0] == "passback.due-date-outside-grading-period"
    assert "passback.due-date-missing" not in found[:10]


def test_a_word_finds_itself_in_all_its_forms() -> None:
    for forms in (("delete", "deleted", "deleting"), ("category", "categories"), ("enroll", "enrollment")):
        assert len({tuple(e.id for e in search(form)) for form in forms}) == 1


def test_a_search_that_means_nothing_finds_nothing() -> None:
    assert search("zzz qqq") == ()
    assert search("") == ()
    assert len(search("the assignment in canvas")) <= 20


def test_words_of_several_sis_that_mean_one_problem_have_one_explanation_and_name_the_others() -> None:
    told = explain("Assignment with app id 4711 cannot be created for section with app id blank")

    assert told.outcome == "ambiguous"
    assert told.entry is not None
    assert told.entry.id == "powerschool.section-without-sis-id"
    others = {match.entry.id for match in told.candidates}
    assert {"infinite-campus.section-without-sis-id", "progressbook.section-without-sis-id"} < others
