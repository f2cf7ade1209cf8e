"""The plugin asks for exactly what the calls need: with it all pass, without any line of it one fails."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree as ET

import pytest

import in_process
from passback.connect.sis import powerschool
from passback.connect.xte import plugin
from passback.connect.xte.access import FULL, VIEW, Field, needed, sent
from passback.core.connection import Auth, CanvasSettings, Connection, SisSettings
from passback.core.errors import BadInput, Retryable
from passback.core.finding import Receipt, Rejection
from passback.core.gradebook import Excused, Gradebook, LineItem, Score, Student, Unread
from passback.core.ports import SisSide
from passback.core.problem import Problem
from passback.core.sis import Sis
from passback.sandbox.sis.powerschool.plugin import install

DUE = date(2026, 9, 25)
ITEM = LineItem(None, "Osmosis questions", "from Canvas", None, DUE, DUE, Decimal(12), counts=None)
STEPS = ("read", "roster", "whose gradebook", "create", "update", "scores", "read back", "delete", "probe")


@cache
def planted() -> in_process.Practice:
    return in_process.a_practice()


class School:
    """A practice school with the plugin installed, and the client that goes in with it."""

    def __init__(self, asked: Sequence[Field] | None = None) -> None:
        self.practice = deepcopy(planted())
        self.ps = self.practice.school.powerschool
        # Two teachers, so that the client asks who leads.
        self.ps.sections[85001].staff.append(self.ps.teachers[612].staff)
        held = plugin.fields() if asked is None else asked
        install(self.ps, plugin.archive("Maple", "a@maple.example", held))

    def side(self) -> SisSide:
        client, url = self.ps.client, self.practice.urls["powerschool"]
        auth = Auth("oauth2-basic", f"{url}/oauth/access_token/", client.id, client.secret, (), {})
        options = {"teacher_email": "nobody@maplevalley.example"}
        settings = SisSettings(url, "25.7", auth, options)
        canvas = CanvasSettings("http://canvas.test", "1", "env:T")
        connection = Connection("maple", Sis.POWERSCHOOL, canvas, settings, None)
        return powerschool.connect(connection, in_process.means(self.practice), "space")

    async def failing(self) -> set[str]:
        """The steps of which a part was refused: every call of the connector, with all that it can carry."""
        side, failed = self.side(), set()
        book = await side.read("14501")
        if not isinstance(book, Gradebook):
            return set(STEPS)
        if any(isinstance(part, Unread) for part in (book.categories, book.students, book.line_items)):
            failed.add("read")
        if not isinstance(await side.roster("14501"), Gradebook):
            failed.add("roster")
        # Whoever led is gone, so that it asks for the teacher whom the connection names.
        staff = self.ps.sections[85001].staff
        self.ps.sections[85001].staff = [9999, *staff]
        if not isinstance(await self.side().roster("14501"), Gradebook):
            failed.add("whose gradebook")
        self.ps.sections[85001].staff = staff
        categories = () if isinstance(book.categories, Unread) else book.categories
        students = () if isinstance(book.students, Unread) else [s for s in book.students if s.active]
        wanted = replace(ITEM, category=categories[0].ref if categories else None)
        return failed | await self._failing_writes(side, wanted, students)

    async def _failing_writes(self, side: SisSide, wanted: LineItem, students: Sequence[Student]) -> set[str]:
        failed = set()
        made = await side.save_line_item("85001", None, wanted)
        if not isinstance(made, Receipt) or len(students) < 2:
            return {"create", "update", "scores", "read back", "delete"}
        # As a teacher would have it who gave the work to some students only.
        (row,) = self.ps.assignments[int(made.ref.partition(".")[0])].rows
        row["_assignmentstudentassociations"] = [{"studentsdcid": int(s.ref)} for s in students]
        changed = replace(wanted, ref=made.ref, title="Osmosis", maximum=Decimal(20))
        if not isinstance(await side.save_line_item("85001", changed, changed), Receipt):
            failed.add("update")
        marks = [(students[0].ref, Decimal("9.5"), "Well done"), (students[1].ref, Excused.EXCUSED, "")]
        for student, mark, said in marks:
            score = Score(student, mark, None, late=True, missing=True, comment=said)
            if not isinstance((await side.save_scores("85001", [(made.ref, score)]))[0], Receipt):
                failed.add("scores")
        if isinstance(await side.scores("85001", made.ref), Unread):
            failed.add("read back")
        if not isinstance(await side.delete_line_item("85001", made.ref), Receipt):
            failed.add("delete")
        if not all(probe.ok for probe in await side.probe()):
            failed.add("probe")
        return failed


def test_with_the_plugin_every_call_is_let_in() -> None:
    assert asyncio.run(School().failing()) == set()


@pytest.mark.parametrize("field", needed(), ids=lambda field: field.name)
def test_a_field_left_out_or_opened_less_is_a_failing_call(field: Field) -> None:
    others = [one for one in needed() if one != field]
    assert asyncio.run(School(others).failing())
    if field.access == FULL:
        assert asyncio.run(School([*others, replace(field, access=VIEW)]).failing())


def test_what_a_body_sends_is_asked_for_by_itself() -> None:
    full = {field.name for field in needed() if field.access == FULL}
    assert {f"{table}.{column}" for table, columns in sent().items() for column in columns} <= full
    assert "assignment.createdbyplugin" in full, "what PowerTeacher Pro fills in is needed too"


def test_a_refused_column_is_named_where_it_is_read_and_where_it_is_written() -> None:
    lacking = School([one for one in needed() if one.name != "teachercategory.isactive"])
    book = asyncio.run(lacking.side().read("14501"))
    assert isinstance(book, Gradebook)
    assert isinstance(book.categories, Unread)
    assert book.categories.problem is Problem.PLUGIN_INCOMPLETE
    assert "teachercategory.isactive" in book.categories.why

    lacking = School([one for one in needed() if one.name != "assignment.createdbyplugin"])
    lacking.ps.access["assignment.createdbyplugin"] = VIEW
    refused = asyncio.run(lacking.side().save_line_item("85001", None, ITEM))
    assert isinstance(refused, Rejection)
    assert (refused.status, "assignment.createdbyplugin" in refused.raw) == (403, True)


@pytest.mark.parametrize(
    ("closed", "name"),
    [
        ("assignmentscore.islate", "assignmentscore"),
        ("teachercategory.isactive", "categories"),
        ("users.email_addr", "users"),
    ],
)
def test_the_probe_names_the_column_that_is_closed(closed: str, name: str) -> None:
    lacking = School([one for one in needed() if one.name != closed])
    failed = [probe for probe in asyncio.run(lacking.side().probe()) if not probe.ok]
    assert [(probe.name, probe.problem) for probe in failed] == [
        (f"PowerSchool {name}", Problem.PLUGIN_INCOMPLETE)
    ]
    assert closed in failed[0].detail


def test_to_be_greeted_needs_the_columns_without_which_no_class_is_found() -> None:
    def greeted(closed: str) -> None:
        asyncio.run(School([one for one in needed() if one.name != closed]).side().greet())

    greeted("users.email_addr")  # some other part lacks it: that is no reason to stop
    with pytest.raises(Retryable, match=r"sections\.") as said:
        greeted("sections.schoolid")
    assert said.value.problem is Problem.PLUGIN_INCOMPLETE


# ---- the file ------------------------------------------------------------------------------------------


def test_the_zip_is_a_plugin_with_its_file_at_the_root_and_the_same_bytes_each_time() -> None:
    made = plugin.archive('Maple & "Co"', "a@maple.example", plugin.fields())
    assert made == plugin.archive('Maple & "Co"', "a@maple.example", plugin.fields())
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert held.namelist() == ["plugin.xml"]
        root = ET.fromstring(held.read("plugin.xml"))  # noqa: S314 - our own
    space = "{http://plugin.powerschool.pearson.com}"
    publisher = root.find(f"{space}publisher")
    assert publisher is not None
    assert publisher.get("name") == 'Maple & "Co"'
    asked = [
        (f"{f.get('table')}.{f.get('field')}".lower(), f.get("access")) for f in root.iter(f"{space}field")
    ]
    assert asked == [(field.name, field.access) for field in needed()]


@pytest.mark.parametrize("spoil", [lambda zipped: zipped[:50], lambda _: b"", lambda _: b"<plugin/>"])
def test_the_simulator_installs_nothing_that_is_no_plugin(spoil: Callable[[bytes], bytes]) -> None:
    school = School()
    before = dict(school.ps.access)
    with pytest.raises(ValueError, match="plugin"):
        install(school.ps, spoil(plugin.archive("Maple", "a@maple.example", ())))
    assert school.ps.access == before


def test_a_column_that_this_server_does_not_have_is_left_out_and_an_unknown_one_is_a_slip() -> None:
    kept = {field.name for field in plugin.fields(["ASSIGNMENT.StandardCalcDirection"])}
    assert {field.name for field in needed()} - kept == {"assignment.standardcalcdirection"}
    with pytest.raises(BadInput, match="does not ask"):
        plugin.fields(["students.ssn"])


@pytest.mark.parametrize("text", ["", "x" * 41, "two\nlines"])
def test_what_cannot_stand_in_a_plugin_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="--publisher"):
        plugin.archive(text, "a@maple.example", ())
