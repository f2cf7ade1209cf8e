"""What a person entered into the exchange's settings: where a system stands and how to sign in.

By default what the SIS gave out, as the first line of the sandbox says it; `state.incumbent` has what
differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from passback.sandbox.state.canvas import Token
from passback.sandbox.state.clients import Client
from passback.sandbox.state.school import School
from passback.sandbox.systems import simulators

# The query that its plugin brings (facts/sis-vendors.md §1.4).
SCALE_QUERY = "com.instructure.schools.get_actual_score_grade_scale_dcid"
# What the incumbent may in Canvas, of which it is a part.
_PERMISSIONS = {"read_sis", "manage_sis", "view_all_grades", "read_roster", "manage_assignments_edit"}


def install(school: School) -> None:
    """Give it a token in Canvas and put its plugin into PowerSchool, once for each school."""
    if school.incumbent.installed:
        return
    root = next(row.id for row in school.canvas.accounts.values() if row.parent is None)
    school.canvas.tokens[school.incumbent.token] = Token(1, root, set(_PERMISSIONS))
    school.powerschool.queries.append(SCALE_QUERY)
    school.incumbent.installed = True


def _given_out(school: School, system: str) -> Mapping[str, Any]:
    return simulators()[system].described(school, "")


def account_of(school: School, system: str) -> str:
    """The Canvas account that the system stands behind."""
    return str(_given_out(school, system)["account"])


def client_of(school: School, system: str, now: datetime) -> Client:
    """What it signs in with; once that has ended, its secret is no good any more."""
    kept = school.incumbent
    auth = _given_out(school, system)["auth"]
    client = kept.keys.get(system) or Client(auth["client_id"], auth["client_secret"])
    expires = kept.expires.get(system)
    return client if expires is None or now < expires else Client(client.id, "")


def scopes_of(school: School, system: str) -> Sequence[str]:
    """The scopes that it asks for."""
    return cast("Sequence[str]", _given_out(school, system)["auth"]["scopes"])


def headers_of(school: School, system: str) -> Mapping[str, str]:
    """What goes along with every call."""
    auth = _given_out(school, system)["auth"]
    return cast("Mapping[str, str]", school.incumbent.headers.get(system, auth["headers"]))
