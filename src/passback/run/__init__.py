"""Doing: read, apply, read back, report; the store and the jobs. The only room that joins the others.

`run.app.open(settings)` is the one place where things are put together.
"""
