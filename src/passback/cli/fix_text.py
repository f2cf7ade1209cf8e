"""How findings, a repair and its end read in a terminal."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from textwrap import fill

from passback.cli.printing import counted, table
from passback.cli.terminal import bold, printable, width
from passback.core.problem import ActsOn, Problem, Safety
from passback.core.sis import Sis
from passback.dictionary.book import entry_for
from passback.dictionary.entry import Loss
from passback.dictionary.render import WHO, as_text
from passback.run.found import Found
from passback.run.repairs import Item, Repair, Repaired, Told, cures, explained
from passback.run.shown import Shown, ShownStep, acting

_SHOWN, _LISTED, _BY_HAND = 6, 60, 2
# More items than that nobody reads one by one: the rest is told in numbers.
_ITEMS = 30
_LOSES = {
    Loss.OTHER: "Only if that does not help: something is lost by it, and no grade",
    Loss.GRADES: "The last resort: grades are lost by it",
}
_SAFETY = {Safety.SAFE: "safe", Safety.ASK: "wants your yes", Safety.SHOW: "for you to do"}


def wrapped(text: str, indent: str) -> str:
    """Outside text in lines of the terminal's width, each indented."""
    return fill(printable(text), width(), initial_indent=indent, subsequent_indent=indent)


def print_found(found: Sequence[Found], sis: Sis, connection: str) -> None:
    """The list of what keeps scores back, the most scores first."""
    if not found:
        print("nothing keeps a score back, by the newest plans")
        return
    rows = [
        (
            f.finding.key,
            f.finding.problem.value,
            f"{f.course_name}: {f.place}",
            str(len(f.kept_back)),
            who(f, sis),
        )
        for f in found[:_LISTED]
    ]
    print(table(("key", "problem", "where", "scores", "cure"), rows))
    if len(found) > _LISTED:
        print(f"and {len(found) - _LISTED:,} more; --format json lists all")
    counts = Counter(f.finding.problem for f in found)
    most, number = counts.most_common(1)[0]
    told = counted(number, "finding")
    print(f"\nnext: passback fix {printable(connection)} {most.value} --dry-run   ({told})")


def who(found: Found, sis: Sis) -> str:
    """The cure that there is, else who has to act."""
    if made := cures(found.finding.problem):
        return made[0]
    causes = explained(found, sis).causes
    return WHO[acting(causes[0].cause.steps).who] if causes else ""


def print_repair(repair: Repair) -> None:
    """Every item with before and after, what is to be chosen, and what others have to do."""
    for item in repair.items[:_ITEMS]:
        _item(item)
    _more(repair.items[_ITEMS:])
    for item in repair.to_choose[:_ITEMS]:
        _choice(item, repair)
    _more(repair.to_choose[_ITEMS:])
    by_problem: dict[Problem, list[Told]] = defaultdict(list)
    for told in repair.told:
        by_problem[told.found.finding.problem].append(told)
    for mine in by_problem.values():
        _told(mine, repair)
    for found in repair.gone:
        print(f"gone: {found.finding.problem.value}, {printable(found.place)}; nothing waits for it")
    for found in repair.still:
        print(f"still there: {found.finding.problem.value}, {printable(found.place)} ({found.finding.key})")
    if repair.items:
        frees = counted(len(repair.frees), "score")
        print(f"{counted(len(repair.items), 'item')}; {frees} would be sent and read back.")


def _more(items: Sequence[Item]) -> None:
    """What is not shown one by one, in numbers: of each cure and course how many, and what they cost."""
    if not items:
        return
    kinds: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        kinds[item.proposal.action.value, ", ".join(item.problems), item.course_name].append(item)
    rows = [
        (
            *kind,
            f"{len(mine):,}",
            f"{sum(len(item.wanted) for item in mine):,}",
            f"{sum(item.proposal.given_up for item in mine):,}",
        )
        for kind, mine in kinds.items()
    ]
    print(f"and {counted(len(items), 'more item')}; --format json shows each:")
    print(table(("cure", "problem", "course", "items", "scores", "given up"), rows))
    print()


def _head(item: Item, said: str) -> None:
    made = item.proposal
    problems = ", ".join(item.problems)
    head = f"{made.action.value} · {problems} · {said} · {item.key}"
    print(f"── {head} ".ljust(width(), "─"))
    others = len({(f.subject.section, f.subject.assignment) for f in made.findings}) - 1
    more = f", and {counted(others, 'place')} more" if others else ""
    print(f"   {printable(item.course_name)}: {printable(item.place)}{more}")


