"""How Canvas throttles: a leaky bucket per token.

Honors facts/canvas.md §1.13: full at 600 and never above 800, 10 a second run out, 50 are put in for a
request in flight and taken back when it ends, what it cost stays in. So twelve at once fill it, and one after
the other never does. What a request costs is of our making: a little, and more for a long answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from passback.sandbox.state.canvas import Bucket
from passback.sandbox.wire import Reply

MAXIMUM, FULL, OUTFLOW, UP_FRONT = Decimal(800), Decimal(600), Decimal(10), Decimal(50)
_LEAST_COST, _COST_OF_A_BYTE = Decimal("0.02"), Decimal("0.0000001")
_SHOWN = Decimal("0.0001")


def takes(bucket: Bucket, now: datetime) -> bool:
    """Is there room for a request at this time?"""
    if bucket.at is not None and now > bucket.at:
        gone = Decimal(str((now - bucket.at).total_seconds())) * OUTFLOW
        bucket.level = max(Decimal(0), bucket.level - gone)
    bucket.at = now
    bucket.flying = [end for end in bucket.flying if end > now]
    return bucket.level + UP_FRONT * len(bucket.flying) < FULL


def took(bucket: Bucket, now: datetime, reply: Reply) -> Reply:
    """The answer to a request that came at this time, with what it cost and what is left.

    A request is in flight for as long as its answer is held back (`Reply.slow`).
    """
    cost = (_LEAST_COST + _COST_OF_A_BYTE * len(reply.body)).quantize(_SHOWN)
    bucket.level = min(MAXIMUM, bucket.level + cost)
    if reply.slow:
        bucket.flying.append(now + timedelta(seconds=reply.slow))
    left = max(Decimal(0), FULL - bucket.level - UP_FRONT * len(bucket.flying))
    shown = {"x-request-cost": format(cost, "f"), "x-rate-limit-remaining": format(left, "f")}
    return replace(reply, headers={**reply.headers, **shown})
