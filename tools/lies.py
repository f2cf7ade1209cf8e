"""Lies x connections: does a sync believe an SIS that says yes and keeps something else?

Every connection of the practice school is synced while its SIS tells one lie, once about scores that are new
and once about changes to what is there. What passback then says of each score and line item is laid beside
what the simulator really holds. Afterwards the lie is lifted, and a reconciliation has to find the very same.

    caught / believed    told as something else than *in SIS*, with the right word / told so though it is not
    proven               without a lie, and where only a read is stale: all is there, told so, read back
    -                    cannot be told there; why stands below
    !                    something is wrong; what stands below

Exit: 0 nothing was believed and every word was right; 1 something is wrong; 2 no such connection.
"""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lying import CONTROL, ROWS, Told, names, ready, told
from passback.sandbox.lies import Lie

# Of these nothing is false in the end; all has to be told as there.
TRUE = frozenset({CONTROL, Lie.STALE_READ})
# New scores and line items; then changes to what is there.
ROUNDS = (False, True)
MOST = 20


def faults(lie: str, made: Told, control: Told) -> list[str]:
    """What is wrong with one run, a line each."""
    found = [f"told in the SIS, and is not there: {subject}" for subject in made.believed]
    found += [f"explained by another word: {said}" for said in made.wrong_word]
    found += [f"reconciled wrongly: {said}" for said in made.missed]
    if made.unproven:
        found.append(f"{made.unproven} told in the SIS without a proof")
    if made.doubted:
        found.append(f"{made.doubted} are there, and told otherwise")
    if lie in TRUE:
        if made.right != control.right or made.caught:
            found.append(f"{made.right} of {control.right} told as there, {made.caught} as not")
        more = {key for key, number in made.writes.items() if number > control.writes.get(key, 0)}
        found += [f"written twice: {key}" for key in sorted(more)]
    elif not made.caught and not made.believed:
        found.append("the lie was told of nothing")
    return found


@dataclass(frozen=True)
class Cell:
    """One lie against one connection, all rounds together. `why_not`: why it cannot be told there."""

    caught: int
    believed: int
    proven: int
    faults: list[str]
    why_not: str = ""


async def column(
    name: str, *, whole: bool = True, rounds: Sequence[bool] = ROUNDS, lies: Sequence[str] = ROWS
) -> Mapping[str, Cell]:
    """Every lie against one connection. `whole` False: one course of it."""
    usual = await ready(name, whole=whole, long_titles=False)
    controls = [await told(usual, CONTROL, again=again) for again in rounds]
    cells = {}
    for lie in lies:
        given = await ready(name, whole=whole, long_titles=True) if lie == Lie.TITLE_CUT else usual
        if given.refuses_long:
            cells[lie] = Cell(0, 0, 0, [], f"{name} takes no title that long: {given.refuses_long}")
            continue
        runs = controls if lie == CONTROL else [await told(given, lie, again=again) for again in rounds]
        wrong = [said for made, one in zip(runs, controls, strict=True) for said in faults(lie, made, one)]
        cells[lie] = Cell(
            sum(made.caught for made in runs),
            sum(len(made.believed) for made in runs),
            sum(made.right for made in runs),
            wrong,
        )
    return cells


def shown(lie: str, cell: Cell) -> str:
    """A cell as the table has it."""
    if cell.why_not:
        return "-"
    good = f"{cell.proven:,} proven" if lie in TRUE else f"{cell.caught:,} / {cell.believed:,}"
    return f"{good} !" if cell.faults else good


async def _main(wanted: Sequence[str], rounds: Sequence[bool] = ROUNDS) -> int:
    began = time.monotonic()
    wide, first = [max(len(lie), 12) for lie in ROWS], max(len(name) for name in wanted)
    heads = "  ".join(lie.rjust(w) for lie, w in zip(ROWS, wide, strict=True))
    print(f"lies x connections: caught / believed\n\n{''.ljust(first)}  {heads}")
    cells: list[Cell] = []
    for name in wanted:
        made = await column(name, rounds=rounds)
        row = "  ".join(shown(lie, made[lie]).rjust(w) for lie, w in zip(ROWS, wide, strict=True))
        print(f"{name.ljust(first)}  {row}", flush=True)
        cells += made.values()
    print()
    for cell in cells:
        if cell.why_not:
            print(f"- {cell.why_not}")
    wrong = [said for cell in cells for said in cell.faults]
    for said in wrong[:MOST]:
        print(f"! {said}")
    if len(wrong) > MOST:
        print(f"! {MOST} of {len(wrong)} shown")
    caught, believed = sum(cell.caught for cell in cells), sum(cell.believed for cell in cells)
    took = f"{time.monotonic() - began:.0f} s"
    print(f"{caught:,} lies caught, {believed:,} believed, {len(wrong):,} faults in all, in {took}")
    return 1 if wrong else 0


def main() -> int:
    """Print the table: for the connections that are named, else for all."""
    known = names()
    if unknown := [name for name in sys.argv[1:] if name not in known]:
        print(f"no connection {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    return asyncio.run(_main(sys.argv[1:] or known))


if __name__ == "__main__":
    sys.exit(main())
