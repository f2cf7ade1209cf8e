"""Writes the generated documents from the code; `--check` says which are not current and changes nothing.

docs/commands.md from the live `--help`, docs/problems.md from the dictionary, docs/fixes.md from the fixes,
docs/carries.md from the connectors, docs/report.svg and docs/cards from a sync of the practice school in this
very process.
"""

import asyncio
import inspect
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from html import escape
from pathlib import Path

os.environ |= {"NO_COLOR": "1", "COLUMNS": "100"}

from card_pages import pages as card_pages
from carries import carries
from in_process import synced_school
from passback.cli.main import COMMANDS, parser_of
from passback.cli.plan_text import headline
from passback.cli.report_text import print_report
from passback.core.problem import ActsOn, Problem
from passback.core.sis import Sis
from passback.dictionary.book import entries, entry_for
from passback.dictionary.faces import NAMES, faces, faces_table
from passback.dictionary.read_yaml import screens
from passback.run.plugin import powerschool_plugin
from passback.sync.checks import CHECKS
from passback.sync.fixes import FIXES, fixes_for
from passback.sync.unseen import UNSEEN

DOCS = Path(__file__).parents[1] / "docs"
LINE = 17
MARK = "<!-- written by tools/docs.py (make format); edit the code instead -->\n"


def commands() -> str:
    """The command line reference, from what `--help` prints."""
    helps = ((name, parser_of(name).format_help().rstrip()) for name in COMMANDS)
    out = [f"## passback {name}\n\n```text\n{text}\n```\n" for name, text in helps]
    return "\n".join([MARK, "# Commands\n", *out])


def problems() -> str:
    """Every problem, what it means for a score, which SISs say it, and whether a check finds it before."""
    out = [
        MARK,
        "# Problems\n",
        "Each is one cause, whatever the SIS calls it. `passback explain passback.<problem>` says more.\n",
        "*Before a sync*: `checked` from what Canvas and the SIS show; else why not. Where it says neither,",
        "the plan or the report tells it where it is met. *Repair*: the [fixes](fixes.md), the preferred",
        "first; where there is none, somebody has to act, and is told who and how.\n",
    ]
    checked = {problem for check in CHECKS for problem in check.PROBLEMS}
    out.append(
        "| problem | what it is | harm | said by | before a sync | repair |\n|---|---|---|---|---|---|"
    )
    for problem in Problem:
        general = entry_for(problem, None)
        said = sorted({e.sis.display for e in entries(problem=problem) if e.sis is not None and e.messages})
        row = (f"`{problem.value}`", general.title, general.effect.value, ", ".join(said))
        before = "checked" if problem in checked else UNSEEN.get(problem, "")
        cures = ", ".join(f"`{fix.ACTION.value}`" for fix in fixes_for(problem))
        out.append(f"| {' | '.join(row)} | {before} | {cures} |")
    own = [e for e in entries() if e.messages]
    count = sum(len(e.messages) for e in own)
    systems = f"{len({e.sis for e in own if e.sis})} of {len(Sis) - 1} SISs"
    out.append(f"\n{len(own)} entries with {count} messages for {systems} so far.\n")
    return "\n".join(out)


def fixes() -> str:
    """Every fix: where it acts, how safe it is, what it cures and what it changes."""
    out = [MARK, FIXES_PAGE, "| fix | acts on | safety | cures | what it does |\n|---|---|---|---|---|"]
    for fix in sorted(FIXES, key=lambda each: [*ActsOn].index(each.ACTS_ON)):
        cured = ", ".join(f"`{problem.value}`" for problem in fix.PROBLEMS)
        does = _IN_CODE.sub("", " ".join((inspect.getdoc(fix) or "").split()))
        out.append(f"| `{fix.ACTION.value}` | {fix.ACTS_ON.value} | {fix.SAFETY.value} | {cured} | {does} |")
    return "\n".join([*out, BY_HAND, *_screens(), ""])


