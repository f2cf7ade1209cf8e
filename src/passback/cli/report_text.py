"""How a report reads in a terminal: the sentence, the states, then one block per problem, worst first."""

from passback.cli.printing import counted
from passback.cli.terminal import printable, width
from passback.core.problem import State
from passback.dictionary.render import as_text
from passback.run.report import ARRIVED, Report, Trouble

_STATES = {
    State.IN_SIS: "in the SIS",
    State.ALREADY_THERE: "already there",
    State.WAITING: "waiting",
    State.DIFFERS: "differ in the SIS",
    State.UNCONFIRMED: "unconfirmed",
    State.NOT_SENT: "not sent",
    State.REFUSED: "refused by the SIS",
}


def print_report(report: Report) -> None:
    """The whole report."""
    arrived = sum(report.states[state] for state in ARRIVED)
    print(f"{arrived:,} of {report.considered:,} scores are in {report.sis.display}.")
    for state, word in _STATES.items():
        if number := report.states[state]:
            proof = f" ({report.proven:,} proven by reading back)" if state is State.IN_SIS else ""
            print(f"  {number:6,}  {word}{proof}")
    for trouble in report.troubles:
        print()
        print_trouble(trouble, report)
    if not report.troubles:
        print("Nothing is held up.")


def print_trouble(trouble: Trouble, report: Report) -> None:
    """One problem: how many, where, and the entry."""
    entry = trouble.explanation.entry
    title = entry.title if entry else trouble.problem.value
    number = counted(len(trouble.lines), "score") if trouble.lines else "no score"
    tail = "harmless" if trouble.harmless else "did not arrive" if trouble.lines else "worth a look"
    print(f"── {title}: {number}, {tail} " + "─" * 4)
    places = sorted(
        {
            report.names.get(f"assignment/{s.assignment}", s.assignment) or ""
            for s in [
                *(line.subject for line in (*trouble.lines, *trouble.items)),
                *(f.subject for f in trouble.findings),
            ]
            if s.assignment
        }
    )
    courses = sorted(
        {
            report.names.get(f"course/{s.course}", s.course)
            for s in [
                *(line.subject for line in (*trouble.lines, *trouble.items)),
                *(f.subject for f in trouble.findings),
            ]
        }
    )
    if courses:
        print(
            f"   in: {printable(', '.join(courses))}"
            + (f": {printable(', '.join(places[:6]))}" if places else "")
        )
    for raw in sorted({line.raw for line in (*trouble.lines, *trouble.items) if line.raw})[:2]:
        print(f"   the SIS said: {printable(' '.join(raw.split()))[:200]}")
    print(as_text(trouble.explanation, width()))
