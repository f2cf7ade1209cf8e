"""A simulated Pinnacle."""
