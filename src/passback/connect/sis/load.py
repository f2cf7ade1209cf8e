"""The one loader of connectors by slug."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from passback.core.connection import SisSettings
from passback.core.errors import NeedsConfig
from passback.core.problem import Problem
from passback.core.sis import Sis

_FOLDER = __name__.rpartition(".")[0]
_NONE: frozenset[str] = frozenset()


def _name(sis: Sis) -> str:
    return f"{_FOLDER}.{sis.value.replace('-', '_')}"


def available() -> tuple[Sis, ...]:
    """The SISs that have a connector."""
    return tuple(sis for sis in Sis if find_spec(_name(sis)) is not None)


def load(sis: Sis) -> ModuleType:
    """The connector of an SIS, a module.

    What each has, as a test sees to:

    * `CAPABILITIES: Mapping[str, Capabilities]` by version of the interface, `""` for all others;
    * `PROFILES: tuple[IdProfile, ...]`, the known ways in which ids meet, the commonest first;
    * `EVIDENCE: Evidence`, what its support rests on;
    * `connect(connection: Connection, means: Means, space: str) -> SisSide`;
    * where there is something to know before one begins, `NOTE: str`, a sentence or two for docs/carries.md;
    * where it speaks OneRoster, `DIALECTS: Mapping[str, Dialect]`, by version too;
    * where it needs them, `SECRET_OPTIONS: frozenset[str]`, the names of options that hold a secret's
      reference, and `lacks(settings: SisSettings) -> NeedsConfig | None`, what is missing for it to work at
      all, said at set-up and without asking anybody.

    Raises:
        NeedsConfig: it has none yet; the text names those that have one.
    """
    if sis not in available():
        names = ", ".join(known.value for known in available())
        raise NeedsConfig(f"no connector for {sis.value} yet; there are: {names}", Problem.ROUTE_MISSING)
    return import_module(_name(sis))


def secret_options(sis: Sis) -> frozenset[str]:
    """The names of an SIS's options whose values are references to secrets."""
    found: frozenset[str] = getattr(load(sis), "SECRET_OPTIONS", frozenset()) if sis in available() else _NONE
    return found


def lacks(sis: Sis, settings: SisSettings) -> NeedsConfig | None:
    """What these settings lack for the SIS to be reached at all; None: nothing that can be told from here."""
    ask: Callable[[SisSettings], NeedsConfig | None] | None = getattr(load(sis), "lacks", None)
    return ask(settings) if ask is not None else None
