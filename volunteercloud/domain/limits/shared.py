"""Django's cache for all processes that serve: what signing in remembers of tries and of codes that were used.

Django has a cache in a table as well. It counts its rows at each write, and throws away ones that still hold once there are
300; keys stand in it in clear. Here a row leaves when its time is over, and a key is a keyed hash.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from volunteercloud.core import keys

from .models import Kept

SET = """
INSERT INTO limits_kept (key, value, ends_at) VALUES (%(key)s, %(value)s, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, ends_at = EXCLUDED.ends_at
"""
# Written where there is nothing, or nothing that still holds.
ADD = f"{SET} WHERE limits_kept.ends_at <= %(at)s"


class SharedCache(BaseCache):
    """Values are what JSON can say. Each call but `incr` is one statement."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = self._standing(key, version).values_list("value", flat=True).first()
        return default if found is None else json.loads(found)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(SET, key, value, timeout, version)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(ADD, key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._standing(key, version).update(ends_at=self._end(timeout, timezone.now())) == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._standing(key, version).delete()[0] == 1

    def clear(self) -> None:
        Kept.objects.all().delete()

    def _write(self, statement: str, key: str, value: Any, timeout: Any, version: int | None) -> bool:
        at = timezone.now()
        given: dict[str, Any] = {
            "key": self._row(key, version),
            "value": json.dumps(value),
            "ends_at": self._end(timeout, at),
            "at": at,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return cursor.rowcount == 1

    def _standing(self, key: str, version: int | None) -> Any:
        in_time = Q(ends_at__gt=timezone.now()) | Q(ends_at__isnull=True)
        return Kept.objects.filter(in_time, key=self._row(key, version))

    def _row(self, key: str, version: int | None) -> UUID:
        return keys.blind_index("cache", self.make_key(key, version))

    def _end(self, timeout: Any, at: datetime) -> datetime | None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else at + timedelta(seconds=seconds)
