"""Who teaches a section, in which term and school: what every gradebook call of PowerSchool must name.

Gradebook calls act as one teacher (`users_dcid`), categories belong to the lead teacher, and keys are DCIDs.
Source: facts/sis-vendors.md §1.2, §1.3.
"""

from passback.connect.shape import Row
from passback.connect.wire import Wire
from passback.connect.xte.tables import fetch, records
from passback.core.errors import NeedsConfig, NeedsLogin, Retryable
from passback.core.gradebook import Missing, Term, Unread
from passback.core.ids import by_form, near_misses, ways_of_writing
from passback.core.problem import Problem
from passback.core.value import Value, value


@value
class Taught(Value):
    """A section as gradebook calls need it. `teacher`: USERS.DCID; `term`: with its id and days."""

    dcid: str
    id: str
    school: str
    teacher: str
    year: str
    term: Term


class Classes:
    """Finds sections; each is looked up once. `teacher_email`: of several, where nobody leads."""

    def __init__(self, wire: Wire, teacher_email: str | None) -> None:
        self._wire = wire
        self._email = teacher_email
        self._known: dict[str, Taught] = {}

    async def find(self, field: str, text: str) -> Taught | Missing | Unread:
        """The section whose `field` (`id` or `dcid`) is `text`.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: it could not be looked up.
        """
        if not _is_number(text):
            return Missing(text, await self._near(field, text))
        for known in self._known.values():
            if text == (known.dcid if field == "dcid" else known.id):
                return known
        found = await records(self._wire, "sections", {field: text})
        if not found:
            return Missing(text, await self._near(field, text))
        if len(found) > 1:
            return Unread("several sections have this id", Problem.SEVERAL_MATCHES)
        return await self._taught(found[0])

    async def _near(self, field: str, text: str) -> tuple[str, ...]:
        """Ids of sections that look alike: hints, without which nothing else changes.

        The sections of a server are too many to be listed for one that is missing, so each way of writing the
        id that could be a section's is asked for: two at most, none where no number of some length is in it.
        """
        found: list[str] = []
        try:
            for form in filter(_is_number, ways_of_writing(text)):
                found += [row.id(field) for row in await records(self._wire, "sections", {field: form})]
        except (Retryable, NeedsLogin, NeedsConfig):
            pass
        return near_misses(text, by_form(found))

    async def _taught(self, section: Row) -> Taught | Unread:
        teacher = await self._teacher(section)
        if teacher is None:
            return Unread("no teacher is assigned to the section", Problem.TEACHER_NOT_IN_SECTION)
        school = section.id("schoolid")
        terms = await records(self._wire, "terms", {"id": section.id("termid"), "schoolid": school})
        if len(terms) != 1:
            return Unread(f"{len(terms)} terms where the section names one", Problem.ANSWER_NOT_UNDERSTOOD)
        row = terms[0]
        term = Term(row.id("id"), row.text_or_none("name") or "", row.day("firstday"), row.day("lastday"))
        made = Taught(section.id("dcid"), section.id("id"), school, teacher, row.id("yearid"), term)
        self._known[made.dcid] = made
        return made

    async def _teacher(self, section: Row) -> str | None:
        """The USERS.DCID to act as: the only teacher, who leads it, the one of the e-mail, the first listed.

        Categories are the lead's (§1.3), so a co-teacher's name would be refused with them.
        """
        listed = await records(self._wire, "sectionteacher", {"sectionid": section.id("id")})
        staff = [row.id("teacherid") for row in listed]
        found = [row for one in staff for row in await records(self._wire, "schoolstaff", {"id": one})]
        users = {row.id("users_dcid"): row.id_or_none("dcid") for row in found}
        if len(users) > 1:
            lead = await self._lead(section.id("dcid"))
            if lead is not None and lead in users.values():
                return next(user for user, dcid in users.items() if dcid == lead)
            wanted = await self._by_email() if self._email else None
            if wanted in users:
                return wanted
        return next(iter(users), None)

    async def _lead(self, section: str) -> str | None:
        """The SCHOOLSTAFF.DCID of who leads a section (§1.3: `staff_id`)."""
        data = Row("section", await fetch(self._wire, "ws", "v1", "section", section))
        return data.row("section").id_or_none("staff_id")

    async def _by_email(self) -> str | None:
        found = await records(self._wire, "users", {"email_addr": self._email or ""})
        return found[0].id("dcid") if len(found) == 1 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
