"""Every connection that the sandbox offers passes one suite."""

from conformance import Conformance
from passback.sandbox.systems import simulators


class TestAspen(Conformance, sis="aspen"):
    pass


class TestPowerSchool(Conformance, sis="powerschool"):
    pass


def test_no_connection_is_left_out() -> None:
    named = {cls.sis for cls in Conformance.__subclasses__()}
    connecting = {name for name, one in simulators().items() if one.connects} - {"canvas"}

    assert named == connecting
