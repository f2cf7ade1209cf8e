"""A dialect starts from the document and from what risks least."""

from dataclasses import fields

import pytest

from passback.connect.oneroster.dialect import (
    Bulk,
    Categories,
    Clear,
    Dialect,
    FilterQuotes,
    PutIds,
    Version,
    of_version,
    plain,
)


@pytest.mark.parametrize("version", Version)
def test_a_dialect_comes_back_whole(version: Version) -> None:
    assert Dialect.from_dict(plain(version).to_dict()) == plain(version)


@pytest.mark.parametrize("version", Version)
def test_what_nobody_vouches_for_is_not_tried(version: Version) -> None:
    made = plain(version)

    assert (made.parallel, made.bulk, made.clear) == (1, Bulk.NONE, Clear.NONE)
    assert (made.ids, made.quotes) == (PutIds.CLIENT, FilterQuotes.QUOTED)


def test_the_two_versions_differ_in_what_the_documents_differ() -> None:
    old, new = plain(Version.V1P1), plain(Version.V1P2)

    assert old.gradebook == old.rostering == "/ims/oneroster/v1p1"
    assert (new.gradebook, new.rostering) == (
        "/ims/oneroster/gradebook/v1p2",
        "/ims/oneroster/rostering/v1p2",
    )
    assert (old.categories, new.categories) == (Categories.FILTER, Categories.OF_CLASS)
    assert {f.name for f in fields(Dialect) if getattr(old, f.name) != getattr(new, f.name)} == {
        *("version", "gradebook", "rostering", "categories", "school", "letter_in", "flags_in_fields"),
    }


def test_a_word_for_a_version_is_that_or_the_one_for_all_others() -> None:
    assert of_version({"": 1, "1.2": 2}, "1.2") == 2
    assert of_version({"": 1, "1.2": 2}, "1.1") == 1
    with pytest.raises(KeyError):
        of_version({"1.2": 2}, "1.1")
