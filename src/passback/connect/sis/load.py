"""The one loader of connectors by slug."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from passback.core.errors import NeedsConfig
from passback.core.problem import Problem
from passback.core.sis import Sis

_FOLDER = __name__.rpartition(".")[0]


def _name(sis: Sis) -> str:
    return f"{_FOLDER}.{sis.value.replace('-', '_')}"


def available() -> tuple[Sis, ...]:
    """The SISs that have a connector."""
    return tuple(sis for sis in Sis if find_spec(_name(sis)) is not None)


def load(sis: Sis) -> ModuleType:
    """The connector of an SIS: a module with `CAPABILITIES`, `PROFILES` and `connect`.

    Raises:
        NeedsConfig: it has none yet; the text names those that have one.
    """
    if sis not in available():
        names = ", ".join(known.value for known in available())
        raise NeedsConfig(f"no connector for {sis.value} yet; there are: {names}", Problem.ROUTE_MISSING)
    return import_module(_name(sis))
