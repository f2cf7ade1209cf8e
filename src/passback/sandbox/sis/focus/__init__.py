"""A simulated Focus: `app` answers, `rules` refuse."""
