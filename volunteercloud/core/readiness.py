"""Whether this process can do its work: the database answers, with the tables that this version needs."""

import pkgutil
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import DatabaseError, InterfaceError, connection

_applied: set[bool] = set()


def missing() -> list[str]:
    """What is missing, by code; nothing where all is there. Once the tables are there, one short question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [] if _applied or _are_applied() else ["migrations"]
    except (DatabaseError, InterfaceError):
        connection.close()
        return ["database"]


def _are_applied() -> bool:
    """Tables are only ever added while this version runs: once it is yes, it stays so."""
    if pending():
        return False
    _applied.add(True)
    return True


def pending() -> list[str]:
    """The migrations of this version that the database has not seen, as `audit.0001_initial`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations')")
        if cursor.fetchone() == (None,):
            return sorted(migrations())  # nothing was ever set up here
        cursor.execute("SELECT app || '.' || name FROM django_migrations")
        seen = {name for (name,) in cursor.fetchall()}
    return sorted(migrations() - seen)


@cache
def migrations() -> frozenset[str]:
    """All there are, by the names of their files: to load three hundred modules would cost every process their room."""
    configs = apps.get_app_configs()
    return frozenset(f"{config.label}.{name}" for config in configs for name in _migrations_of(config.name))


def _migrations_of(app: str) -> list[str]:
    try:
        package = import_module(f"{app}.migrations")
    except ModuleNotFoundError:
        return []
    return [found.name for found in pkgutil.iter_modules(package.__path__) if found.name[0] not in "_~"]
