"""Writes the documentation's sources: a page per entry at a stable address, lists by SIS and by problem.

`make docs` builds them with Sphinx into docs/_build/html. An entry's address is `entries/<id>.html`; an old
id's page sends its reader on.
"""

import shutil
import sys
from pathlib import Path

from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.dictionary import book
from passback.dictionary.entry import Entry
from passback.dictionary.render import as_markdown

ROOT = Path(__file__).parents[1]
CONF = '''"""Written by tools/pages.py."""

project = "passback"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "passback"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
# The pages quote logs; links in them are facts and no references of ours.
suppress_warnings = ["myst.xref_missing"]
'''
INDEX = """# passback

Grade passback that explains itself: errors on the way from Canvas to the SIS, what each means, who
fixes it, and how.

```{toctree}
:maxdepth: 1

sis/index
problems/index
commands
```
"""


def write(folder: Path) -> int:
    """Write all sources into a folder, which is emptied first; how many pages."""
    shutil.rmtree(folder, ignore_errors=True)
    pages: dict[str, str] = {"index.md": INDEX}
    for entry in book.entries():
        pages[f"entries/{entry.id}.md"] = page(entry)
        for alias in entry.aliases:
            pages[f"entries/{alias}.md"] = (
                f"---\norphan: true\n---\n# {alias}\n\nNow: [{entry.id}]({entry.id}.md)\n"
            )
    groups = {sis.display: book.entries(sis) for sis in Sis if book.entries(sis)}
    groups["Canvas, gateways and passback itself"] = tuple(e for e in book.entries() if e.sis is None)
    pages |= listed("sis", "By SIS", groups)
    pages |= listed("problems", "By problem", {p.value: book.entries(problem=p) for p in Problem})
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    pages["commands.md"] = commands.partition("-->\n")[2]
    for name, text in pages.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    return len(pages)


def page(entry: Entry) -> str:
    """An entry's page."""
    text = as_markdown(entry)
    head, _, rest = text.partition("\n")
    return (
        f"---\norphan: true\n---\n# {head.lstrip('# ')}\n{rest.replace(chr(10) + '### ', chr(10) + '## ')}\n"
    )


def listed(folder: str, title: str, groups: dict[str, tuple[Entry, ...]]) -> dict[str, str]:
    """A page per group, each a table of its entries, and a page of the groups."""
    pages = {}
    lines = [f"# {title}\n", "```{toctree}", ":maxdepth: 1", ""]
    for name, entries in groups.items():
        slug = "".join(c if c.isalnum() else "-" for c in name.lower())
        rows = "\n".join(
            f"| [{_cell(e.title)}](../entries/{e.id}.md) | {e.effect.value} | `{e.id}` |" for e in entries
        )
        pages[f"{folder}/{slug}.md"] = f"# {name}\n\n| error | harm | id |\n|---|---|---|\n{rows}\n"
        lines.append(slug)
    pages[f"{folder}/index.md"] = "\n".join([*lines, "```", ""])
    return pages


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[").replace("]", "\\]")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "_build" / "source"
    print(f"{write(target)} pages in {target}")
