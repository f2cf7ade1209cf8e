"""Aeries API v5: the reads that choose a gradebook."""
