from django.db import models

from volunteercloud.core.models import LocalModel
from volunteercloud.core.sealing import SealedMember

SEALED = "sealed"


class Answer(LocalModel):
    """What was answered to a write, by the key its sender gave it, so that sending it again does not do it twice.

    Written in the transaction of the write itself: there is an answer exactly if the write happened. One that holds a secret is
    sealed: ``body`` has the member ``sealed`` and no other.
    """

    pk = models.CompositePrimaryKey("account_id", "key")
    account_id = models.UUIDField()
    key = models.CharField(max_length=100)
    question = models.UUIDField()
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    sealed_members = (SealedMember("body", SEALED, "told-once", ("account_id", "question")),)

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"
