"""A teacher's own scores template is filled in to the letter, or refused in one line."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spreadsheet_files as sheet
from passback.core.errors import BadInput
from passback.core.gradebook import Student
from passback.sync.export.gather import gather
from passback.sync.export.model import Around, Contents, Reason, Source
from passback.sync.export.powerteacher import powerteacher
from passback.sync.export.template import read_template
from passback.sync.model import Snapshot

HEAD = [
    "Teacher Name:,Zora Quell,",
    "Class:,English 9,",
    "Assignment Name:,Essay A1,",
    "Due Date:,2026-10-01,",
    "Points Possible:,10.0,",
    "Extra Points:,0.0,",
    "Score Type:,POINTS,",
    "Student Num,Student Name,Score",
]
ROWS = ['1001,"QUILL, Ada",', "1002,Bo =Reed,", '1003,"Cy ""Ace"" Lo",']


def template(*rows: str, end: str = "\n", **facts: str) -> str:
    """A template with these rows; a fact by the first word of its label."""
    head = [
        f"{line.split(',')[0]},{facts[word]}," if (word := line.split()[0].lower()) in facts else line
        for line in HEAD
    ]
    return end.join([*head, *(rows or ROWS), ""])


def roster(small: SimpleNamespace, *numbers: str) -> tuple[Student, ...]:
    return tuple(
        replace(small.pupil(str(at)), ids={"number": f"N{at}", "student_number": held})
        for at, held in enumerate(numbers, 1)
    )


def a_class(small: SimpleNamespace, **over: object) -> Snapshot:
    given = {
        "enrollments": tuple(small.enrollment(s) for s in "123"),
        "students": roster(small, "1001", "1002", "1003"),
        "submissions": tuple(
            small.submission(s, score=m) for s, m in zip("123", ("8.5", "0", "-1"), strict=True)
        ),
    }
    return small.snapshot(**(given | over))


def filled(small: SimpleNamespace, snapshot: Snapshot, *texts: str) -> Contents:
    around = Around(snapshot.links, snapshot.gradebooks, {}, ())
    source = Source(small.plan(snapshot, small.NOW), around)
    read = [read_template(f"t{at}.csv", text) for at, text in enumerate(texts, 1)]
    return powerteacher([source], gather([source]), read)


def refused(small: SimpleNamespace, snapshot: Snapshot, *texts: str) -> str:
    with pytest.raises(BadInput) as caught:
        filled(small, snapshot, *texts)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_the_score_cells_change(small: SimpleNamespace, end: str) -> None:
    before = template(end=end)

    contents = filled(small, a_class(small), before)

    ((name, after),) = contents.files
    assert name == "t1.csv"
    assert after == template('1001,"QUILL, Ada",8.5', "1002,Bo =Reed,0", '1003,"Cy ""Ace"" Lo",-1', end=end)
    assert (len(contents.carried), contents.left) == (3, ())


@given(data=st.data())
def test_a_template_of_any_names_is_filled_and_otherwise_untouched(
    small: SimpleNamespace, data: st.DataObject
) -> None:
    cell = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=8)
    names = data.draw(st.lists(cell, min_size=3, max_size=3))
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    rows = [f"{number},{name}," for number, name in zip(("1001", "1002", "9"), quoted, strict=True)]
    before = template(*rows)

    contents = filled(small, a_class(small), before)

    after = contents.files[0][1]
    expected = before.replace(rows[0], rows[0] + "8.5", 1)
    assert after == expected.replace(f"\n{rows[1]}\n", f"\n{rows[1]}0\n", 1)
    assert [left.reason for left in contents.left] == [Reason.NOT_IN_TEMPLATE]


def test_a_mark_at_the_beginning_and_blank_lines_stay(small: SimpleNamespace) -> None:
    before = "\ufeff" + template() + "\n,,\n"

    after = filled(small, a_class(small), before).files[0][1]

    assert after == before.replace('Ada",', 'Ada",8.5').replace("Reed,", "Reed,0").replace('Lo",', 'Lo",-1')


def test_a_cell_that_holds_another_score_is_left_to_the_teacher(small: SimpleNamespace) -> None:
    text = template("1001,Ada,7", "1002,Bo,0.0", "1003,Cy,ABS")

    contents = filled(small, a_class(small), text)

    assert contents.files[0][1] == template("1001,Ada,7", "1002,Bo,0", "1003,Cy,ABS")
    assert [left.reason for left in contents.left] == [Reason.CELL_TAKEN, Reason.CELL_TAKEN]


def test_a_cell_that_holds_what_the_sis_had_is_written_over(small: SimpleNamespace) -> None:
    given = {"enrollments": tuple(small.enrollment(s) for s in "123"), "students": roster(small, "1001")}
    snapshot = small.linked({"1": "7"}, {"1": "7"}, submissions=(small.submission("1", score="8"),), **given)

    contents = filled(small, snapshot, template("1001,Ada,7.0"))

    assert contents.files[0][1] == template("1001,Ada,8")


def test_two_rows_of_one_number_are_left_and_the_others_filled(small: SimpleNamespace) -> None:
    text = template("1001,Ada,", "1001,Bo,", "1003,Cy,")

    contents = filled(small, a_class(small), text)

    assert contents.files[0][1] == template("1001,Ada,", "1001,Bo,", "1003,Cy,-1")
    assert [left.reason for left in contents.left] == [Reason.SAME_NUMBER, Reason.NOT_IN_TEMPLATE]


def test_what_no_template_was_given_for_is_said(small: SimpleNamespace) -> None:
    two = (small.assignment("A1"), small.assignment("A2"))
    scores = (small.submission("1", "A1"), small.submission("1", "A2"))

    contents = filled(small, a_class(small, assignments=two, submissions=scores), template())

    assert (len(contents.files), len(contents.carried)) == (1, 1)
    assert [left.reason for left in contents.left] == [Reason.NO_TEMPLATE]


def test_the_section_is_known_by_its_students(small: SimpleNamespace) -> None:
    other = replace(
        small.book("c2"),
        students=(replace(small.pupil("2"), ids={"number": "N2", "student_number": "2002"}),),
    )
    snapshot = a_class(
        small,
        sections=(small.section("S1"), small.section("S2", "C2")),
        enrollments=(small.enrollment("1"), small.enrollment("2", "S2")),
        submissions=(small.submission("1"), small.submission("2", score="3")),
        students=roster(small, "1001"),
    )
    snapshot = replace(snapshot, gradebooks={**snapshot.gradebooks, "S2": other})

    contents = filled(small, snapshot, template("2002,Bo,"), template("1001,Ada,"))

    read = {name: sheet.read_sheet(text.encode()).scores for name, text in contents.files}
    assert read == {"t1.csv": {"2002": Decimal(3)}, "t2.csv": {"1001": Decimal("8.5")}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "ends too early"),
        ("\n\n", "ends too early"),
        ("Student Num,Student Name,Score\n1001,Ada,\n" + "x,y,z\n" * 9, "line 1: expected `Teacher Name:`"),
        (template().replace("Due Date:", "Dew Date:"), "line 4: expected `Due Date:`"),
        (template().replace("Student Num,", "Student,"), "line 8: expected `Student Num"),
        (template("1001,Ada,", "1002,Bo"), "line 10: 2 columns where there are to be 3"),
        (template("1001,Ada,,"), "line 9: 4 columns"),
        (template("1001,QUILL, Ada,"), "line 9: 4 columns"),
        (template('1001,"Ada,', "1002,Bo,"), "line 9: a quote that is not closed"),
        (template('1001,"Ada"x,'), "line 9: a quote that is not closed, or words behind one"),
        (template('1001,"Ada\nB",', "1002,Bo"), "line 11: 2 columns"),
        (template(points="ten"), "Points Possible is no number"),
        (template(score="PERCENT"), "Score Type: PERCENT"),
        (template(score="GRADESCALE"), "Score Type: GRADESCALE"),
        (template(assignment="Essay B"), "is of 'Essay B', and the plan has no score for that; it has some"),
        (template("77,Ada,"), "none of its students is in a section"),
        (template(points="20.0"), "is out of 20 points, and in the plan 'Essay A1' is out of 10"),
    ],
)
def test_a_template_that_does_not_fit_is_one_line_that_says_where(
    small: SimpleNamespace, text: str, says: str
) -> None:
    told = refused(small, a_class(small), text)

    assert told.startswith("t1.csv: ")
    assert says in told


def test_two_templates_of_one_section_are_refused(small: SimpleNamespace) -> None:
    assert "t2.csv: is of the same assignment and section as t1.csv" in refused(
        small, a_class(small), template(), template()
    )


def test_a_title_that_two_assignments_bear_is_told_apart_by_its_date_or_not_at_all(
    small: SimpleNamespace,
) -> None:
    later = small.assignment("A1").due.replace(day=9)
    scores = (small.submission("1", "A1"), small.submission("1", "A2", score="3", due=later))
    one, two = small.assignment("A1"), small.assignment("A2", name="Essay A1", due=later)

    contents = filled(small, a_class(small, assignments=(one, two), submissions=scores), template())
    same = a_class(small, assignments=(one, replace(two, due=one.due)), submissions=scores)

    assert sheet.read_sheet(contents.files[0][1].encode()).scores == {"1001": Decimal("8.5")}
    assert "several sections or assignments fit" in refused(small, same, template())


@given(
    st.text(max_size=200) | st.lists(st.sampled_from([*HEAD, *ROWS, '"', ","]), max_size=14).map("\n".join)
)
def test_any_text_is_a_template_or_one_clear_line(text: str) -> None:
    read = told = None
    try:
        read = read_template("t.csv", text)
    except BadInput as error:
        told = str(error)

    assert told is None or told.startswith("t.csv: ")
    assert read is None or read.filled({}) == text
