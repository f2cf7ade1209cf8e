"""Lines that differ in an exchange id only are answered each with its own id, as they are alone."""

from passback.dictionary.match import Match
from passback.dictionary.needles import needles
from passback.dictionary.normalize import fold
from passback.dictionary.recognize import recognize
from passback.dictionary.recognize_many import CHUNK, recognize_many

LETTERS = frozenset(fold("0123456789abcdef"))
SLOW = (
    "Grade exchange job failed. Status in SIS: 5 - EXCHANGE_ERROR_NON_RETRYABLE - {} - "
    "Socket timeout, no response within 20 seconds"
)
LOCKED = "At least one of the specified assignment sections is locked."


def an_id(begin: str = "", end: str = "") -> str:
    """An exchange id that begins and ends so."""
    digits = begin + "2" * (32 - len(begin) - len(end)) + end
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def many(*texts: str) -> list[object]:
    """The answers of one stream whose texts do not share a chunk."""
    chatter = [f"line {n} of a log" for n in range(CHUNK)]
    spread = [text for one in texts for text in (one, *chatter)]
    return list(recognize_many((text, None) for text in spread))[:: CHUNK + 1]


def test_each_line_has_its_own_id_in_its_answer() -> None:
    first, second = an_id("a"), an_id("b")
    found = many(SLOW.format(first), SLOW.format(second), SLOW.format(first))

    assert found == [recognize(SLOW.format(one)) for one in (first, second, first)]
    assert [one.variables["exchange_id"] for one in found if isinstance(one, Match)] == [first, second, first]


def test_an_id_that_comes_twice_is_not_taken_for_another() -> None:
    body = '{{"request_id":{},"status":404,"error":"API route not found: GET /results/1/2"}}'
    twice = "COLLECTION_GENERIC - {} - " + body
    ids = [an_id(begin) for begin in "abc"]
    texts = [twice.format(one, other) for one in ids for other in ids]

    assert many(*texts) == [recognize(text) for text in texts]


def test_an_id_that_completes_words_of_a_message_is_looked_at_anew() -> None:
    """`bed` before `ford` is a word, and `bee` before it none."""
    spelled = bytes.maketrans(b"ol", b"01")
    plain, other, made = [], [], []
    for literal in {literal for needle in needles() for literal in needle.whole_program.literals}:
        for at in range(max(1, len(literal) - 12), len(literal)):
            if LETTERS.issuperset(literal[at:]):
                line = f"{LOCKED} {literal[:at].decode()} {{}} {LOCKED.lower()}"
                digits = literal[at:].translate(spelled).decode()
                plain.append(line.format(an_id()))
                made.append(line.format(an_id(begin=digits)))
                other.append(line.format(an_id("c")))
    texts = [*plain, *other, *made]
    chatter = [f"line {n} of a log" for n in range(CHUNK)]
    stream = [*plain, *chatter, *other, *chatter, *made]
    found = dict(zip(stream, recognize_many((text, None) for text in stream), strict=True))

    assert len(plain) > 100
    assert [text for text in texts if found[text] != recognize(text)] == []
