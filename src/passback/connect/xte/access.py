"""What a plugin must be let in to, column by column, for exactly the calls that this client makes.

PowerSchool grants a plugin single columns. The tables of `/ws/schema` are asked for by the very tuples below
(`tables.records` knows no others), and what a write sends is taken from the bodies themselves, so that a new
field asks for itself. Beside what is sent a write needs the columns that PowerTeacher Pro fills in: a first
create was refused for `assignment.createdbyplugin`. Source: facts/sis-vendors.md §1.2; column names: §1.5 and
a public export of ASSIGNMENTSECTION and ASSIGNMENTSCORE. What `/ws/v1` needs is inferred from what it shows.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from passback.connect.shape import Row
from passback.connect.xte import write
from passback.core.gradebook import LineItem, Score
from passback.core.value import Value, value

VIEW, FULL = "ViewOnly", "FullAccess"

# The tables of `/ws/schema`, with the columns that are read or compared.
TABLES: Mapping[str, tuple[str, ...]] = {
    "sections": ("dcid", "id", "termid", "schoolid"),
    "sectionteacher": ("sectionid", "teacherid"),
    "schoolstaff": ("dcid", "id", "users_dcid"),
    "users": ("dcid", "email_addr"),
    "terms": ("id", "yearid", "schoolid", "firstday", "lastday", "name"),
    "assignmentscore": (
        *("assignmentsectionid", "studentsdcid", "actualscoreentered", "scorepoints"),
        *("isexempt", "islate", "ismissing", "scorelettergrade"),
    ),
}
# What stands behind the answers of the other reads.
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "sections": ("dcid", "schoolid", "termid", "section_number", "teacher"),
    "students": ("dcid", "student_number", "schoolid"),
    "cc": ("sectionid", "studentid", "dateenrolled", "dateleft"),
    "teachercategory": (
        *("teachercategoryid", "districtteachercategoryid", "usersdcid", "name", "isactive"),
        *("isinfinalgrades", "defaultscoretype", "defaultscoreentrypoints", "defaultweight"),
        *("defaulttotalvalue", "defaultextracreditpoints", "defaultpublishoption", "defaultdaysbeforedue"),
        "isdefaultpublishscores",
    ),
    "districtteachercategory": ("districtteachercategoryid",),
}
_AUDIT = ("yearid", "executionid", "ip_address", "transaction_date", "whomodifiedid", "whomodifiedtype")
# What PowerTeacher Pro fills in beside what is sent, and what an update puts back as it was.
_FILLED: Mapping[str, tuple[str, ...]] = {
    "assignment": ("assignmentid", "createdbyplugin", "standardscoringmethod", "standardcalcdirection"),
    "assignmentsection": (
        *("assignmentsectionid", "assignmentid", "publishdaysbeforedue", "publishonspecificdate"),
        *("publisheddate", "publishedscoretypeid", "maxretakeallowed", "relatedgradescaleitemdcid"),
    ),
    "assignmentcategoryassoc": ("assignmentcategoryassocid", "assignmentsectionid"),
    "assignmentstudentassoc": ("assignmentstudentassocid", "assignmentsectionid", "studentsdcid"),
    "assignmentscore": (
        *("assignmentscoreid", "actualscoregradescaledcid", "scorepercent", "scorelettergrade"),
        *("scorenumericgrade", "scoregradescaledcid", "scoreentrydate", "altalphagrade"),
        *("altnumericgrade", "altscoregradescaledcid", "isabsent", "iscollected", "isincomplete"),
        *("hasretake", "authoredbyuc"),
    ),
    "assignmentscorecomment": ("assignmentscorecommentid", "assignmentscoreid"),
}
# The objects inside a body and the tables that they are rows of. `scoretype` of a score is its assignment's.
_INSIDE = {
    "_assignmentsections": "assignmentsection",
    "_assignmentcategoryassociations": "assignmentcategoryassoc",
    "_assignmentsection": "assignmentscore",
    "_assignmentscorecomment": "assignmentscorecomment",
}
_NO_COLUMN = {"assignmentscore": frozenset(["scoretype"])}


@value
class Field(Value):
    """One line of the access request: a column of a table, and how far it is opened."""

    table: str
    column: str
    access: str

    @property
    def name(self) -> str:
        """As PowerSchool names it in a refusal: `assignment.createdbyplugin`."""
        return f"{self.table}.{self.column}"


def needed() -> tuple[Field, ...]:
    """Every column that the client's calls need, by table and name; the wider access where two need one."""
    levels: dict[tuple[str, str], str] = {}
    for tables, level in ((TABLES, VIEW), (_SHOWN, VIEW), (_FILLED, FULL), (sent(), FULL)):
        for table, columns in tables.items():
            levels |= {(table, column): level for column in columns}
    levels |= {(table, column): FULL for table in _FILLED for column in _AUDIT}
    return tuple(Field(table, column, level) for (table, column), level in sorted(levels.items()))


def sent() -> Mapping[str, frozenset[str]]:
    """The columns that the bodies of writes hold, by table; taken from bodies with all that they can hold."""
    day = date(2026, 9, 28)
    item = LineItem(None, "x", "x", "1", day, day, Decimal(1), counts=True)
    score = Score("1", Decimal(1), None, late=True, missing=True, comment="x")
    found: dict[str, set[str]] = {}
    _note(
        "assignment",
        write.new_assignment("1", item, Row("category", {"isdefaultpublishscores": True})),
        found,
    )
    _note("assignmentscore", write.score("1.1", score), found)
    return {
        table: frozenset(columns) - _NO_COLUMN.get(table, frozenset()) for table, columns in found.items()
    }


def _note(table: str, body: Mapping[str, object], found: dict[str, set[str]]) -> None:
    columns = found.setdefault(table, set())
    for name, held in body.items():
        inside = held if isinstance(held, list) else [held]
        if name in _INSIDE:
            for row in inside:
                if isinstance(row, Mapping):
                    _note(_INSIDE[name], row, found)
        else:
            columns.add(name)


def named_in(body: bytes) -> str | None:
    """The column of ours that a refusal names, as `table.column`; None: it names none. Reads *where* only."""
    text = body[:20_000].decode(errors="replace").lower()
    names: Iterable[str] = (field.name for field in needed())
    found = [name for name in names if name in text]
    return max(found, key=len, default=None)
