"""Connectors are found by slug, and each states what it knows with its source."""

from dataclasses import fields

import pytest

from passback.connect.sis.load import available, load
from passback.core.capabilities import Capabilities, Limit
from passback.core.errors import NeedsConfig
from passback.core.ids import IdProfile
from passback.core.sis import Sis


def test_the_two_connectors_are_there() -> None:
    assert set(available()) >= {Sis.ASPEN, Sis.POWERSCHOOL}


@pytest.mark.parametrize("sis", available())
def test_a_connector_has_profiles_and_limits_with_source_and_date(sis: Sis) -> None:
    module = load(sis)
    assert isinstance(module.CAPABILITIES, Capabilities)
    limits = [getattr(module.CAPABILITIES, field.name) for field in fields(Capabilities)]
    assert all(limit is None or isinstance(limit, Limit) for limit in limits)
    assert all(limit.source.startswith("facts/") and "§" in limit.source for limit in limits if limit)
    assert len(set(module.PROFILES)) == len(module.PROFILES) > 0
    assert all(isinstance(profile, IdProfile) for profile in module.PROFILES)
    assert callable(module.connect)


def test_an_sis_without_connector_names_those_that_have_one() -> None:
    missing = next(sis for sis in Sis if sis not in available())
    with pytest.raises(NeedsConfig, match="aspen, powerschool"):
        load(missing)
