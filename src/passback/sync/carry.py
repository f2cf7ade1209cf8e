"""What is sent for a score, and when two scores are the same.

Knows policy and capabilities; the table of what is sent, in code. Two laws stand above it: nothing without
a number ever becomes a 0, and equality is judged at the precision and on the fields that the SIS can hold.
"""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from passback.core.capabilities import Capabilities, Exempt, Limit
from passback.core.finding import Finding
from passback.core.gradebook import Assignment, Excused, LineItem, Mark, Score, Submission
from passback.core.problem import Problem, Severity, State
from passback.core.subject import Subject
from passback.core.value import Value, plain, value
from passback.sync.model import Policy, Snapshot
from passback.sync.resolve import Stop
from passback.sync.routing import Case, Unit, has_mark, is_blank

# A number beyond these is not a score of any gradebook, and would only make long text.
_LARGEST_POWER = 20
_SMALLEST_POWER = -1000
_WIDE = Context(prec=60)
_COMPLETE = frozenset({"complete", "pass"})
_INCOMPLETE = frozenset({"incomplete", "fail"})


@value
class Carried(Value):
    """What the SIS should hold for a submission.

    `score` None: no score (no mark in Canvas). `stop`: why that may not be sent, though it may be there
    already. `clear`: the number sent earlier has to go, for the mark that replaces it cannot be sent.
    `flag`: a reason that goes along with the change and stops nothing. `asks`: why it goes only on consent.
    """

    score: Score | None
    stop: Stop | None
    clear: bool
    flag: Problem | None
    asks: Problem | None


def can(limit: Limit[bool] | None) -> bool:
    """True only if it is known that the SIS can."""
    return limit is not None and limit.value


def carry(snapshot: Snapshot, assignment: Assignment, case: Case, item: LineItem | None) -> Carried:
    """What one submission is to the SIS. The case's student must be on the roster.

    `item`: the line item as the SIS has it, None where it is still to be made.
    Sources: facts/canvas.md §1.6 (fields), §2 (points 9 to 11: what the incumbent does with them).
    """
    if case.student is None:
        raise ValueError("a score without a student of the SIS goes nowhere")
    submission, policy, capabilities = case.submission, _policy(snapshot, case), snapshot.capabilities
    if not has_mark(submission):
        return Carried(None, None, clear=False, flag=None, asks=None)
    given = _mark(submission, assignment)
    if given is None:
        return Carried(None, _no_number(case, assignment), clear=False, flag=None, asks=None)
    excused = isinstance(given, Excused)
    mark = _capped(given, assignment, policy, capabilities)
    asks = Problem.SCORE_ABOVE_MAXIMUM if mark != given else None
    score = Score(
        student=case.student.ref,
        mark=rounded(mark, capabilities),
        letter=_letter(submission, assignment, capabilities),
        late=submission.late and can(capabilities.late) and not excused,
        missing=submission.missing and can(capabilities.missing) and not excused,
        comment=_comment(submission, policy, capabilities),
    )
    stop = (
        _held_back(case, assignment, policy)
        or _for_others(case, assignment, item)
        or _limits(case, assignment, mark, item, snapshot)
        or _omitted(case, assignment, item, snapshot)
    )
    excused_stop = stop is not None and stop.why.problem is Problem.SCORE_EXCUSED
    flag = None if submission.current else Problem.NEEDS_GRADING
    return Carried(score, stop, clear=excused_stop and can(capabilities.clear), flag=flag, asks=asks)


def to_send(snapshot: Snapshot, unit: Unit) -> tuple[Case, ...]:
    """The cases of a line item still to be made that have a score and nothing against it."""
    return tuple(case for case in unit.cases if case.student and _goes(snapshot, unit, case))


def is_made(snapshot: Snapshot, unit: Unit) -> bool:
    """True if a line item still to be made would be: for a score, or because the district wants it early."""
    return unit.early or bool(to_send(snapshot, unit))


def _policy(snapshot: Snapshot, case: Case) -> Policy:
    return snapshot.policy_of(case.subject.section, case.subject.assignment)


def _goes(snapshot: Snapshot, unit: Unit, case: Case) -> bool:
    carried = carry(snapshot, unit.assignment, case, None)
    return carried.score is not None and carried.stop is None


def _mark(submission: Submission, assignment: Assignment) -> Decimal | Excused | None:
    if submission.excused:
        return Excused.EXCUSED
    number = submission.score
    if assignment.grading_type == "pass_fail":
        word = (submission.grade or "").strip().lower()
        if word in _COMPLETE:
            return assignment.points if assignment.points is not None else number
        if word in _INCOMPLETE:
            return Decimal(0)
        if number is not None and assignment.points is not None:
            return assignment.points if number > 0 else Decimal(0)
    if number is None:
        return None
    exponent = number.as_tuple().exponent  # not a number for what is none
    sane = isinstance(exponent, int) and exponent > _SMALLEST_POWER and number.adjusted() <= _LARGEST_POWER
    return number if sane else None


