"""Parts of messages that say all by themselves: people and logs often keep the first sentence only.

A sentence is one where it is written as one: what stands around it parts it from other words.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from passback.dictionary import values
from passback.dictionary.hits import Hit, goes_on_like
from passback.dictionary.needles import TELLING, Needle
from passback.dictionary.normalize import Folded, fold
from passback.dictionary.program import Found, compiled

PART = "a sentence of it; the rest is missing"
# A part of so many letters is a message wherever it stands.
_MUCH = 36
# So far behind a part the message would go on.
_BEHIND_IT = 200
# Where the first sentence of a message, or of a field of its JSON, ends; clauses parted by `;` are equals.
_ENDS = re.compile(r"""(?<=[.;])(?=["\s])|(?<=\w)(?=","errors)""")
_BEFORE, _BEHIND = frozenset(":-|,;\"'[]({>\n.!?"), frozenset(".;!\"')]}|\n<,")


@cache
def parts(needle: Needle) -> tuple[str, ...]:
    """The beginnings of a message that end where a sentence does, longest first; and its last clause."""
    core, whole = needle.core, needle.core_program.weight
    ends = [found.start() for found in _ENDS.finditer(core)]
    firsts = [core[:end] for end in reversed(ends) if not core[:end].endswith("};")]
    told = [text for text in firsts if TELLING <= compiled(text).weight < whole]
    last = core[ends[-1] :].strip() if ends and core[ends[-1] - 1] == ";" else ""
    return (*told, last) if last and compiled(last).weight >= _MUCH else tuple(told)


def _altered(needle: Needle, source: str, found: Found, search: Folded) -> bool:
    """Whether the text goes on nearly as the message would: then it says something else."""
    again = search.text.find(compiled(source).first, found.end)
    stop = min(len(search.text) if again < 0 else again, found.end + _BEHIND_IT)
    return goes_on_like(search.between(found.end, stop), fold(needle.core.partition(source)[2]))


def _told(needle: Needle, source: str, found: Found, search: Folded) -> Mapping[str, str]:
    """The values of a part; one that the part ends with only if it is clear where it ends."""
    if not found.spans or found.spans[-1][1] != found.end:
        return values.cut(source, found, search)
    told = values.cut(source, found._replace(end=len(search.text), cut=True), search)
    name, start, end = found.spans[-1]
    rest = " ".join(search.between(start, end).split())
    then = needle.core[needle.core.find(source) + len(source) :].split()
    value, stop, _ = rest.partition(f". {then[0]}") if then else ("", "", "")
    return {**told, name: values.value(value, values.places(source)[-1], last=True)} if stop else told


def part_hits(search: Folded, needles: Iterable[Needle]) -> list[Hit]:
    """Messages of which a part is there, word for word."""
    hits = []
    for needle in needles:
        for source in parts(needle):
            found = compiled(source).search(search.text)
            if found and _stands_alone(found, search) and not _altered(needle, source, found, search):
                hits.append(Hit(needle, found, PART, source, _told(needle, source, found, search)))
                break
    return hits


def _stands_alone(found: Found, search: Folded) -> bool:
    """Whether it is so much that it can be nothing else, or a sentence of its own."""
    if found.weight >= _MUCH:
        return True
    before = search.between(found.start, found.start).rstrip(" ")
    if found.start and before[-1:] not in _BEFORE:
        return False
    if found.spans and found.spans[-1][1] == found.end:
        return True
    behind = search.between(found.end, found.end).lstrip(" ")
    return found.end == len(search.text) or behind[:1] in _BEHIND
