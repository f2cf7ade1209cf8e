"""The documentation has a page for every entry, at an address that stays, and builds without a warning."""

import re
import subprocess
import sys
from pathlib import Path

import pages
from passback.core.problem import Problem
from passback.dictionary import book


def test_every_entry_has_its_page_and_is_listed_by_system_and_problem(tmp_path: Path) -> None:
    count = pages.write(tmp_path)
    listed = {f.read_text() for f in [*tmp_path.glob("sis/*.md"), *tmp_path.glob("problems/*.md")]}

    assert count > len(book.entries())
    for entry in book.entries():
        text = (tmp_path / "entries" / f"{entry.id}.md").read_text()
        assert entry.causes[0].steps[0].do.split()[0] in text
        assert sum(f"../entries/{entry.id}.md" in lines for lines in listed) >= 2
        for alias in entry.aliases:
            assert f"({entry.id}.md)" in (tmp_path / "entries" / f"{alias}.md").read_text()
    assert {f.stem for f in tmp_path.glob("problems/*.md")} == {"index", *(p.value for p in Problem)}


def test_a_page_says_whose_it_is_shows_an_example_and_leads_on(tmp_path: Path) -> None:
    pages.write(tmp_path)
    text = (tmp_path / "entries/focus.grading-period-locked.md").read_text()

    assert "# Focus: 422 Error: Invalid Due Date" in text
    assert text.index("for due date: {due_date}") < text.index("**For example:**") < text.index("## Cause 1")
    assert "(../sis/focus.md)" in text
    assert "(../problems/due-date-outside-grading-period.md)" in text


def test_a_problem_s_page_tells_the_harm_of_that_cause(tmp_path: Path) -> None:
    pages.write(tmp_path)
    row = "| Focus | [422 Error: Invalid Due Date](../entries/focus.grading-period-locked.md) |"
    harm = {}
    for name in ("grading-period-locked", "due-date-outside-grading-period"):
        lines = (tmp_path / "problems" / f"{name}.md").read_text().splitlines()
        harm[name] = next(line for line in lines if line.startswith(row)).split(" | ")[-1]

    assert harm == {
        "grading-period-locked": "harmless |",
        "due-date-outside-grading-period": "keeps an assignment back |",
    }


def test_a_page_that_links_to_nothing_would_stop_the_build_and_none_does(tmp_path: Path) -> None:
    pages.write(tmp_path / "source")
    linked = re.findall(r"\]\(\.\./entries/([^)]+)\)", (tmp_path / "source/sis/aspen.md").read_text())
    assert linked
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", tmp_path / "source", tmp_path / "html"]
    built = subprocess.run(command, capture_output=True, text=True, check=False)

    assert built.returncode == 0, built.stderr
    for entry in book.entries():
        assert (tmp_path / "html" / "entries" / f"{entry.id}.html").exists()

    (tmp_path / "source/sis/aspen.md").write_text("# Aspen\n\n```{toctree}\nnowhere\n```\n")
    broken = subprocess.run(command, capture_output=True, text=True, check=False)
    assert broken.returncode != 0
    assert "nowhere" in broken.stderr
