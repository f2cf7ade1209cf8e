"""How a check reads in a terminal: the sentence, one block per cause that stops something, then the rest."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from passback.cli.plan_text import RUNS_OUT, place_of, silenced_lines, unread_lines
from passback.cli.printing import counted
from passback.cli.terminal import printable, width
from passback.core.problem import Severity
from passback.dictionary.render import WHO
from passback.run.checked import Cause, Checked

_SHOWN, _INDENT = 4, 6
# Slots of facts that a reader can do something with, and never a person's name or score.
_SEEN = {
    "category": "category",
    "available_categories": "the SIS has",
    "due_date": "due",
    "start_date": "first day",
    "end_date": "last day",
}


def print_checked(checked: Checked) -> None:
    """What stands in the way, worst first; then what only wants a look; then what could not be told."""
    stopping = [cause for cause in checked.causes if cause.stops]
    rest = [cause for cause in checked.causes if not cause.stops]
    print(_headline(checked, stopping))
    for number, cause in enumerate(stopping, 1):
        print()
        for line in _block(number, cause, checked):
            print(line)
    if rest:
        print("\nNothing stops for these:")
        for cause in rest:
            print(_line(cause, checked.names))
    for line in silenced_lines(checked.silenced):
        print(line)
    _print_unread(checked)
    print()
    if checked.considered:
        print(f"next: passback plan {printable(checked.connection)}")
    print("nothing was written to Canvas or the SIS.")


def _headline(checked: Checked, stopping: Sequence[Cause]) -> str:
    scores = counted(checked.considered, "score")
    where = f"{counted(len(checked.courses), 'course')} with {checked.sis.display}"
    if checked.unread and not checked.courses:
        return f"Nothing could be checked with {checked.sis.display}."
    if not checked.considered:
        ready = f"No score of {where} takes part"
    elif checked.ready == checked.considered:
        ready = f"All {scores} of {where} would be in the SIS after a sync"
    else:
        ready = f"{checked.ready:,} of {scores} of {where} would be in the SIS after a sync"
    if not stopping:
        return f"{ready}. Nothing stands in the way."
    return f"{ready}. {counted(len(stopping), 'cause')} in the way:"


def _block(number: int, cause: Cause, checked: Checked) -> Iterable[str]:
    """The cause, what it keeps back, whose it is, where, and what to do first."""
    names, connection = checked.names, printable(checked.connection)
    yield f"{number:3}. {printable(cause.title)}"
    parts = [
        counted(many, word)
        for many, word in (
            (cause.scores, "score"),
            (cause.assignments, "assignment"),
            (cause.students, "student"),
        )
        if many
    ]
    verb = "keeps back" if cause.severity is Severity.BLOCKS else "holds up"
    if parts:
        yield _wrapped(f"{verb} {', '.join(parts)}")
    if places := _places(cause, names):
        yield _wrapped(f"where: {places}")
    if cause.problem not in RUNS_OUT and (seen := _seen(cause)):
        yield _wrapped(f"seen:  {seen}")
    if cause.tried:
        yield _wrapped("refused before: the next sync tries one, and sends the rest if that is taken")
    yield _wrapped(f"first: {WHO[cause.first.who]}: {cause.first.do}")
    yield _wrapped(f"more:  passback explain {cause.entry.id}")
    if cause.tried:
        yield _wrapped(f"mended? passback check {connection} --fixed {' '.join(cause.tried)}")


def _seen(cause: Cause) -> str:
    """What was read that stands in the way, where a step speaks of it: the category, the dates."""
    found: dict[str, dict[str, None]] = {}
    for finding in cause.findings:
        for slot, word in _SEEN.items():
            if held := finding.facts.get(slot):
                found.setdefault(word, {}).setdefault(held)
    return printable("; ".join(f"{word} {_few(list(held))}" for word, held in found.items()))


def _few(held: Sequence[str]) -> str:
    more = f" and {len(held) - _SHOWN} more" if len(held) > _SHOWN else ""
    return ", ".join(held[:_SHOWN]) + more


def _line(cause: Cause, names: Mapping[str, str]) -> str:
    sign = "note" if cause.severity is Severity.INFORMS else "look"
    scores = f"{counted(cause.scores, 'score')}: " if cause.scores else ""
    places = _places(cause, names)
    text = f"{sign:5} {scores}{printable(cause.title)}" + (f" ({places})" if places else "")
    return textwrap.fill(text, width(), initial_indent="  ", subsequent_indent=" " * 8)


def _places(cause: Cause, names: Mapping[str, str]) -> str:
    """Courses with what of them is hit: the first few, and how many more."""
    if cause.problem in RUNS_OUT:  # of the connection, whatever the course
        return printable("; ".join(dict.fromkeys(place_of(finding, names) for finding in cause.findings)))
    found: dict[str, dict[str, None]] = {}
    for finding in cause.findings:
        course = names.get(f"course/{finding.subject.course}", finding.subject.course)
        found.setdefault(course, {}).setdefault(place_of(finding, names))
    said = []
    for course, places in found.items():
        named = [place for place in places if place]
        shown = ", ".join(named[:_SHOWN])
        more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
        said.append(f"{course}: {shown}{more}" if shown else course)
    rest = f"; and {counted(len(said) - _SHOWN, 'more course')}" if len(said) > _SHOWN else ""
    return printable("; ".join(said[:_SHOWN]) + rest)


def _print_unread(checked: Checked) -> None:
    if not checked.untold and not checked.unread:
        return
    print("\nCould not be told:")
    for line in unread_lines(checked.unread):
        print(_wrapped(line))
    for part in checked.untold:
        course = checked.names.get(f"course/{part.course}", part.course)
        section = checked.names.get(f"section/{part.section}", part.section) if part.section else ""
        where = f"{course}, {section}" if section else course
        text = (
            f"{where}: {part.part.replace('_', ' ')} could not be read, so not told: {', '.join(part.checks)}"
        )
        print(_wrapped(printable(text)))


def _wrapped(text: str) -> str:
    indent = " " * _INDENT
    return textwrap.fill(
        text, width(), initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )
