"""PowerSchool behind its plugin passes the suite with one section and several, and in its own troubles."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from conformance import Conformance
from conformance.ground import Ground, never_left
from passback.connect.xte import plugin
from passback.core.errors import Retryable
from passback.core.finding import Receipt, Rejection
from passback.core.gradebook import Unread
from passback.core.problem import Problem, State
from passback.dictionary.match import Match
from passback.dictionary.recognize import recognize
from passback.run.report import Line, Report
from passback.sandbox.sis.powerschool.plugin import install
from passback.sandbox.state.canvas import SubmissionRow
from passback.sandbox.state.school import School


def with_the_plugin(school: School) -> None:
    """Its admin installed what `passback powerschool plugin` writes, and granted nothing else."""
    install(school.powerschool, plugin.archive("Maple", "a@maple.example", plugin.fields()))


# So many changed scores of one class are no reason to ask a person.
FEW = 4


class Own:
    """What only PowerSchool does. A test that changes the school puts it back."""

    def test_the_plugin_lets_in_and_says_so(self, ground: Ground) -> None:
        assert ground.served.school.powerschool.access
        assert all(probe.ok for probe in ground.test.probes)

    def test_an_outage_page_goes_up_as_an_outage_and_nothing_is_lost(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        score = ground.a_score(Decimal(4))

        with ground.fault("outage-page"):
            for ask in (
                lambda side: side.read(ground.section),
                lambda side: side.save_scores(ground.class_ref, [(ref, score)]),
            ):
                with pytest.raises(Retryable) as caught:
                    ground.ask(ask)
                assert caught.value.problem is Problem.SIS_UNREACHABLE

        assert ground.scores(ref) == {}
        assert isinstance(ground.send(ref, score)[0], Receipt)

    def test_a_locked_assignment_is_known_before_anything_is_sent(self, ground: Ground) -> None:
        lines = arrived(ground)
        part = part_of(ground, lines[0])
        with changed(ground, lines[:1]):
            part["islocked"] = True
            writes = ground.served.writes

            line = line_of(ground.sync(), lines[0])

            assert (line.state, line.problem) == (State.NOT_SENT, Problem.ASSIGNMENT_LOCKED)
            assert ground.served.writes == writes
            part["islocked"] = False
            assert line_of(ground.sync(), lines[0]).state is State.IN_SIS

    def test_a_student_whom_the_assignment_is_not_for_is_known_before_and_all_others_arrive(
        self, ground: Ground
    ) -> None:
        lines = arrived(ground)[:FEW]
        part = part_of(ground, lines[0])
        students = [key[1] for key in ground.served.school.powerschool.scores if key[0] == whole(part)]
        with changed(ground, lines):
            part["_assignmentstudentassociations"] = [{"studentsdcid": dcid} for dcid in students[1:]]

            report = ground.sync()

            part["_assignmentstudentassociations"] = []
            ended = [line_of(report, line) for line in lines]
            held = [line for line in ended if line.state is State.NOT_SENT]
            assert [line.problem for line in held] == [Problem.STUDENT_NOT_ON_ASSIGNMENT]
            others = [line for line in ended if line not in held]
            assert others
            assert {(line.state, line.proven) for line in others} == {(State.IN_SIS, True)}

    def test_a_field_that_is_closed_to_writing_is_named_and_its_scores_are_refused(
        self, ground: Ground
    ) -> None:
        lines = arrived(ground)
        with changed(ground, lines[:1]), closed(ground, "assignmentscore.actualscorekind"):
            line = line_of(ground.sync(), lines[0])

        assert (line.state, line.problem) == (State.REFUSED, Problem.PLUGIN_INCOMPLETE)

    def test_a_field_that_is_closed_to_reading_leaves_all_waiting_and_nothing_written(
        self, ground: Ground
    ) -> None:
        lines = arrived(ground)
        writes = ground.served.writes
        with changed(ground, lines[:1]), closed(ground, "assignmentscore.scorepoints"):
            line = line_of(ground.sync(), lines[0])

        assert (line.state, line.problem) == (State.WAITING, Problem.PLUGIN_INCOMPLETE)
        assert ground.served.writes == writes

    def test_a_score_for_what_was_deleted_is_a_500_that_is_understood(self, ground: Ground) -> None:
        ref = ground.new_item().ref or ""
        del ground.served.school.powerschool.assignments[int(ref.partition(".")[0])]

        answer = ground.send(ref, ground.a_score(Decimal(1)))[0]

        assert isinstance(answer, Rejection)
        assert answer.status == 500
        found = recognize(answer.raw, "powerschool")
        assert isinstance(found, Match)
        assert found.entry.causes[0].problem is Problem.LINE_ITEM_DELETED

    def test_a_throttled_plugin_waits_as_it_is_told_and_the_class_is_read(self, ground: Ground) -> None:
        before = ground.served.clock.now()
        ground.served.school.powerschool.interval = 2000
        try:
            book = ground.book()
        finally:
            ground.served.school.powerschool.interval = 0

        assert not isinstance(book.line_items, Unread)
        assert (ground.served.clock.now() - before).total_seconds() >= 2

    def test_a_changed_maximum_takes_its_scores_along(self, ground: Ground) -> None:
        held = ground.new_item()
        ground.send(held.ref or "", ground.a_score(Decimal(1)))

        answer = ground.save(held, replace(held, maximum=held.maximum + 5))

        assert isinstance(answer, Receipt), answer
        seen = ground.item(held.ref or "")
        assert seen is not None
        assert seen.maximum == held.maximum + 5
        assert set(ground.scores(held.ref or "")) == {ground.students[0]}

    def test_what_others_share_is_never_deleted(self, ground: Ground) -> None:
        held = ground.new_item()
        rows = ground.served.school.powerschool.assignments[int((held.ref or "").partition(".")[0])].rows
        rows.append(rows[0] | {"assignmentsectionid": 987_654})

        answer = ground.ask(lambda side: side.delete_line_item(ground.class_ref, held.ref or ""))

        assert never_left(answer)
        assert len(rows) == 2


class TestPowerSchoolOneSection(Own, Conformance, sis="powerschool", sections=1, prepare=with_the_plugin):
    pass


class TestPowerSchoolSeveralSections(
    Own, Conformance, sis="powerschool", sections=2, prepare=with_the_plugin
):
    pass


# ---- the school's side -----------------------------------------------------------------------------------


def arrived(ground: Ground) -> list[Line]:
    """The scores of one line item of the class that the first sync brought, at least two."""
    section = ground.served.school.canvas.sections
    mine = [
        line
        for line in ground.first.lines
        if line.state is State.IN_SIS and section[int(line.subject.section or 0)].sis_id == ground.section
    ]
    of_one = [line for line in mine if line.subject.assignment == mine[0].subject.assignment]
    assert len(of_one) > 1
    return of_one


def line_of(report: Report, line: Line) -> Line:
    return next(one for one in report.lines if one.subject == line.subject)


def part_of(ground: Ground, line: Line) -> dict[str, object]:
    """The assignmentsection that a score of the first sync is in."""
    links, _ = asyncio.run(ground.served.store.snapshot_parts(ground.connection.name, ground.course))
    s = line.subject
    ref = next(x.ref for x in links if (x.section, x.assignment) == (s.section, s.assignment))
    assignment, _, part = ref.partition(".")
    rows = ground.served.school.powerschool.assignments[int(assignment)].rows
    return next(row for row in rows if row["assignmentsectionid"] == int(part))


def whole(part: dict[str, object]) -> int:
    return int(str(part["assignmentsectionid"]))


@contextmanager
def changed(ground: Ground, lines: list[Line]) -> Iterator[None]:
    """The teacher gives these students another score; the old ones come back and are sent at the end."""
    rows = [row_of(ground, line) for line in lines]
    old = [(row.score, row.entered, row.grade) for row in rows]
    ground.sync()
    for row in rows:
        row.score = row.entered = Decimal(1) if row.score != 1 else Decimal(2)
        row.grade = str(row.score)
    try:
        yield
    finally:
        for row, held in zip(rows, old, strict=True):
            row.score, row.entered, row.grade = held
        ground.sync()


def row_of(ground: Ground, line: Line) -> SubmissionRow:
    s = line.subject
    held = ground.served.school.canvas.submissions.values()
    return next(row for row in held if (str(row.assignment), str(row.user)) == (s.assignment, s.student))


@contextmanager
def closed(ground: Ground, field: str) -> Iterator[None]:
    """The plugin is not let in to one field."""
    access = ground.served.school.powerschool.access
    assert access is not None
    level = access.pop(field)
    try:
        yield
    finally:
        access[field] = level
