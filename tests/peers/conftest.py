"""What clients of others dial: a served school without its planted throttle, which they do not wait out."""

from collections.abc import Iterator

import pytest

from served import Served, served


@pytest.fixture(scope="module")
def school() -> Iterator[Served]:
    with served() as made:
        made.school.canvas.throttled.clear()
        yield made
