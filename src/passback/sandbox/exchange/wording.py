"""The incumbent's own sentences, verbatim from the SIS Error Code Dictionary, and the wrappers around them.

Written down here and not read from the product's dictionary, so that whether that one knows them is found out
and not given. Each bears the name that the project has for it; a house test holds the two side by side.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_SLOT = re.compile(r"\{(\w+)\}")
_GROUPS = "Please ensure that your assignment categories/groups match between {} and Canvas."
_OF_CLASS = "Available grading categories for class {class} are: {available_categories}"
_PLAIN = "Please ensure that your assignment categories match between {} and Canvas."
_AVAILABLE = "Available grading categories are: {available_categories}"
_BLANK = "Assignment with app id {assignment_id} cannot be created for section with app id blank"
_SKIPPING = "Cannot find due date for assignment {assignment}, skipping"
_FAILED = (
    "Grade exchange job failed. Status in SIS: {state} - EXCHANGE_ERROR_NON_RETRYABLE - {exchange_id} - "
)


class Sentence(NamedTuple):
    """What it says, and what its log has before it."""

    bare: str
    before: str = ""


def _groups(found: str, sis: str) -> Sentence:
    return Sentence(f"Grading category {found}. {_GROUPS.format(sis)} {_OF_CLASS}")


def _plain(found: str, sis: str) -> Sentence:
    return Sentence(f"Grading category {found}. {_PLAIN.format(sis)} {_AVAILABLE}")


SENTENCES: Mapping[str, tuple[Sentence, ...]] = {
    "aeries.category-not-found": (_plain("{category} not found in OneRoster for {assignment}", "OneRoster"),),
    "aeries.category-not-imported": (
        Sentence("Aeries gradebook categories are not in sync with Canvas categories."),
    ),
    "aeries.several-matches": (
        Sentence('Multiple matches found for "{assignment}" due on {due_date} in OneRoster.'),
    ),
    "aspen.category-not-found": (
        _groups('"{category}" not found in Aspen for assignment "{assignment}"', "Aspen"),
    ),
    "focus.category-not-found": (_groups("{category} not found in OneRoster for {assignment}", "OneRoster"),),
    "focus.due-date-not-for-everyone": (Sentence(_SKIPPING),),
    "infinite-campus.due-date-missing": (
        Sentence('Unable to process score for {assignment}; missing "assignment_source_id" attribute'),
    ),
    "infinite-campus.job-timed-out": (Sentence("A Data Sync Job has timed out and been cancelled."),),
    "infinite-campus.score-cleared": (
        Sentence(
            "Cannot export Canvas submission in selection {section} assignment {assignment} "
            "for student {student}"
        ),
    ),
    "infinite-campus.scores-export": (Sentence("ASSIGNMENT_SCORES_EXPORT - {exchange_id} - text"),),
    "infinite-campus.section-without-sis-id": (Sentence(_BLANK),),
    "pinnacle.due-date-not-for-everyone": (
        Sentence('Cannot find due date for assignment "{assignment}", skipping'),
    ),
    "powerschool.category-not-imported": (
        Sentence("Grading Category missing for assignment {assignment}", "Details: "),
    ),
    "powerschool.job-timed-out": (
        Sentence(
            "Grade exchange has not finished in the given time, cancelling. Last known state is: {state}."
        ),
    ),
    "powerschool.nothing-exchanged": (Sentence('For input string: ""', _FAILED),),
    "powerschool.section-without-sis-id": (
        Sentence("Assignment cannot be created for section with id={section}", "Details: "),
        Sentence(_BLANK),
    ),
    "powerschool.sis-too-slow": (Sentence("Socket timeout, no response within {seconds} seconds", _FAILED),),
    "powerschool.sis-unreachable": (
        Sentence("Retryable error accessing {url}", "EXCHANGE_ERROR_EXCEEDED_RETRIES - {exchange_id} - "),
    ),
    "powerschool.student-without-sis-id": (
        Sentence(
            "Student with sis_user_id=null does not exist in PTP", "COLLECTION_GENERIC - {exchange_id} - "
        ),
    ),
    "progressbook.section-without-sis-id": (Sentence(_BLANK),),
    "q-sis.category-not-found": (_groups("{category} not found in Q for assignment {assignment}", "Q"),),
    "skyward.category-not-found": (
        _plain("{category} not found in Skyward for section {section}", "Skyward"),
    ),
    "skyward.credentials-expired": (
        Sentence(
            "Canvas Authentication Error - There appears to be a configuration error. "
            "Please contact your system admin"
        ),
    ),
    "skyward.section-without-sis-id": (Sentence("Section {section} does not have sis_section_id"),),
    "synergy.category-not-found": (
        _groups("“{category}” not found in Synergy for assignment {assignment}", "Synergy"),
    ),
    "synergy.due-date-not-for-everyone": (Sentence(_SKIPPING),),
}


def said(name: str, slots: Mapping[str, str], message: int = 0) -> tuple[str, str]:
    """A sentence, bare and as the log has it; values stand as they are given.

    Args:
        name: of `SENTENCES`.
        slots: a value for each of its slots; more are ignored.
        message: which of its texts, from 0.

    Raises:
        KeyError: there is no such sentence, or a slot has no value.
    """
    sentence = SENTENCES[name][message]
    return _filled(sentence.bare, slots), _filled(sentence.before + sentence.bare, slots)


def _filled(text: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: slots[slot[1]], text)
