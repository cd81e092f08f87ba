from django.db import models

from volunteercloud.core.models import LocalModel


class KeyCheck(LocalModel):
    """What a version of the master key gave when this database was set up: tells a wrong key before it seals anything."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    value = models.BinaryField()
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"version {self.version} since {self.noted_at:%Y-%m-%d}"
