"""A simulated Skyward SMS 2.0, for its messages alone: `app` answers, `rules` refuse."""
