"""Deciding: from a snapshot to a diff, findings, a plan and a verdict; pure functions, no I/O.

Knows the rules of a score. May not know which SIS it decides for: differences are `Capabilities`.
"""
