"""Sapphire: a category in every line item."""

PROOFS = ()
NAMED = ()
