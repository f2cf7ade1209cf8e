"""The table of what each SIS carries leaves nothing out and says what is not firm."""

import dataclasses
from datetime import date

import carries
from passback.connect.sis.load import available
from passback.core.capabilities import Capabilities, Limit


def test_every_capability_has_words() -> None:
    assert list(carries.WORDS) == [field.name for field in dataclasses.fields(Capabilities)]


def test_every_connector_has_a_column_and_every_value_its_source() -> None:
    made = carries.columns()
    page = carries.carries()

    assert {column.sis for column in made} == set(available())
    for column in made:
        assert f"## {column.name}\n" in page
        for field in carries.WORDS:
            held = getattr(column.limits, field)
            assert held is None or held.source in page


def test_what_cannot_be_reached_at_all_is_said_beside_the_table() -> None:
    page = carries.carries()

    assert "SMS 2.0" in page.partition("## Skyward\n")[2].partition("## Synergy")[0]
    assert "x-vendor-authorization" in page.partition("## Infinite Campus\n")[2].partition("## OneRoster")[0]


def test_what_is_not_known_is_no_no_and_hearsay_is_marked() -> None:
    firm = Limit(value=False, source="x", on=date(2026, 11, 25), firm=True)

    assert carries._cell(None) == "?"
    assert carries._cell(firm) == "no"
    assert carries._cell(dataclasses.replace(firm, firm=False)) == "no ~"
