"""The plugin that a district uploads to its PowerSchool: one zip with `plugin.xml`, always the same bytes.

Knows the layout (facts/sis-vendors.md §1.2): `plugin.xml` at the root, `<oauth/>` for credentials, the access
request field by field. There are no queries in it: this client asks none.
"""

import io
import zipfile
from collections.abc import Collection
from xml.sax.saxutils import quoteattr

from passback.connect.xte.access import Field, needed
from passback.core.errors import BadInput

NAME = "passback"
# PowerSchool takes digits and points, and wants another number for another access request.
VERSION = "1.0.0"
# Its own limit for a name is not documented; a long one is said to fail without a word.
_LONGEST = 40
_SPACE = "http://plugin.powerschool.pearson.com"
# A zip knows no earlier day, and with a fixed one the same request gives the same file.
_DAY = (1980, 1, 1, 0, 0, 0)


def fields(without: Collection[str] = ()) -> tuple[Field, ...]:
    """The access request. `without`: columns (`table.column`) that this PowerSchool does not have.

    Raises:
        BadInput: one of them is not in it.
    """
    left_out = {name.strip().lower() for name in without}
    if unknown := left_out - {field.name for field in needed()}:
        raise BadInput(f"--without {min(unknown)[:60]!r}: the plugin does not ask for it")
    return tuple(field for field in needed() if field.name not in left_out)


def archive(publisher: str, email: str, asked: Collection[Field]) -> bytes:
    """The zip, ready to be uploaded.

    Raises:
        BadInput: publisher or e-mail cannot stand in it.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as held:
        entry = zipfile.ZipInfo("plugin.xml", _DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        held.writestr(entry, _xml(_fitting("--publisher", publisher), _fitting("--email", email), asked))
    return made.getvalue()


def _fitting(option: str, text: str) -> str:
    held = text.strip()
    if not held or len(held) > _LONGEST or not held.isprintable():
        raise BadInput(f"{option}: expected 1 to {_LONGEST} characters on one line")
    return held


def _xml(publisher: str, email: str, asked: Collection[Field]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<plugin xmlns={quoteattr(_SPACE)}",
        '        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
        f"        xsi:schemaLocation={quoteattr(_SPACE + ' plugin.xsd')}",
        f"        name={quoteattr(NAME)} version={quoteattr(VERSION)}",
        '        description="Sends assignments and scores from Canvas to PowerTeacher Pro">',
        "  <oauth/>",
        f"  <publisher name={quoteattr(publisher)}>",
        f"    <contact email={quoteattr(email)}/>",
        "  </publisher>",
        "  <access_request>",
        *(
            f'    <field table="{one.table.upper()}" field="{one.column.upper()}" access="{one.access}"/>'
            for one in asked
        ),
        "  </access_request>",
        "</plugin>",
    ]
    return "\n".join(lines) + "\n"
