"""Recognizes a stream of messages, a log's worth: the same answers as `recognize`, many times faster.

Most of a log is no known error, or the same error again. So texts are taken some hundreds at a time: what was
answered lately is remembered, finders say which messages are worth a look, and a text that holds one message
word for word is answered at once. Only the rest is looked at as closely as `recognize` looks.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from passback.core.sis import Sis
from passback.dictionary.again import Again
from passback.dictionary.choose import chosen
from passback.dictionary.clean import Plan, plan
from passback.dictionary.finders import Finders, finders
from passback.dictionary.hits import whole_hits
from passback.dictionary.match import Ambiguous, Match, Unknown
from passback.dictionary.near import likely, single_pieces
from passback.dictionary.needles import beginning, beginnings, counted, said_by
from passback.dictionary.normalize import DROPPED, FOLD, LONGEST, Folded, readable
from passback.dictionary.recognize import LONGEST_TORN, noted, torn_hits
from passback.dictionary.unlike import COARSE, unlike

# So many texts are taken at a time: what a reader waits for, at most.
CHUNK = 512
# Answers remembered per SIS, and the longest text whose answer is: what one log line is.
_REMEMBERED, _LONGEST_LINE = 32_768, 1_024
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
        texts, systems = zip(*chunk, strict=True)
        first = systems[0]
        if systems.count(first) == len(systems):
            yield from judges[first].judged(texts)
            continue
        answers: list[Found | None] = [None] * len(chunk)
        for sis in set(systems):
            places = [at for at, one in enumerate(systems) if one is sis]
            for at, found in zip(places, judges[sis].judged([texts[at] for at in places]), strict=True):
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
        self._again = Again(_REMEMBERED)
        self._unlike: set[bytes] = set()
        self._plans: dict[tuple[int, ...], Plan] = {}

    def judged(self, texts: Sequence[str]) -> Sequence[Found]:
        """The answer for each text."""
        lately, before = self._lately, self._before
        known = [*map(lately.get, texts)]
        new = [text for text, found in zip(texts, known, strict=True) if found is None]
        if not new:
            return known  # type: ignore[return-value]
        again = self._again.answer
        made = {text: found for text in new if (found := before.get(text) or again(text))}
        if left := [*dict.fromkeys(text for text in new if text not in made)]:
            made |= self._new(left)
        if len(lately) >= _REMEMBERED:
            self._before, self._lately = lately, {}
            lately = self._lately
        for text, found in made.items():
            if len(text) <= _LONGEST_LINE:
                lately[text] = found
        return [found or made[text] for text, found in zip(texts, known, strict=True)]

    def _new(self, texts: Sequence[str]) -> dict[str, Found]:
        """Answers for texts that are not remembered."""
        made: dict[str, Found] = {}
        lines = [text if len(text) <= _LONGEST_LINE and "\n" not in text else "" for text in texts]
        odd = "\n".join(lines).encode("utf-8", "replace").translate(None, _CLEAN).split(b"\n")
        for at, rest in enumerate(odd):
            if rest or "  " in lines[at] or not lines[at]:
                lines[at] = plain = readable(texts[at])
                if len(plain) > _LONGEST_LINE or "\n" in plain:
                    lines[at] = ""
                    made[texts[at]] = self._closely(texts[at], Folded(plain))
        self._look(texts, lines, made)
        return made

    def _look(self, texts: Sequence[str], lines: Sequence[str], made: dict[str, Found]) -> None:
        """Answer the texts, of which `lines` are the readable forms, that are not answered yet."""
        joined = "\n".join(lines).encode("utf-8", "replace")
        coarse = joined.translate(COARSE, _DROPPED_IN_LINES).split(b"\n")
        folds = joined.translate(FOLD, _DROPPED_IN_LINES).split(b"\n")
        worth_a_look = []
        for at, form in enumerate(coarse):
            if form in self._unlike:
                made.setdefault(texts[at], Unknown(texts[at], self._wanted))
            else:
                worth_a_look.append(at)
        by_anchor, plans = self._by.by_anchor, self._plans
        torn = []
        anchors = self._by.anchors([folds[at] for at in worth_a_look])
        for at, found in zip(worth_a_look, anchors, strict=True):
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
            plain = plans[worth].match(lines[at], folds[at])
            if plain and lines[at] is text:
                self._again.keep(text, plain)
            made[text] = plain or self._closely(text, Folded(lines[at]), worth)
        torn = self._like(texts, coarse, torn, made)
        self._look_for_pieces(texts, lines, [(at, folds[at]) for at in torn], made)

    def _like(
        self, texts: Sequence[str], coarse: Sequence[bytes], torn: Sequence[int], made: dict[str, Found]
    ) -> list[int]:
        """Answer texts that are like no message; the places of the others."""
        like = []
        for at, found in zip(torn, self._by.signs([coarse[at] for at in torn]), strict=True):
            if unlike(self._said, coarse[at], found):
                made[texts[at]] = Unknown(texts[at], self._wanted)
                if len(self._unlike) >= _REMEMBERED:
                    self._unlike.clear()
                self._unlike.add(coarse[at])
            else:
                like.append(at)
        return like

    def _look_for_pieces(
        self,
        texts: Sequence[str],
        lines: Sequence[str],
        torn: Sequence[tuple[int, bytes]],
        made: dict[str, Found],
    ) -> None:
        """Answer texts that hold no message whole."""
        pieces = self._by.pieces([fold for _, fold in torn])
        for (at, fold), found in zip(torn, pieces, strict=True):
            text = texts[at]
            if found and self._may_be(found, fold):
                made[text] = self._closely(text, Folded(lines[at]), (), found)
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
