"""A simulated Q."""
