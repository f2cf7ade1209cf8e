"""From a connection and its vendor's tables to the client; the part that all OneRoster connectors share."""

from collections.abc import Mapping
from dataclasses import replace

from passback.connect.line import SIS, Line
from passback.connect.means import Means
from passback.connect.oneroster.client import OneRoster
from passback.connect.oneroster.dialect import Clear, Dialect, PutIds, of_version
from passback.connect.oneroster.options import adjusted
from passback.connect.oneroster.places import Places
from passback.connect.sign_in import sign_in
from passback.core.capabilities import Capabilities, Ids, Limit
from passback.core.connection import Connection
from passback.core.ids import IdProfile


def client(
    connection: Connection,
    means: Means,
    space: str,
    tables: tuple[Mapping[str, Dialect], Mapping[str, Capabilities]],
    profiles: tuple[IdProfile, ...],
) -> OneRoster:
    """The OneRoster side of a connection. `tables`: a connector's DIALECTS and CAPABILITIES.

    Raises:
        NeedsConfig: an option holds what it cannot mean.
    """
    settings = connection.settings
    dialect = adjusted(of_version(tables[0], settings.version), settings.options)
    line = Line(means, SIS)
    places = Places(line, sign_in(line, settings.auth, dialect.scopes), settings, dialect)
    capabilities = limited(of_version(tables[1], settings.version), dialect)
    profile = connection.profile or profiles[0]
    return OneRoster(places, dialect, capabilities, profile.section, space)


def limited(capabilities: Capabilities, dialect: Dialect) -> Capabilities:
    """What an SIS can hold where the connection's options say how it is to be told.

    Who chooses ids follows the dialect; a score may be cleared where the operator says that DELETE works.
    """
    ids = Ids.SERVER if dialect.ids is PutIds.ABSENT else Ids.CLIENT
    source, on = capabilities.line_item_ids.source, capabilities.line_item_ids.on
    if ids is not capabilities.line_item_ids.value:
        capabilities = replace(capabilities, line_item_ids=Limit(ids, source, on, firm=False))
    if capabilities.clear is None and dialect.clear is Clear.DELETE:
        capabilities = replace(capabilities, clear=Limit(value=True, source=source, on=on, firm=False))
    return capabilities
