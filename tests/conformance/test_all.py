"""Every connection that the sandbox offers passes one suite."""

from conformance import Conformance
from passback.connect.sis.load import available
from passback.core.sis import Sis
from passback.sandbox.systems import simulators


class TestAeries(Conformance, sis="aeries"):
    pass


class TestAspen(Conformance, sis="aspen"):
    pass


class TestFocus(Conformance, sis="focus"):
    pass


class TestInfiniteCampus(Conformance, sis="infinite-campus"):
    pass


class TestInfiniteCampus12(Conformance, sis="infinite-campus-1.2"):
    pass


class TestOneRoster11(Conformance, sis="oneroster"):
    pass


class TestOneRoster12(Conformance, sis="oneroster-1.2"):
    pass


class TestOneRoster11SignedBySha256(Conformance, sis="oneroster", auth="oauth1-sha256"):
    pass


class TestOneRoster12ByFormAndInBulk(
    Conformance, sis="oneroster-1.2", auth="oauth2-form", options={"bulk": "results-per-line-item"}
):
    pass


class TestPinnacle(Conformance, sis="pinnacle"):
    pass


class TestPowerSchool(Conformance, sis="powerschool"):
    pass


class TestProgressBook(Conformance, sis="progressbook"):
    pass


class TestQSis(Conformance, sis="q-sis"):
    pass


class TestSapphire(Conformance, sis="sapphire"):
    pass


class TestSkyward(Conformance, sis="skyward"):
    pass


class TestSynergy(Conformance, sis="synergy"):
    pass


def test_no_connection_is_left_out() -> None:
    """Every simulator that a connector can reach is here, and nothing else."""
    named = {cls.sis for cls in Conformance.__subclasses__()}
    connecting = {name for name, one in simulators().items() if one.connects} - {"canvas"}
    reached = {name for name in connecting if sis_of(name) in available()}

    assert named == reached


def sis_of(name: str) -> Sis:
    """The SIS of a simulator; its name is the slug, or the slug with a version behind it."""
    return next(sis for sis in sorted(Sis, key=lambda sis: -len(sis)) if name.startswith(sis.value))
