"""Where each table lives, drawn from the base classes of its models, and the statement that brings it there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from volunteercloud.core.placements import Placement

# Tables of one group share their shards: rows of one owner lie on one machine, and foreign keys between them are kept.
GROUPS = frozenset({Placement.VOLUNTEER, Placement.ORGANIZATION, Placement.OWNER})
SPREAD = GROUPS | {Placement.CLAIM}

PLACED = """
    SELECT class.relname, placed.partmethod::text
    FROM pg_dist_partition AS placed JOIN pg_class AS class ON class.oid = placed.logicalrelid
    WHERE placed.partmethod = 'h' OR (placed.partmethod = 'n' AND placed.repmodel = 't')
"""
REFERENCE = "SELECT create_reference_table('{table}')"
DISTRIBUTED = "SELECT create_distributed_table('{table}', '{column}', colocate_with => '{beside}')"
NOT_BESIDE_ANY = "none"
# A local table with a foreign key to a reference table is known to Citus. Said explicitly it stays so; else it would be
# rewritten, with every table of packages that points at it, whenever a migration takes such a key away.
KNOWN = """
    SELECT citus_add_local_table_to_metadata('{table}', cascade_via_foreign_keys => true)
    WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = '{table}'::regclass)
"""


@dataclass(frozen=True)
class Place:
    """``column`` is what the table is spread by; None for one that is whole on every machine, or on the first only."""

    table: str
    placement: Placement
    column: str | None


def place_of(model: type[models.Model]) -> Place:
    """Tables of packages are nobody's rows: accounts, sessions, jobs. They stay on the first machine, as local ones do."""
    placement = getattr(model, "placement", Placement.LOCAL)
    column = (model.owner_column or key_columns(model)[0]) if placement in SPREAD else None  # type: ignore[attr-defined]
    return Place(model._meta.db_table, placement, column)


def key_columns(model: type[models.Model]) -> list[str]:
    primary = model._meta.pk
    names = primary.field_names if isinstance(primary, models.CompositePrimaryKey) else [primary.name]  # type: ignore[union-attr]
    return [str(model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]


def places() -> Iterator[Place]:
    """Every table of today's models, in the order in which they are placed: what others point at comes first."""
    found = [place_of(model) for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    order = [Placement.REFERENCE, Placement.CLAIM, Placement.VOLUNTEER, Placement.ORGANIZATION, Placement.OWNER]
    for placement in [*order, Placement.LOCAL]:
        yield from (place for place in found if place.placement == placement)


def place_named(table: str) -> Place | None:
    """The place of a table by its name; None where no model of today has it."""
    return next((place for place in places() if place.table == table), None)


def placed(cursor: CursorWrapper) -> frozenset[str]:
    """Tables that lie on the machines already. One that merely has a foreign key to such a table is known to Citus, too,
    and is not among them."""
    cursor.execute(PLACED)
    return frozenset(name for name, _method in cursor.fetchall())


def statement(place: Place, already: frozenset[str]) -> str:
    """How to place a table, beside any of its group that is ``already`` placed."""
    if place.placement == Placement.REFERENCE:
        return REFERENCE.format(table=place.table)
    beside = NOT_BESIDE_ANY
    if place.placement in GROUPS:
        group = (other.table for other in places() if other.placement == place.placement)
        beside = next((table for table in group if table in already), NOT_BESIDE_ANY)
    return DISTRIBUTED.format(table=place.table, column=place.column, beside=beside)


def is_distributed() -> bool:
    """Whether this database has the extension: whichever engine asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
        return cursor.fetchone() is not None
