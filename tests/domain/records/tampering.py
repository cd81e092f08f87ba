"""What somebody with every right on the database might do to records: each way says what must be found, and where.

A way takes the connection of a superuser, for whom neither rights nor foreign keys hold, and one or more versions that
nobody has touched yet.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from volunteercloud.core import ids, proofs
from volunteercloud.domain.log.models import Leaf
from volunteercloud.domain.records.canonical import KIND, canonical
from volunteercloud.domain.records.models import ServiceRecord
from volunteercloud.domain.records.self_audit import Finding, Kind


@dataclass(frozen=True, slots=True)
class Victim:
    """A version as it was written, with its place in the tree."""

    version: ServiceRecord
    index: int

    @property
    def id(self) -> UUID:
        return self.version.id


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, the kind of finding it must lead to, and every name under which it may be found."""

    way: str
    kind: Kind
    keys: frozenset[UUID | int]

    def is_found_by(self, finding: Finding) -> bool:
        return finding.kind == self.kind and self.concerns(finding)

    def concerns(self, finding: Finding) -> bool:
        return finding.version_id in self.keys or finding.index in self.keys


def superuser() -> psycopg.Connection:
    told = connection.get_connection_params()
    where = {name: told[name] for name in ("host", "port", "dbname") if name in told}
    database = psycopg.connect(**where, user="postgres", autocommit=True)
    database.execute("SET session_replication_role = replica")
    return database


# Each column that a version has, with something else that the column may hold.
OTHERWISE = (
    "minutes = minutes - 30",
    "ends_at = ends_at + interval '1 hour'",
    "starts_at = starts_at - interval '1 day'",
    "break_minutes = 10",
    "worked_minutes = worked_minutes - 1, minutes = minutes - 30",
    "day = day - 3000",
    "title = '社区送晚餐'",
    "title_en = 'Dinner'",
    "post = '送餐员'",
    "content = content || ' '",
    "category = 'elderly'",
    "beneficiaries = '{children}'",
    "kind = 'paid'",
    "grade = 'A'",
    "standing = 'revoked'",
    "version = 9, reason = 'x'",
    "reason = '提前结束'",
    "organization_id = OTHER",
    "organization_name = organization_name || '。'",
    "organization_name_en = 'Others'",
    "activity_id = OTHER",
    "service_region_code = '990102'",
    "home_region_code = '99'",
    "latitude = 31.2, longitude = 121.5",
    "source_kind = 'claim'",
    "source_id = OTHER",
    "recorder_id = NULL",
    "recorder_name = '大寒'",
    "confirmer_id = OTHER",
    "confirmer_name = '小寒'",
    "trail = '[]'",
    'findings = \'[{"rule": "time.overlap", "result": "ok"}]\'',
    "written_at = written_at + interval '1 microsecond'",
    "record_id = OTHER",
)