def _letter(submission: Submission, assignment: Assignment, capabilities: Capabilities) -> str | None:
    """The letter, or the mark of pass/fail work, where the SIS has a field for words beside the number."""
    if submission.excused or not can(capabilities.letters):
        return None
    if assignment.grading_type == "pass_fail":
        word = (submission.grade or "").strip()
        return word if word.lower() in _COMPLETE | _INCOMPLETE else None
    return submission.grade if assignment.grading_type in {"letter_grade", "gpa_scale"} else None


def _comment(submission: Submission, policy: Policy, capabilities: Capabilities) -> str:
    limit = capabilities.comment_max
    return submission.comment[: limit.value] if policy.comments and limit is not None else ""


def _stop(
    case: Case,
    assignment: Assignment,
    problem: Problem,
    severity: Severity = Severity.INFORMS,
    **more: str | None,
) -> Stop:
    facts = {"assignment": assignment.name, "assignment_id": assignment.id, "student": case.subject.student}
    known = {slot: text for slot, text in {**facts, **more}.items() if text is not None}
    state = State.NOT_SENT if severity is Severity.BLOCKS else State.WAITING
    return Stop(state, Finding(problem, severity, case.subject, known))


def _no_number(case: Case, assignment: Assignment) -> Stop:
    if assignment.points is None:
        return _stop(case, assignment, Problem.POINTS_MISSING, Severity.BLOCKS)
    grade = case.submission.grade
    return _stop(case, assignment, Problem.SCORE_NOT_NUMERIC, Severity.BLOCKS, value=grade)


def _held_back(case: Case, assignment: Assignment, policy: Policy) -> Stop | None:
    """What waits for a teacher, by the district's choice."""
    submission = case.submission
    unreleased = assignment.moderated and assignment.grades_published is False
    if policy.ungraded != "send" and submission.state == "pending_review" and not submission.excused:
        return _stop(case, assignment, Problem.NEEDS_GRADING)
    if policy.hidden != "send" and (submission.posted is None or unreleased):
        return _stop(case, assignment, Problem.SCORE_HIDDEN)
    return None


def _for_others(case: Case, assignment: Assignment, item: LineItem | None) -> Stop | None:
    """The line item is for some students alone, and this is none of them (facts/sis-vendors.md §1.6)."""
    if item is None or not item.students or case.student is None or case.student.ref in item.students:
        return None
    facts = {"value": str(len(item.students)), "result": item.title}
    return _stop(case, assignment, Problem.STUDENT_NOT_ON_ASSIGNMENT, Severity.BLOCKS, **facts)


def _limits(
    case: Case, assignment: Assignment, mark: Mark, item: LineItem | None, snapshot: Snapshot
) -> Stop | None:
    """What the SIS cannot take, or is not to be asked to.

    Only a firm *no* stops a number; an unknown or hearsay one does not.
    """
    capabilities, policy = snapshot.capabilities, snapshot.policy_of(case.subject.section, assignment.id)
    points = assignment.points
    if points is None:
        return _stop(case, assignment, Problem.POINTS_MISSING, Severity.BLOCKS)
    if points == 0 and not can(capabilities.extra_credit):
        return _stop(case, assignment, Problem.POINTS_MISSING, Severity.WARNS, points="0")
    if isinstance(mark, Decimal):
        lifted = item is not None and can(capabilities.extra_credit_by_item)
        return _outside(case, assignment, mark, lifted, capabilities)
    limit = capabilities.exempt
    if policy.excused == "hold":
        return _stop(case, assignment, Problem.SCORE_EXCUSED)
    if limit is None or limit.value is Exempt.REFUSED:
        # Held either way, for the mark is there and may be taken one day.
        firmly = limit is not None and limit.firm
        stop = _stop(case, assignment, Problem.SCORE_EXCUSED, Severity.WARNS)
        return replace(stop, why=replace(stop.why, severity=Severity.BLOCKS)) if firmly else stop
    return None


