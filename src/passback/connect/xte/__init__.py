"""PowerSchool's own interface: `/ws/xte` for the gradebook, `/ws/schema` and `/ws/v1` for who and where."""
