"""The ground of a connection: one served school per class of tests, each test with line items of its own."""

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("conformance")

from conformance.ground import Ground, standing  # noqa: E402 - after the line above, or asserts say nothing


@pytest.fixture(scope="class")
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    asked = request.cls
    with standing(asked.sis, asked.sections, asked.prepare, asked.auth, asked.options) as made:
        yield made
