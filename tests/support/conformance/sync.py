"""The whole way: from Canvas through plan and sync into the SIS, proven by what a fresh client reads."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal

from conformance.ground import Ground, outcomes_of
from passback.core.capabilities import Exempt
from passback.core.gradebook import Excused, Score
from passback.core.problem import Problem, State
from passback.core.subject import Subject
from passback.sandbox.state.canvas import SubmissionRow


class Syncing:
    """What a connection does as part of a sync."""

    def test_the_first_sync_moved_scores_and_lost_none(self, ground: Ground) -> None:
        first = ground.first

        assert first.states[State.IN_SIS] > 0
        assert sum(first.states.values()) == first.considered
        assert first.states[State.IN_SIS] == first.proven
        assert first.states[State.UNCONFIRMED] == 0

    def test_what_is_called_proven_is_there_to_a_fresh_reader(self, ground: Ground) -> None:
        assert ground.unproven == ()
        assert ground.first.proven > 1

    def test_every_cause_that_was_planted_for_it_is_found(self, ground: Ground) -> None:
        sis = ground.connection.sis
        accounts = ground.served.school.canvas
        mine = {
            cause.problem
            for cause in ground.served.school.planted
            if cause.sis is sis
            and (
                cause.course is None
                or str(accounts.courses[cause.course].account) == ground.connection.canvas.account
            )
        }

        found = {trouble.problem for trouble in ground.first.troubles}
        assert mine <= found

    def test_a_second_sync_writes_nothing_and_says_that_all_is_there(self, ground: Ground) -> None:
        ground.sync()
        writes = ground.served.writes

        report = ground.sync()

        assert ground.served.writes == writes
        assert report.states[State.IN_SIS] == 0
        assert report.states[State.ALREADY_THERE] > 0

    def test_a_teacher_s_change_arrives_and_nothing_else_is_written(self, ground: Ground) -> None:
        row, subject = next(_marked(ground))
        ground.sync()
        writes = ground.served.writes
        row.score = row.entered = Decimal(1) if row.score != 1 else Decimal(2)
        row.grade = str(row.score)

        report = ground.sync()

        line = next(line for line in report.lines if line.subject == subject)
        assert (line.state, line.proven) == (State.IN_SIS, True), line
        assert ground.served.writes == writes + 1

    def test_an_excused_student_is_sent_as_excused_or_held_and_never_as_a_number(
        self, ground: Ground
    ) -> None:
        rows = _marked(ground)
        next(rows)
        row, subject = next(rows)
        ground.sync()
        row.excused, row.grade = True, "EX"

        report = ground.sync()

        line = next(line for line in report.lines if line.subject == subject)
        limit = ground.can.exempt
        if limit is None or limit.value is Exempt.REFUSED:
            assert line.state is not State.IN_SIS
            assert line.problem is Problem.SCORE_EXCUSED
        else:
            assert (line.state, line.proven) == (State.IN_SIS, True), line
            assert (
                ground.scores(_ref_of(ground, subject))[_student_of(ground, subject)].mark is Excused.EXCUSED
            )

    def test_a_score_above_the_maximum_is_held_where_that_is_firmly_refused(self, ground: Ground) -> None:
        rows = _marked(ground)
        next(rows), next(rows)
        # Pass/fail work is full points or none, whatever number stands in Canvas.
        works = ground.served.school.canvas.assignments
        row, subject = next((r, s) for r, s in rows if works[r.assignment].grading_type != "pass_fail")
        ground.sync()
        points = ground.served.school.canvas.assignments[row.assignment].points or Decimal(0)
        # The school has a score above the maximum of its own, which is there already.
        row.score = row.entered = points + (1 if row.score != points + 1 else 2)
        row.grade = str(row.score)

        report = ground.sync()

        line = next(line for line in report.lines if line.subject == subject)
        limit = ground.can.extra_credit
        if limit is not None and limit.firm and not limit.value:
            assert (line.state, line.problem) == (State.NOT_SENT, Problem.SCORE_ABOVE_MAXIMUM)
        else:
            assert line.state in {State.IN_SIS, State.REFUSED, State.DIFFERS}


def _marked(ground: Ground) -> Iterator[tuple[SubmissionRow, Subject]]:
    """Scores of the class that arrived with the first sync, one of each line item, with their Canvas row."""
    seen: set[str | None] = set()
    for line in ground.first.lines:
        s = line.subject
        there = line.state is State.IN_SIS and s.course == ground.course
        if not there or s.assignment in seen or not _is_of_class(ground, s):
            continue
        seen.add(s.assignment)
        for row in ground.served.school.canvas.submissions.values():
            if (str(row.assignment), str(row.user)) == (s.assignment, s.student) and not row.excused:
                yield row, s


def _is_of_class(ground: Ground, subject: Subject) -> bool:
    profile, sections = ground.connection.profile, ground.served.school.canvas.sections
    assert profile is not None
    held = sections[int(subject.section or 0)].sis_id
    return profile.section.applied(held, None) == ground.section


def _ref_of(ground: Ground, subject: Subject) -> str:
    links, _ = asyncio.run(ground.served.store.snapshot_parts(ground.connection.name, ground.course))
    return next(x.ref for x in links if (x.section, x.assignment) == (subject.section, subject.assignment))


def _student_of(ground: Ground, subject: Subject) -> str:
    found = [
        o.change.after.student
        for o in asyncio.run(outcomes_of(ground))
        if isinstance(o.change.after, Score) and o.change.subject == subject
    ]
    return found[0]
