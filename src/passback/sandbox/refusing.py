"""How a rule refuses: an entry of the dictionary, what fills its slots, and the vendor's own envelope.

A rule looks at the state and at one write and says nothing or why not. Its words come from the
dictionary's templates, so that what the school says is what the dictionary explains.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from passback.dictionary.template import say
from passback.sandbox.state.school import School

W = TypeVar("W")


@dataclass(frozen=True)
class Refusal:
    """Why a write is refused: the dictionary's id, what fills its slots, the vendor's status.

    `errors`: rows for the vendor's `errors` list where its message leaves that empty.
    """

    entry: str
    variables: Mapping[str, str]
    status: int
    errors: tuple[Mapping[str, object], ...] = field(default=())

    @property
    def text(self) -> str:
        """What the vendor says, bare."""
        return say(self.entry, self.variables)

    @property
    def body(self) -> dict[str, object] | None:
        """What the vendor says where it says it as a JSON object, else None."""
        quoted = {name: json.dumps(held)[1:-1] for name, held in self.variables.items()}
        try:
            held = json.loads(say(self.entry, quoted))
        except ValueError:
            return None
        return held if isinstance(held, dict) else None


Rule = Callable[[School, W], Refusal | None]


def first_refusal(rules: Iterable[Rule[W]], school: School, write: W) -> Refusal | None:
    """The first rule's refusal, in the order in which the vendor looks; the school counts it."""
    found = next((refusal for rule in rules if (refusal := rule(school, write)) is not None), None)
    if found is not None:
        school.refusals[found.entry] = school.refusals.get(found.entry, 0) + 1
    return found
