"""A simulated ProgressBook."""
