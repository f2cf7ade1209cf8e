# The classes of conftest's fixtures have no name here: helper modules are not imported.
# ruff: noqa: ANN401
"""What each OneRoster connector says of its vendor, and that its two words do not contradict each other."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from passback.connect.oneroster.client import OneRoster
from passback.connect.oneroster.dialect import Clear, Dialect, Exempted, Moment, PutIds, Version
from passback.connect.oneroster.options import adjusted
from passback.connect.sis.load import available, lacks, load
from passback.core.capabilities import Capabilities, Exempt, Ids
from passback.core.connection import Auth, SisSettings
from passback.core.errors import NeedsConfig
from passback.core.ids import IdProfile
from passback.core.ports import SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis

SPACE = "6f1cf6f4-3f0f-4b8e-9d0e-0d3a3f6c2b51"
SPEAKING = [sis for sis in available() if hasattr(load(sis), "DIALECTS")]
PAIRS = [(sis, version) for sis in SPEAKING for version in load(sis).DIALECTS]
SETTINGS = SisSettings("https://sis.test", "1.1", Auth("oauth1-sha1", "", "id", "env:S", (), {}), {})


def told(sis: Sis, version: str) -> Dialect:
    made: Dialect = load(sis).DIALECTS[version]
    return made


def held(sis: Sis, version: str) -> Capabilities:
    table = load(sis).CAPABILITIES
    made: Capabilities = table.get(version, table[""])
    return made


def test_ten_sis_and_any_other_speak_oneroster() -> None:
    assert set(SPEAKING) == set(Sis) - {Sis.POWERSCHOOL}


@pytest.mark.parametrize(("sis", "version"), PAIRS)
def test_a_dialect_and_its_limits_say_the_same(sis: Sis, version: str) -> None:
    dialect, limits = told(sis, version), held(sis, version)
    by_sis = limits.line_item_ids.value is Ids.SERVER

    assert by_sis is (dialect.ids is PutIds.ABSENT)
    assert (limits.clear is not None and limits.clear.value) is (dialect.clear is Clear.DELETE)
    assert bool(limits.letters and limits.letters.value) is (dialect.letter_in is not None)
    assert bool(limits.late and limits.late.value) is dialect.flags_in_fields
    assert bool(limits.missing and limits.missing.value) is dialect.flags_in_fields
    said = {
        None: {Exempted.NO_NUMBER},
        Exempt.FLAG: {Exempted.NO_NUMBER},
        Exempt.FLAG_BESIDE_ZERO: {Exempted.ZERO},
        Exempt.REFUSED: {Exempted.NEVER},
    }
    assert dialect.exempted in said[limits.exempt.value if limits.exempt else None]


@pytest.mark.parametrize(("sis", "version"), PAIRS)
def test_the_version_of_a_dialect_is_the_one_that_it_stands_under(sis: Sis, version: str) -> None:
    assert told(sis, version).version is Version(version or "1.1")


@pytest.mark.parametrize("sis", [sis for sis in SPEAKING if sis is not Sis.ONEROSTER])
def test_at_once_only_one_write_where_no_limit_is_known(sis: Sis) -> None:
    assert {dialect.parallel for dialect in load(sis).DIALECTS.values()} == {1}


@pytest.mark.parametrize(("sis", "version"), PAIRS)
def test_each_connects_and_reads_at_its_own_address(
    connection: Any, means: Any, script: Any, sis: Sis, version: str
) -> None:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    made = connection(sis)
    made = replace(made, settings=replace(made.settings, version=version))
    side: SisSide = load(sis).connect(made, means, SPACE)
    script.on(f"GET {told(sis, version).gradebook}/classes/CLS1/lineItems", {"lineItems": []})

    assert asyncio.run(side.line_items("CLS1")) == ()


@pytest.mark.parametrize(
    ("sis", "version", "gradebook", "rostering"),
    [
        (Sis.AERIES, "", "/ims/oneroster/v1p1", "/ims/oneroster/v1p1"),
        (Sis.ASPEN, "", "/ims/oneroster/v1p1", "/ims/oneroster/v1p1"),
        (Sis.ONEROSTER, "1.2", "/ims/oneroster/gradebook/v1p2", "/ims/oneroster/rostering/v1p2"),
        (
            Sis.INFINITE_CAMPUS,
            "",
            "/campus/oneroster/passback/ims/oneroster/v1p1",
            "/campus/oneroster/passback/ims/oneroster/v1p1",
        ),
        (
            Sis.INFINITE_CAMPUS,
            "1.2",
            "/campus/api/ims/oneroster/gradebook/v1p2",
            "/campus/api/ims/oneroster/rostering/v1p2",
        ),
    ],
)
def test_a_base_path_is_the_vendor_s(sis: Sis, version: str, gradebook: str, rostering: str) -> None:
    assert (told(sis, version).gradebook, told(sis, version).rostering) == (gradebook, rostering)


# ---- what is peculiar to one ---------------------------------------------------------------------------


def test_q_is_never_sent_an_excused_score() -> None:
    assert told(Sis.Q_SIS, "").exempted is Exempted.NEVER


def test_progressbook_takes_nothing_above_the_maximum_and_synergy_twice_of_it() -> None:
    progressbook, synergy = held(Sis.PROGRESSBOOK, ""), held(Sis.SYNERGY, "")

    assert progressbook.extra_credit is not None
    assert (progressbook.extra_credit.value, progressbook.extra_credit.firm) == (False, True)
    assert synergy.score_factor_max is not None
    assert (synergy.score_factor_max.value, synergy.score_factor_max.firm) == (2, True)
    assert told(Sis.SYNERGY, "").moment is Moment.BARE_MIDNIGHT


@pytest.mark.parametrize(
    ("sis", "version", "required"),
    [
        (Sis.SAPPHIRE, "", True),
        (Sis.PROGRESSBOOK, "", True),
        (Sis.INFINITE_CAMPUS, "", False),
        (Sis.INFINITE_CAMPUS, "1.2", True),
        (Sis.SKYWARD, "", False),
    ],
)
def test_who_demands_a_category_is_known_for_sure(sis: Sis, version: str, required: bool) -> None:
    limit = held(sis, version).category_required

    assert limit is not None
    assert (limit.value, limit.firm) == (required, True)


@pytest.mark.parametrize("sis", [Sis.AERIES, Sis.SYNERGY])
def test_a_vendor_that_wants_scopes_is_told_some(connection: Any, means: Any, script: Any, sis: Sis) -> None:
    script.on("POST /oauth/token", {"access_token": "t", "expires_in": 3600})
    asyncio.run(load(sis).connect(connection(sis), means, SPACE).line_items("CLS1"))

    assert b"gradebook.createput" in script.requests[0].body


def test_several_scores_in_one_request_need_a_scope_of_their_own() -> None:
    """facts/oneroster.md §1.2: the POST forms stand behind `gradebook.createpost`."""
    plain = load(Sis.ONEROSTER).DIALECTS["1.2"]
    post = "https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.createpost"

    assert post not in adjusted(plain, {}).scopes
    assert adjusted(plain, {"bulk": "results-per-line-item"}).scopes == (*plain.scopes, post)


def test_sapphire_s_class_may_lack_its_prefix_in_canvas() -> None:
    found: list[IdProfile] = [
        p for p in load(Sis.SAPPHIRE).PROFILES if p.section.sis == "sourcedId" and p.section.held != "as-is"
    ]
    assert found


# ---- what is said at set-up ------------------------------------------------------------------------------


def test_infinite_campus_without_a_vendor_key_is_said_at_set_up() -> None:
    for version in ("1.1", "1.2"):
        missing = lacks(Sis.INFINITE_CAMPUS, replace(SETTINGS, version=version))
        assert missing is not None
        assert missing.problem is Problem.VENDOR_KEY_MISSING
    auth = replace(SETTINGS.auth, headers={"X-Vendor-Authorization": "env:KEY"})
    assert lacks(Sis.INFINITE_CAMPUS, replace(SETTINGS, auth=auth)) is None


@pytest.mark.parametrize(
    ("product", "problem"),
    [("sms2", Problem.PERMISSION_MISSING), ("qmlativ", None), ("sky", Problem.ROUTE_MISSING)],
)
def test_skyward_sms_2_is_unreachable_without_its_licence(
    connection: Any, means: Any, product: str, problem: Problem | None
) -> None:
    missing = lacks(Sis.SKYWARD, replace(SETTINGS, options={"product": product}))
    assert (missing.problem if missing else None) is problem
    if problem is None:
        assert isinstance(load(Sis.SKYWARD).connect(connection(Sis.SKYWARD), means, SPACE), OneRoster)
    else:
        with pytest.raises(NeedsConfig):
            load(Sis.SKYWARD).connect(connection(Sis.SKYWARD, product=product), means, SPACE)


def test_aeries_own_address_needs_its_certificate() -> None:
    missing = lacks(Sis.AERIES, replace(SETTINGS, options={"v5_url": "https://sis.test/api/v5"}))

    assert missing is not None
    assert missing.problem is Problem.VENDOR_KEY_MISSING
    assert lacks(Sis.AERIES, SETTINGS) is None


def test_what_an_operator_knows_better_holds(connection: Any, means: Any) -> None:
    made = connection(Sis.FOCUS, ids="absent", clear="delete", base_path="/api/or")
    side = load(Sis.FOCUS).connect(made, means, SPACE)

    assert side.capabilities.line_item_ids.value is Ids.SERVER
    assert side.capabilities.clear.value is True
    assert side.dialect.gradebook == side.dialect.rostering == "/api/or"
