"""A simulated Aspen: `app` answers, `reading` shows, `writing` keeps the rules."""
