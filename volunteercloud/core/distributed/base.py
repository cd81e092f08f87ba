"""The engine that Django loads by the name of this package."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from volunteercloud.core.distributed import fanning
from volunteercloud.core.distributed.schema import SchemaEditor

FAN_OUT = "SET citus.multi_task_query_log_level TO {}"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._fan_out = ""

    def prepare_database(self) -> None:
        """Before the first migration. Asks for the right to create extensions, which an operator may use beforehand."""
        super().prepare_database()
        with self.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS citus")

    def init_connection_state(self) -> None:
        self._fan_out = ""
        super().init_connection_state()

    def create_cursor(self, name: str | None = None) -> Any:
        self._tell_whether_to_fan_out()
        return super().create_cursor(name)

    def _rollback(self) -> None:
        self._fan_out = ""
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        self._fan_out = ""
        super()._savepoint_rollback(sid)

    def _tell_whether_to_fan_out(self) -> None:
        """Told once a change, not once a statement: what a process does is nearly always of one kind."""
        wanted = settings.FAN_OUT if fanning.is_refused() else "off"
        if self._fan_out != wanted and not self.needs_rollback:
            self.connection.execute(FAN_OUT.format(wanted))
            self._fan_out = wanted
