"""A practice school: Canvas, the SISs and later the incumbent exchange, simulated.

Knows what vendors say and do, by rules over its own state. Shares neither client nor gradebook
model with what it tests, and never decides what the product should decide.
"""
