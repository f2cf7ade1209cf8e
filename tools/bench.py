"""`make bench`: figures as ratios, each taken side by side in one run: a noisy machine matters less."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_accuracy import accuracy
from bench_fanout import fanout
from bench_hostile import fuzz, worst
from bench_predict import CLASSES, predict
from bench_speed import speed
from messages import messages

BIN = Path(sys.executable).parent
ROUNDS = 25
LIMIT = 8
MEMORY = 200
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


def triage_memory() -> list[dict[str, object]]:
    """The most memory that triage takes, for a log and for one twice as long."""
    if not Path("/proc/self/status").exists():
        print("triage memory: skipped, this system has no /proc")
        return []
    peaks = []
    for count in (100_000, 200_000):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as log:
            for at, told in enumerate(messages(count)):
                log.write(json.dumps({"id": at, "message": told.text, "school": f"School {at % 40}"}) + "\n")
            log.flush()
            # Of /proc, since what getrusage says begins with the memory of the process that started this one.
            script = (
                "import sys;from passback.cli.main import main;main(sys.argv[1:]);"
                "print(*(l.split()[1] for l in open('/proc/self/status') if l[:5]=='VmHWM'),file=sys.stderr)"
            )
            command = [str(BIN / "python"), "-c", script, "triage", log.name, "--format", "jsonl"]
            done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
            peaks.append(int(done.stderr.split()[-1]) // 1024)
    print(f"\ntriage: {peaks[0]} MiB for 100,000 records, {peaks[1]} MiB for 200,000")
    return [{"bench": "triage memory", "mib": peaks[1], "limit": MEMORY, "holds": peaks[1] <= MEMORY}]


PARTS = {
    "cold": lambda _: [explain_from_cold()],
    "fanout": lambda _: fanout(),
    "accuracy": lambda _: accuracy(),
    "hostile": lambda _: worst(),
    "memory": lambda _: triage_memory(),
    "predict": lambda args: predict(args.classes, write=args.write),
    "fuzz": lambda args: fuzz(args.texts),
    "speed": lambda args: speed(args.messages),
}


def main() -> int:
    """Print tables, then one JSON line per figure; exit 1 if one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may come again")
    parser.add_argument("--messages", type=int, default=1_000_000, help="how many for speed (1,000,000)")
    parser.add_argument("--texts", type=int, default=100_000, help="how many for fuzz (100,000)")
    parser.add_argument("--classes", type=int, default=CLASSES, help=f"per system, for predict ({CLASSES})")
    parser.add_argument("--write", action="store_true", help="write docs/predictions.md, with predict")
    args = parser.parse_args()
    figures = [figure for part in args.only or PARTS for figure in PARTS[part](args)]
    for figure in figures:
        print(json.dumps(figure))
    return 0 if all(figure["holds"] for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
