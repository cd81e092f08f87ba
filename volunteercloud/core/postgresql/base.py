"""The engine that Django loads by the name of this package."""

import select

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """A server that ends or closes a connection says so on it, and to one on which nothing was asked it says nothing
        else but now and then a notice. So it is asked only where something is to be read or a transaction is open, which
        costs a request a way there and back otherwise. Of one that vanished without a word neither would learn before its
        time is out."""
        if self.connection is None or self.connection.closed:
            return False
        is_at_rest = self.connection.info.transaction_status == TransactionStatus.IDLE
        return (is_at_rest and not _has_something(self.connection.fileno())) or super().is_usable()


def _has_something(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLPRI)
    return bool(poll.poll(0))
