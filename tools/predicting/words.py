"""Names of people, categories and works that nobody bears, in more than one script."""

GIVEN = (
    "Amara",
    "Björn",
    "Chloé",
    "Dmitri",
    "Élodie",
    "Fatima",
    "Giang",
    "Héctor",
    "Ifeoma",
    "José",
    "Kwame",
)
FAMILY = (
    "Abara",
    "Brook",
    "Castañeda",
    "Dubois",
    "Eze",
    "Fjord",
    "Grünwald",
    "Hữu",
    "Ito",
    "O’Neil",
    "Petrović",
)
ZONES = (
    "America/Chicago",
    "America/New_York",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "Pacific/Honolulu",
    "America/Anchorage",
)
CATEGORIES = (
    "Homework",
    "Tests & Quizzes",
    "Labs",
    "Projects",
    "Class Participation",
    "Final Exam",
    "Essays and Papers",
    "Exit Tickets",
)
WORDS = (
    "Unit", "Quiz", "Lab", "Essay", "Reading", "Review", "Chapter", "Map", "Debate", "Poster", "Journal",
    "Density", "Cells", "Fractions", "Verbs", "Pangea", "Rivers", "Sonnets", "Über", "Año", "Graphs", "Café",
)  # fmt: skip
