"""Q: no exempt result, no empty score."""

PROOFS = ()
NAMED = ()
