"""Secrets by reference: `env:NAME` or `file:PATH`. Reads one at the moment of use, writes 0600 files.

No text of an error here holds a secret, nor what was given where a reference was due: it may be one.
"""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from passback.connect.sis.load import secret_options
from passback.core.connection import Connection
from passback.core.errors import BadInput, NeedsConfig
from passback.core.problem import Problem

_ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_LARGEST = 65536  # bytes; a key is smaller, and a device never ends


def is_reference(text: str) -> bool:
    """True for `env:NAME` and `file:PATH`; whether there is anything to read is not asked."""
    return bool(_ENV.fullmatch(text)) or (text.startswith("file:") and _path(text).is_absolute())


def _path(reference: str) -> Path:
    given = Path(reference.removeprefix("file:"))
    with suppress(RuntimeError):  # no home folder: then it is not an absolute path either
        return given.expanduser()
    return given


def read_secret(reference: str) -> str:
    """The secret behind a reference; one newline at its end is not part of it.

    Raises:
        BadInput: it is neither `env:NAME` nor `file:PATH` with an absolute path.
        NeedsConfig: there is nothing to read; the text names the reference, never the content.
    """
    if not is_reference(reference):
        raise BadInput("a secret is given as env:NAME or file:/PATH, never as itself")
    variable = _ENV.fullmatch(reference)
    held = os.environ.get(variable[1], "") if variable else _read(reference)
    secret = held.removesuffix("\n").removesuffix("\r")
    if not secret:
        raise NeedsConfig(f"the secret {reference} is empty or missing", Problem.CREDENTIALS_EXPIRED)
    return secret


def _read(reference: str) -> str:
    path = _path(reference)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NeedsConfig(f"the secret {reference} is not a file", Problem.CREDENTIALS_EXPIRED)
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise NeedsConfig(f"the secret {reference} is too large", Problem.CREDENTIALS_EXPIRED)
        return raw.decode()
    except (OSError, ValueError) as error:
        why = "is not text" if isinstance(error, ValueError) else f"cannot be read: {_word(error)}"
        # `from None`: a decoding error carries the bytes that it met.
        raise NeedsConfig(f"the secret {reference} {why}", Problem.CREDENTIALS_EXPIRED) from None


def _word(error: OSError) -> str:
    """What the system said, in a word."""
    return (error.strerror or type(error).__name__).lower()


def write_secret(folder: Path, name: str, secret: str) -> str:
    """Keep a secret as a file that only its owner can read, and bring its reference.

    The file is whole or not there at all. `name`: any text; it is made fit for a file name.

    Raises:
        BadInput: the folder or the name cannot be used.
    """
    place = folder.absolute() / _file_name(name)
    draft = place.with_name(f".{place.name}.new")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secret.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    except OSError as error:
        raise BadInput(f"a secret cannot be written to {folder}: {_word(error)}") from error
    except UnicodeEncodeError:
        raise BadInput("a secret is not text that can be written") from None
    return f"file:{place}"


def remove_secrets(folder: Path, prefix: str) -> int:
    """Remove the secrets whose name is `prefix` and then a word without a dot; how many there were.

    The dot matters: the secrets of a connection `north.high` are not those of `north`.
    """
    start = quote(prefix, safe="")
    gone = 0
    for path in sorted(folder.glob("*")):
        rest = path.name.removeprefix(start)
        if path.name.startswith(start) and "." not in rest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def refuse_plain_secrets(connection: Connection) -> None:
    """See to it that a connection holds references only, before it is kept.

    Raises:
        BadInput: the Canvas token, the client secret or an option that the connector calls secret is given
            as itself.
    """
    options = connection.settings.options
    for what, held in (
        ("the Canvas token", connection.canvas.token),
        ("the client secret", connection.settings.auth.client_secret),
        *((f"the option {name}", options[name]) for name in secret_options(connection.sis) & set(options)),
    ):
        if held and not is_reference(held):
            raise BadInput(f"{what} is kept as env:NAME or file:/PATH, never as itself")


def _file_name(name: str) -> str:
    made = quote(name, safe="", errors="surrogatepass")
    if not made.strip("."):
        raise BadInput("a secret needs a name")
    return made
