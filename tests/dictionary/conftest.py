"""What the source document says, kept in this repository, and the document itself where it lies beside."""

from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "shared" / "source" / "SIS Error Code Dictionary.txt"


@pytest.fixture(scope="session")
def document() -> list[dict[str, Any]]:
    """Titles and messages of the document, by SIS, exactly as they stand there."""
    return yaml.safe_load((HERE / "document.yaml").read_text(encoding="utf-8"))["entries"]


@pytest.fixture(scope="session")
def source_text() -> str:
    """The document, where a clone has it beside itself."""
    if not SOURCE.exists():
        pytest.skip(f"{SOURCE} is not here")
    return SOURCE.read_text(encoding="utf-8-sig")


# Entries of several systems that say the very same words: ambiguous until the system is named.
_SAID_ALIKE = [
    {"infinite-campus.canvas-throttled", "powerschool.canvas-throttled"},
    {
        "infinite-campus.section-without-sis-id",
        "powerschool.section-without-sis-id",
        "progressbook.section-without-sis-id",
    },
    {
        "focus.due-date-not-for-everyone",
        "pinnacle.due-date-not-for-everyone",
        "synergy.due-date-not-for-everyone",
    },
    {"aeries.sis-internal-error", "synergy.sis-internal-error"},
]


@pytest.fixture(scope="session")
def said_alike() -> dict[str, set[str]]:
    """For each entry whose words another system says too: all the entries that say them."""
    return {entry_id: group for group in _SAID_ALIKE for entry_id in group}
