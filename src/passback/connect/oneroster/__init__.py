"""OneRoster gradebook and rostering, 1.1 and 1.2."""
