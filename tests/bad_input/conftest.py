"""The connections that worked yesterday, and a day on which nothing is spoiled."""

import pytest

from yesterday import Day, Yesterday


@pytest.fixture(scope="session")
def aspen() -> Yesterday:
    return Yesterday("aspen")


@pytest.fixture(scope="session")
def powerschool() -> Yesterday:
    return Yesterday("powerschool")


@pytest.fixture(scope="session")
def healthy(aspen: Yesterday) -> Day:
    return aspen.then()


@pytest.fixture(scope="session")
def well(powerschool: Yesterday) -> Day:
    return powerschool.then()
