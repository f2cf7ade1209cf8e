"""Connectors are found by slug, and each states what it knows with its source."""

from dataclasses import fields
from types import SimpleNamespace

import pytest

from passback.connect.oneroster.dialect import Dialect
from passback.connect.sis import load as loader
from passback.connect.sis.load import available, lacks, load, secret_options
from passback.core.capabilities import Capabilities, Evidence, Limit
from passback.core.connection import Auth, SisSettings
from passback.core.errors import NeedsConfig
from passback.core.ids import IdProfile
from passback.core.problem import Problem
from passback.core.sis import Sis

SETTINGS = SisSettings("https://sis.test", "1.1", Auth("oauth1-sha1", "", "id", "env:S", (), {}), {})


def test_the_two_connectors_are_there() -> None:
    assert set(available()) >= {Sis.ASPEN, Sis.POWERSCHOOL}


@pytest.mark.parametrize("sis", available())
def test_a_connector_has_profiles_and_limits_with_source_and_date(sis: Sis) -> None:
    module = load(sis)
    assert "" in module.CAPABILITIES
    for capabilities in module.CAPABILITIES.values():
        assert isinstance(capabilities, Capabilities)
        limits = [getattr(capabilities, field.name) for field in fields(Capabilities)]
        assert all(limit is None or isinstance(limit, Limit) for limit in limits)
        assert all(limit.source.startswith("facts/") and "§" in limit.source for limit in limits if limit)
    assert len(set(module.PROFILES)) == len(module.PROFILES) > 0
    assert all(isinstance(profile, IdProfile) for profile in module.PROFILES)
    assert isinstance(module.EVIDENCE, Evidence)
    assert all(isinstance(one, Dialect) for one in getattr(module, "DIALECTS", {}).values())
    assert callable(module.connect)
    assert isinstance(lacks(sis, SETTINGS), NeedsConfig | None)
    assert isinstance(secret_options(sis), frozenset)


def test_an_sis_without_connector_names_those_that_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "available", lambda: (Sis.ASPEN, Sis.POWERSCHOOL))

    with pytest.raises(NeedsConfig, match="aspen, powerschool"):
        load(Sis.FOCUS)
    assert secret_options(Sis.FOCUS) == frozenset()


def test_what_a_connector_says_of_its_settings_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = NeedsConfig("no vendor key", Problem.VENDOR_KEY_MISSING)
    made = SimpleNamespace(SECRET_OPTIONS=frozenset({"certificate"}), lacks=lambda _settings: missing)
    monkeypatch.setattr(loader, "load", lambda _sis: made)

    assert secret_options(Sis.ASPEN) == {"certificate"}
    assert lacks(Sis.ASPEN, SETTINGS) is missing
