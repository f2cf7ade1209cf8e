"""How Canvas throttles: a bucket per token that fills by requests at once, and says so in two forms."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from passback.sandbox.canvas import bucket
from passback.sandbox.faults import FaultKind
from passback.sandbox.school import School
from passback.sandbox.state.canvas import Bucket
from passback.sandbox.state.school import Fault
from passback.sandbox.wire import reply_json

Ask = Callable[..., Any]


@pytest.mark.parametrize(("status", "words"), [(403, "403 Forbidden"), (429, "429 Too Many Requests")])
def test_twelve_at_once_fill_the_bucket_and_it_runs_out_when_they_end(
    school: School, canvas: Ask, status: int, words: str
) -> None:
    school.canvas.throttle_status = status
    school.faults.append(Fault("canvas", FaultKind.SLOW, 12, seconds=5))
    assert {canvas("GET", "/users/self").status for _ in range(12)} == {200}
    full = canvas("GET", "/users/self")
    assert (full.status, full.text) == (status, f"{words} (Rate Limit Exceeded)")
    assert (full.headers["x-rate-limit-remaining"], "x-request-cost" in full.headers) == ("0.0", False)
    canvas.at += timedelta(seconds=5)  # type: ignore[attr-defined]
    assert canvas("GET", "/users/self").status == 200


def test_one_after_the_other_never_fills_the_bucket(school: School, canvas: Ask) -> None:
    left = [Decimal(canvas("GET", "/users/self").headers["x-rate-limit-remaining"]) for _ in range(300)]
    assert min(left) > 590
    assert left == sorted(left, reverse=True)
    assert school.buckets.keys() == {next(iter(school.canvas.tokens))}


def test_a_bucket_runs_out_by_ten_a_second_and_is_never_below_nothing_or_above_its_brim(
    school: School, canvas: Ask
) -> None:
    held, now = Bucket(), canvas.at  # type: ignore[attr-defined]
    held.level = Decimal(700)
    assert not bucket.takes(held, now)
    assert not bucket.takes(held, now + timedelta(seconds=10))
    assert bucket.takes(held, now + timedelta(seconds=11))
    assert held.level == 590
    assert bucket.takes(held, now + timedelta(hours=1))
    assert held.level == 0
    held.level = Decimal("799.99")
    bucket.took(held, now, reply_json(200, {"text": "x" * 1_000_000}))
    assert held.level == bucket.MAXIMUM


def test_each_token_has_a_bucket_of_its_own(school: School, canvas: Ask) -> None:
    token = next(iter(school.canvas.tokens.values()))
    school.canvas.tokens["another"] = token
    school.buckets[next(iter(school.canvas.tokens))] = Bucket(Decimal(600))
    assert canvas("GET", "/users/self").status == 403
    assert canvas("GET", "/users/self", authorization="Bearer another").status == 200
