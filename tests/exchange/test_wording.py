"""What the incumbent says itself, held beside the entries that explain it: neither is made from the other."""

import pytest

from passback.core.slots import SLOTS
from passback.dictionary.book import entries, entry
from passback.sandbox.exchange.wording import SENTENCES, said


def own() -> set[str]:
    """The entries of the document whose words are the exchange's own."""
    found = (row for row in entries() if row.voice == "exchange" and row.source and row.source.title)
    return {row.id for row in found}


def test_it_says_every_sentence_of_the_document_that_is_its_own_and_no_other() -> None:
    assert set(SENTENCES) == own()
    assert sum(map(len, SENTENCES.values())) == 27


@pytest.mark.parametrize("name", SENTENCES)
def test_its_words_are_those_of_the_entry_to_the_letter(name: str) -> None:
    known = entry(name)
    slots = {slot: f"{{{slot}}}" for slot in SLOTS}

    assert known is not None
    assert [said(name, slots, at) for at in range(len(SENTENCES[name]))] == [
        (message.core, message.template) for message in known.messages
    ]


def test_what_stands_in_a_slot_is_not_read_again() -> None:
    bare, _ = said("synergy.due-date-not-for-everyone", {"assignment": "{section}"})

    assert "{section}" in bare
