"""What a message looks like once wrapping, escaping and typography are taken off.

Two forms: `readable` (what a value is cut from) and `Folded` (what is searched: letters and digits only, in
lower case, so that line wraps, JSON, punctuation and missing quotes do not matter; look-alikes of a
screenshot, `O` and `0`, `I`, `l` and `1`, count as one).
Text from outside is hostile: every step is linear, and the length is capped before any of them.
No NFKC: on combining marks it takes quadratic time (facts/matching.md, "ReDoS").
"""

import re
from functools import cached_property
from itertools import compress

# Of a longer text, so much of its beginning and of its end is looked at: an error is some hundred characters.
HALF = 512 * 1024
LONGEST = 2 * HALF
_UNESCAPES = 3

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
# Characters that are read as others, or as none.
LOOKALIKES = {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‘’‚‛′´`＇‹›", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_NOTHING, ""),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "…": "...",
    "\u2028": "\n",
    "\u2029": "\n",
}
_ODD = re.compile(f"[{re.escape(''.join(LOOKALIKES))}]")
_ESCAPES = (("\\n", "\n"), ("\\r", "\n"), ("\\t", " "), ('\\"', '"'), ("\\/", "/"), ("\\'", "'"))
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# So many of them, and a text is taken for one that stood in an address.
_PERCENTS = 3

_KEPT = bytes(b for b in range(256) if chr(b).isalnum() or b >= 0x80)  # noqa: PLR2004 - not ASCII
DROPPED = bytes(b for b in range(256) if b not in _KEPT)
FOLD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ01i", b"abcdefghljklmnopqrstuvwxyzoll")
_MASK = bytes(b in _KEPT for b in range(256))


def fold(literal: str) -> bytes:
    """The searching form of a template's literal, or of a word."""
    return _encoded(as_typed(literal)).translate(FOLD, DROPPED)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


class Folded:
    """A readable text made ready for searching; knows where each folded byte stands in the readable one."""

    def __init__(self, plain: str) -> None:
        """Fold a readable text."""
        self.plain = _encoded(plain)
        self.text = self.plain.translate(FOLD, DROPPED)

    @cached_property
    def places(self) -> list[int]:
        """For each folded byte, its place in `plain`."""
        return list(compress(range(len(self.plain)), self.plain.translate(_MASK)))

    def between(self, start: int, end: int) -> str:
        """What the readable text has between two folded places, with all that folding dropped around it."""
        places = self.places
        left = places[start - 1] + 1 if start else 0
        right = places[end] if end < len(places) else len(self.plain)
        return self.plain[left:right].decode("utf-8", "replace")


def readable(raw: str) -> str:
    """The text as its writer meant it: unescaped, plain quotes and dashes, white space single.

    A run of white space with a line break in it is one line break. Of a text longer than `LONGEST`, the
    beginning and the end.
    """
    text = raw if len(raw) <= LONGEST else f"{raw[:HALF]}\n{raw[-HALF:]}"
    if "%" in text:
        text = _without_percents(text)
    if "&" in text:
        text = _without_entities(text)
    if "\\" in text:
        text = _without_escapes(text)
    if "`" in text or not text.isascii():
        text = as_typed(_paired(text))
    if "\n" in text or "\r" in text:
        return "\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))
    return " ".join(text.split())


def as_typed(text: str) -> str:
    """Typographic characters as a keyboard has them; one pass for each that is there."""
    for odd in {*_ODD.findall(text)}:
        text = text.replace(odd, LOOKALIKES[odd])
    return text


def _without_percents(text: str) -> str:
    """URL encoding resolved, where there is enough of it to be one."""
    if sum(1 for _, _ in zip(_PERCENT.finditer(text), range(_PERCENTS), strict=False)) < _PERCENTS:
        return text
    from urllib.parse import unquote  # noqa: PLC0415 - one message in many thousand needs it

    plain = unquote(text)
    return plain if " " in text or "+" not in text else plain.replace("+", " ")


def _without_entities(text: str) -> str:
    """HTML entities resolved, twice escaped ones too. A run of digits that Python refuses stays."""
    import html  # noqa: PLC0415 - one message in twenty needs it

    for _ in range(_UNESCAPES):
        try:
            plain = html.unescape(text)
        except ValueError:
            return text
        if plain == text or "&" not in plain:
            return plain
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
    r"""`\u2019` and the like resolved, pairs of surrogates too; half a pair becomes a question mark."""
    # Escaped twice, as in a log that is JSON itself.
    head, *parts = text.replace("\\\\u", "\\u").split("\\u")
    if not parts:
        return text
    made = [head]
    for part in parts:
        digits = part[:4]
        if len(digits) == 4 and all(c in "0123456789abcdefABCDEF" for c in digits):  # noqa: PLR2004 - \uXXXX
            made.append(chr(int(digits, 16)) + part[4:])
        else:
            made.append("\\u" + part)
    return _paired("".join(made))


def _paired(text: str) -> str:
    """Surrogates joined to the characters they are halves of; one without its other half a question mark."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "?")
    return text
