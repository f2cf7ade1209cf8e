"""The scopes that passback asks for where a connection names none: reads, and writing by PUT.

Aeries refuses a request for a token without any. Source: facts/oneroster.md §1.2, §1.6.
"""

_1_1 = "https://purl.imsglobal.org/spec/or/v1p1/scope/"
_1_2 = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
_NAMES = ("roster-core.readonly", "roster.readonly", "gradebook.readonly", "gradebook.createput")

SCOPES_1_1 = tuple(_1_1 + name for name in _NAMES)
SCOPES_1_2 = tuple(_1_2 + name for name in (*_NAMES, "gradebook-core.readonly"))
# Where several scores go in one request.
POST_1_2 = _1_2 + "gradebook.createpost"
# Where a score may be taken away.
DELETE_1_1 = _1_1 + "gradebook.delete"
DELETE_1_2 = _1_2 + "gradebook.delete"
