"""What goes from a plan into a file, and what does not and why."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spreadsheet_files as sheet
from passback.core.gradebook import Excused, LineItem, Score, Student, Unread
from passback.core.ids import line_item_id
from passback.core.problem import Problem
from passback.sync.export.gather import gather
from passback.sync.export.model import Around, Contents, Format, Reason, Source
from passback.sync.export.oneroster import oneroster
from passback.sync.export.powerteacher import powerteacher
from passback.sync.model import Link, Plan, Snapshot

ONEROSTER = [Format.ONEROSTER_1_1, Format.ONEROSTER_1_2]


def source(small: SimpleNamespace, snapshot: Snapshot, **over: object) -> Source:
    """A plan of the snapshot, with what a second look would find around it."""
    names = {e.student: e.name for e in snapshot.course.enrollments}
    around = Around(snapshot.links, snapshot.gradebooks, names, ())
    return Source(small.plan(snapshot, small.NOW), replace(around, **over))


def written(form: Format, made: Source) -> Contents:
    gathered = gather([made])
    if form is Format.POWERTEACHER_PRO:
        return powerteacher([made], gathered)
    return oneroster(form, made.plan.space, gathered)


def reasons(contents: Contents) -> list[Reason]:
    return [left.reason for left in contents.left]


def rows(contents: Contents, name: str) -> list[dict[str, str]]:
    """The rows of a file; none where it is absent."""
    text = dict(contents.files).get(name, "")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def numbered(small: SimpleNamespace, *numbers: str) -> tuple[Student, ...]:
    """A roster as PowerSchool shows one."""
    return tuple(
        replace(small.pupil(str(at)), ids={"number": f"N{at}", "student_number": held})
        for at, held in enumerate(numbers, 1)
    )


# ---- one law for all formats ----------------------------------------------------------------------------

marks = st.none() | st.decimals(min_value=-5, max_value=1000, places=2) | st.just("excused")


@given(marks=st.lists(marks, min_size=1, max_size=6), title=st.text(min_size=1, max_size=12))
def test_what_is_read_back_is_the_plan_and_every_score_is_told_of_once(
    small: SimpleNamespace, marks: list[Decimal | str | None], title: str
) -> None:
    students = [str(at) for at in range(1, len(marks) + 1)]
    snapshot = small.snapshot(
        enrollments=tuple(small.enrollment(s) for s in students),
        assignments=(small.assignment(name=title),),
        students=numbered(small, *students),
        submissions=tuple(
            small.submission(s, score=None, excused=True) if m == "excused" else small.submission(s, score=m)
            for s, m in zip(students, marks, strict=True)
        ),
    )
    made = source(small, snapshot)
    wanted = {c.after.student: c.after.mark for c in made.plan.changes if isinstance(c.after, Score)}
    considered = len(wanted) + len(made.plan.standing)

    for form in ONEROSTER:
        contents = written(form, made)
        read = {row["studentSourcedId"]: row for row in rows(contents, "results.csv")}
        numbers = {s: m for s, m in wanted.items() if isinstance(m, Decimal)}
        assert {s: Decimal(r["score"]) for s, r in read.items() if r["score"]} == numbers
        excused = {s for s, m in wanted.items() if isinstance(m, Excused)}
        assert {s for s, r in read.items() if not r["score"]} == (excused if form is ONEROSTER[1] else set())
        assert len(contents.carried) + len(contents.left) == considered

    contents = written(Format.POWERTEACHER_PRO, made)
    assert len(contents.carried) + len(contents.left) == considered
    for _, text in contents.files:
        read_sheet = sheet.read_sheet(text.encode("utf-8", "replace"))
        assert {f"r{n}": m for n, m in read_sheet.scores.items()} == numbers
        assert set(read_sheet.names.values()) <= {f"{small.NAME} {s}" for s in students}


# ---- what a plan does not send --------------------------------------------------------------------------


def test_scores_that_the_plan_leaves_are_told_with_its_problem(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(
        enrollments=(small.enrollment("1"), small.enrollment("2", sis_id=None)),
        submissions=(small.submission("1"), small.submission("2")),
    )

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot))

    assert len(contents.carried) == 1
    assert [(left.reason, left.problem) for left in contents.left] == [
        (Reason.NOT_SENT, Problem.STUDENT_WITHOUT_SIS_ID)
    ]


def test_what_is_held_for_a_person_is_in_no_file(small: SimpleNamespace) -> None:
    snapshot = small.linked({"1": "7"}, {"1": "9"}, submissions=(small.submission("1", score="8"),))
    made = source(small, snapshot)
    assert made.plan.holds

    contents = written(Format.ONEROSTER_1_2, made)

    assert (contents.carried, reasons(contents)) == ((), [Reason.HELD])


def test_a_score_to_be_taken_back_is_left_to_a_person_and_never_a_0(small: SimpleNamespace) -> None:
    snapshot = small.linked({"1": "7"}, {"1": "7"}, submissions=(small.submission("1", score=None),))

    for form in Format:
        contents = written(form, source(small, snapshot))
        assert (contents.carried, reasons(contents)) == ((), [Reason.CLEARED])


def test_what_has_arrived_since_is_left_out_when_only_the_rest_is_wanted(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(submissions=(small.submission("1"), small.submission("2")))
    keys = tuple(change.key for change in small.plan(snapshot, small.NOW).changes)

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot, arrived=keys[:2]))

    assert (len(contents.carried), reasons(contents)) == (1, [Reason.ARRIVED])
    assert [left.reason for left in contents.items_left] == [Reason.ARRIVED]
    assert dict(contents.files).keys() == {"manifest.csv", "results.csv"}


# ---- OneRoster ---------------------------------------------------------------------------------------------


def test_a_new_line_item_bears_its_id_in_both_files_and_its_period(small: SimpleNamespace) -> None:
    contents = written(Format.ONEROSTER_1_1, source(small, small.snapshot()))
    (item,), (result,) = rows(contents, "lineItems.csv"), rows(contents, "results.csv")

    own = line_item_id(small.SPACE, "A1", "c1", 1)
    assert (item["sourcedId"], result["lineItemSourcedId"], result["studentSourcedId"]) == (own, own, "r1")
    assert (item["classSourcedId"], item["categorySourcedId"], item["gradingPeriodSourcedId"]) == (
        "c1",
        "cat1",
        "T1",
    )
    assert (item["resultValueMax"], item["dueDate"], result["score"]) == ("10", "2026-10-01", "8.5")


def test_a_line_item_that_was_made_since_is_named_as_the_sis_names_it(small: SimpleNamespace) -> None:
    contents = written(
        Format.ONEROSTER_1_2, source(small, small.snapshot(), links=(small.link(ref="SIS-7"),))
    )

    assert {row["lineItemSourcedId"] for row in rows(contents, "results.csv")} == {"SIS-7"}


def test_a_score_of_an_adopted_line_item_names_that_one(small: SimpleNamespace) -> None:
    made = source(small, small.snapshot(line_items=(small.item("THEIRS"),)))
    assert any(isinstance(change.after, Link) for change in made.plan.changes)

    contents = written(Format.ONEROSTER_1_2, made)

    assert [row["lineItemSourcedId"] for row in rows(contents, "results.csv")] == ["THEIRS"]
    assert contents.items == ()


def test_an_unchanged_line_item_is_not_written_again(small: SimpleNamespace) -> None:
    snapshot = small.linked({"1": "7"}, {"1": "7"}, submissions=(small.submission("1", score="8"),))

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot))

    assert "lineItems.csv" not in dict(contents.files)
    assert "file.lineItems,absent" in dict(contents.files)["manifest.csv"]
    assert [row["lineItemSourcedId"] for row in rows(contents, "results.csv")] == ["L1"]


@pytest.mark.parametrize("form", ONEROSTER)
def test_flags_stand_where_there_is_a_column_and_are_counted_where_not(
    small: SimpleNamespace, form: Format
) -> None:
    late = small.submission("1", late=True)
    contents = written(form, source(small, small.snapshot(submissions=(late,))))

    said = [row.get("late") for row in rows(contents, "results.csv")]
    assert (said, dict(contents.beside)) == (
        ([None], {"late": 1}) if form is ONEROSTER[0] else (["true"], {})
    )


def test_a_column_that_nobody_can_fill_is_empty_and_counted(small: SimpleNamespace) -> None:
    lost = Unread("no answer", Problem.SIS_UNREACHABLE)

    contents = written(Format.ONEROSTER_1_2, source(small, small.snapshot(), books={"S1": lost}))

    assert dict(contents.blank) == {"academicSessionSourcedId": 1, "schoolSourcedId": 1}
    assert len(contents.carried) == 1


@pytest.mark.parametrize("ref", ["=1+1", "@r1", "-r1", "r\n1", "\tr1"])
def test_an_id_that_could_not_stand_as_it_is_is_not_written(small: SimpleNamespace, ref: str) -> None:
    bad = replace(small.pupil("1"), ref=ref)
    snapshot = small.snapshot(
        students=(bad, small.pupil("2")), submissions=(small.submission("1"), small.submission("2"))
    )

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot))

    assert (len(contents.carried), reasons(contents)) == (1, [Reason.UNSAFE_ID])


def test_an_id_that_is_a_negative_number_is_written_as_it_is(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(students=(replace(small.pupil("1"), ref="-17"),))

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot))

    assert [row["studentSourcedId"] for row in rows(contents, "results.csv")] == ["-17"]


def test_scores_of_a_line_item_that_cannot_be_written_are_not_either(small: SimpleNamespace) -> None:
    snapshot = small.snapshot()
    (category,) = (c for c in snapshot.gradebooks["S1"].categories if c.ref == "cat1")
    snapshot = small.snapshot(categories=(replace(category, ref="=cat"),))

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot))

    assert (contents.carried, contents.items, reasons(contents)) == ((), (), [Reason.UNSAFE_ID])


def test_a_score_whose_line_item_was_let_go_is_left_out(small: SimpleNamespace) -> None:
    snapshot = small.linked({"1": "7"}, {"1": "7"}, submissions=(small.submission("1", score="8"),))

    contents = written(Format.ONEROSTER_1_2, source(small, snapshot, links=()))

    assert (contents.carried, reasons(contents)) == ((), [Reason.LINK_LOST])


def test_a_line_item_to_be_deleted_is_left_to_a_person(small: SimpleNamespace) -> None:
    made = source(small, small.snapshot())
    item = next(c for c in made.plan.changes if isinstance(c.after, LineItem))
    plan: Plan = replace(made.plan, changes=(item.inverse(),))

    for form in Format:
        left = written(form, replace(made, plan=plan)).items_left
        assert [one.reason for one in left] == [Reason.DELETED]


# ---- PowerTeacher Pro ----------------------------------------------------------------------------------


def test_a_file_says_what_the_import_asks_for_and_makes_no_assignment(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(students=numbered(small, "120451"))

    contents = written(Format.POWERTEACHER_PRO, source(small, snapshot))

    ((name, text),) = contents.files
    assert name == "Period-S1_Essay-A1_S1-A1_pst.csv"
    assert text.split("\r\n") == [
        "Teacher Name:,,",
        "Class:,Period S1,",
        "Assignment Name:,Essay A1,",
        "Due Date:,2026-10-01,",
        "Points Possible:,10.0,",
        "Extra Points:,0.0,",
        "Score Type:,POINTS,",
        "Student Num,Student Name,Score",
        f"120451,{small.NAME} 1,8.5",
        "",
    ]
    assert [left.reason for left in contents.items_left] == [Reason.NOT_MADE]


def test_two_students_with_one_number_are_told_of_and_the_others_go(small: SimpleNamespace) -> None:
    three = tuple(small.enrollment(s) for s in "123")
    snapshot = small.snapshot(
        enrollments=three,
        students=numbered(small, "5", "5", "6"),
        submissions=tuple(small.submission(s) for s in "123"),
    )

    contents = written(Format.POWERTEACHER_PRO, source(small, snapshot))

    assert reasons(contents) == [Reason.SAME_NUMBER, Reason.SAME_NUMBER]
    assert sheet.read_sheet(contents.files[0][1].encode()).scores == {"6": Decimal("8.5")}


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"students": ()}, Reason.CLASS_UNREAD),
        ({"students": Unread("no answer", Problem.SIS_UNREACHABLE)}, Reason.CLASS_UNREAD),
    ],
)
def test_without_the_class_nobody_s_number_is_known(
    small: SimpleNamespace, over: dict[str, object], reason: Reason
) -> None:
    books = {"S1": small.book(**over)}

    contents = written(Format.POWERTEACHER_PRO, source(small, small.snapshot(), books=books))

    assert (contents.carried, contents.files, reasons(contents)) == ((), (), [reason])


@pytest.mark.parametrize(("number", "reason"), [("", Reason.NO_NUMBER), ("=1", Reason.UNSAFE_ID)])
def test_a_number_that_cannot_stand_in_a_file_is_told_of(
    small: SimpleNamespace, number: str, reason: Reason
) -> None:
    snapshot = small.snapshot(students=numbered(small, number, "7"))

    assert reasons(written(Format.POWERTEACHER_PRO, source(small, snapshot))) == [reason]


def test_an_excused_student_is_no_number_in_a_score_cell(small: SimpleNamespace) -> None:
    snapshot = small.snapshot(
        students=numbered(small, "5"), submissions=(small.submission("1", score=None, excused=True),)
    )

    for form in (Format.POWERTEACHER_PRO, Format.ONEROSTER_1_1):
        assert reasons(written(form, source(small, snapshot))) == [Reason.EXCUSED]


def test_files_of_alike_names_do_not_take_each_other_s_place(small: SimpleNamespace) -> None:
    two = (small.assignment("A1", name="../Essay"), small.assignment("A2", name="..\\Essay"))
    snapshot = small.snapshot(
        assignments=two,
        students=numbered(small, "5"),
        submissions=(small.submission("1", "A1"), small.submission("1", "A2", score="3")),
    )

    names = [name for name, _ in written(Format.POWERTEACHER_PRO, source(small, snapshot)).files]

    assert names == ["Period-S1_Essay_S1-A1_pst.csv", "Period-S1_Essay_S1-A2_pst.csv"]
