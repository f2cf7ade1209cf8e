"""Writes the documentation's sources: a page per entry at a stable address, lists by SIS and by problem.

`make docs` builds them with Sphinx into docs/_build/html. An entry's address is `entries/<id>.html`; an old
id's page sends its reader on.
"""

import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.entry import Entry
from passback.dictionary.render import EFFECTS, as_markdown

ROOT = Path(__file__).parents[1]
CONF = '''"""Written by tools/pages.py."""

project = "passback"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "passback"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_show_copyright = False
exclude_patterns = ["_build"]
myst_heading_anchors = 3
# The pages quote logs; links in them are facts and no references of ours.
suppress_warnings = ["myst.xref_missing"]
'''
# Messages are long lines: they wrap instead of hiding behind a scroll bar.
CSS = """article pre { white-space: pre-wrap; overflow-wrap: anywhere; }
article table.docutils td code { overflow-wrap: anywhere; }
article table.docutils { margin-left: 0; }
article table.docutils td { vertical-align: top; }
"""
INDEX = """# Errors on the way from Canvas to the SIS

What each error of a grade sync means, who fixes it, and how. Paste a few words of a message into the search
box, or choose the system that your school keeps grades in. With passback installed,
`passback explain '<the message>'` finds the page for you.

{systems}

Not sure who says it? [All problems](problems/index.md) are listed by what is wrong: categories, dates,
sections, students, assignments, scores, connections.

```{{toctree}}
:hidden:

sis/index
problems/index
carries
commands
```
"""
# Where each group of problems begins, in the order of the list.
GROUPS = {
    Problem.CATEGORY_NOT_FOUND: "Categories",
    Problem.DUE_DATE_MISSING: "Dates and grading periods",
    Problem.SECTION_WITHOUT_SIS_ID: "Sections and teachers",
    Problem.STUDENT_WITHOUT_SIS_ID: "Students",
    Problem.NAME_TOO_LONG: "Assignments",
    Problem.SCORE_ABOVE_MAXIMUM: "Scores",
    Problem.CANVAS_THROTTLED: "Systems and connections",
    Problem.CHANGED_SINCE_PLAN: "What passback decides",
}
# Those who speak and are no SIS, by the first word of their ids.
OTHERS = {
    "canvas": "Canvas",
    "web": "Gateways, certificates and sign-in",
    "passback": "passback itself, for any SIS",
}
_SHOWN = 90


def write(folder: Path) -> int:
    """Write all sources into a folder, which is emptied first; how many pages."""
    shutil.rmtree(folder, ignore_errors=True)
    pages: dict[str, str] = {}
    for entry in book.entries():
        pages[f"entries/{entry.id}.md"] = page(entry)
        for alias in entry.aliases:
            pages[f"entries/{alias}.md"] = (
                f"---\norphan: true\n---\n# {alias}\n\nNow: [{entry.id}]({entry.id}.md)\n"
            )
    systems = {slug: (name, by_system(slug)) for slug, name in speakers().items()}
    pages["index.md"] = INDEX.format(systems=system_table(systems, "sis/"))
    for slug, (name, entries) in systems.items():
        pages[f"sis/{slug}.md"] = f"# {name}\n\n{entry_table(entries)}"
    pages["sis/index.md"] = f"# By system\n\n{system_table(systems, '')}\n{toctree(systems)}"
    for problem in Problem:
        pages[f"problems/{problem}.md"] = problem_page(problem)
    pages["problems/index.md"] = f"# By problem\n\n{problem_tables()}\n{toctree(p.value for p in Problem)}"
    for name in ("commands.md", "carries.md"):
        pages[name] = (ROOT / "docs" / name).read_text(encoding="utf-8").partition("-->\n")[2]
    for name, text in {**pages, "conf.py": CONF, "_static/pages.css": CSS}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return len(pages)


def speakers() -> dict[str, str]:
    """Who says something, by the first word of their entries' ids."""
    return {sis.value: sis.display for sis in Sis if book.entries(sis)} | OTHERS


def by_system(slug: str) -> Sequence[Entry]:
    """The entries whose ids begin with that word."""
    return [entry for entry in book.entries() if entry.id.partition(".")[0] == slug]


