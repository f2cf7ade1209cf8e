"""Causes of messages where passback meets them, while the message itself is said to another sender.

Skyward's SMS 2.0 is not what passback speaks to, and settings of the exchange are none of ours. The same
cause is put into the SIS that passback reads, or into its connection.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from passback.core.sis import Sis
from passback.run.plugin import powerschool_plugin
from passback.sandbox.sis.skyward.app import MANNERS as SKYWARD
from passback.sandbox.state.school import School
from proofs.calling import District
from proofs.syncing import Course

Described = dict[str, Any]


@dataclass(frozen=True)
class Ours:
    """A cause. `cause`: puts it into a fresh school, or into what describes the connection."""

    sis: Sis
    cause: Callable[[School, Described], None]


def secret_ended(_: School, described: Described) -> None:
    """The connection's secret is no longer the SIS's."""
    described["auth"]["client_secret"] = "ended"  # noqa: S105 - of nothing


def address_cut(_: School, described: Described) -> None:
    """The connection's address lacks /ims/oneroster."""
    described["options"] = {"base_path": "/v1p1"}


def nobody_there(_: School, described: Described) -> None:
    """Nothing answers where PowerSchool was."""
    described["url"] = "http://gone.practice.test"


def plugin_of_less(school: School, _: Described) -> None:
    """The plugin in PowerSchool was let in to all that ours asks for but the categories of teachers."""
    asked, _more = powerschool_plugin("Maple Valley", "it@maplevalley.example")
    left_out = "teachercategory."
    school.powerschool.access = {name: kind for name, kind in asked.asks if not name.startswith(left_out)}


def staff_number(school: School, _: Described) -> None:
    """Canvas has a student whose own id begins with staff_."""
    klass = District(school, SKYWARD).klass.id
    student = school.canvas.users[Course(school, Sis.SKYWARD, klass).cell().user]
    student.sis_id = f"staff_{student.sis_id}"


def same_name(school: School, _: Described) -> None:
    """The gradebook has an assignment of this title and due date already, out of other points."""
    district = District(school, SKYWARD)
    work = Course(school, Sis.SKYWARD, district.klass.id).assignment
    work.due_at = "2026-09-25T20:00:00Z"
    item: Any = {"title": work.name, "dueDate": str(work.due_at), "resultValueMax": 7}
    district.line("l-1", **item)


OURS: Mapping[str, Ours] = {
    "aspen.route-missing": Ours(Sis.ASPEN, address_cut),
    "powerschool.grade-scale-query-missing": Ours(Sis.POWERSCHOOL, plugin_of_less),
    "powerschool.sis-unreachable": Ours(Sis.POWERSCHOOL, nobody_there),
    "skyward.credentials-expired": Ours(Sis.SKYWARD, secret_ended),
    "skyward.name-taken": Ours(Sis.SKYWARD, same_name),
    "skyward.student-sis-id-invalid": Ours(Sis.SKYWARD, staff_number),
}
