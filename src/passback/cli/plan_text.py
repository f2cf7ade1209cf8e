"""How an overview of plans reads in a terminal."""

from collections.abc import Iterable, Mapping

from passback.cli.printing import counted, table
from passback.cli.terminal import printable
from passback.core.finding import Finding
from passback.core.problem import Problem, Severity
from passback.run.overview import Counts, Overview, Warned
from passback.run.silenced import Silenced

RUNS_OUT = frozenset({Problem.CREDENTIALS_EXPIRED, Problem.CREDENTIALS_EXPIRING})
_NAMED_BY_VALUE = frozenset({Problem.CONNECTION_NOT_UNIQUE, Problem.PART_UNREAD})
_RARE = ("hold", "clear")
_SIGNS = {Severity.BLOCKS: "blocked", Severity.WARNS: "warning", Severity.INFORMS: "note"}


def headline(counts: Counts) -> str:
    """`Create 4, update 118, leave 612, skip 3`; scores, with what else there is behind it."""
    parts = [
        f"Create {counts.create:,}",
        f"update {counts.update:,}",
        f"leave {counts.leave:,}",
        f"skip {counts.skip:,}",
    ]
    if counts.hold:
        parts.append(f"hold {counts.hold:,}")
    if counts.clear:
        parts.append(f"clear {counts.clear:,}")
    return ", ".join(parts)


def print_overview(overview: Overview, *, changes: bool) -> None:
    """Words first, then courses, then what would not arrive, then the next command."""
    total = overview.total
    print(f"{headline(total)} scores with {overview.sis.display}.")
    for line in _beside(total):
        print(line)
    print()
    if overview.courses:
        print(_courses(overview))
    for line in unread_lines(overview.unread):
        print(line)
    _print_warned(overview)
    if changes:
        print()
        cells = [
            (r.verb, r.course, r.assignment or "", r.student or "", r.before, r.after, r.why or "")
            for r in overview.rows
        ]
        print(table(("do", "course", "assignment", "student", "before", "after", "because of"), cells))
    print()
    total_changes = len(overview.rows)
    if total_changes:
        print(f"next: passback sync {overview.connection} --plan {overview.batch}")
    else:
        print("nothing to send.")
    found = {w.problem for w in overview.warned} | {s.problem for s in overview.silenced}
    if found & {Problem.HELD_FOR_A_PERSON, Problem.SEVERAL_MATCHES, Problem.SYNC_BOX_HIDDEN}:
        print(f"what waits for a person: passback holds {overview.connection}")
    if Problem.OTHER_EXCHANGE_ACTIVE in found:
        print(f"another exchange is at work: passback cutover {overview.connection}")


def _print_warned(overview: Overview) -> None:
    if overview.warned:
        print("\nWhat would not arrive, or wants a look:")
        for warned in overview.warned:
            print(_warned(warned, overview.names))
    for line in silenced_lines(overview.silenced):
        print(line)


def _courses(overview: Overview) -> str:
    """One line per course, with a column for each thing that happens to a score somewhere."""
    total = overview.total
    names = ["create", "update", "leave", "skip", *(name for name in _RARE if getattr(total, name))]
    rows = [(c.name, *(f"{getattr(c.counts, name):,}" for name in names), c.plan) for c in overview.courses]
    return table(("course", *names, "plan"), rows)


def _beside(total: Counts) -> Iterable[str]:
    """What happens beside scores: work that comes to be, changes, or is marked for the SIS."""
    items = [
        counted(number, word)
        for number, word in (
            (total.items_made, "new assignment"),
            (total.items_changed, "changed assignment"),
            (total.items_adopted, "adopted assignment"),
        )
        if number
    ]
    if items:
        yield f"In the SIS: {', '.join(items)}."
    if total.marked:
        yield f"In Canvas: Sync to SIS on for {counted(total.marked, 'assignment')}; sent by the next sync."


def _warned(warned: Warned, names: Mapping[str, str]) -> str:
    places = sorted({place_of(finding, names) for finding in warned.findings} - {""})
    shown = ", ".join(places[:4]) + (f" and {len(places) - 4} more" if len(places) > 4 else "")  # noqa: PLR2004 - four fit a line
    scores = f"{counted(warned.scores, 'score')}: " if warned.scores else ""
    line = f"  {_SIGNS[warned.severity]:8}  {scores}{warned.title}"
    if warned.refused_before:
        line += ": refused before, one is tried first"
    if shown:
        line += f" ({printable(shown)})"
    return f"{line}\n{'':12}passback explain {warned.entry.id}"


def unread_lines(unread: Iterable[Finding]) -> Iterable[str]:
    """Courses that could not be read: one line for each reason, for an SIS that is down is one thing."""
    alike: dict[tuple[str, Problem], list[str]] = {}
    for finding in unread:
        name = finding.facts.get("value", finding.subject.course)
        alike.setdefault((finding.facts.get("result", ""), finding.problem), []).append(name)
    for (result, problem), names in alike.items():
        one = len(names) == 1
        who = names[0] if one else counted(len(names), "course")
        what = "could not be read" if one else "could not be read, nothing of them is lost"
        yield printable(f"{who}: {what}: {result} (passback explain passback.{problem.value})")


def silenced_lines(silenced: Iterable[Silenced]) -> Iterable[str]:
    """Each thing that is not told, in one line: how many, why, on whose word."""
    for each in silenced:
        many = counted(each.scores, "score") if each.scores else counted(each.findings, "finding")
        verb = "kept back" if each.scores else "not told"
        who = f"{each.by}, {each.at:%Y-%m-%d}"
        yield printable(f"silenced: {each.title}: {many} {verb}: {each.reason} ({who})")


def place_of(finding: Finding, names: Mapping[str, str]) -> str:
    """What a finding is about, as people call it; empty text where it is the whole course."""
    s = finding.subject
    if s.assignment is not None:
        return names.get(f"assignment/{s.assignment}", s.assignment)
    if s.section is not None:
        return names.get(f"section/{s.section}", s.section)
    if "end_date" in finding.facts and finding.problem in RUNS_OUT:
        return f"{finding.facts['value']}, last day {finding.facts['end_date']}"
    # Of the course as a whole: what it speaks of, where that is no number.
    value = finding.facts.get("value", "") if finding.problem in _NAMED_BY_VALUE else ""
    return finding.facts.get("section") or finding.facts.get("category") or value
