"""A simulated Aeries: `app` answers OneRoster, `v5` its own interface, `rules` refuse."""
