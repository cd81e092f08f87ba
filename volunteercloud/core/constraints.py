"""Which promise of the database a write broke, so that an action can say it in words."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError

from volunteercloud.core.errors import Refused

SHARD = re.compile(r"_\d{6,}$")  # what a distributed database puts behind the name: the number of the shard


def broken_by(error: IntegrityError) -> str:
    """The name of the violated constraint as the model has it, or an empty string."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name: str = getattr(diagnosis, "constraint_name", None) or ""
    return SHARD.sub("", name) if settings.DISTRIBUTED else name


@contextmanager
def refused_by(promise: str, refusal: Callable[[], Refused]) -> Iterator[None]:
    """What the database refuses because of this promise is refused in words. Any other promise that is broken is a fault of
    ours, and stays one."""
    try:
        yield
    except IntegrityError as error:
        if broken_by(error).startswith(promise):
            raise refusal() from error
        raise
