"""The practice school's cards, a page per connection and an index: what its teachers would read.

From a sync of every connection in this very process, on a fixed day; the same to the byte every time.
"""

import asyncio
from collections.abc import Mapping
from functools import cache

from in_process import a_practice, connected, settings
from passback.core.problem import Who
from passback.dictionary.pens import escaped
from passback.run import app as run_app
from passback.run.card_page import as_markdown, who
from passback.run.cards import Card

INDEX = """\
# The practice school's cards

What passback says of the practice school after one sync of each connection, said to a teacher: one card per
cause, the teacher's own first. `passback cards NAME --mine teacher --all` prints them; what the fields of the
JSON are stands in [report.md](../report.md). A connection that is not here had nothing to say.

| connection | card | whose |
|---|---|---|
"""


@cache
def cards() -> Mapping[str, tuple[Card, ...]]:
    """By connection."""
    return asyncio.run(_cards())


async def _cards() -> Mapping[str, tuple[Card, ...]]:
    practice = a_practice()
    made = {}
    async with run_app.open(settings(practice)) as app:
        for name in await connected(app, practice):
            batch, _ = await app.plan(name)
            await app.sync(batch)
            done = await app.chosen_batch(name, batch.id)
            if found := await app.cards.of_batch(done, reader=Who.TEACHER):
                made[name] = found
    return made


def pages() -> Mapping[str, str]:
    """The pages, by their names under docs."""
    rows = [
        f"| [{name}]({name}.md) | {escaped(card.headline)} | {who(card.owner, Who.TEACHER, card.sis)} |"
        for name, found in cards().items()
        for card in found
    ]
    told = {
        f"cards/{name}.md": f"# Cards of {name}\n\n{as_markdown(found, Who.TEACHER, len(found), '')}"
        for name, found in cards().items()
    }
    return {"cards/index.md": INDEX + "\n".join(rows) + "\n"} | told
