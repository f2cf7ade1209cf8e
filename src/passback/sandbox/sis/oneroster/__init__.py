"""Servers that speak OneRoster as the document has it, 1.1 and 1.2, and no vendor's."""
