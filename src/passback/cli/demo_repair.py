"""The last acts of the demo: what was refused or kept back is cured on consent, and both sides are compared.

It answers for a person: where a cure leaves a choice it takes the first that is offered, and says so.
"""

from collections.abc import Sequence

from passback.cli.fix_text import print_done, print_repair
from passback.cli.printing import counted
from passback.cli.report_text import states_line
from passback.core.problem import Problem
from passback.run import app as run_app
from passback.run.reconcile import Agreement
from passback.run.repairs import Repair
from passback.run.report import ARRIVED, Report

_BY = "the demo"


async def repaired(app: run_app.App, name: str) -> None:
    """Cure one connection: what was cut off first, each problem that leaves a choice, then all others."""
    cut_off = await app.open_batch(name)
    if cut_off is not None:
        await app.sync(cut_off)
    answered: set[Problem] = set()
    while True:
        repair = await app.fixing.look(name, None, _BY)
        open_ = next((item for item in repair.to_choose if item.problem not in answered), None)
        if open_ is None:
            break
        answered.add(open_.problem)
        chosen = open_.proposal.options[0].ref
        print(f"$ passback fix {name} {open_.problem.value} --choose {chosen!r}\n")
        await _cured(app, await app.fixing.look(name, open_.problem.value, _BY, choose=chosen))
    print(f"$ passback fix {name} --all\n")
    await _cured(app, repair)


async def _cured(app: run_app.App, repair: Repair) -> None:
    print_repair(repair)
    if repair.plans:
        print_done(await app.fixing.apply(repair, ""), repair.connection)
    print()


async def proven(app: run_app.App, before: Sequence[Report], after: Sequence[Report]) -> int:
    """Compare both sides of each connection and say so; how many scores are equal."""
    equal = 0
    for old, new in zip(before, after, strict=True):
        done = await app.reconciliations.of(new.connection)
        same = sum(row.agreement is Agreement.EQUAL for row in done.scores)
        more = arrived([new]) - arrived([old])
        print(
            f"{new.connection}: {counted(more, 'score')} went from red to green; {same:,} of "
            f"{len(done.scores):,} are the same in Canvas and {new.sis.display}."
        )
        print(f"  {states_line(new)}")
        equal += same
    return equal


def arrived(reports: Sequence[Report]) -> int:
    """Scores that are in the SIS."""
    return sum(report.states[state] for report in reports for state in ARRIVED)
