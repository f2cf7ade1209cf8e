"""The OneRoster engine of the practice school: 1.1 and 1.2, told by `Manners` how one vendor differs.

Knows the documents (facts/oneroster.md §1, §2) and no vendor. `app` answers, `signing` lets in, `listing`
pages and filters, `rows` shows, `reading` finds, `writing` and `bulk` keep, `faults` refuse.
"""
