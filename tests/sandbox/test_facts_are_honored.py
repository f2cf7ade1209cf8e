"""A simulator's docstring lists the facts that it honors; each line has a test that bears its words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from passback import sandbox

HERE = Path(__file__).parent
SIS = Path(sandbox.__file__).parent / "sis"
FOLDERS = sorted(path.name for path in SIS.iterdir() if (path / "app.py").exists())
LINE = re.compile(r"^\* (facts/[a-z-]+\.md §[\d.]+): (.+)$", re.MULTILINE)


def facts(text: str) -> list[tuple[str, str]]:
    """The source and the sentence of each line of the docstrings."""
    return LINE.findall(ast.get_docstring(ast.parse(text)) or "")


def named(sentence: str) -> str:
    """The test that bears a sentence."""
    words = re.sub(r"[^a-z0-9]+", "_", sentence.lower().replace("'", "")).strip("_")
    return f"test_{words}"


def honored(folder: str) -> list[tuple[str, str]]:
    return [line for path in sorted((SIS / folder).rglob("*.py")) for line in facts(path.read_text())]


def written_for(folder: str) -> set[str]:
    paths = [*(HERE / "sis").glob(f"test_{folder}*.py"), *HERE.glob(f"test_sandbox_{folder}*.py")]
    return {
        node.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_fact_that_a_simulator_names_has_a_test_of_its_words(folder: str) -> None:
    lines = honored(folder)

    assert len(lines) >= 3
    assert [line for line in lines if named(line[1]) not in written_for(folder)] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_fact_stands_in_a_section_that_is_there(folder: str) -> None:
    shared = next((path for up in HERE.parents if (path := up / "shared").joinpath("facts").is_dir()), None)
    if shared is None:
        pytest.skip("the collected facts are not beside the repository")
    for source, _ in honored(folder):
        name, _, section = source.partition(" §")
        assert re.search(rf"^#+ {re.escape(section)}\.? ", (shared / name).read_text(), re.MULTILINE), source


def test_a_fact_without_its_test_is_seen() -> None:
    text = '"""X.\n\n* facts/oneroster.md §1.2: it\'s kept, whole\n"""'

    assert [named(sentence) for _, sentence in facts(text)] == ["test_its_kept_whole"]
    assert named("kept by nobody") not in written_for("oneroster")
