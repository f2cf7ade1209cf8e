"""Whether two texts say the same in nearly the same words: slips of eye and finger make no difference.

Words are folded ones. A word more, less or other that changes the meaning makes it another text.
"""

import re
from collections.abc import Callable, Collection

from passback.dictionary.normalize import fold

_DOUBLE = re.compile(rb"(.)\1+")
_WORD = re.compile(r"[A-Za-z0-9\x80-\U0010ffff]+")


def listed(words: str) -> frozenset[bytes]:
    """The words of a line, as they are searched."""
    return frozenset(map(fold, words.split()))


# Words that turn a sentence around or set it in another place: one more or less, and it is another.
POLAR = listed(
    "not no never none without neither nor only longer previously resolved fixed unless instead "
    "except un non if when must"
)
# Words of their own that are a slip away from a message's: nobody means the other.
_REAL = listed(
    "included excused accepted completed selected restored linked looked blocked unlocked booked enabled "
    "disabled session sessions question questions position positions scope scopes store stores course "
    "preference difference admission"
)
# Words that may come and go.
LIGHT = listed(
    "a an the of is are be been to for in on at with this that these your our my and or by as it its has "
    "have was were do does please you"
)
# Short forms, and what they are short for.
SHORT = {
    fold(f"{verb}nt"): [fold(verb), fold("not")]
    for verb in "does do did is are was were has have had could would should must".split()  # noqa: SIM905 - a line of words reads better
} | {fold(short): [fold("can"), fold("not")] for short in ("cant", "cannot")}
SHORT[fold("third")] = [fold("3rd")]
TURNING = tuple(map(fold, ("un", "in", "im", "ir", "dis", "non", "mis", "re")))
_LONG_WORD = 11
# Of so many words one may be missing.
_MANY_WORDS = 8


def same_words(wanted: list[bytes], there: list[bytes]) -> bool:
    """Whether the words there are those wanted, but for misprints and words that carry no meaning."""
    wanted, there = _respaced(wanted, there)
    missing, foreign = _without(wanted, there), _without(there, wanted)
    _pair_off(foreign, missing, lambda one, other: _seen(one) == _seen(other))
    if any(word in POLAR for word in (*missing, *foreign)):
        return False
    _pair_off(foreign, missing, _misprint)
    # A slip in a word that lost or won a space makes other words of nearly the same letters.
    lost = [w for w in missing if w not in LIGHT and not _in_pieces(w, foreign)]
    added = [w for w in foreign if w not in LIGHT and len(w) > 1 and not _joined(w, wanted)]
    few = len(lost) <= (1 if len(wanted) >= _MANY_WORDS else 0)
    return bool(wanted) and few and not added and wanted[-1] not in lost and wanted[0] not in lost


def _pair_off(foreign: list[bytes], missing: list[bytes], alike: Callable[[bytes, bytes], bool]) -> None:
    """Take off both lists what is one word in two spellings."""
    for word in list(foreign):
        near = next((w for w in missing if alike(word, w)), None)
        if near is not None:
            foreign.remove(word)
            missing.remove(near)


def distance(pattern: bytes, text: bytes) -> tuple[int, int]:
    """The fewest edits that turn the pattern into some part of the text, and where that part ends.

    Bit-parallel (Myers 1999, as simplified by Hyyrö 2003): one step per letter of the text.
    """
    size = len(pattern)
    if not size:
        return 0, 0
    mask, high = (1 << size) - 1, 1 << (size - 1)
    where: dict[int, int] = {}
    for at, letter in enumerate(pattern):
        where[letter] = where.get(letter, 0) | (1 << at)
    plus, minus, score = mask, 0, size
    best, end = size, 0
    for at, letter in enumerate(text, 1):
        equal = where.get(letter, 0)
        x_vertical = equal | minus
        x_horizontal = (((equal & plus) + plus) ^ plus) | equal
        up = minus | (~(x_horizontal | plus) & mask)
        down = plus & x_horizontal
        if up & high:
            score += 1
        elif down & high:
            score -= 1
        up, down = (up << 1) & mask, (down << 1) & mask
        plus = down | (~(x_vertical | up) & mask)
        minus = up & x_vertical
        if score < best:
            best, end = score, at
    return best, end


def folded_words(text: str) -> list[bytes]:
    """The words of a readable text, folded; short forms as what they are short for."""
    words = []
    for word in _WORD.findall(text.replace("n't", "nt")):
        folded = fold(word)
        words += SHORT.get(folded, [folded])
    return words


def _without(words: Collection[bytes], others: Collection[bytes]) -> list[bytes]:
    """The words that the others do not have, each as often as it is more."""
    left = list(others)
    out = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            out.append(word)
    return out


def _respaced(wanted: list[bytes], there: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Both with the same spaces, where one has a space too many or too few."""
    for _ in range(2):
        runs = {
            b"".join(run): run
            for n in (2, 3)
            for at in range(len(there))
            if len(run := there[at : at + n]) == n
        }
        wanted = [part for word in wanted for part in runs.get(word, [word])]
        wanted, there = there, wanted
    return wanted, there


def _misprint(word: bytes, meant: bytes) -> bool:
    """Whether one word is the other with a slip of finger or eye, and not its opposite."""
    short, long = sorted((word, meant), key=len)
    if any(long == head + short for head in TURNING) or {word, meant} & POLAR or word in _REAL:
        return False
    if len(word) == len(meant) and sorted(word) == sorted(meant):
        return True
    errors, _ = distance(short, long)
    return max(errors, len(long) - len(short)) <= max(1, len(long) // 4)


def _seen(word: bytes) -> bytes:
    """A word as screenshots and fingers make it: letters that look like one, or come twice, are one."""
    return _DOUBLE.sub(rb"\1", word.replace(b"rn", b"m").replace(b"cl", b"d").replace(b"vv", b"w"))


def _in_pieces(word: bytes, pieces: Collection[bytes]) -> bool:
    """Whether the pieces together are the word, with a slip: a word that a screenshot broke."""
    joined = _seen(b"".join(pieces))
    return bool(joined) and distance(_seen(word), joined)[0] <= max(1, len(word) // 4)


def _joined(word: bytes, wanted: Collection[bytes]) -> bool:
    """Whether a word is several of the message's, run together, with a slip."""
    return len(word) > _LONG_WORD and distance(_seen(word), _seen(b"".join(wanted)))[0] <= len(word) // 6