def edited(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    column = chance.choice(OTHERWISE).replace("OTHER", f"'{UUID(int=chance.getrandbits(128))}'")
    database.execute(f"UPDATE records_servicerecord SET {column} WHERE id = %s", [victim.id])
    (row,) = database.execute("SELECT record_id FROM records_servicerecord WHERE id = %s", [victim.id]).fetchall()
    return _change(f"edited: {column}", Kind.EDITED, victim.id, victim.version.record_id, row[0])


def forged_with_its_leaf(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    """Version, salt and commitment agree with each other; only what was published does not."""
    database.execute("UPDATE records_servicerecord SET grade = 'A' WHERE id = %s", [victim.id])
    salt = chance.randbytes(32)
    committed = proofs.commitment(KIND, salt, canonical(ServiceRecord.objects.get(id=victim.id), salt))
    database.execute("UPDATE log_leaf SET salt = %s, commitment = %s WHERE id = %s", [salt, committed, victim.id])
    return _change("forged with its leaf", Kind.EDITED, victim.id, victim.version.record_id)


def salt_changed(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    database.execute("UPDATE log_leaf SET salt = %s WHERE id = %s", [chance.randbytes(32), victim.id])
    return _change("salt changed", Kind.EDITED, victim.id)


def deleted(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    database.execute("DELETE FROM records_servicerecord WHERE id = %s", [victim.id])
    return _change("deleted", Kind.DELETED, victim.id, victim.version.record_id)


def deleted_without_a_trace(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    record_id = victim.version.record_id
    database.execute("DELETE FROM records_servicerecord WHERE id = %s", [victim.id])
    database.execute("DELETE FROM records_recordhead WHERE record_id = %s", [record_id])
    database.execute("DELETE FROM records_organizationrecord WHERE record_id = %s", [record_id])
    database.execute("DELETE FROM log_leaf WHERE id = %s", [victim.id])
    return _change("deleted without a trace", Kind.DELETED, victim.index)


def erased_without_saying_so(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    database.execute("DELETE FROM records_servicerecord WHERE id = %s", [victim.id])
    database.execute("UPDATE log_leaf SET salt = NULL, erased_at = appended_at WHERE id = %s", [victim.id])
    return _change("erased without saying so", Kind.DELETED, victim.id, victim.version.record_id)


def inserted(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    """Service that nobody gave, written like a real one."""
    new_id, record_id = copied(database, victim.version, "day - 3000")
    return _change("inserted", Kind.INSERTED, new_id, record_id)


def inserted_with_a_leaf(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    """With a leaf that claims the place of another one, or one beyond the tree."""
    new_id, record_id = copied(database, victim.version, "day - 3000")
    index = chance.choice([victim.index, 1_000_000 + victim.index])
    # Another owner than the real one: the place is taken once for each owner.
    owner_id = ids.uuid7() if index == victim.index else victim.version.volunteer_id
    sealed(database, new_id, owner_id, victim.version.written_at, index)
    return _change("inserted with a leaf", Kind.INSERTED, new_id, record_id)


def unsealed(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    """The leaf stays, as that of something else."""
    database.execute("UPDATE log_leaf SET kind = 'note/1' WHERE id = %s", [victim.id])
    return _change("unsealed", Kind.INSERTED, victim.id)


def total_changed(database: psycopg.Connection, chance: random.Random, victim: Victim) -> Change:
    database.execute(
        "UPDATE records_recordhead SET minutes = minutes * 9 WHERE record_id = %s", [victim.version.record_id]
    )
    return _change("total changed", Kind.HEAD, victim.version.record_id)


ALONE: tuple[Callable[[psycopg.Connection, random.Random, Victim], Change], ...] = (
    *(edited, forged_with_its_leaf, salt_changed, deleted, deleted_without_a_trace, erased_without_saying_so),
    *(inserted, inserted_with_a_leaf, unsealed, total_changed),
)


def swapped(database: psycopg.Connection, one: Victim, other: Victim) -> list[Change]:
    """Each of two leaves stands at the other one's place."""
    for victim, place in ((one, -1), (other, one.index), (one, other.index)):
        database.execute("ALTER TABLE log_leaf DROP CONSTRAINT IF EXISTS log_leaf_index")
        database.execute("UPDATE log_leaf SET index = %s WHERE id = %s", [place, victim.id])
    return [_change("swapped", Kind.REORDERED, victim.id) for victim in (one, other)]


def brought_back(database: psycopg.Connection, first: ServiceRecord, newer: Victim) -> Change:
    """The record as it was before its correction, of which every row is gone."""
    database.execute("DELETE FROM records_servicerecord WHERE id = %s", [newer.id])
    database.execute("DELETE FROM log_leaf WHERE id = %s", [newer.id])
    for table, more in (("records_recordhead", ", version_id = %(id)s"), ("records_organizationrecord", "")):
        database.execute(
            f"UPDATE {table} SET version = 1, minutes = %(minutes)s, grade = %(grade)s, day = %(day)s {more} "
            "WHERE record_id = %(record)s",
            {
                "id": first.id,
                "minutes": first.minutes,
                "grade": first.grade,
                "day": first.day,
                "record": first.record_id,
            },
        )
    return _change("brought back", Kind.DELETED, newer.index)


def back_dated(database: psycopg.Connection, version: ServiceRecord, at: datetime) -> Change:
    """Sealed by the rules today, with a date of long ago: it enters the tree honestly, after checkpoints that lack it."""
    new_id, record_id = copied(database, version, "day - 3000", "written_at - interval '300 days'")
    new = ServiceRecord.objects.get(id=new_id)
    sealed(database, new_id, new.volunteer_id, at, None, new)
    return _change("back-dated", Kind.BACK_DATED, new_id, record_id)


def copied(
    database: psycopg.Connection, version: ServiceRecord, day: str = "day", written_at: str = "written_at", **same: Any
) -> tuple[UUID, UUID]:
    """Another version like this one, under new ids."""
    new_id, record_id = ids.uuid7(), ids.uuid7()
    columns = [field.column for field in ServiceRecord._meta.concrete_fields if field.column]
    instead = {"id": "%s", "record_id": "%s", "day": day, "written_at": written_at}
    values = ", ".join(instead.get(column, f'"{column}"') for column in columns)
    order = [{"id": new_id, "record_id": record_id}[column] for column in columns if column in ("id", "record_id")]
    names = ", ".join(f'"{column}"' for column in columns)
    database.execute(
        f"INSERT INTO records_servicerecord ({names}) SELECT {values} FROM records_servicerecord WHERE id = %s",
        [*order, version.id],
    )
    return new_id, record_id


def sealed(
    database: psycopg.Connection,
    new_id: UUID,
    owner_id: UUID,
    at: datetime,
    index: int | None,
    version: ServiceRecord | None = None,
) -> None:
    version = version or ServiceRecord.objects.get(id=new_id)
    salt = random.Random(new_id.int).randbytes(32)
    database.execute(
        "INSERT INTO log_leaf (owner_id, id, kind, salt, commitment, index, appended_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [owner_id, new_id, KIND, salt, proofs.commitment(KIND, salt, canonical(version, salt)), index, at],
    )


def victims() -> dict[UUID, Victim]:
    """Every version with its place, before anything happens."""
    places = dict(Leaf.objects.filter(kind=KIND).values_list("id", "index"))
    return {version.id: Victim(version, places[version.id]) for version in ServiceRecord.objects.all()}


def _change(way: str, kind: Kind, *keys: UUID | int) -> Change:
    return Change(way, kind, frozenset(keys))
