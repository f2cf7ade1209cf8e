"""What a message looks like once wrapping, escaping and typography are taken off.

Two forms: `readable` (what a value is cut from) and `folded` (what is searched: lower case, and without
white space, quotes, brackets and backslashes, so that line wraps, JSON and missing quotes do not matter).
Text from outside is hostile: every step is linear, and the length is capped before any of them.
No NFKC: on combining marks it takes quadratic time (facts/matching.md, "ReDoS").
"""

from typing import NamedTuple

# Longer texts are read up to here; a single error is some hundred characters.
LONGEST = 65_536
_UNESCAPES = 3

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LOOKALIKES = {
    **{ord(c): '"' for c in "“”„‟«»″＂"},
    **{ord(c): "'" for c in "‘’‚‛′´`＇"},
    **{ord(c): "-" for c in "‐‑‒–—―−"},
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _NOTHING)),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    ord("…"): "...",
}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_DROPPED = frozenset(" \t\n\r\x0b\x0c\x00\"'\\[](){}")
_ESCAPES = (("\\n", "\n"), ("\\r", "\n"), ("\\t", " "), ('\\"', '"'), ("\\/", "/"), ("\\'", "'"))
# Stands for a pair of quotes with nothing between, which folding would otherwise lose.
EMPTY = "∅"


class Folded(NamedTuple):
    """A text made ready for searching. `places`: where each character stands in the readable text."""

    text: str
    places: tuple[int, ...]


def readable(raw: str) -> str:
    """The text as its writer meant it: unescaped, plain quotes and dashes, white space single. Capped."""
    text = raw[:LONGEST]
    if "&" in text:
        text = _without_entities(text)
    if "\\" in text:
        text = _without_escapes(text)
    if not text.isascii():
        text = text.translate(_LOOKALIKES)
    return " ".join(text.split())


def _without_entities(text: str) -> str:
    """HTML entities resolved, twice escaped ones too. A run of digits that Python refuses stays."""
    import html  # noqa: PLC0415 - one message in twenty needs it

    for _ in range(_UNESCAPES):
        try:
            plain = html.unescape(text)
        except ValueError:
            return text
        if plain == text:
            break
        text = plain
    return text


def _without_escapes(text: str) -> str:
    """JSON escapes resolved, nested ones too."""
    for _ in range(_UNESCAPES):
        if "\\" not in text:
            break
        text = _without_unicode_escapes(text)
        for written, meant in _ESCAPES:
            text = text.replace(written, meant)
        text = text.replace("\\\\", "\\")
    return text


def _without_unicode_escapes(text: str) -> str:
    r"""`\u2019` and the like resolved; half a surrogate pair becomes a question mark."""
    head, *parts = text.split("\\u")
    if not parts:
        return text
    made = [head]
    for part in parts:
        digits = part[:4]
        if len(digits) == 4 and all(c in "0123456789abcdefABCDEF" for c in digits):  # noqa: PLR2004 - \uXXXX
            code = int(digits, 16)
            made.append(("?" if 0xD800 <= code <= 0xDFFF else chr(code)) + part[4:])  # noqa: PLR2004 - surrogates
        else:
            made.append("\\u" + part)
    return "".join(made)


def folded(text: str) -> Folded:
    """The searching form of a readable text or of a template's literal."""
    if not text.isascii():
        text = text.translate(_LOOKALIKES)
    low = text.translate(_LOWER)
    for quotes in ('""', '" "', "''"):
        low = low.replace(quotes, EMPTY + quotes[1:])
    places = tuple(at for at, c in enumerate(low) if c not in _DROPPED)
    return Folded("".join([low[at] for at in places]), places)
