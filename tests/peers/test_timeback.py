"""timeback, a 1.2 client that wants the entity back and sends bare references, meets the 1.2 simulator."""

import logging
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from dialling import dial, token_of
from served import Served

KEY = "oneroster-1.2"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def given(school: Served) -> Json:
    described: Any = school.described["sis"]
    return described[KEY]


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Its module, in a folder without an `.env`, and without its habit to print bodies."""
    with pytest.MonkeyPatch.context() as alone:
        alone.chdir(tmp_path_factory.mktemp("alone"))
        alone.setenv("LOG_LEVEL", str(logging.CRITICAL))
        alone.setenv("PYTHON_DOTENV_DISABLED", "1")
        import timeback.http  # noqa: PLC0415 - reads its folder and the level when it is imported
        import timeback.models.request  # noqa: PLC0415
        import timeback.services.oneroster  # noqa: PLC0415
    return timeback


class Token:
    """Its own provider asks only `/oauth2/token` of one address and for no scope."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_access_token(self) -> str:
        return self.token


@pytest.fixture
def service(peer: Any, given: Json) -> Iterator[Any]:  # noqa: ANN401 - a module
    http = peer.http.HttpClient(given["url"], Token(token_of(given)))
    yield peer.services.oneroster.OneRosterService(http)
    http._client.close()


def bare(sourced_id: str) -> Json:
    return {"sourcedId": sourced_id}


def first(given: Json, path: str, envelope: str) -> Json:
    """The first row of a collection, by a plain request."""
    base = "/ims/oneroster/" + path
    rows: list[Json] = dial(given, token_of(given), "GET", base).json[envelope]
    return rows[0]


def test_it_puts_a_line_item_and_a_result_and_reads_both_back(
    peer: Any,  # noqa: ANN401 - a module
    service: Any,  # noqa: ANN401 - its own type
    given: Json,
) -> None:
    request, klass = peer.models.request, given["classes"][0]
    category = first(given, f"gradebook/v1p2/classes/{klass}/categories", "categories")["sourcedId"]
    school = first(given, f"rostering/v1p2/classes?filter=sourcedId='{klass}'", "classes")["school"]
    student = first(given, f"rostering/v1p2/classes/{klass}/students", "users")["sourcedId"]
    item = {
        "sourcedId": "tb-item",
        "title": "Quiz by timeback",
        "assignDate": "2026-09-14T00:00:00.000Z",
        "dueDate": "2026-09-18T00:00:00.000Z",
        "class": bare(klass),
        "school": bare(school["sourcedId"]),
        "category": bare(category),
        "resultValueMin": 0,
        "resultValueMax": 10,
    }
    result = {
        "sourcedId": "tb-result",
        "lineItem": bare("tb-item"),
        "student": bare(student),
        "scoreStatus": "fully graded",
        "scoreDate": "2026-09-18T00:00:00.000Z",
        "score": 8.5,
    }
    book = service.gradebook

    put = request.TimebackPutLineItemRequest.model_validate({"sourced_id": "tb-item", "lineItem": item})
    book.put_line_item(put)
    sent = request.TimebackPutResultRequest.model_validate({"sourced_id": "tb-result", "result": result})
    book.put_result(sent)

    asked = request.TimebackGetLineItemRequest.model_validate({"sourced_id": "tb-item"})
    held = book.get_line_item(asked).line_item
    assert (held.title, held.resultValueMax) == ("Quiz by timeback", 10)
    found = request.TimebackGetResultRequest.model_validate({"sourced_id": "tb-result"})
    score = book.get_result(found).result
    assert (score.score, score.student.sourcedId) == (8.5, student)


def test_what_is_not_there_is_its_not_found(peer: Any, service: Any) -> None:  # noqa: ANN401 - its own types
    from timeback.errors import NotFoundError  # noqa: PLC0415 - after `peer`

    asked = peer.models.request.TimebackGetLineItemRequest.model_validate({"sourced_id": "not-there"})
    with pytest.raises(NotFoundError):
        service.gradebook.get_line_item(asked)
