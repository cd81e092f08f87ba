"""Which promise of the database a write broke, so that an action can say it in words."""

import re

from django.conf import settings
from django.db import IntegrityError

SHARD = re.compile(r"_\d{6,}$")  # what a distributed database puts behind the name: the number of the shard


def broken_by(error: IntegrityError) -> str:
    """The name of the violated constraint as the model has it, or an empty string."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name: str = getattr(diagnosis, "constraint_name", None) or ""
    return SHARD.sub("", name) if settings.DISTRIBUTED else name
