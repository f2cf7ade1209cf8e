"""Every connection that the sandbox offers passes one suite."""

from conformance import Conformance
from passback.connect.sis.load import available
from passback.core.sis import Sis
from passback.sandbox.systems import simulators


class TestAspen(Conformance, sis="aspen"):
    pass


class TestPowerSchool(Conformance, sis="powerschool"):
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
