"""What is wrong with an installation and how to mend it: quick questions, where `volunteercloud check` reads whole tables.

Each module looks at one side and names what it finds by a code that stays; `every` brings them together. A check that
breaks is a finding, too.
"""

from collections.abc import Callable, Iterator

from django.db import Error as DatabaseError

from . import database, keys, machine, outside, settings, work
from .findings import Finding, Level

Check = Callable[[], Iterator[Finding]]

WITHOUT_DATABASE: tuple[Check, ...] = (
    settings.mode,
    settings.addresses,
    settings.observing,
    keys.files,
    machine.disk,
    machine.counters,
    machine.fonts,
    machine.signer,
    outside.mail,
    outside.text_messages,
    outside.real_name,
    outside.backups,
)
WITH_DATABASE: tuple[Check, ...] = (
    settings.demo_city,
    database.server,
    database.on_the_way,
    database.silence,
    database.room,
    database.clock,
    database.tables,
)
# These read tables, which have to be there.
WITH_TABLES: tuple[Check, ...] = (keys.same, work.workers, work.jobs, work.clockwork, work.log, work.figures)


def every(*, has_database: bool) -> Iterator[Finding]:
    """All findings, in the order of the checks; without a database those that need none."""
    for check in WITHOUT_DATABASE:
        yield from _looked(check)
    if not has_database:
        return
    found = [finding for check in WITH_DATABASE for finding in _looked(check)]
    yield from found
    if not any(finding.code == database.TABLES_MISSING for finding in found):
        for check in WITH_TABLES:
            yield from _looked(check)


def _looked(check: Check) -> Iterator[Finding]:
    try:
        yield from list(check())
    except (DatabaseError, OSError, ValueError, LookupError) as error:
        yield Finding(
            "doctor.broken",
            Level.ERROR,
            f"The check {check.__module__.rpartition('.')[2]}.{check.__name__} could not look: {type(error).__name__}.",
            "Mend what stands above first, then look again.",
        )
