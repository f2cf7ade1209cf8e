"""How fast a log is recognized, beside well-known tools over the same log in the same run.

Raw text in, entry and variables out, on one core; chunks by turns, so that a noisy machine hits all alike.
Each contestant gets the readable form from passback's own normalizing, and its time counts that. What it
finds it says in a line, entry and values, which are thereby read in full; drain3 gives a template and no
values. What each answers is checked against what the line was made from. Nobody's time counts making ready.
"""

import gc
import os
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain, islice, repeat

from messages import Told, messages
from passback.dictionary import book
from passback.dictionary.match import Ambiguous, Match
from passback.dictionary.normalize import readable
from passback.dictionary.program import compiled
from passback.dictionary.recognize_many import recognize_many
from passback.dictionary.template import Slot, parse

RIGHT = 0.98
LIMITS = {"pygrok": 7.0, "drain3": 2.5, "re": 6.0}
# The slow ones answer every so many-th chunk; all answer the same kind of text.
CHUNK, SLOW = 8_192, 8
# For each text a line: its entry, or several with bars between; then its values, with tabs before each.
Contestant = Callable[[Sequence[str]], Sequence[str]]


def forms() -> list[tuple[str, str]]:
    """Entry and message, those with most words first: the best match of a loop is its first."""
    told = [(e.id, m.template) for e in book.entries() for m in e.messages]
    told += [(e.id, m.core) for e in book.entries() for m in e.messages if m.core != m.template]
    return sorted(told, key=lambda pair: -compiled(pair[1]).weight)


def pattern(template: str, group: Callable[[str], str]) -> str:
    """A template as a pattern over readable text."""
    out = [group(t.name) if isinstance(t, Slot) else re.escape(readable(t)) for t in parse(template)]
    return r"\s?".join(out)


def ours() -> Contestant:
    """What passback answers, over one stream as over a file; every variable is read."""
    batches: deque[Sequence[str]] = deque()
    texts_to_come = chain.from_iterable(iter(batches.popleft, None))
    stream = recognize_many(zip(texts_to_come, repeat(None)))
    # Forms are compiled when a text first wants them; the others compile theirs before they start, too.
    examples = [m.example for e in book.entries() for m in e.messages]
    ready = [examples[at % len(examples)] for at in range(CHUNK)]

    def answer(texts: Sequence[str]) -> Sequence[str]:
        batches.append(texts)
        told = []
        for found in islice(stream, len(texts)):
            if isinstance(found, Match):
                told.append("\t".join([found.entry.id, *found.variables.values()]))
            elif isinstance(found, Ambiguous):
                told.append("|".join([m.entry.id for m in found.candidates]))
            else:
                told.append("")
        return told

    answer(ready)
    return answer


def loop_over_re() -> Contestant:
    """A compiled pattern per template, tried in order."""
    compiled_forms = [
        (entry, re.compile(pattern(t, lambda name: f"(?P<{name}>.*?)"), re.IGNORECASE | re.DOTALL))
        for entry, t in forms()
    ]

    def answer(texts: Sequence[str]) -> Sequence[str]:
        told = []
        for text in texts:
            plain = readable(text)
            for entry, compiled_form in compiled_forms:
                if found := compiled_form.search(plain):
                    told.append("\t".join([entry, *found.groups()]))
                    break
            else:
                told.append("")
        return told

    return answer


def pygrok() -> Contestant:
    """A grok pattern per template, tried in order."""
    from pygrok import Grok  # noqa: PLC0415 - of the bench's own environment

    groks = [(entry, Grok(pattern(t, lambda n: f"%{{DATA:{n}}}"))) for entry, t in forms()]

    def answer(texts: Sequence[str]) -> Sequence[str]:
        told = []
        for text in texts:
            plain = readable(text)
            for entry, grok in groks:
                found = grok.match(plain)
                if found is not None:
                    told.append("\t".join([entry, *found.values()]))
                    break
            else:
                told.append("")
        return told

    return answer


def drain3(learned: Sequence[Told]) -> Contestant:
    """Templates learned from a part of the log; a cluster is the entry that most of its lines are."""
    from drain3 import TemplateMiner  # noqa: PLC0415 - same
    from drain3.template_miner_config import TemplateMinerConfig  # noqa: PLC0415 - same

    config = TemplateMinerConfig()
    config.profiling_enabled = False
    miner = TemplateMiner(config=config)
    votes: dict[int, dict[str | None, int]] = {}
    for told in learned:
        cluster = miner.add_log_message(readable(told.text))["cluster_id"]
        votes.setdefault(cluster, {}).setdefault(told.entry, 0)
        votes[cluster][told.entry] += 1
    meant = {cluster: max(count, key=lambda e: count[e]) for cluster, count in votes.items()}

    def answer(texts: Sequence[str]) -> Sequence[str]:
        told = []
        for text in texts:
            found = miner.match(readable(text))
            entry = meant.get(found.cluster_id) if found else None
            told.append(entry or "")
        return told

    return answer


def right(told: Told, answer: str) -> bool:
    """Whether an answer names the entry the line was made from, or none where there is none."""
    return told.entry in answer.partition("\t")[0].split("|") if told.entry else not answer


def speed(count: int) -> list[dict[str, object]]:
    """One figure per contestant: how many times passback's speed is theirs."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {next(iter(os.sched_getaffinity(0)))})
    stream = messages(count)
    learned = list(messages(20_000, seed=11))
    contestants: dict[str, Contestant] = {
        "passback": ours(),
        "drain3": drain3(learned),
        "re": loop_over_re(),
        "pygrok": pygrok(),
    }
    seconds = dict.fromkeys(contestants, 0.0)
    asked = dict.fromkeys(contestants, 0)
    good = dict.fromkeys(contestants, 0)
    chunks = 0
    # As `timeit` has it: nobody's garbage is collected in anybody's time.
    gc.collect()
    gc.disable()
    while len(chunk := list(islice(stream, CHUNK))) == CHUNK:
        texts = [told.text for told in chunk]
        for name, answer in contestants.items():
            if name in {"re", "pygrok"} and chunks % SLOW:
                continue
            start = time.process_time()
            answers = answer(texts)
            seconds[name] += time.process_time() - start
            asked[name] += len(texts)
            good[name] += sum(map(right, chunk, answers))
        chunks += 1
    each = {name: seconds[name] / asked[name] for name in contestants}
    print(f"{'':10} {'µs each':>8} {'times':>7} {'right':>8}   of {count:,} messages")
    for name in contestants:
        times, part = each[name] / each["passback"], good[name] / asked[name]
        print(f"{name:10} {each[name] * 1e6:8.2f} {times:7.1f} {part:8.2%}")
    return [
        {
            "bench": f"recognize_many beside {name}",
            "us": round(each["passback"] * 1e6, 2),
            "theirs_us": round(each[name] * 1e6, 2),
            "ratio": round(each[name] / each["passback"], 2),
            "limit": limit,
            "right": round(good["passback"] / asked["passback"], 4),
            "theirs_right": round(good[name] / asked[name], 4),
            "holds": each[name] / each["passback"] >= limit and good["passback"] / asked["passback"] >= RIGHT,
        }
        for name, limit in LIMITS.items()
    ]
