from django.db import models
from django.db.models import Q

from volunteercloud.core.models import ReferenceModel


class Snapshot(ReferenceModel):
    """The files of a dataset about a month, which never change. A further version says what corrections changed.

    ``files`` says by form how long each is and its SHA-256; the leaf ``leaf_id`` of the public log holds these. ``as_of``:
    everything written before is counted. ``withheld`` is how many rows are there without numbers.
    """

    pk = models.CompositePrimaryKey("dataset", "month", "version")
    dataset = models.CharField(max_length=20)
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    rows = models.BigIntegerField()
    withheld = models.BigIntegerField()
    files = models.JSONField()
    leaf_id = models.UUIDField()
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="snapshot_month"),
            models.CheckConstraint(condition=Q(version__gte=1), name="snapshot_version"),
            models.CheckConstraint(condition=Q(rows__gte=0, withheld__gte=0), name="snapshot_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.named}"

    @property
    def named(self) -> str:
        """The name of its files, without the form."""
        return f"{self.month:%Y-%m}-v{self.version}"
