from django.db import models

from volunteercloud.core.models import ReferenceModel


class Term(ReferenceModel):
    """One entry of one list. ``position`` orders the list as people expect it."""

    pk = models.CompositePrimaryKey("list", "code")
    list = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.list}:{self.code} {self.name}"
