"""A simulated PowerSchool: `app` answers, `tables` and `reading` show, `writing` keeps the rules."""
