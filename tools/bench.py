"""`make bench`: figures as ratios, each taken side by side in one run: a noisy machine matters less."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
ROUNDS = 25
LIMIT = 8
MESSAGE = (
    "COLLECTION_GENERIC - 71608256-b2d7-450f-a7cb-5349af35977d - "
    "HTTP response HTTP/1.1 409 Conflict response: "
    '{"message":"Due date must be between [08/17/2026 and 12/18/2026.","errors":[]}'
)


def seconds(command: list[str]) -> float:
    """Wall time of one cold process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"NO_COLOR": "1"})  # noqa: S603
    return time.perf_counter() - start


def explain_from_cold() -> dict[str, object]:
    """`passback explain` beside `python -c pass`, alternating; medians and fastest."""
    nothing, explain = [str(BIN / "python"), "-c", "pass"], [str(BIN / "passback"), "explain", MESSAGE]
    seconds(nothing), seconds(explain)
    pairs = [(seconds(nothing), seconds(explain)) for _ in range(ROUNDS)]
    bare, cold = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = cold / bare
    return {
        "bench": "explain from cold",
        "python_ms": round(bare * 1000, 1),
        "explain_ms": round(cold * 1000, 1),
        "ratio": round(ratio, 2),
        "ratio_of_fastest": round(min(b for _, b in pairs) / min(a for a, _ in pairs), 2),
        "limit": LIMIT,
        "holds": ratio <= LIMIT,
    }


def main() -> int:
    """Print one JSON line per figure; exit 1 if one does not hold."""
    figures = [explain_from_cold()]
    for figure in figures:
        print(json.dumps(figure))
    return 0 if all(figure["holds"] for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
