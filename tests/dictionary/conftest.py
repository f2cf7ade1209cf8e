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
