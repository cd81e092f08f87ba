from django.db import models

from volunteercloud.core.models import LocalModel
from volunteercloud.core.sealing import SealedField

KEY_PURPOSE = "partner-key"


class SigningKey(LocalModel):
    """A private RSA key, sealed, that says to partner sites who somebody is. It is published at once and signs from
    ``signs_from`` on, until the next one does."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    sealed = SealedField(KEY_PURPOSE, ["number"])
    signs_from = models.DateTimeField()

    def __str__(self) -> str:
        return f"key {self.number} from {self.signs_from:%Y-%m-%d %H:%M}"
