"""How a practice school is planted: its calendar, its people, its courses, and what its SISs know of them."""
