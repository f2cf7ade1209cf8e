"""How a score or a line item differs between both sides: the words of a report, for a screen."""

HOWS = {
    "rounded": "rounded by the SIS",
    "capped": "capped by the SIS",
    "cut": "cut by the SIS",
    "a-day-off": "a day off",
    "dropped": "dropped by the SIS",
    "edited": "edited in the SIS",
    "newer": "changed in Canvas since the last sync",
    "scale": "the line item counts out of another maximum",
    "other": "reason not known",
    "not-sent": "never sent",
    "refused": "refused by the SIS",
    "no-score": "Canvas has no score",
    "not-in-section": "the student is not in this section in Canvas",
    "not-synced": "the assignment is not synced any more",
    "not-from-canvas": "not from Canvas",
    "unread": "could not be read",
    "no-id": "no id leads there",
    "several": "the SIS has it several times",
    "no-number": "Canvas has no number for it",
}
