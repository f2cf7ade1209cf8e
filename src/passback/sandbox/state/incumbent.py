"""What the incumbent exchange keeps between its runs: settings that a person entered, and what it last sent.

Nothing of it is on any wire. A value that is not entered is as the SIS gave it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from passback.sandbox.state.clients import Client


@dataclass
class Incumbent:
    """Canvas's own exchange, as one district set it up. Every mapping is by the name of a system.

    `installed`: its plugin is in PowerSchool and its token in Canvas. `token`: its own in Canvas.
    `integration`: the key under which it keeps its links in `integration_data`. `keys`: what it signs in
    with; `expires`: when that ends; `bases`: where it looks for OneRoster; `headers`: what it sends beside
    the token. `sent`: the score last sent, by system, Canvas assignment, SIS class and Canvas user.
    """

    installed: bool = False
    token: str = "incumbent"  # noqa: S105 - of a practice school
    integration: str = "4ea3e8e0-a640-4147-87ad-aa993e13cda4"
    keys: dict[str, Client] = field(default_factory=dict)
    expires: dict[str, datetime] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
