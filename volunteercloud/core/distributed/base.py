"""The engine that Django loads by the name of this package."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from psycopg.pq import TransactionStatus

from volunteercloud.core.distributed import fanning
from volunteercloud.core.distributed.schema import SchemaEditor
from volunteercloud.core.postgresql import base

FAN_OUT = "SET citus.multi_task_query_log_level TO {}"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._fan_out = ""
        self.execute_wrappers.append(self._guarded)

    def prepare_database(self) -> None:
        """Before the first migration. Asks for the right to create extensions, which an operator may use beforehand."""
        super().prepare_database()
        with self.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS citus")

    def init_connection_state(self) -> None:
        self._fan_out = ""
        super().init_connection_state()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._fan_out = ""

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._fan_out = ""

    def _guarded(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        is_free = not fanning.is_refused() or fanning.NAMED in str(sql)
        self._tell("off" if is_free else settings.FAN_OUT)
        return execute(sql, params, many, context)

    def _tell(self, wanted: str) -> None:
        """Told once a change, not once a statement: what a process does is nearly always of one kind.

        A transaction that failed takes no statement but its end, which takes back what was told within it.
        """
        if self._fan_out != wanted and self.connection.info.transaction_status != TransactionStatus.INERROR:
            self.connection.execute(FAN_OUT.format(wanted))
            self._fan_out = wanted
