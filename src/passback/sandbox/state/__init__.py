"""What a practice school holds, in the shapes of its own systems: rows, no rule and no wire."""
