"""Which scores can travel together: 1.2's `POST lineItems/:id/results` (facts/oneroster.md §1.2).

The server chooses the ids and answers with pairs of supplied and allocated ones; sent twice it adds twice.
"""

from collections.abc import Mapping, Sequence

from passback.connect.oneroster.dialect import Dialect
from passback.connect.oneroster.write import refusal_of
from passback.core.gradebook import Score


def together(
    scores: Sequence[tuple[str, Score]], results: Mapping[str, Mapping[str, str]], dialect: Dialect
) -> dict[str, list[int]]:
    """The places of the scores that may go in one request, by line item.

    `results`: by line item and student, what is there already; a line item without a key was not read. Left
    out is what is there, what is to be taken away, what cannot be said, and the second score of a student.
    """
    made: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    for number, (ref, score) in enumerate(scores):
        key = (ref, score.student)
        there = ref not in results or score.student in results[ref]
        if not (there or key in seen or score.mark is None or refusal_of(score, dialect)):
            made.setdefault(ref, []).append(number)
        seen.add(key)
    return made
