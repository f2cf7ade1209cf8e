"""A simulated Synergy: `app` answers, `rules` refuse."""
