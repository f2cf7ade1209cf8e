"""Recognizes a stream of messages, a log's worth: the same answers as `recognize`, many times faster.

Most of a log is no known error, or the same error again. So texts are taken some thousand at a time: what was
answered lately is remembered, finders say which messages are worth a look, and a text that holds one message
word for word is answered at once. Only the rest is looked at as closely as `recognize` looks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter

from passback.core.sis import Sis
from passback.dictionary.choose import chosen
from passback.dictionary.finders import Finders, finders
from passback.dictionary.hits import whole_hits
from passback.dictionary.match import Ambiguous, Match, Unknown, unknown
from passback.dictionary.near import likely, single_pieces
from passback.dictionary.needles import beginning, beginnings, counted, said_by
from passback.dictionary.normalize import DROPPED, FOLD, LONGEST, Folded, readable
from passback.dictionary.plans import Plan, plan
from passback.dictionary.recognize import LONGEST_TORN, noted, torn_hits
from passback.dictionary.spelling import sis_named
from passback.dictionary.unlike import ONE_SIGN, OTHER_NUMBERS, numberless, unlike

# So many texts are taken at a time: what a reader waits for, at most; fewer if they are long.
CHUNK = 1_024
_STEP, _CHARACTERS = 64, 1024 * 1024
_text: Callable[[tuple[str, str | None]], str] = itemgetter(0)
# Answers remembered per SIS, and the longest text whose answer is: what one log line is.
_REMEMBERED, _LONGEST_LINE = 32_768, 1_024
# What needs no unescaping, no typography: printable ASCII but for four.
_CLEAN = bytes(b for b in range(0x20, 0x7F) if b not in b"\\&%`")
_DROPPED_IN_LINES = bytes(b for b in DROPPED if b != ord("\n"))

Found = Match | Ambiguous | Unknown


def recognize_many(
    records: Iterable[tuple[str, str | None]], *, by: Finders | None = None
) -> Iterator[Found]:
    """The answer for each text and the SIS that said it (slug or usual spelling; None: any), in order.

    What comes out is what `recognize` says of each. Reads ahead some thousand records and holds no more.

    Args:
        records: text and SIS.
        by: what looks for messages; None: the fastest there is.

    Raises:
        BadInput: a record names an SIS that passback does not know.
    """
    return chain.from_iterable(_answered(records, _Judges(by or finders())))


def _answered(records: Iterable[tuple[str, str | None]], judges: "_Judges") -> Iterator[Sequence[Found]]:
    """The answers for some records at a time, and not for many more characters than a line may have."""
    source = iter(records)
    while chunk := list(islice(source, _STEP)):
        size = sum(map(len, map(_text, chunk)))
        while len(chunk) < CHUNK and size < _CHARACTERS and (more := list(islice(source, _STEP))):
            size += sum(map(len, map(_text, more)))
            chunk += more
        texts, systems = zip(*chunk, strict=True)
        if systems.count(systems[0]) == len(systems):
            yield judges[systems[0]].judged(texts)
            continue
        answers: dict[int, Found] = {}
        for sis in set(systems):
            places = [at for at, one in enumerate(systems) if one == sis]
            answers.update(zip(places, judges[sis].judged([texts[at] for at in places]), strict=True))
        yield [answers[at] for at in range(len(chunk))]


class _Judges(dict[str | None, "_Judge"]):
    """One for each SIS that is met, by each spelling of it."""

    def __init__(self, by: Finders) -> None:
        super().__init__()
        self._by = by

    def __missing__(self, sis: str | None) -> "_Judge":
        wanted = sis_named(sis) if sis is not None else None
        self[sis] = made = self[wanted] if wanted != sis else _Judge(wanted, self._by)
        return made


class _Plans(dict[Sequence[int], Plan]):
    """What to try, by the anchors that were found."""

    def __init__(self, wanted: Sis | None, by: Finders) -> None:
        super().__init__()
        self._wanted, self._by = wanted, by

    def __missing__(self, found: Sequence[int]) -> Plan:
        worth = sorted(number for one in found for number in self._by.by_anchor[one])
        self[found] = made = plan(tuple(worth), self._wanted)
        return made


class _Judge:
    """Answers for texts of one SIS, or of any; remembers its latest answers."""

    def __init__(self, wanted: Sis | None, by: Finders) -> None:
        self._wanted = wanted
        self._said = said_by(wanted)
        self._by = by
        self._lately: dict[str, Found] = {}
        self._before: dict[str, Found] = {}
        self._unlike: set[bytes] = set()
        self._numbered: set[bytes] = set()
        self._plans = _Plans(wanted, by)
        # Compiled where it could be, and only for the fastest finders: the answers are the same.
        self._at_once = by.at_once(self._plans, self._unlike, self._numbered, wanted) if by.at_once else None

    def judged(self, texts: Sequence[str]) -> Sequence[Found]:
        """The answer for each text."""
        if self._at_once is None:
            return self._remembered(texts)
        answers, left = self._at_once.answers(texts)
        for at, answer in zip(left, self._remembered([texts[at] for at in left]), strict=True):
            answers[at] = answer
        return answers  # type: ignore[return-value]

    def _remembered(self, texts: Sequence[str]) -> Sequence[Found]:
        """The answer for each text, for the latest ones without looking again."""
        lately, before = self._lately, self._before
        known = [*map(lately.get, texts)]
        new = dict.fromkeys([text for text, found in zip(texts, known, strict=True) if found is None])
        if not new:
            return known  # type: ignore[return-value]
        made = {text: found for text in new if (found := before.get(text))} if before else {}
        if left := [text for text in new if text not in made] if made else [*new]:
            self._new(left, made)
        if len(lately) >= _REMEMBERED:
            self._before, self._lately = lately, {}
        self._lately.update(made)
        return [found or made[text] for text, found in zip(texts, known, strict=True)]

    def _new(self, texts: Sequence[str], made: dict[str, Found]) -> None:
        """Answer texts that are not remembered."""
        lines = [text.strip(" ") if len(text) <= _LONGEST_LINE and "\n" not in text else "" for text in texts]
        joined = "\n".join(lines)
        encoded = joined.encode("utf-8", "surrogatepass")
        odd = encoded.translate(None, _CLEAN)
        if len(odd) >= len(lines) or "  " in joined or "" in lines:
            parts = zip(lines, odd.split(b"\n"), strict=True)
            places = [at for at, (line, rest) in enumerate(parts) if rest or "  " in line or not line]
            for at, plain in zip(places, map(readable, [texts[at] for at in places]), strict=True):
                lines[at] = plain
            self._read(texts, lines, places, made)
            encoded = "\n".join(lines).encode("utf-8", "replace")
        self._look(texts, lines, encoded, made)

    def _read(
        self, texts: Sequence[str], lines: list[str], places: Sequence[int], made: dict[str, Found]
    ) -> None:
        """Answer what had to be made readable, if it is plain now, or no line; its line is then empty."""
        if self._at_once:
            answers, _ = self._at_once.answers([lines[at] for at in places], readable=True)
            for at, answer in zip(places, answers, strict=True):
                if answer is not None:
                    text = texts[at]
                    made[text] = unknown(text, self._wanted) if isinstance(answer, Unknown) else answer
                    lines[at] = ""
        for at in places:
            if len(lines[at]) > _LONGEST_LINE or "\n" in lines[at]:
                made[texts[at]] = self._closely(texts[at], Folded(lines[at]))
                lines[at] = ""

    def _look(
        self, texts: Sequence[str], lines: Sequence[str], encoded: bytes, made: dict[str, Found]
    ) -> None:
        """Answer the texts, of which `lines` are the readable forms, that are not answered yet."""
        folds = encoded.translate(FOLD, _DROPPED_IN_LINES).split(b"\n")
        plans, torn = self._plans, []
        for at, found in enumerate(self._by.anchors(folds)):
            if found:
                worth = (number for one in found for number in self._by.by_anchor[one])
                made[texts[at]] = plans[found].match(lines[at], folds[at]) or self._closely(
                    texts[at], Folded(lines[at]), [*worth]
                )
            elif texts[at] not in made:
                torn.append(at)
        torn = self._like(texts, folds, torn, made)
        self._look_for_pieces(texts, lines, [(at, folds[at]) for at in torn], made)

    def _like(
        self, texts: Sequence[str], folds: Sequence[bytes], torn: Sequence[int], made: dict[str, Found]
    ) -> list[int]:
        """Answer texts that are like no message; the places of the others."""
        coarse = b"\n".join([folds[at] for at in torn]).translate(ONE_SIGN).split(b"\n")
        new = []
        for at, form in zip(torn, coarse, strict=False):
            if form in self._unlike:
                made[texts[at]] = unknown(texts[at], self._wanted)
            else:
                new.append((at, form))
        like = []
        for (at, form), found in zip(new, self._by.signs([form for _, form in new]), strict=True):
            if unlike(self._said, form, found):
                made[texts[at]] = unknown(texts[at], self._wanted)
                if len(self._unlike) >= _REMEMBERED:
                    self._unlike.clear()
                self._unlike.add(form)
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
            text, line = texts[at], lines[at]
            if not found or not self._may_be(found, fold):
                made[text] = unknown(text, self._wanted)
                continue
            # The same text but for numbers was no message before.
            form = line.encode("utf-8", "replace").translate(OTHER_NUMBERS)
            if form in self._numbered:
                made[text] = unknown(text, self._wanted)
                continue
            made[text] = answer = self._closely(text, Folded(line), (), found)
            counts = counted(self._by.grams[one] for one in found)
            if isinstance(answer, Unknown) and numberless(self._said, fold, counts):
                if len(self._numbered) >= _REMEMBERED:
                    self._numbered.clear()
                self._numbered.add(form)

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
