"""The plugin of a simulated PowerSchool: installing one, and what it lets a call do.

Honors facts/sis-vendors.md §1.2: `plugin.xml` at the root of a zip, `<oauth/>`, access asked for field by
field, a denied field a 403 that names it; a first create refused for a column that PowerTeacher Pro fills in
itself, so that a write needs every column of the tables that it fills. Inferred: a read needs every column
that its answer shows, and `/ws/v1` those behind its fields.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree as ET

from passback.sandbox.sis.powerschool.answering import error
from passback.sandbox.state.powerschool import PowerSchool
from passback.sandbox.wire import Call, Reply

_SPACE = "{http://plugin.powerschool.pearson.com}"
_LEVELS = ("ViewOnly", "FullAccess")
_LARGEST = 1_000_000

_AUDIT = ("yearid", "executionid", "ip_address", "transaction_date", "whomodifiedid", "whomodifiedtype")
# Column names: §1.5, and what a public export of ASSIGNMENTSECTION and ASSIGNMENTSCORE has beside them.
_ASSIGNMENT = ("assignmentid", "createdbyplugin", "standardscoringmethod", "standardcalcdirection", *_AUDIT)
_SECTION = (
    *("assignmentsectionid", "assignmentid", "sectionsdcid", "name", "description", "duedate", "scoretype"),
    *("scoreentrypoints", "weight", "totalpointvalue", "extracreditpoints", "iscountedinfinalgrade"),
    *("isscoringneeded", "isscorespublish", "publishoption", "publishdaysbeforedue", "publishonspecificdate"),
    *("publisheddate", "publishedscoretypeid", "maxretakeallowed", "relatedgradescaleitemdcid", *_AUDIT),
)
_IN_CATEGORY = (
    *("assignmentcategoryassocid", "assignmentsectionid", "teachercategoryid", "isprimary", *_AUDIT),
)
_FOR_STUDENT = ("assignmentstudentassocid", "assignmentsectionid", "studentsdcid", *_AUDIT)
_SCORE = (
    *("assignmentscoreid", "assignmentsectionid", "studentsdcid", "actualscoreentered", "actualscorekind"),
    *("actualscoregradescaledcid", "scorepoints", "scorepercent", "scorelettergrade", "scorenumericgrade"),
    *("scoregradescaledcid", "scoreentrydate", "altalphagrade", "altnumericgrade", "altscoregradescaledcid"),
    *("isabsent", "iscollected", "isexempt", "isincomplete", "islate", "ismissing", "hasretake"),
    *("authoredbyuc", *_AUDIT),
)
_COMMENT = ("assignmentscorecommentid", "assignmentscoreid", "commentvalue", *_AUDIT)
_CATEGORY = (
    *("teachercategoryid", "districtteachercategoryid", "usersdcid", "name", "isactive", "isinfinalgrades"),
    *("defaultscoretype", "defaultscoreentrypoints", "defaultweight", "defaulttotalvalue"),
    *("defaultextracreditpoints", "defaultpublishoption", "defaultdaysbeforedue", "isdefaultpublishscores"),
)

Need = tuple[str, Iterable[str]]
_WHOLE: tuple[Need, ...] = (
    ("assignment", _ASSIGNMENT),
    ("assignmentsection", _SECTION),
    ("assignmentcategoryassoc", _IN_CATEGORY),
)
_VIEWED: Mapping[str, tuple[Need, ...]] = {
    "/ws/v1/school/:id/student": (("students", ("dcid", "student_number", "schoolid")),),
    "/ws/v1/section/:id": (("sections", ("dcid", "schoolid", "termid", "section_number", "teacher")),),
    "/ws/v1/section/:id/section_enrollment": (
        ("cc", ("sectionid", "studentid", "dateenrolled", "dateleft")),
    ),
    "/ws/xte/teacher_category": (
        ("teachercategory", _CATEGORY),
        ("districtteachercategory", ("districtteachercategoryid",)),
    ),
    "/ws/xte/section/assignment": _WHOLE,
    "/ws/xte/section/assignment/:id": _WHOLE,
}


def install(ps: PowerSchool, archive: bytes) -> None:
    """Upload and enable a plugin: from now on it may do what its `plugin.xml` asked for, and no more.

    Raises:
        ValueError: no plugin; the text says why.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as held:
            if held.getinfo("plugin.xml").file_size > _LARGEST:
                raise ValueError("plugin.xml is too large")
            root = ET.fromstring(held.read("plugin.xml"))  # noqa: S314 - a practice school on loopback
    except (zipfile.BadZipFile, KeyError, ET.ParseError) as fault:
        raise ValueError(f"not a plugin: {fault}") from fault
    if root.tag != f"{_SPACE}plugin" or not root.get("name") or not root.get("version"):
        raise ValueError("plugin.xml: a plugin of the vendor's namespace with name and version is due")
    if root.find(f"{_SPACE}oauth") is None:
        raise ValueError("plugin.xml: without <oauth/> there are no credentials")
    ps.access = {}
    for field in root.iterfind(f"{_SPACE}access_request/{_SPACE}field"):
        table, column, level = field.get("table"), field.get("field"), field.get("access")
        if not table or not column or level not in _LEVELS:
            raise ValueError("plugin.xml: a field names its table, its field and ViewOnly or FullAccess")
        ps.access[f"{table}.{column}".lower()] = level


def denied(ps: PowerSchool, call: Call, pattern: str) -> Reply | None:
    """The refusal of a call that the plugin was not let in to; it names the first such field."""
    if ps.access is None:
        return None
    reads = call.method == "GET"
    for name in _viewed(call, pattern) if reads else _written(call, pattern):
        if ps.access.get(name) not in (_LEVELS if reads else _LEVELS[1:]):
            return error(403, f"No access to field {name}")
    return None


def _viewed(call: Call, pattern: str) -> Iterator[str]:
    if pattern == "/ws/schema/table/:name":
        table = call.path.rpartition("/")[2].lower()
        tested = [part.partition("==")[0] for part in call.one("q").split(";")]
        yield from _names(table, [*call.one("projection").lower().split(","), *map(str.lower, tested)])
    for table, columns in _VIEWED.get(pattern, ()):
        yield from _names(table, columns)


def _written(call: Call, pattern: str) -> Iterator[str]:
    if pattern == "/ws/schema/query/:name":
        return  # a query brings its own access along
    needs: list[Need] = list(_WHOLE)
    body = call.body.decode(errors="replace")
    if pattern == "/ws/xte/score":
        needs = [("assignmentscore", _SCORE)]
        if "_assignmentscorecomment" in body:
            needs.append(("assignmentscorecomment", _COMMENT))
    elif '"_assignmentstudentassociations":[{' in body.replace(" ", ""):
        needs.append(("assignmentstudentassoc", _FOR_STUDENT))
    for table, columns in needs:
        yield from _names(table, columns)


def _names(table: str, columns: Iterable[str]) -> Iterator[str]:
    return (f"{table}.{column.strip()}" for column in columns if column.strip())
