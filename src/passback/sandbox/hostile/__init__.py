"""A server that speaks OneRoster badly, in every way that was seen: facts/oneroster.md §3.13.

`deviations` lists them, `before` and `after` play them, `app` answers. No vendor is meant.
"""
