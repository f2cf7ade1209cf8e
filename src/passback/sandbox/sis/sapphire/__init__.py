"""A simulated Sapphire."""
