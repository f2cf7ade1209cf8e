"""Making the tables, once, whoever comes first; and refusing a file that is not ours to use.

Knows Django's migrations, not what the tables mean.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from passback.core.errors import BadInput

_APP = "store"


@contextmanager
def alone(path: Path | None) -> Iterator[None]:
    """Keep other processes out while a database is opened. None: there are no others.

    The lock is a file of its own: closing a second handle of the database would drop SQLite's own locks.
    """
    if path is None:
        yield
        return
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def bring_up_to_date(alias: str, label: str) -> None:
    """Make the tables, or bring an older database to this version.

    Raises:
        BadInput: the file is a database of something else, or of a newer passback.
    """
    connection = connections[alias]
    tables = connection.introspection.table_names()
    if tables and "django_migrations" not in tables:
        raise BadInput(f"{label} is a database of something else; name another file")
    executor = MigrationExecutor(connection)
    loader = executor.loader
    newer = [
        name
        for app, name in loader.applied_migrations
        if app == _APP and (app, name) not in loader.disk_migrations
    ]
    if newer:
        raise BadInput(f"{label} was written by a newer passback; update this one, or name another file")
    targets = loader.graph.leaf_nodes(_APP)
    if executor.migration_plan(targets):
        executor.migrate(targets)