def _screens() -> Iterator[str]:
    yield "| where | address below the system's own | known from |\n|---|---|---|"
    for row in (each for each in screens().values() if each["where"] != "passback"):
        place = " ▸ ".join((row["where"], *row["path"]))
        source = row["source"] if " " in row["source"] else f"<{row['source']}>"
        page = f"`{row['page']}`" if row["page"] else ""
        yield f"| {place} | {page} | {source} |"


_IN_CODE = re.compile(r" Source: .*| \((?:facts/|`)[^)]*\)")
FIXES_PAGE = """\
# Fixes

`passback fix CONNECTION` lists what keeps scores back. With a finding's key or problem it shows what would
cure it, before and after per item; on a yes it applies that, sends exactly what was kept back and reads it
back. `--with FIX` takes another cure than the first, `--choose` answers where there are several, `--leave`
takes items out, `--done` looks again when somebody acted. `passback undo CONNECTION FIX` takes one back, or
says in one line why not. A fix that was cut off goes on with the next `passback fix` or `passback sync`; an
undo that was cut off, when it is typed again.

* **acts on** `wire`: only what passback sends; Canvas and the SIS keep their own. `canvas`: an assignment in
  Canvas or its group, which teachers and families see.
* **safety** `safe`: nobody loses anything by it, and it can be taken back. `ask`: a decision, shown with what
  it costs: the students whose course grade in Canvas would change, the scores given up. A proposal may ask
  where its fix is safe, as when there are several to choose from.
* More than 500 changes at once want a reason in words (`--reason`).

What no fix cures says who has to act, where and how; see [the problems](problems.md).
"""
BY_HAND = """
## By hand

What no fix cures is shown: who, where to the very screen, what to do, a link where the address is known for
certain, and the command that checks again. Beside a fix the same stands in one line. Over all causes of an
entry, what takes nothing away comes first; what takes grades away comes last and says so (`deletes` in JSON).

*I did it*: `passback fix CONNECTION KEY --done` looks again. A cause that is gone lets go what waited for it,
which is sent and read back; one that is there is *still there*, and nothing is written. What no read shows,
as a grading period that the SIS says is closed, is tried: one item first, the rest only if that is taken.

The screens that entries name, each with where its name is from. A system that lacks here has none that a
source names; an entry then says which thing to look for.
"""


def picture() -> str:
    """The report of the practice school's Aspen side, as a terminal shows it."""
    overview, report, cards = asyncio.run(synced_school(Sis.ASPEN))
    text = io.StringIO()
    with redirect_stdout(text):
        print(f"$ passback sync {report.connection} --yes")
        print(f"{headline(overview.total)} scores with {overview.sis.display}.\n")
        print_report(report, cards)
    lines = text.getvalue().splitlines()[:46]
    height = LINE * (len(lines) + 3)
    place = 'x="18" xml:space="preserve"'
    rows = "\n".join(
        f'<text y="{LINE * (at + 3)}" {place}>{escape(line[:104])}</text>' for at, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="860" height="{height}" role="img" '
        'aria-label="A report of passback sync: how many scores arrived, and why the others did not">\n'
        '<rect width="100%" height="100%" rx="8" fill="#14181f"/>\n'
        '<circle cx="20" cy="18" r="6" fill="#e0605a"/><circle cx="40" cy="18" r="6" fill="#e3b341"/>'
        '<circle cx="60" cy="18" r="6" fill="#57ab5a"/>\n'
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13" fill="#d7dde6">\n'
        f"{rows}\n</g>\n</svg>\n"
    )


def carried() -> str:
    """What each SIS can carry."""
    return f"{MARK}\n{carries()}"


def plugin() -> str:
    """What PowerSchool's plugin asks for, and why."""
    told, _ = powerschool_plugin("-", "-")
    opened: dict[tuple[str, str], list[str]] = {}
    for name, access in told.asks:
        table, _, column = name.partition(".")
        opened.setdefault((table, access), []).append(f"`{column}`")
    rows = [f"| `{table}` | {access} | {', '.join(held)} |" for (table, access), held in opened.items()]
    return "\n".join([MARK, PLUGIN, "| table | access | columns |\n|---|---|---|", *rows, ""])