def page(entry: Entry) -> str:
    """An entry's page: what `passback entries <id>` says, an example, and where to go from here."""
    whose = f"{entry.sis.display}: " if entry.sis and not entry.title.startswith(entry.sis.display) else ""
    head, _, rest = as_markdown(entry).partition("\n")
    for heading in ("Cause ", "What it means", "Notes"):
        rest = rest.replace(f"\n### {heading}", f"\n## {heading}")
    said, _, told = rest.partition("\n## ")
    examples = [f"    {m.example}" for m in entry.messages if m.example != m.template]
    shown = "\n".join(["", "**For example:**", "", *examples, ""]) if examples else ""
    slug = entry.id.partition(".")[0]
    links = [
        f"- [All errors of {_plain(speakers()[slug])}](../sis/{slug}.md)",
        *(
            f"- [{_plain(_what(problem))}](../problems/{problem}.md), whichever SIS says it"
            for problem in dict.fromkeys(cause.problem for cause in entry.causes)
        ),
    ]
    top = f"---\norphan: true\n---\n# {whose}{head.lstrip('# ')}\n{said}{shown}"
    return "\n".join([f"{top}\n## {told}", "\n## See also\n", *links, ""])


def problem_page(problem: Problem) -> str:
    """What a problem is in any SIS, and the entries that have it as a cause."""
    general = book.entry_for(problem, None)
    said = [entry for entry in book.entries(problem=problem) if entry is not general]
    table = f"## Who says it\n\n{entry_table(said, problem)}" if said else "No message of an SIS is known.\n"
    return (
        f"# {_plain(general.title)}\n\n`{problem}` · {EFFECTS[general.effect]}\n\n"
        f"{_plain(general.causes[0].meaning)}\n\n"
        f"[What to do about it in any SIS](../entries/{general.id}.md)\n\n{table}"
    )


def entry_table(entries: Sequence[Entry], problem: Problem | None = None) -> str:
    """A row per entry: what its message says, as far as it tells, and the harm, or that of one cause."""
    names = speakers()
    rows = [
        (
            *([_cell(names[entry.id.partition(".")[0]])] if problem else []),
            f"[{_cell(entry.title)}](../entries/{entry.id}.md)",
            f"`{_cell(_short(entry.messages[0].core), code=True)}`" if entry.messages else "",
            EFFECTS[next((c.effect for c in entry.causes if c.problem is problem), None) or entry.effect],
        )
        for entry in entries
    ]
    return _table([*(["who"] if problem else []), "error", "what the message says", "harm"], rows)


def system_table(systems: dict[str, tuple[str, Sequence[Entry]]], where: str) -> str:
    """Everybody who says something, with how many pages there are."""
    rows = [
        (f"[{_cell(name)}]({where}{slug}.md)", str(len(entries))) for slug, (name, entries) in systems.items()
    ]
    return _table(["who says it", "pages"], rows)


def problem_tables() -> str:
    """All problems under the heading of their group."""
    out = []
    rows: list[tuple[str, ...]] = []
    for problem in Problem:
        if problem in GROUPS:
            rows = []
            out.append((GROUPS[problem], rows))
        said = {e.sis.display: None for e in book.entries(problem=problem) if e.sis and e.messages}
        rows.append((f"[{_cell(_what(problem))}]({problem}.md)", ", ".join(said)))
    return "\n".join(f"## {name}\n\n{_table(['what is wrong', 'said by'], told)}" for name, told in out)


def toctree(names: Iterable[str]) -> str:
    """The pages below, for the side bar; the page itself links to them."""
    return "\n".join(["```{toctree}", ":hidden:", "", *names, "```", ""])


def _what(problem: Problem) -> str:
    return book.entry_for(problem, None).title


def _short(text: str) -> str:
    if len(text) <= _SHOWN:
        return text
    words = text[:_SHOWN].rsplit(" ", 1)[0]
    # A body of JSON has few spaces: half a word tells more than no word.
    return f"{words} …" if 2 * len(words) > _SHOWN else f"{text[:_SHOWN]}…"


def _table(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _plain(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>#" else c for c in text)


def _cell(text: str, *, code: bool = False) -> str:
    return (text if code else _plain(text)).replace("|", "\\|")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "_build" / "source"
    print(f"{write(target)} pages in {target}")
