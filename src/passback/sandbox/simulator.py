"""What one simulated system gives to the school: its function, its name when counted, how it is reached.

Each `sandbox/sis/<slug>/app.py` states its own as `SIMULATORS`; `systems.py` finds them. Knows no vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from passback.sandbox.book import Book
from passback.sandbox.planting.canvas import Ground
from passback.sandbox.state.clients import Client
from passback.sandbox.state.oneroster import Roster
from passback.sandbox.state.school import School
from passback.sandbox.wire import Call, Reply


@dataclass(frozen=True)
class Simulator:
    """One system on a port of its own.

    `name`: of its port, in `Call.system`, the counts, the faults and `School.rosters`: the SIS's slug, or
    the slug with more behind it (`oneroster-1.2`). `handle`: answers as on a good day. `shape`: a call
    without its ids, for counting. `described`: (school, url) to its entry of the first line, see `entry`.
    `plant`: makes its roster on planted ground; None: its state is planted otherwise. `connects` False: its
    entry stands under `more` and no connection is made of it by itself. `book`: its gradebook as it really
    is; None: nobody needs to know.
    """

    name: str
    handle: Callable[[School, Call], Reply]
    shape: Callable[[Call], str]
    described: Callable[[School, str], Mapping[str, object]]
    plant: Callable[[Ground], Roster] | None = None
    connects: bool = True
    book: Callable[[School], Book] | None = None


@dataclass(frozen=True)
class Access:
    """How one signs in to a simulator. `kind` and the rest: as `auth` of the first line has them.

    `token_path`: behind the system's root; None where there is no token (OAuth 1.0a).
    """

    kind: str
    client: Client
    token_path: str | None
    scopes: Sequence[str] = ()
    headers: Mapping[str, str] | None = None

    def described(self, url: str) -> dict[str, object]:
        """The `auth` of an entry."""
        return {
            "kind": self.kind,
            **({} if self.token_path is None else {"token_url": url + self.token_path}),
            "client_id": self.client.id,
            "client_secret": self.client.secret,
            "scopes": list(self.scopes),
            "headers": dict(self.headers or {}),
        }


def entry(  # noqa: PLR0913 - the fields of the first line, by keyword
    url: str,
    access: Access,
    *,
    version: str,
    account: int,
    teacher_email: str,
    classes: Sequence[str],
    sis: str | None = None,
    options: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """One SIS's entry of the first line.

    `account`: the Canvas sub-account that it stands behind. `sis`: its slug, where the name of its port is
    another. `options`: what a connection needs beside address and sign-in. Left out where not given.
    """
    return {
        **({} if sis is None else {"sis": sis}),
        "url": url,
        "version": version,
        "auth": access.described(url),
        **({} if not options else {"options": dict(options)}),
        "teacher_email": teacher_email,
        "classes": list(classes),
        "account": str(account),
    }


def account_of(school: School, sis_id: str) -> int:
    """The Canvas account with this SIS id.

    Raises:
        StopIteration: there is none; a planting forgot it.
    """
    return next(row.id for row in school.canvas.accounts.values() if row.sis_id == sis_id)
