"""Recognizes a stream of messages, a log's worth: the same answers as `recognize`, many times faster.

Most of a log is no known error, or the same error again. So texts are taken some hundreds at a time: what was
answered lately is remembered, finders say which messages are worth a look, and a text that holds one message
word for word is answered at once. Only the rest is looked at as closely as `recognize` looks.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from passback.core.sis import Sis
from passback.dictionary.choose import chosen
from passback.dictionary.clean import Plan, plan
from passback.dictionary.finders import Finders, finders
from passback.dictionary.hits import whole_hits
from passback.dictionary.match import Ambiguous, Match, Unknown
from passback.dictionary.near import likely, single_pieces
from passback.dictionary.needles import beginning, beginnings, counted, said_by
from passback.dictionary.normalize import DROPPED, FOLD, LONGEST, Folded, readable
from passback.dictionary.recognize import LONGEST_TORN, noted, torn_hits

# So many texts are taken at a time: what a reader waits for, at most.
CHUNK = 256
# Answers remembered per SIS, and the longest text whose answer is: what one log line is.
_REMEMBERED, _LONGEST_LINE = 8_192, 1_024
# What needs no unescaping, no typography: printable ASCII but for `\`, `&` and `%`.
_CLEAN = bytes(b for b in range(0x20, 0x7F) if b not in b"\\&%")
_DROPPED_IN_LINES = bytes(b for b in DROPPED if b != ord("\n"))

Found = Match | Ambiguous | Unknown


def recognize_many(
    records: Iterable[tuple[str, Sis | None]], *, by: Finders | None = None
) -> Iterator[Found]:
    """The answer for each text and the SIS that said it (None: any), in order.

    What comes out is what `recognize` says of each. Reads ahead some hundred records and holds no more.

    Args:
        records: text and SIS.
        by: what looks for messages; None: the fastest there is.
    """
    judges = _Judges(by or finders())
    source = iter(records)
    while chunk := list(islice(source, CHUNK)):
        first = chunk[0][1]
        if all(sis is first for _, sis in chunk):
            yield from judges[first].judged([text for text, _ in chunk])
            continue
        parted: dict[Sis | None, list[int]] = {}
        for at, (_, sis) in enumerate(chunk):
            parted.setdefault(sis, []).append(at)
        answers: list[Found | None] = [None] * len(chunk)
        for sis, places in parted.items():
            for at, found in zip(places, judges[sis].judged([chunk[at][0] for at in places]), strict=True):
                answers[at] = found
        yield from (found for found in answers if found is not None)


class _Judges(dict[Sis | None, "_Judge"]):
    """One for each SIS that is met."""

    def __init__(self, by: Finders) -> None:
        super().__init__()
        self._by = by

    def __missing__(self, sis: Sis | None) -> "_Judge":
        self[sis] = made = _Judge(sis, self._by)
        return made


class _Judge:
    """Answers for texts of one SIS, or of any; remembers its latest answers."""

    def __init__(self, wanted: Sis | None, by: Finders) -> None:
        self._wanted = wanted
        self._said = said_by(wanted)
        self._by = by
        self._lately: dict[str, Found] = {}
        self._before: dict[str, Found] = {}
        self._plans: dict[tuple[int, ...], Plan] = {}

    def judged(self, texts: Sequence[str]) -> Sequence[Found]:
        """The answer for each text."""
        lately, before = self._lately, self._before
        known = [lately.get(text) or before.get(text) for text in texts]
        new = [text for text, found in zip(texts, known, strict=True) if found is None]
        if new:
            made = self._new(list(dict.fromkeys(new)))
            known = [found or made[text] for text, found in zip(texts, known, strict=True)]
            if len(lately) >= _REMEMBERED:
                self._lately, self._before = lately, before = {}, lately
            for text, found in made.items():
                if len(text) <= _LONGEST_LINE:
                    lately[text] = found
        return known  # type: ignore[return-value]

    def _new(self, texts: Sequence[str]) -> dict[str, Found]:
        """Answers for texts that are not remembered."""
        made: dict[str, Found] = {}
        lines = [text if len(text) <= _LONGEST_LINE and "\n" not in text else "" for text in texts]
        joined = "\n".join(lines).encode("utf-8", "replace")
        odd = joined.translate(None, _CLEAN).split(b"\n")
        for at, rest in enumerate(odd):
            if rest or not lines[at]:
                lines[at] = plain = readable(texts[at])
                if len(plain) > _LONGEST_LINE or "\n" in plain:
                    lines[at] = ""
                    made[texts[at]] = self._closely(texts[at], Folded(plain))
        self._look(texts, lines, made)
        return made

    def _look(self, texts: Sequence[str], lines: Sequence[str], made: dict[str, Found]) -> None:
        """Answer the texts, of which `lines` are the readable forms, that are not answered yet."""
        joined = "\n".join(lines).encode("utf-8", "replace")
        plains = joined.split(b"\n")
        folds = joined.translate(FOLD, _DROPPED_IN_LINES).split(b"\n")
        by_anchor, plans = self._by.by_anchor, self._plans
        torn = []
        for at, found in enumerate(self._by.anchors(folds)):
            text = texts[at]
            if text in made:
                continue
            if not found:
                torn.append(at)
                continue
            worth = (
                by_anchor[found[0]] if len(found) == 1 else tuple(n for one in found for n in by_anchor[one])
            )
            if worth not in plans:
                plans[worth] = plan(worth, self._wanted)
            made[text] = plans[worth].match(plains[at], folds[at]) or self._closely(
                text, Folded(readable(text)), worth
            )
        self._look_for_pieces(texts, [(at, folds[at]) for at in torn], made)

    def _look_for_pieces(
        self,
        texts: Sequence[str],
        torn: Sequence[tuple[int, bytes]],
        made: dict[str, Found],
    ) -> None:
        """Answer texts that hold no message whole."""
        pieces = self._by.pieces([fold for _, fold in torn])
        for (at, fold), found in zip(torn, pieces, strict=True):
            text = texts[at]
            if found and self._may_be(found, fold):
                made[text] = self._closely(text, Folded(readable(text)), (), found)
            else:
                made[text] = Unknown(text, self._wanted)

    def _may_be(self, found: Sequence[int], fold: bytes) -> bool:
        """Whether a text with these pieces can be more than chance words."""
        names = self._by.grams
        if len(found) > 1 or names[found[0]] in single_pieces():
            counts = counted(names[number] for number in found)
            if likely(self._said, counts):
                return True
        begins = beginnings()
        known = self._said.by_number
        return any(
            number in known and all(piece in fold for piece in beginning(known[number]))
            for at in found
            for number in begins.get(names[at], ())
        )

    def _closely(
        self,
        text: str,
        search: Folded,
        worth: Sequence[int] | None = None,
        found: Sequence[int] | None = None,
    ) -> Found:
        """As `recognize` looks, at the messages whose anchors and pieces the finders found."""
        named = self._wanted is not None
        if worth is None:
            (anchors,) = self._by.anchors([search.text])
            worth = [number for one in anchors for number in self._by.by_anchor[one]]
        hits = whole_hits(search, self._said.of(sorted(worth)), named=named)
        if not hits:
            if found is None:
                (found,) = self._by.pieces([search.text[-LONGEST_TORN:]])
            counts = counted(self._by.grams[number] for number in found)
            hits = torn_hits(search, self._said, counts, named=named)
        if not hits:
            return Unknown(text, self._wanted)
        answer = chosen(hits, self._said, search)
        return answer if len(text) <= LONGEST else noted(answer)
