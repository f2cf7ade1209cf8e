"""How a report reads in a terminal: the sentence, the states, then a card per cause, worst first."""

from collections.abc import Sequence

from passback.cli.printing import counted
from passback.cli.terminal import bold, printable, width
from passback.core.problem import State
from passback.run.card_page import FULL, as_text
from passback.run.cards import Card
from passback.run.report import ARRIVED, Report

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


def print_report(report: Report, cards: Sequence[Card]) -> None:
    """The whole report: the sums, then a card per cause, the first ones in full."""
    arrived = sum(report.states[state] for state in ARRIVED)
    print(f"{arrived:,} of {report.considered:,} scores are in {report.sis.display}.")
    for state, word in STATES.items():
        if number := report.states[state]:
            proof = f" ({report.proven:,} proven by reading back)" if state is State.IN_SIS else ""
            print(f"  {number:6,}  {word}{proof}")
    if report.by and report.standing:
        print(f"Sent by a schedule that {printable(report.by)} approved on {report.standing:%Y-%m-%d}.")
    elif report.by:
        print(f"Approved by {printable(report.by)}.")
    if report.marked:
        print(f"{counted(report.marked, 'assignment')} marked for the SIS in Canvas; the next sync sends.")
    print()
    command = f"passback cards {printable(report.connection)} --plan {printable(report.batch)} --all"
    print(as_text(cards, width(), None, FULL, command, bold))
