"""The proofs of all SISs, in the order of the dictionary."""

from collections.abc import Iterator

from passback.core.sis import Sis
from passback.dictionary.book import entries
from proofs import (
    aeries,
    aspen,
    focus,
    infinite_campus,
    pinnacle,
    powerschool,
    powerschool_exchange,
    progressbook,
    q_sis,
    sapphire,
    skyward,
    synergy,
)
from proofs.proving import Made, Named, Proof, make, named_line

_OF = (
    aeries,
    aspen,
    focus,
    infinite_campus,
    pinnacle,
    powerschool,
    powerschool_exchange,
    progressbook,
    q_sis,
    sapphire,
    skyward,
    synergy,
)
PROOFS: tuple[Proof, ...] = tuple(proof for sis in _OF for proof in sis.PROOFS)
NAMED: tuple[Named, ...] = tuple(named for sis in _OF for named in sis.NAMED)


def messages() -> list[tuple[str, int]]:
    """Every message that stands in the document: its entry, and which of its messages."""
    own = [known for sis in Sis for known in entries(sis) if known.source and known.source.title]
    return [(known.id, at) for known in own for at in range(len(known.messages))]


def lines() -> Iterator[tuple[dict[str, object], Made | None]]:
    """Each message's line, with its proof where there is one; a message nobody thought of has none."""
    proofs = {(proof.entry, proof.message): proof for proof in PROOFS}
    named = {(row.entry, row.message): row for row in NAMED}
    for key in messages():
        if key in proofs:
            made = make(proofs[key])
            yield made.to_json(), made
        elif key in named:
            yield named_line(named[key]), None
