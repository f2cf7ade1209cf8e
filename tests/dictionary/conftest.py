"""What the source document says, kept in this repository, and the document itself where it lies beside."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import twins

HERE = Path(__file__).parent
_BESIDE = Path("shared", "source", "SIS Error Code Dictionary.txt")


@pytest.fixture(scope="session")
def document() -> list[dict[str, Any]]:
    """Titles and messages of the document, by SIS, exactly as they stand there."""
    return yaml.safe_load((HERE / "document.yaml").read_text(encoding="utf-8"))["entries"]


@pytest.fixture(scope="session")
def source_text() -> str:
    """The document, where a clone or a worktree has it beside itself or beside a folder above."""
    found = next((path for folder in HERE.parents if (path := folder / _BESIDE).exists()), None)
    if found is None:
        pytest.skip(f"{_BESIDE} is not here")
    return found.read_text(encoding="utf-8-sig")


@pytest.fixture(scope="session")
def said_alike() -> dict[str, set[str]]:
    """For each entry whose words another system says too: all the entries that say them."""
    return {entry_id: group for group in twins.declared("said_alike") for entry_id in group}
