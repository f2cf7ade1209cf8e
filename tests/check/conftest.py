"""A desk with a practice school connected."""

import pytest

from desk import Desk, a_desk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A fresh school, connected under `practice-SLUG`."""
    return a_desk(monkeypatch, capsys)
