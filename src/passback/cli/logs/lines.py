"""A file as lines of text: unzipped, decoded, and no line longer than memory allows."""

import codecs
import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from passback.cli.logs.encodings import ELSE, as_utf8
from passback.cli.logs.record import Oddities
from passback.core.errors import BadInput
from passback.dictionary.normalize import HALF

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BLOCK = 1 << 16
_HEAD = 4096
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
STDIN = "-"
# What begins so is no text, and what to do about it.
_NO_TEXT = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "is an old Excel workbook (.xls); save it as .xlsx or CSV",
    b"%PDF-": "is a PDF; copy its text into a text file",
    b"\x89PNG\r\n": "is a picture; type or paste its text",
    b"\xff\xd8\xff": "is a picture; type or paste its text",
    b"BZh": "is packed with bzip2; unpack it first",
    b"\xfd7zXZ\0": "is packed with xz; unpack it first",
    b"\x28\xb5\x2f\xfd": "is packed with zstd; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "is packed with 7-Zip; unpack it first",
}


class Line(NamedTuple):
    """A line without its end. `number`: from 1. `cut`: its middle was left out."""

    number: int
    text: str
    cut: bool


class Source(NamedTuple):
    """An opened file. `head`: its first bytes, unzipped. `read`: how many bytes were read so far."""

    name: str
    head: bytes
    stream: IO[bytes]
    done: Callable[[], int]
    size: int

    @property
    def is_zip(self) -> bool:
        """Whether it is an archive, as a workbook is."""
        return self.head.startswith(_ZIP)


class _Begun(RawIOBase):
    """What was read already, and then what it was read from."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self.head, self.rest = head, rest

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: "Buffer") -> int:
        """Fill a buffer, as far as there is something."""
        view = memoryview(into)
        piece, self.head = self.head[: len(view)], self.head[len(view) :]
        piece = piece or self.rest.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


@contextmanager
def opened(name: str) -> Iterator[Source]:
    """A file, or standard input for `-`, while it is read; gzip is told by content.

    Raises:
        BadInput: there is no such file, or it cannot be read.
    """
    with ExitStack() as closing:
        try:
            source = _opened(name, closing)
        except IsADirectoryError as error:
            raise BadInput(f"{name} is a folder; name the files in it") from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BadInput(f"{name} is broken gzip: {error}") from error
        except OSError as error:
            raise BadInput(f"{name} cannot be read: {error.strerror or error}") from error
        except ValueError as error:
            # A path with a NUL in it.
            raise BadInput(f"{name} cannot be read: {error}") from error
        for begin, what in _NO_TEXT.items():
            if source.head.startswith(begin):
                raise BadInput(f"{source.name} {what}")
        yield source


def _opened(name: str, closing: ExitStack) -> Source:
    size = 0
    if name == STDIN:
        if sys.stdin is None:
            raise BadInput("standard input is closed")
        raw: Any = sys.stdin.buffer
    else:
        raw = closing.enter_context(Path(name).open("rb"))  # noqa: SIM115 - the stack closes it
        size = Path(name).stat().st_size
    # What comes through a pipe may come in pieces, and the first of them may be less than the head.
    piped = None if raw.seekable() else _Begun(raw.read(_HEAD), raw)
    stream = BufferedReader(piped) if piped else raw if hasattr(raw, "peek") else BufferedReader(raw)
    if stream.peek(2)[:2] == _GZIP:
        stream = closing.enter_context(gzip.GzipFile(fileobj=stream))
    head = stream.peek(_HEAD)[:_HEAD]

    def done() -> int:
        return raw.tell() if raw.seekable() else 0

    return Source("standard input" if name == STDIN else name, head, stream, done, size)


def lines(source: Source, odd: Oddities) -> Iterator[Line]:
    """Its lines, decoded: UTF-8 or UTF-16, and what is neither as Windows writes Western European."""
    for number, (raw, cut) in enumerate(_split(_utf8(source, odd)), 1):
        where = f"{source.name}, line {number}"
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901 - the mark is no text
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("utf-8", ELSE)
            if not cut:
                odd.add("lines that are not UTF-8, read as Windows-1252", where)
        if "\0" in text:
            odd.add("lines with NULs, which were left out", where)
            text = text.replace("\0", "")
        if cut:
            odd.add("lines longer than 1 MiB, of which the first and last 512 KiB were read", where)
        yield Line(number, text.removesuffix("\r"), cut)


def blocks(source: Source, odd: Oddities) -> Iterator[str]:
    """Its text in pieces, as they come: for what is no lines."""
    strict, tolerant = (codecs.getincrementaldecoder("utf-8")(how) for how in ("strict", ELSE))
    for block in _utf8(source, odd):
        held = strict.getstate()
        try:
            yield strict.decode(block)
        except UnicodeDecodeError:
            odd.add("pieces of a file that are not UTF-8, read as Windows-1252", source.name)
            tolerant.setstate(held)
            yield tolerant.decode(block)
            strict.setstate(tolerant.getstate())


def _utf8(source: Source, odd: Oddities) -> Iterator[bytes]:
    """The file in blocks, in UTF-8, as far as it can be read."""
    try:
        yield from as_utf8(iter(lambda: source.stream.read(_BLOCK), b""), source.head)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        odd.add("files whose gzip ends too early; what came before was read", source.name)
    except OSError as error:
        odd.add(f"files that could not be read to their end ({error.strerror})", source.name)


def _split(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Lines, and whether each lost its middle; never more than two megabytes of one are held."""
    head, tail, cut = b"", b"", False
    for block in blocks:
        *whole, rest = (head + tail + block if not cut else tail + block).split(b"\n")
        for at, line in enumerate(whole):
            if at == 0 and cut:
                yield head + b"\n" + line[-HALF:], True
            elif len(line) > 2 * HALF:
                yield line[:HALF] + b"\n" + line[-HALF:], True
            else:
                yield line, False
        if whole:
            head, tail, cut = b"", rest, False
        elif cut:
            tail = rest[-HALF:]
        else:
            head, tail = b"", rest
        if not cut and len(tail) > 2 * HALF:
            head, tail, cut = tail[:HALF], tail[-HALF:], True
    if cut:
        yield head + b"\n" + tail[-HALF:], True
    elif tail:
        yield tail, False