def _item(item: Item) -> None:
    made = item.proposal
    _head(item, f"{made.acts_on.value}, {_SAFETY[made.safety]}")
    for row in item.rows[:_SHOWN]:
        student = f"student {row.student}: " if row.student else ""
        before = f"{printable(row.before)} → " if row.before else ""
        title = f"{printable(row.title)}: " if row.verb == "change" else ""
        print(f"   {row.verb:8} {title}{student}{before}{printable(row.after) or 'nothing'}")
    if len(item.rows) > _SHOWN:
        print(f"   and {len(item.rows) - _SHOWN:,} more; --format json shows all")
    if (edited := len({row.assignment for row in item.rows if row.verb == "change"})) > 1:
        print(f"   {edited:,} assignments would be changed in Canvas.")
    if made.grades:
        print(f"   The course grade in Canvas of {counted(made.grades, 'student')} would change.")
    if made.given_up:
        print(f"   {counted(made.given_up, 'score')} would not be sent meanwhile.")
    _others(item)
    print()


def _others(item: Item) -> None:
    if item.others:
        print(f"   or: --with {', '.join(item.others)}")
    for cure in [cure for cure in item.by_hand if _is_elsewhere(cure)][:_BY_HAND]:
        step = cure.first
        print(wrapped(f"or by hand: {WHO[step.who]}, {step.place}: {step.do}", "   "))


def _is_elsewhere(cure: Shown) -> bool:
    """Is there something to do in Canvas or the SIS that takes nothing away?"""
    return cure.acts_on is not ActsOn.WIRE and cure.loses is None


def _choice(item: Item, repair: Repair) -> None:
    _head(item, "choose one")
    for option in item.proposal.options:
        print(f"   --choose {printable(option.ref)!r:24}  {printable(option.label)}")
    _others(item)
    key = item.proposal.findings[0].key
    print(f"   passback fix {printable(repair.connection)} {key} --choose REF\n")


def _told(mine: Sequence[Told], repair: Repair) -> None:
    first = mine[0]
    problem = first.found.finding.problem.value
    print(f"── {problem} · somebody has to act ".ljust(width(), "─"))
    for told in mine[:_SHOWN]:
        where = f"{printable(told.found.course_name)}: {printable(told.found.place)}"
        link = f" · {printable(told.link)}" if told.link else ""
        print(f"   {told.found.finding.key}  {where}{link}")
    if len(mine) > _SHOWN:
        print(f"   and {len(mine) - _SHOWN:,} more")
    print()
    print(as_text(explained(first.found, repair.sis), width(), steps=False))
    _cures(first.cures)
    again = first.cures[0].check_again if first.cures and len(mine) == 1 else ""
    again = again or f"passback fix {repair.connection} {problem} --done"
    print(f"\n   I did it: {printable(again)}")
    print("   --done checks again and sends what waited.\n")


def _cures(cures: Sequence[Shown]) -> None:
    """What to do by hand, one list over all causes: what keeps the grades stands first."""
    several, number = len({cure.problem for cure in cures}) > 1, 0
    for at, cure in enumerate(cures):
        if cure.loses is not None and (at == 0 or cures[at - 1].loses is not cure.loses):
            print(f"\n{bold(_LOSES[cure.loses])}")
        elif at == 0:
            print(f"\n{bold('What to do')}")
        if several and cure.tell:
            print(wrapped(f"If this is so: {cure.tell}", "  "))
        for step in cure.steps:
            if not step.again:
                number += 1
                _step(number, step)


def _step(number: int, step: ShownStep) -> None:
    print(wrapped(f"{number}. {WHO[step.who]}, {step.place}", "  "))
    print(wrapped(step.do, "     "))
    if step.link:
        print(f"     {printable(step.link)}")


def print_done(done: Repaired, connection: str) -> None:
    """What became of it, in counts."""
    print(f"{counted(done.green, 'score')} went from red to green ({done.proven:,} proven by reading back).")
    if done.answered:
        print(f"{counted(done.answered, 'score')} wait or are left out, as chosen.")
    for problem, number in Counter(x.problem for x in done.unmade).items():
        entry = entry_for(problem or Problem.UNRECOGNIZED, None)
        print(f"{counted(number, 'change')} in Canvas not made: {entry.title} (passback explain {entry.id})")
    kinds = Counter((x.state.value, x.problem, "score" if x.score else "line item") for x in done.red)
    for (state, problem, what), number in kinds.items():
        why = f": {problem.value}" if problem else ""
        there = "still there: " if problem in done.fix.problems else ""
        told = f"{there}{counted(number, what)} {state}{why}"
        print(f"{told}; passback fix {printable(connection)} says what next.")
    print(f"take it back: passback undo {printable(connection)} {done.fix.id}")
