"""Against a server that does it wrong each case ends in a finding or a proven write, never a wrong green."""

from collections.abc import Callable
from functools import cache

import pytest

import hostile_laws
from hostile_laws import ENDS, LAWS, NAMES, SAYS, Met
from passback.core.problem import State
from passback.sandbox.hostile.deviations import End

met = cache(hostile_laws.met)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_a_law_holds_against_a_deviation(name: str, law: Callable[[Met], None]) -> None:
    law(met(name))


def test_every_finding_is_named() -> None:
    assert set(SAYS) == {name for name, end in ENDS.items() if end is End.FINDING}


def test_what_shows_late_is_there_once_when_it_shows() -> None:
    case = met("slow-to-show")

    assert case.first.states[State.IN_SIS] == 0
    assert case.kept == case.kept_again
    assert case.again.states[State.ALREADY_THERE] > 0
