"""The tables. Unique constraints do the real work; values are kept as the JSON that they write themselves.

Knows no rule and no student's name: students are the ids of Canvas and the SIS. No secret is kept, only
references to secrets. Nothing outside this folder sees a row.
"""

# ruff: noqa: D106 - a table's Meta holds its constraints and indexes, as always in Django

from django.db import models


class Row(models.Model):
    """What all tables share."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class ConnectionRow(Row):
    """A connection. `settings`: the whole `Connection`, with references for secrets."""

    name = models.TextField(unique=True)
    settings = models.JSONField()


class LinkRow(Row):
    """A `Link`: which line item a Canvas assignment is in the class of a Canvas section."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    course = models.TextField()
    section = models.TextField()
    assignment = models.TextField()
    class_ref = models.TextField()
    ref = models.TextField()
    generation = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["connection", "section", "assignment"], name="one_link_each"),
        )
        indexes = (models.Index(fields=["connection", "course"], name="links_of_course"),)


class SentRow(Row):
    """The score that was last sent to one cell of the SIS's gradebook: a line item and an SIS student."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    course = models.TextField()
    ref = models.TextField()
    student = models.TextField()
    score = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["connection", "ref", "student"], name="one_last_sent_each"),
        )
        indexes = (models.Index(fields=["connection", "course"], name="sent_of_course"),)


class PlanRow(Row):
    """A plan as it was made. `key`: its id. Never altered."""

    key = models.TextField(unique=True)
    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    course = models.TextField()
    content = models.JSONField()
    made = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["connection", "course", "made"], name="plans_of_course"),)


class ChangeRow(Row):
    """How far one change of a plan has come: intended, then settled with its outcome."""

    plan = models.ForeignKey(PlanRow, on_delete=models.CASCADE)
    key = models.TextField()
    intended_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    state = models.TextField(null=True)  # noqa: DJ001 - no state yet is not an empty one
    outcome = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "key"], name="one_progress_each"),)
        indexes = (models.Index(fields=["state"], name="changes_by_state"),)


class FindingRow(Row):
    """A finding of a plan, so that findings can be counted and grouped over all plans."""

    plan = models.ForeignKey(PlanRow, on_delete=models.CASCADE)
    problem = models.TextField()
    severity = models.TextField()
    course = models.TextField()
    section = models.TextField(null=True)  # noqa: DJ001 - None means all of them
    assignment = models.TextField(null=True)  # noqa: DJ001 - same
    student = models.TextField(null=True)  # noqa: DJ001 - same
    facts = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=["problem"], name="findings_by_problem"),)


class BatchRow(Row):
    """A batch. `key`: its id; `plans`: the plans' ids, in order."""

    key = models.TextField(unique=True)
    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    made = models.DateTimeField()
    plans = models.JSONField()
    unread = models.JSONField()
    approved = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    by = models.TextField(null=True)  # noqa: DJ001 - None means that nobody was told
    standing = models.DateTimeField(null=True)


class SettingRow(Row):
    """A `Setting`."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    level = models.TextField()
    target = models.TextField()
    name = models.TextField()
    value = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["connection", "level", "target", "name"], name="one_setting_each"
            ),
        )


class ApprovalRow(Row):
    """An `Approval`. Parts of its subject that are None are empty text: SQL holds no two nulls equal."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    kind = models.TextField()
    course = models.TextField()
    section = models.TextField()
    assignment = models.TextField()
    student = models.TextField()
    digest = models.TextField()
    ref = models.TextField(null=True)  # noqa: DJ001 - None means that nothing was chosen
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["connection", "kind", "course", "section", "assignment", "student", "digest"],
                name="one_approval_each",
            ),
        )


class FixRow(Row):
    """An `AppliedFix`. `key`: its id."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    key = models.TextField()
    content = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["connection", "key"], name="one_fix_each"),)


class SeenRow(Row):
    """A digest of what an earlier run saw in a school, under a key that begins with the course."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    key = models.TextField()
    digest = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["connection", "key"], name="one_seen_each"),)


class SightingRow(Row):
    """A `Sighting`: what one run saw of one cause in one course."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    course = models.TextField()
    problem = models.TextField()
    key = models.TextField()
    run = models.TextField()
    at = models.DateTimeField()
    seen = models.BooleanField()
    refused = models.BooleanField()
    places = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["connection", "course", "problem", "key", "run"], name="one_sighting_each"
            ),
        )


class RefusedRow(Row):
    """What is remembered of a refusal. `class_ref`: empty for the whole connection; `held`: the `Refused`."""

    connection = models.ForeignKey(ConnectionRow, on_delete=models.CASCADE)
    key = models.TextField()
    class_ref = models.TextField()
    held = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["connection", "key"], name="one_refused_each"),)
        indexes = (models.Index(fields=["connection", "class_ref"], name="refused_of_class"),)


class CacheRow(Row):
    """What a client remembers of a read, without names; of no connection, for its key says of which."""

    key = models.TextField(unique=True)
    at = models.DateTimeField()
    held = models.JSONField(null=True)


class LimitRow(Row):
    """Where a vendor's request limit stands; see `run/limiter.py` for the two moments."""

    key = models.TextField(unique=True)
    tat = models.FloatField()
    seen = models.FloatField()
