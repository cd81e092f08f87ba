from django.db import models

from volunteercloud.core.models import LocalModel


class Pace(LocalModel):
    """Up to when somebody has used what a limit lets through: from ``due`` on, all of it is there again."""

    key = models.UUIDField(primary_key=True)
    due = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"used up to {self.due:%Y-%m-%d %H:%M:%S}"


class Tally(LocalModel):
    """How often something went wrong, and when it did last. Forgotten at ``ends_at``."""

    key = models.UUIDField(primary_key=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} times, last at {self.last_at:%Y-%m-%d %H:%M:%S}"


class Kept(LocalModel):
    """A value of the shared cache, as JSON."""

    key = models.UUIDField(primary_key=True)
    value = models.TextField()
    ends_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d %H:%M:%S}" if self.ends_at else "for good"
