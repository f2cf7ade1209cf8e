"""How an export reads in a terminal: what is in the file, and what is not, by reason."""

from datetime import UTC

from passback.cli.printing import counted, table
from passback.cli.terminal import printable
from passback.run.export import Exported, Format

# The words of `sync/export/model.py`, as a teacher would say them.
REASONS = {
    "already-there": "in the SIS already",
    "differs": "the SIS holds something else, which the plan leaves alone",
    "held": "waits for a person: passback holds",
    "waiting": "waits, by the plan",
    "not-sent": "not sent, by the plan",
    "arrived": "a sync has brought it to the SIS since",
    "cleared": "a score to be taken back: no such file can, do it in the SIS",
    "excused": "excused: such a file cannot say so without a number, do it in the SIS",
    "letter": "a mark that is no number",
    "unsafe-id": "an id that a spreadsheet would take for a formula, or that no file can hold",
    "link-lost": "its line item is not known any more: plan again",
    "class-unread": "its class or line item could not be read in the SIS",
    "no-number": "the SIS shows no student number",
    "same-number": "two students or two rows have that student number",
    "no-template": "no template was given for its assignment and section",
    "not-in-template": "the student is not in the template",
    "cell-taken": "the template holds another score there",
    "not-made": "such a file makes and changes no assignment: see to it in the SIS first",
    "deleted": "such a file deletes nothing",
    "in-canvas": "a change in Canvas",
}
_KINDS = {
    Format.ONEROSTER_1_2: "OneRoster 1.2",
    Format.ONEROSTER_1_1: "OneRoster 1.1",
    Format.POWERTEACHER_PRO: "PowerTeacher Pro score import",
}


def print_exported(exported: Exported, output: str) -> None:
    """What was written, what was not, what it lacks."""
    contents = exported.contents
    what = [counted(len(contents.carried), "score")]
    if contents.items:
        what.append(counted(len(contents.items), "line item"))
    what.append(counted(len(contents.files), "file"))
    print(f"Wrote {printable(output)} ({_KINDS[exported.form]}): {', '.join(what)}.")
    print(f"As planned on {exported.made.astimezone(UTC):%Y-%m-%d at %H:%M} UTC.")
    if exported.arrived:
        arrived = counted(exported.arrived, "score")
        print(f"{arrived} of these arrived in the SIS since; --remaining leaves that out.")
    left = [(counted(count, "score"), REASONS[reason]) for reason, count in exported.left.items()]
    left += [(counted(count, "assignment"), REASONS[reason]) for reason, count in exported.items_left.items()]
    if left:
        print(f"\nNot in it:\n{table(('what', 'why'), left)}")
    if contents.beside:
        lost = ", ".join(f"{name} ({count:,})" for name, count in sorted(contents.beside.items()))
        print(f"\nNot beside the scores in it, for there is no place: {lost}.")
    if contents.blank:
        empty = ", ".join(
            f"{name} ({counted(count, 'row')})" for name, count in sorted(contents.blank.items())
        )
        print(f"\nEmpty, for it is not known what belongs there: {empty}.")
    for line in exported.unread:
        print(f"\ncould not be read: {printable(line)}")


def why_empty(exported: Exported) -> str:
    """Why nothing is in it, in a line."""
    left = [f"{counted(count, 'score')}: {REASONS[reason]}" for reason, count in exported.left.items()]
    left += [f"could not be read: {line}" for line in exported.unread]
    return "; ".join(left) or "the plan sends no score"
