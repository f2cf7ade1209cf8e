"""OneRoster gradebook and rostering, 1.1 now, 1.2 to come."""
