"""Names of what varies in a message or a finding; apart, so that the dictionary starts fast."""

from collections.abc import Mapping

# Names of DESIGN §5: the same in a finding's facts and in a recognized message's variables, so that
# one entry renders from a prediction and from a refusal.
SLOTS = frozenset(
    [
        "assignment",
        "assignment_id",
        "section",
        "class",
        "category",
        "category_id",
        "available_categories",
        "due_date",
        "assign_date",
        "start_date",
        "end_date",
        "student",
        "score",
        "min_score",
        "max_score",
        "points",
        "scale",
        "value",
        "result",
        "limit",
        "seconds",
        "state",
        "code",
        "url",
        "path",
        "request_id",
        "exchange_id",
    ]
)
Slots = Mapping[str, str]
