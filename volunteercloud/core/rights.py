"""Rights that were given up for good reason (`migrations.append_only`), taken back for one statement that the law asks for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

GIVEN_UP = "SELECT NOT has_table_privilege(current_user, %s, %s)"


@contextmanager
def taken_back(right: str, model: type[Model]) -> Iterator[None]:
    """``right`` is UPDATE or DELETE. Where it was never given up nothing happens. An error ends the transaction, and the grant
    with it."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(GIVEN_UP, [table, right])
        is_given_up = cursor.fetchone()[0]
        if is_given_up:
            cursor.execute(f'GRANT {right} ON "{table}" TO CURRENT_USER')
    yield
    if is_given_up:
        with connection.cursor() as cursor:
            cursor.execute(f'REVOKE {right} ON "{table}" FROM CURRENT_USER')
