"""How a report reads in a terminal: the sentence, the states, then one block per problem, worst first."""

from collections import Counter

from passback.cli.printing import counted
from passback.cli.terminal import printable, width
from passback.core.problem import State
from passback.dictionary.render import as_text
from passback.run.report import ARRIVED, Report, Trouble

_SHOWN, _SHOWN_WORDS, _LONGEST = 4, 2, 200
STATES = {
    State.IN_SIS: "in the SIS",
    State.ALREADY_THERE: "already there",
    State.WAITING: "waiting",
    State.DIFFERS: "differ in the SIS",
    State.UNCONFIRMED: "unconfirmed",
    State.NOT_SENT: "not sent",
    State.REFUSED: "refused by the SIS",
}


def states_line(report: Report) -> str:
    """All states of a report in one line."""
    parts = [f"{report.states[state]:,} {word}" for state, word in STATES.items() if report.states[state]]
    return f"of {counted(report.considered, 'score')}, {', '.join(parts)}."


def print_report(report: Report) -> None:
    """The whole report."""
    arrived = sum(report.states[state] for state in ARRIVED)
    print(f"{arrived:,} of {report.considered:,} scores are in {report.sis.display}.")
    for state, word in STATES.items():
        if number := report.states[state]:
            proof = f" ({report.proven:,} proven by reading back)" if state is State.IN_SIS else ""
            print(f"  {number:6,}  {word}{proof}")
    if report.marked:
        print(f"{counted(report.marked, 'assignment')} marked for the SIS in Canvas; the next sync sends.")
    for trouble in report.troubles:
        print()
        print_trouble(trouble, report)
    if not report.troubles:
        print("Nothing is held up.")


def print_trouble(trouble: Trouble, report: Report) -> None:
    """One problem: how many scores and in which state, where, the SIS's words, and the entry."""
    states = Counter(line.state for line in trouble.lines)
    counts = [f"{counted(number, 'score')} {STATES[state]}" for state, number in states.most_common()]
    harm = ["harmless"] if trouble.harmless else []
    head = f"{trouble.title} · {', '.join([*counts, *harm]) or 'worth a look'}"
    print(f"── {printable(head)} ".ljust(width(), "─"))
    hit = [line.subject for line in (*trouble.lines, *trouble.items)] + [f.subject for f in trouble.findings]
    for course in sorted({subject.course for subject in hit}):
        named = _named({s.assignment for s in hit if s.course == course and s.assignment}, report)
        print(f"   {printable(report.names.get(f'course/{course}', course))}{f': {named}' if named else ''}")
    for raw in sorted({line.raw for line in (*trouble.lines, *trouble.items) if line.raw})[:_SHOWN_WORDS]:
        print(f"   The SIS said: {printable(' '.join(raw.split()))[:_LONGEST]}")
    for line in [x for x in trouble.lines if x.state is State.DIFFERS and x.why][:_SHOWN]:
        facts = line.why.facts if line.why else {}
        who = f"student {line.subject.student} (Canvas id)"
        print(f"   {who}: sent {facts.get('value', '?')}, the SIS holds {facts.get('result', 'nothing')}")
    print()
    print(as_text(trouble.explanation, width()))


def _named(assignments: set[str], report: Report) -> str:
    names = sorted(report.names.get(f"assignment/{each}", each) for each in assignments)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return printable(", ".join(names[:_SHOWN])) + more
