"""Opening the store: where it is, Django started once, the file made private, the tables made.

The only module of the store that others import by name; what needs a started Django is imported when it is.
"""

import itertools
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import django
import platformdirs
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.utils import ConnectionHandler

from passback.core.errors import BadInput
from passback.core.ports import Clock, Limiter
from passback.run.limiter import MemoryLimiter, Rates
from passback.run.store import settings as ours
from passback.run.store.database import Database
from passback.run.store.schema import alone, bring_up_to_date

if TYPE_CHECKING:
    from passback.run.store.django_store import DjangoStore

VARIABLE = "PASSBACK_DATABASE"
_MEMORY = ":memory:"
_in_memory = itertools.count(1)
_last_opened: list[Database] = []

# Measured in facts/engine.md §5: without these, two writing processes lose 92 % of their transactions.
_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
}


def default_url() -> str:
    """`$PASSBACK_DATABASE`, else a file in the user's data folder."""
    return os.environ.get(VARIABLE) or str(platformdirs.user_data_path("passback") / "passback.sqlite3")


def folder(url: str) -> Path:
    """The folder of a database, where files beside it go; not made here.

    Raises:
        BadInput: no such kind of database is known.
    """
    path = _path(url)
    return path.parent if path else platformdirs.user_data_path("passback")


def open(url: str, clock: Clock) -> "DjangoStore":  # noqa: A001 - `app.open` is its name
    """Open a database, and make it where there is none.

    `url`: a path, or `sqlite:///` and an absolute path; `sqlite://:memory:` is a new one that is forgotten.
    May be called while an event loop runs, and again with another URL: each store keeps to its own database.

    Raises:
        BadInput: it cannot be used; the text says why and what to do.
    """
    path = _path(url)
    start_django()
    from passback.run.store.django_store import DjangoStore  # noqa: PLC0415 - models need a started Django

    number = sha256(os.fsencode(path)).hexdigest()[:16] if path else f"memory-{next(_in_memory)}"
    database = Database(f"passback-{number}", str(path or _MEMORY))
    if database.alias not in connections.databases:
        connections.databases[database.alias] = _config(str(path or _MEMORY))

    def make() -> None:
        try:
            if path is not None:
                _make_folder(path)
            with alone(path):
                # The file may have been replaced since this process had it open.
                connections[database.alias].close()
                if path is not None:
                    _make_file(path)
                bring_up_to_date(database.alias, database.label)
        except OSError as error:
            word = (error.strerror or type(error).__name__).lower()
            raise BadInput(f"the database {database.label} cannot be used: {word}") from error

    database.start(make)
    _last_opened[:] = [database]
    return DjangoStore(database, clock)


def limiter(clock: Clock, rates: Rates | None = None) -> Limiter:
    """The limiter shared by all who use the database that was opened last; without one, of this process."""
    if not _last_opened:
        return MemoryLimiter(clock, rates or {})
    from passback.run.store.limiter import StoreLimiter  # noqa: PLC0415 - models need a started Django

    return StoreLimiter(_last_opened[0], clock, rates or {})


def _path(url: str) -> Path | None:
    """The file of a database, absolute; None: in memory. No error repeats a URL, which may hold a secret."""
    if url in {_MEMORY, f"sqlite://{_MEMORY}", f"sqlite:///{_MEMORY}"}:
        return None
    scheme, mark, _ = url.partition("://")
    if not mark:
        given = Path(url)
    elif scheme == "sqlite":
        parts = urlsplit(url)
        if parts.netloc or parts.query:
            raise BadInput("a database is named sqlite:///absolute/path, or by its path alone")
        given = Path("/" + unquote(parts.path).lstrip("/"))
    elif scheme in {"postgres", "postgresql"}:
        raise BadInput("PostgreSQL comes with the durable engine; for now name a file, as sqlite:///path")
    else:
        raise BadInput(f"no database of kind {scheme[:20]!r} is known; name a file, as sqlite:///path")
    if not url or given.name == "" or "\0" in url:
        raise BadInput("a database is named by the path of its file")
    return given.expanduser().absolute()


def start_django() -> None:
    """Start Django with the store's settings, once; a site that has started it already keeps its own."""
    if not settings.configured:
        settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()})
    if not apps.ready:
        django.setup()


def _config(name: str) -> dict[str, Any]:
    given = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(_OPTIONS)}}
    return dict(ConnectionHandler().configure_settings(given)["default"])


def _make_folder(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise BadInput(f"{path} is not a file; name the database's own file")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BadInput(f"{path} cannot be made: what is above it is not a folder") from None


def _make_file(path: Path) -> None:
    """Make an empty private file, for SQLite would make a readable one; its side files take after it."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