PLUGIN = """\
# PowerSchool's plugin

`passback powerschool plugin --publisher NAME --email ADDRESS` writes the zip. An admin of PowerSchool
installs it under Plugin Management and enables it; client id and secret stand under its Data Provider
Configuration.
After another version of it the plugin is disabled and enabled again, so that new access counts.

PowerSchool opens single columns, and a plugin cannot be limited to some teachers: whoever has its secret can
read and write all that stands below. passback acts as the lead teacher of a section, and asks for exactly
what its calls need. The list is made from those calls. A test makes every call against the practice school
with the plugin installed, and again without each single line of it: then a call fails.

* What is written is what passback sends, and the columns of the same rows that PowerTeacher Pro fills in: a
  first assignment was refused for `assignment.createdbyplugin`, which nobody sends.
* Some names are inferred: what stands behind `/ws/v1` (`students`, `cc`, `sections.teacher`), and the columns
  of `assignment`, `assignmentcategoryassoc`, `assignmentstudentassoc` and `assignmentscorecomment` beside
  those that were seen. Should a PowerSchool not know one of them, `--without TABLE.COLUMN` leaves it out.
* A column that is still closed is named by `passback connections test`, by the plan and by the report.
* `assignmentstudentassoc` is for assignments that a teacher gave to some students and that passback took
  over: an update puts them back whole.
"""


def what_of_each() -> str:
    """What passback can do about each entry of the document."""
    shown = [(entry, faces(entry)) for entry in entries()]
    measured = [(entry, held) for entry, held in shown if held is not None]
    counted = [f"{sum(getattr(held, name) is True for _, held in measured)} {name}" for name in NAMES]
    later = sum(held.predicted == "after-first-refusal" for _, held in measured)
    steps = sum(held.repaired == "show-only" for _, held in measured)
    told = (
        f"{len(measured)} entries: {', '.join(counted)}; {later} more are predicted after the first refusal,"
    )
    told += f" and for {steps} more the exact steps are shown."
    table = faces_table(entry for entry, _ in measured)
    return f"{MARK}\n{FACES}\n{told}\n\n{table}\n"


FACES = """\
# What passback can do about each error

Every entry of the *SIS Error Code Dictionary* has five faces. Each is *yes* because it was seen, or says
why not. `passback entries --faces` shows the same; `make faces` measures anew, and a test holds the table
current.

* **explained**: each cause has its meaning, and the steps of somebody.
* **recognized**: each of its messages is known as this entry, or as one that says the very same words.
* **reproduced**: a simulator refuses by a rule that reads its state, and takes the same call with one
  value changed (`make prove`).
* **predicted**: a plan said it before a sync, and the same state was refused. *After the first refusal*:
  no read shows the cause, and once it was met, what hangs on it waits instead of being refused again.
* **repaired**: a fix of passback's cures one of its causes, by itself or on consent. *Shown*: passback
  says who must act, where and how, and checks again when they did.
"""


PAGES = {
    "commands.md": commands,
    "faces.md": what_of_each,
    "fixes.md": fixes,
    "problems.md": problems,
    "carries.md": carried,
    "powerschool-plugin.md": plugin,
    "report.svg": picture,
}


def main() -> int:
    """Write, or with --check compare."""
    stale = []
    made = {name: make() for name, make in PAGES.items()}
    made |= {name: f"{MARK}\n{text}" for name, text in card_pages().items()}
    gone = [page for page in (DOCS / "cards").glob("*.md") if f"cards/{page.name}" not in made]
    for page in gone:
        stale.append(f"cards/{page.name}")
        if "--check" not in sys.argv:
            page.unlink()
    for name, text in made.items():
        page = DOCS / name
        page.parent.mkdir(exist_ok=True)
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                page.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"not current: {', '.join(stale)}; `make format` writes them anew")
        return 1
    print(f"{len(made)} generated documents, {len(stale)} {'rewritten' if stale else 'changed: all current'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
