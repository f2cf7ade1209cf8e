"""A text that nobody recognizes, without what may be a name, an address, an id or a number.

Masked is what is quoted, bracketed, a field's value, or behind a word such as *student*; and each word with
a capital, or in another alphabet, that is none of the dictionary's. Where a quote or bracket never closes,
the rest of its line goes. What is masked too much costs little; a name that stays costs much.
"""

import re
from functools import cache

from passback.dictionary import book

MASK = "{…}"
# What `kept` marks stand for: they are taken for no name, wherever they stand.
KEPT = re.compile("[\ue000-\uf8ff]")
MOST_KEPT = 0xF8FF - 0xE000


def listed(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


# Names of fields that tell nothing of anybody, and those of them whose text is a message.
_FIELDS = listed(
    "message error errors status code id time timestamp level severity sis school course section "
    "student assignment details detail description resource field reason response request msg type name "
    "path url title result state system text date exception cause codemajor codeminor user teacher "
    "event body data"
)
_SAYS = (
    "message",
    "error",
    "errors",
    "detail",
    "details",
    "description",
    "reason",
    "msg",
    "exception",
    "cause",
)
# Words that logs have beside the dictionary's.
_PLAIN = listed(
    "aborted added alert array bad broken bug build bytes cache caused client closed completed config "
    "connect connecting console corrupt crash critical database deadlock debug denied deprecated disk "
    "dns driver duplicate encoding endpoint engine entity eof evicted executing exit expected expired "
    "failure fatal fetch file flag format frame gb get handler handshake header headers healthy heap "
    "host http https ignored index info init input instance interface interrupted json kb kernel key "
    "latency line lines load loading lookup loop main malformed mb memory method missing mode module "
    "mon ms nested network notice null object offset ok operation option output packet parse parser "
    "parsing patch payload pending pool port post process processing proxy queue queued raised rejected "
    "reply reset resolve retry retries retrying rows schema script sec seconds serialization servlet "
    "session shutdown size socket sql ssl stack stale stream sub sun task tcp thread threw throw "
    "timeout tls trace traceback transaction tue wed thu fri sat jan feb mar apr may jun jul aug sep "
    "oct nov dec am pm unexpected unhandled unknown unreachable unsupported uri utc uuid version warn "
    "warning worker xml yaml nobody printer row import conflict unauthorized unprocessable temporary "
    "redirect continue precondition timed created content"
)
# People are called so, too: with a capital they are masked.
_ALSO_NAMES = listed(
    "mark may will long little short page young grant hope grace rich bill sue jack art dean chase king day "
    "summer april june august jan drew pat gray worth stock"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]")
_DOUBLE = r'"(?:[^"\n]|\n(?!\n)){0,400}"'
_SINGLE = r"'(?:[^'\n]|\n(?!\n)|(?<=\w)'(?=\w)){1,200}'"
_QUOTED = re.compile(rf"(?<![\w\ue000-\uf8ff]){_DOUBLE}(?!\w)|(?<![\w\ue000-\uf8ff]){_SINGLE}(?!\w)")
_QUOTED_ANYHOW = re.compile(rf"{_DOUBLE}|`[^`\n]{{1,200}}`")
_BRACKETED = re.compile(
    r"\[[^\[\]]{1,400}\]|\([^()]{1,400}\)|<[^<>]{1,400}>|‹[^›]{1,400}›|\{(?!…)[^{}:\"…]{1,400}\}"
)
_DEEPEST = 6
# Quotes and brackets that open and never close; a closing quote whose opening one stood in a line before.
_OPEN_QUOTE = re.compile(r"(?<![\w\ue000-\uf8ff])['\"`](?=\w)[^\n]{1,400}")
_OPEN_BRACKET = re.compile(r"[(\[<](?=\w)[^\n]{1,400}")
_CLOSE = re.compile(r'^[^"\n]{1,200}(?<=\w)"(?!\w)', re.MULTILINE)
_ADDRESS = re.compile(r"\b[a-z]{2,12}://[^\s\"'<>]+|[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PATH = re.compile(r"(?:[\w.~%@-]{0,64}[/\\]){1,20}[\w.~%@-]{1,64}")
_ID = re.compile(r"\b(?=[\w-]{0,80}\d)[\w-]{5,}\b")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_FOREIGN = re.compile(r"[^\W\d_]{0,40}[^\x00-\x7f\W]+[\w'-]*")
_TAG = re.compile(
    r"</?(?:a|b|br|body|div|h[1-6]|head|html|i|li|p|pre|span|strong|table|td|th|tr|ul)\b[^<>]{0,400}>"
)
# JSON within a JSON text: its quotes would pair off wrong.
_OUTER = re.compile(r'"(?=[\[{]{1,3}\s?")|(?<=[}\]])"(?=\s{0,3}(?:[,}\]]|$))')
_CLOSED = r"(?=\s{0,3}(?:[,}\]]|$))"
_JSON_FIELD = re.compile(
    rf'"([\w.-]{{1,40}})"\s{{0,3}}:\s{{0,3}}(?:"((?:[^"]|"(?!{_CLOSED})){{0,800}}+)"{_CLOSED}|(?=[^"]))'
)
_LIST = re.compile(r"\[(?=\s?\{)|(?<=\})\s?\]")
_SOMEBODY = (
    r"(?:student|pupil|learner|teacher|instructor|staff|user|parent|guardian|author|owner|person|email|login|"
    r"(?:first|last|given|family|sur|full|user|display|sort(?:able)?)[ _-]?name|name|mr|mrs|ms|miss|dr)"
)
_FIELD = re.compile(
    rf"\b(\w{{0,20}}?{_SOMEBODY}s?(?:[ _-]?(?:name|id|email|login))?\s?[=:])\s?"
    r"([^,;&|\n()\[\]{}<>=:\ue000-\uf8ff]{1,80}?)(?=[,;&|\n()\[\]{}<>\ue000-\uf8ff]|\s+\w+\s?[=:]|$)",
    re.IGNORECASE,
)
# Behind somebody, behind what is named by people, and behind a message whose last value goes on.
_BEHIND = re.compile(
    rf"(\b(?:{_SOMEBODY}|assignment|section|class|course|category|group|for|by|named|called)|{KEPT.pattern})"
    r"([\s._-]{1,2}['\"`(\[]?)((?:[^\W\d_]+[ ,.'’-]{0,2}){1,5})",
    re.IGNORECASE,
)
# A cell of a row that stands in a text: no space behind its delimiter.
_CELL = re.compile(r"(?:(?<=[,;|>])|^)([^\W\d_](?:[^\W\d_]|[ .'’-]){0,60})(?=[,;|<]|$)", re.MULTILINE)


@cache
def _known() -> frozenset[str]:
    """Words that name nobody: those of the dictionary's messages and pages, and what logs say."""
    told = set(_PLAIN | _FIELDS)
    for raw in book.raw_entries().values():
        texts = [re.sub(r"\{[a-z_]+\}", " ", message["core"]) for message in raw["messages"]]
        texts += [raw["title"], *raw["notes"]]
        for cause in raw["causes"]:
            texts += [cause["meaning"], cause["tell"] or "", *(step["do"] for step in cause["steps"])]
        for text in texts:
            told.update(part.lower() for part in _PART.findall(text))
            told.update(word.lower() for word in re.findall(r"[A-Za-z]+", text))
    return frozenset(told)


def without_names(text: str) -> str:
    """The text, masked; what was `kept` for something else (`KEPT`) stays where it is."""
    text = _OUTER.sub("", text)
    text, fields = _JSON_FIELD.subn(_field, text)
    if fields:
        text = _LIST.sub("", text)
    text = _FIELD.sub(lambda found: f"{found[1]} {hidden(found[2])}", text)
    text = _TAG.sub(" ", _CELL.sub(_cell, text))
    for pattern in (_ADDRESS, _PATH):
        text = pattern.sub(_unless_known, text)
    text = _BEHIND.sub(_behind, text)
    for pattern in (_QUOTED, _OPEN_QUOTE, _CLOSE, _QUOTED_ANYHOW):
        text = pattern.sub(_hide, text)
    for _ in range(_DEEPEST):
        text, count = _BRACKETED.subn(_hide, text)
        if not count:
            break
    text = _OPEN_BRACKET.sub(_hide, text)
    text = _ID.sub(MASK, text)
    text = _NUMBER.sub("#", text)
    text = _FOREIGN.sub(_hide, text)
    text = _WORD.sub(_capital, text)
    return _joined(text)


def without_capitals(text: str) -> str:
    """Words of a recognized message; one that somebody put among them is none of the dictionary's."""
    return _WORD.sub(_capital, text)


def hidden(text: str) -> str:
    """A mask for the text, and what was kept within it."""
    out = [MASK if any(map(str.isalnum, part)) else "" for part in KEPT.split(text)]
    kept = KEPT.findall(text)
    return " ".join(filter(None, (one for at, part in enumerate(out) for one in (part, *kept[at : at + 1]))))


def _hide(found: re.Match[str]) -> str:
    return found[0] if found[0] == MASK else hidden(found[0]) or found[0]


def _field(found: re.Match[str]) -> str:
    """A field of JSON: known names stay, and of messages the words that are known."""
    name, value = found[1], found[2]
    plain = name.lower()
    says = plain.endswith(_SAYS)
    shown = name if plain in _FIELDS or says else MASK
    if value is None:
        return f"{shown}: "
    return f"{shown}: {_spoken(value) if says else hidden(value)}"


def _spoken(text: str) -> str:
    """What a field of JSON says, as far as each word is known."""
    text = re.sub(r"[\"'‹›<>()\[\]{}]", " ", text)
    return _WORD.sub(
        lambda found: found[0] if _names_nobody(found[0]) else MASK, _NUMBER.sub("#", _ID.sub(MASK, text))
    )


def _unless_known(found: re.Match[str]) -> str:
    words = _WORD.findall(found[0])
    known = words and "@" not in found[0] and "://" not in found[0] and all(map(_names_nobody, words))
    return found[0] if known and not any(map(str.isdigit, found[0])) else hidden(found[0]) or found[0]


def _behind(found: re.Match[str]) -> str:
    """Words behind *student* and the like, up to the first that is known."""
    out: list[str] = []
    at, begun = 0, False
    for word in _WORD.finditer(found[3]):
        if _names_nobody(word[0]) or (out and begun and word[0].islower()):
            break
        begun = not word[0].islower()
        out.append(MASK)
        at = word.end()
    return f"{found[1]}{found[2]}{' '.join(out)}{found[3][at:]}" if out else found[0]


def _cell(found: re.Match[str]) -> str:
    line = found.string
    beside = line[found.start() - 1 : found.start()] + line[found.end() : found.end() + 1]
    alone = (not beside.strip() and "\n" not in beside) or any(map(_names_nobody, _WORD.findall(found[1])))
    return found[0] if alone else MASK


def _capital(found: re.Match[str]) -> str:
    word = found[0]
    return word if word.islower() or _names_nobody(word) else MASK


def _names_nobody(word: str) -> bool:
    """Whether a word, or each part of one such as `lineItem`, is known."""
    known = _known()
    lower = word.lower()
    if lower in known:
        return lower not in _ALSO_NAMES or word.islower()
    parts = _PART.findall(word)
    return len(parts) > 1 and all(part.lower() in known and len(part) > 1 for part in parts)


def _joined(text: str) -> str:
    """Masks that stand side by side are one: a name may have any number of words."""
    return re.sub(r"\{…\}(?:[\s,.'’-]{0,3}\{…\})+", MASK, text)
