"""Tables are placed in the migration that makes them, so an installation is whole after `migrate`."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from volunteercloud.core.distributed import placing
from volunteercloud.core.placements import Placement

# Else a migration that makes a table and changes another is refused: shards would be changed over several sessions.
ONE_AFTER_ANOTHER = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"


class SchemaEditor(DatabaseSchemaEditor):
    def __enter__(self) -> "SchemaEditor":
        super().__enter__()
        if self.atomic_migration:
            self.execute(ONE_AFTER_ANOTHER)
        return self

    def create_model(self, model: type[models.Model]) -> None:
        """Make the table and place it while it is empty, before the foreign keys that Django adds at the end."""
        super().create_model(model)
        if self.collect_sql:
            return
        place = self._place(model)
        if place.placement != Placement.LOCAL:
            with self.connection.cursor() as cursor:
                already = placing.placed(cursor)
            self.execute(placing.statement(place, already))
        elif any(self._place(target).placement == Placement.REFERENCE for target in _pointed_at(model)):
            self.execute(placing.KNOWN.format(table=place.table))

    def add_field(self, model: type[models.Model], field: "models.Field[Any, Any]") -> None:
        """Add a column; what its type is held to (not below zero) follows by a name, the one that PostgreSQL would give.

        Together and without a name it is refused, since shards would name it differently.
        """
        ordinary, self.sql_check_constraint = self.sql_check_constraint, ""
        try:
            super().add_field(model, field)
        finally:
            self.sql_check_constraint = ordinary
        condition = field.db_parameters(self.connection)["check"]
        if condition:
            table = model._meta.db_table
            name = self.quote_name(f"{table}_{field.column}_check")
            self.execute(f"ALTER TABLE {self.quote_name(table)} ADD CONSTRAINT {name} CHECK ({condition})")

    def _place(self, model: type[models.Model]) -> placing.Place:
        """As the model of today says: the one of a migration has lost its base class, and with it its placement.

        A table that a later migration takes away stays on the first machine until then.
        """
        found: dict[str, Any] = apps.all_models[model._meta.app_label]
        return placing.place_of(found.get(model._meta.model_name or "", model))


def _pointed_at(model: type[models.Model]) -> list[Any]:
    keys: list[Any] = [field for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey)]
    return [key.related_model for key in keys if key.db_constraint]
