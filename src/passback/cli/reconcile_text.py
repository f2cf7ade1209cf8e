"""How a reconciliation reads in a terminal: the sums, then school by school, then what is not equal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from passback.cli.printing import counted, table
from passback.cli.terminal import printable
from passback.core.finding import Finding
from passback.dictionary.book import entry_for
from passback.run.reconcile import Agreement, ComparedScore, ReconciledCourse, Reconciliation, open_hows

_SHOWN, _STUDENTS = 40, 8
WORDS = {
    Agreement.EQUAL: "equal",
    Agreement.DIFFERS: "differ",
    Agreement.ONLY_CANVAS: "only in Canvas",
    Agreement.ONLY_SIS: "only in the SIS",
    Agreement.CANNOT_TELL: "cannot tell",
}
HOWS = {
    "rounded": "rounded by the SIS",
    "capped": "capped by the SIS",
    "cut": "cut by the SIS",
    "a-day-off": "a day off",
    "dropped": "dropped by the SIS",
    "edited": "edited in the SIS",
    "newer": "changed in Canvas since the last sync",
    "scale": "the line item counts out of another maximum",
    "other": "reason not known",
    "not-sent": "never sent",
    "refused": "refused by the SIS",
    "no-score": "Canvas has no score",
    "not-in-section": "the student is not in this section in Canvas",
    "not-synced": "the assignment is not synced any more",
    "not-from-canvas": "not from Canvas",
    "unread": "could not be read",
    "no-id": "no id leads there",
    "several": "the SIS has it several times",
    "no-number": "Canvas has no number for it",
}


def as_text(done: Sequence[Reconciliation]) -> str:
    """All of it; what is too long for a screen is counted, and where it stands whole is said."""
    return "\n".join(line for one in done for line in _one(one, more=one is not done[-1])) + "\n"


def _one(one: Reconciliation, *, more: bool) -> Iterator[str]:
    scores = one.scores
    equal = sum(row.agreement is Agreement.EQUAL for row in scores)
    of = f"{equal:,} of {counted(len(scores), 'score')}"
    yield f"{printable(one.connection)}: {of} are equal in Canvas and {one.sis.display}."
    for agreement, word in WORDS.items():
        rows = [row for row in scores if row.agreement is agreement]
        if rows:
            yield f"  {len(rows):6,}  {word}{_hows(rows)}"
    if items := one.items:
        differing = [row for row in items if row.agreement is not Agreement.EQUAL]
        states = Counter(WORDS[row.agreement] for row in differing)
        said = "".join(f", {number} {word}" for word, number in states.most_common())
        yield f"  {counted(len(items), 'line item')}: {len(items) - len(differing):,} equal{said}"
    yield ""
    if one.courses:
        yield table(_HEAD, [_line(course, one.school_names) for course in _ordered(one.courses)])
        yield ""
    yield from _open(one)
    yield from _on_purpose(scores)
    for finding in (*one.unread, *(f for course in one.courses for f in course.unread)):
        yield f"Not read: {_unread(finding)}"
    if one.settled:
        yield "Nothing is otherwise than it should be."
    if more:
        yield ""


_HEAD = ("school", "course", "scores", *WORDS.values(), "on purpose")


def _ordered(courses: Iterable[ReconciledCourse]) -> list[ReconciledCourse]:
    return sorted(courses, key=lambda course: (course.account, course.name, course.course))


def _line(course: ReconciledCourse, schools: Mapping[str, str]) -> Sequence[str]:
    counts = Counter(row.agreement for row in course.scores)
    purpose = sum(row.expected and row.agreement is not Agreement.EQUAL for row in course.scores)
    numbers = [counts[agreement] for agreement in WORDS]
    return (
        schools[course.account],
        course.name,
        *(f"{n:,}" for n in (len(course.scores), *numbers, purpose)),
    )


def _hows(rows: Sequence[ComparedScore]) -> str:
    """How the open ones of one kind are so, and how many are so on purpose."""
    parts = [f"{number:,} {HOWS.get(how, how)}" for (_, how), number in open_hows(rows).items() if how]
    purpose = sum(row.expected for row in rows if row.agreement is not Agreement.EQUAL)
    parts += [f"{purpose:,} on purpose"] if purpose else []
    return f" ({', '.join(parts)})" if parts else ""


def _open(one: Reconciliation) -> Iterator[str]:
    """What is not as it should be, by course and assignment; Canvas's ids of students, never names."""
    lines = [line for course in _ordered(one.courses) for line in _open_of(course, one.sis.display)]
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"… {_SHOWN} of {len(lines):,} shown; `--format csv` or `json` has all of them."
    if lines:
        yield ""


def _open_of(course: ReconciledCourse, sis: str) -> Iterator[str]:
    """Line items first; then scores, those of one work, values and reason together."""
    for item in course.items:
        if item.expected:
            continue
        title = f"{_place(course, item.subject.section)}, {printable(item.title)}"
        if not item.differences:
            yield f"{title}: line item {WORDS[item.agreement]}{_why(item.why)}"
        for d in item.differences:
            how = HOWS[d.way or "other"]
            yield f"{title}: {d.field} in Canvas {printable(d.value)}, in {sis} {printable(d.result)} ({how})"
    titles, alike = course.titles, dict[str, list[str]]()
    for row in course.scores:
        if row.expected:
            continue
        s = row.subject
        work = course.names.get(f"assignment/{s.assignment}") or titles.get(row.line_item or "", "")
        said = f"{WORDS[row.agreement]} ({HOWS.get(row.how or '', row.how or '')}){_why(row.why)}"
        if row.agreement is Agreement.DIFFERS:
            said = f"in Canvas {printable(row.canvas)}, in {sis} {printable(row.sis)}, {said}"
        who = f"{s.student}" if s.student else f"{row.student} in {sis}"
        alike.setdefault(f"{_place(course, s.section)}, {printable(work)}: {said}", []).append(printable(who))
    for said, students in alike.items():
        named = ", ".join(students[:_STUDENTS])
        more = f" and {len(students) - _STUDENTS} more" if len(students) > _STUDENTS else ""
        yield f"{said}: student{'s' if len(students) > 1 else ''} {named}{more}"


def _place(course: ReconciledCourse, section: str | None) -> str:
    """The course, and its section where it has several."""
    sections = {name: held for name, held in course.names.items() if name.startswith("section/")}
    named = sections.get(f"section/{section}") if len(sections) > 1 else None
    if named is None:
        return printable(course.name)
    return printable(named if named.startswith(course.name) else f"{course.name}, {named}")


def _why(finding: Finding | None) -> str:
    return f": {entry_for(finding.problem, None).title}" if finding is not None else ""


def _on_purpose(scores: Iterable[ComparedScore]) -> Iterator[str]:
    """What is not there on purpose, by its reason."""
    rows = [row for row in scores if row.expected and row.agreement is not Agreement.EQUAL]
    reasons = Counter(_why(row.why).removeprefix(": ") or HOWS.get(row.how or "", "") for row in rows)
    if rows:
        yield f"{counted(len(rows), 'score')} otherwise on purpose:"
        yield from (f"  {number:6,}  {reason}" for reason, number in reasons.most_common())
        yield ""


def _unread(finding: Finding) -> str:
    told = ": ".join(finding.facts[slot] for slot in ("value", "result") if finding.facts.get(slot))
    return printable(f"{told} (passback explain passback.{finding.problem.value})")
