"""Two reads of Aeries API v5: the gradebooks of a section, the students of a gradebook.

`GET schools/:school/sections/:section/gradebooks`, `GET gradebooks/:number/:term/students`, with the header
AERIES-CERT; an error is `{"Message": ...}`. Nothing is written. Source: facts/sis-vendors.md §3.
"""

from collections.abc import Mapping

from passback.connect.line import SIS, Line
from passback.connect.means import Means
from passback.connect.shape import rows
from passback.connect.wire import Wire
from passback.core.ports import Query


class _Certificate:
    """The header that only a person can renew."""

    def __init__(self, means: Means, reference: str) -> None:
        self._means = means
        self._reference = reference

    async def headers(self, _method: str, _url: str, _query: Query, /) -> Mapping[str, str]:
        return {"AERIES-CERT": self._means.reveal(self._reference)}

    async def renew(self, _refused: Mapping[str, str]) -> bool:
        return False

    def secrets(self) -> tuple[str, ...]:
        return (self._means.reveal(self._reference),)


class AeriesV5:
    """The reads under one address, which ends in `/api/v5`. `certificate`: itself or its reference."""

    def __init__(self, means: Means, url: str, certificate: str) -> None:
        self._wire = Wire(url, Line(means, SIS), _Certificate(means, certificate))

    async def gradebooks(self, school: str, section: str) -> tuple[str, ...]:
        """The numbers of a section's gradebooks.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: they could not be read.
        """
        url = self._wire.url("schools", school, "sections", section, "gradebooks")
        return tuple(
            row.id("GradebookNumber") for row in rows("gradebooks", (await self._wire.fetch(url)).data)
        )

    async def students(self, gradebook: str, term: str) -> tuple[str, ...]:
        """The ids of the students on a gradebook in a term.

        Raises:
            Retryable, NeedsLogin, NeedsConfig: they could not be read.
        """
        url = self._wire.url("gradebooks", gradebook, term, "students")
        return tuple(row.id("StudentID") for row in rows("students", (await self._wire.fetch(url)).data))
