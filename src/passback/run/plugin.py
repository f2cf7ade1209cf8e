"""What a district installs in its SIS before passback may come in: PowerSchool's plugin."""

from collections.abc import Collection

from passback.connect.xte import plugin
from passback.core.value import Value, value


@value
class Plugin(Value):
    """A plugin ready to be uploaded, and what it asks for: (`table.column`, access), by table and column."""

    name: str
    version: str
    asks: tuple[tuple[str, str], ...]


def powerschool_plugin(publisher: str, email: str, without: Collection[str] = ()) -> tuple[Plugin, bytes]:
    """PowerSchool's plugin and its zip. `without`: columns that this PowerSchool does not have.

    Raises:
        BadInput: what was given cannot stand in it.
    """
    asked = plugin.fields(without)
    told = Plugin(plugin.NAME, plugin.VERSION, tuple((field.name, field.access) for field in asked))
    return told, plugin.archive(publisher, email, asked)