def bounds(
    points: Decimal,
    capabilities: Capabilities,
    firm: bool,  # noqa: FBT001 - which of two questions it is
) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that the SIS takes as a score, None where no limit is known.

    `firm` True: by what its vendor documents or says. False: by hearsay too, which stops nothing. An SIS that
    takes no extra credit takes nothing outside the scale; one with a factor takes so many times the maximum.
    """
    extra, factor, minimum = capabilities.extra_credit, capabilities.score_factor_max, capabilities.score_min
    least: list[Decimal] = []
    most: list[Decimal] = []
    if extra is not None and not extra.value and (extra.firm or not firm):
        least.append(Decimal(0))
        most.append(points)
    if factor is not None and points > 0 and (factor.firm or not firm):
        most.append(factor.value * points)
    if minimum is not None and (minimum.firm or not firm):
        least.append(minimum.value)
    return max(least, default=None), min(most, default=None)


def _capped(mark: Mark, assignment: Assignment, policy: Policy, capabilities: Capabilities) -> Mark:
    """The most that the SIS takes, where the district wants more to be capped; else the mark itself."""
    if policy.above != "cap" or not isinstance(mark, Decimal) or not assignment.points:
        return mark
    _, most = bounds(assignment.points, capabilities, firm=True)
    sent = rounded(mark, capabilities)
    return most if most is not None and isinstance(sent, Decimal) and sent > most else mark


def _outside(
    case: Case,
    assignment: Assignment,
    mark: Decimal,
    lifted: bool,  # noqa: FBT001 - handed through
    capabilities: Capabilities,
) -> Stop | None:
    """`lifted`: the line item is there and may allow more than others do, which only a try can tell."""
    points = assignment.points
    sent = rounded(mark, capabilities)
    if points is None or not isinstance(sent, Decimal):
        return None
    least, most = bounds(points, capabilities, firm=True)
    facts = {"score": plain(mark), "min_score": plain(least or Decimal(0)), "max_score": plain(points)}
    if most is not None and sent > most and not lifted:
        facts["limit"] = plain(most)
        return _stop(case, assignment, Problem.SCORE_ABOVE_MAXIMUM, Severity.BLOCKS, **facts)
    if least is not None and sent < least:
        return _stop(case, assignment, Problem.SCORE_BELOW_MINIMUM, Severity.BLOCKS, **facts)
    return None


def _omitted(case: Case, assignment: Assignment, item: LineItem | None, snapshot: Snapshot) -> Stop | None:
    """Held if the final grade would count it though Canvas does not."""
    if not assignment.omit_from_final_grade or _policy(snapshot, case).omitted == "send":
        return None
    left_out = item.counts is False if item else can(snapshot.capabilities.not_counted)
    return None if left_out else _stop(case, assignment, Problem.OMITTED_FROM_FINAL_GRADE)


def cleared_stop(subject: Subject, assignment: Assignment, capabilities: Capabilities) -> Stop:
    """A score that was sent, is gone in Canvas, and is not known to be cleared from outside. Never a 0."""
    facts = {"assignment": assignment.name, "assignment_id": assignment.id, "student": subject.student or ""}
    limit = capabilities.clear
    severity = Severity.BLOCKS if limit is not None and limit.firm else Severity.WARNS
    return Stop(State.NOT_SENT, Finding(Problem.SCORE_CLEARED, severity, subject, facts))


# ---- sameness ------------------------------------------------------------------------------------


def rounded(mark: Mark, capabilities: Capabilities) -> Mark:
    """The mark at the SIS's decimals, half up; as it is where they are not known."""
    if not isinstance(mark, Decimal) or capabilities.decimals is None:
        return mark
    step = Decimal(1).scaleb(-capabilities.decimals.value)
    try:
        return mark.quantize(step, rounding=ROUND_HALF_UP, context=_WIDE)
    except InvalidOperation:  # an absurd number, read from outside: never equal to one of ours
        return mark


def same(held: Score | None, wanted: Score | None, capabilities: Capabilities) -> bool:
    """True if both say the same to this SIS. None, and a row without any content: no score.

    Compared: the mark at the SIS's precision; flags and comments where it is known to keep them; a letter
    where both have one, for many systems derive their own.
    """
    one = None if held is None or is_blank(held) else held
    two = None if wanted is None or is_blank(wanted) else wanted
    if one is None or two is None:
        return one is two
    if one.student != two.student or not same_mark(one.mark, two.mark, capabilities):
        return False
    if can(capabilities.late) and one.late != two.late:
        return False
    if can(capabilities.missing) and one.missing != two.missing:
        return False
    if _comments_show(capabilities) and _cut(one, capabilities) != _cut(two, capabilities):
        return False
    both = one.letter and two.letter and can(capabilities.letters)
    return not both or one.letter == two.letter


def _comments_show(capabilities: Capabilities) -> bool:
    """True if what the SIS shows of comments can be compared."""
    hidden = capabilities.comments_read is not None and not capabilities.comments_read.value
    return capabilities.comment_max is not None and not hidden


def same_mark(one: Mark, two: Mark, capabilities: Capabilities) -> bool:
    """True if two marks are one at the SIS's precision. A letter is never a number."""
    return type(one) is type(two) and rounded(one, capabilities) == rounded(two, capabilities)


def _cut(score: Score, capabilities: Capabilities) -> str:
    limit = capabilities.comment_max
    return score.comment[: limit.value if limit else None].strip()


def keeping_comment(score: Score, other: Score | None, policy: Policy) -> Score:
    """`score` with the comment of `other` where we have none to say, so that a write loses no words."""
    if other is None or (policy.comments and score.comment):
        return score
    return replace(score, comment=other.comment)
