"""What the bytes of a log are written in: UTF-8, UTF-16 or UTF-32, marked or not; else Windows-1252."""

import codecs
from collections.abc import Iterable, Iterator

# UTF-32's mark begins as UTF-16's does.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# So many pairs of bytes tell, of which so many in a hundred have their NUL on one side and on the other.
_FEWEST_PAIRS, _MOST, _HARDLY = 4, 60, 5
# The name of what decodes bytes that are no UTF-8; those around them stay what they are.
ELSE = "passback.cp1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(ELSE, _as_windows)


def encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 if a file begins with their mark or has a NUL in every other place; None: neither."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    right, left = head[1 : 2 * pairs : 2].count(0), head[: 2 * pairs : 2].count(0)
    if pairs < _FEWEST_PAIRS or max(right, left) * 100 < pairs * _MOST:
        return None
    if min(right, left) * 100 > pairs * _HARDLY:
        return None
    return "utf-16-le" if right > left else "utf-16-be"


def as_utf8(blocks: Iterable[bytes], head: bytes) -> Iterator[bytes]:
    """The blocks in UTF-8. Lines that end with nothing but carriage returns get line feeds."""
    written = encoding(head)
    decoder = codecs.getincrementaldecoder(written)("replace") if written else None
    begin = head.replace(b"\0", b"")
    # As old Macs and some exports write.
    returns = b"\r" in begin[:-1] and b"\n" not in begin
    first = True
    for block in blocks:
        plain = block
        if decoder:
            plain = decoder.decode(block).removeprefix("\ufeff" if first else "").encode("utf-8", "replace")
        yield plain.replace(b"\r", b"\n") if returns else plain
        first = False
