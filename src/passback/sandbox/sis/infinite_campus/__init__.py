"""A simulated Infinite Campus, 1.1 and 1.2: `app` answers, `rules` refuse and change."""
