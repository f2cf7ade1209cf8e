"""Durable jobs on DBOS: to come. Until then flows run on the direct steps of `run/steps.py`."""
