"""The simulated Canvas."""
