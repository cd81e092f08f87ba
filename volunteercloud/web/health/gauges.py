"""What the database says when Prometheus asks: what waits, what failed, how far behind.

Asked at most every few seconds whoever asks, each question with a time of its own. What cannot be asked is left out, and
`volunteercloud_database_up` says why.
"""

import time
from collections.abc import Iterator
from threading import Lock

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from volunteercloud import __version__
from volunteercloud.core import meters
from volunteercloud.core.distributed import fanning
from volunteercloud.domain.changes import queries as change_queries
from volunteercloud.domain.hooks import queries as hook_queries
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.upkeep import queries as upkeep_queries

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FRESH_SECONDS = 5.0
MOST_MILLISECONDS = 2_000
CONNECTIONS = """
    SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity
    WHERE datname = current_database() GROUP BY 1 ORDER BY 1
"""


def exposed() -> bytes:
    """Everything, in the text format of Prometheus."""
    registry = meters.counted()
    registry.register(STATE)
    return generate_latest(registry)


class State(Collector):
    """The state of the installation. Keeps its last answer for some seconds: two that collect cost no more than one."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.asked_at = 0.0
        self.found: list[GaugeMetricFamily] = []

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # nothing is asked for being registered

    def collect(self) -> list[GaugeMetricFamily]:
        with self.lock:
            if time.monotonic() - self.asked_at > FRESH_SECONDS:
                self.found = list(_asked())
                self.asked_at = time.monotonic()
            return self.found


def _asked() -> Iterator[GaugeMetricFamily]:
    version = GaugeMetricFamily("volunteercloud_version", "The version that answers; always 1.", labels=["version"])
    version.add_metric([__version__], 1)
    yield version
    try:
        with fanning.allowed(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {MOST_MILLISECONDS}")
            found = [*_connections(), *_jobs(), *_webhooks(), *_log(), *_figures()]
    except (DatabaseError, InterfaceError):
        connection.close()
        yield GaugeMetricFamily("volunteercloud_database_up", "Whether the database answers.", value=0)
        return
    yield GaugeMetricFamily("volunteercloud_database_up", "Whether the database answers.", value=1)
    yield from found


def _connections() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        rows = cursor.fetchall()
        cursor.execute("SELECT current_setting('max_connections')::int")
        (most,) = cursor.fetchone()
    used = GaugeMetricFamily(
        "volunteercloud_database_connections", "Connections to the database, by what they do.", labels=["state"]
    )
    for state, count in rows:
        used.add_metric([state], count)
    yield used
    yield GaugeMetricFamily("volunteercloud_database_connections_max", "As many as the database takes.", value=most)


def _jobs() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    waiting = GaugeMetricFamily("volunteercloud_jobs_waiting", "Jobs that are due or at work.", labels=["queue"])
    oldest = GaugeMetricFamily(
        "volunteercloud_jobs_oldest_seconds", "How long the oldest job that is due has waited.", labels=["queue"]
    )
    for queue in upkeep_queries.queues(now):
        waiting.add_metric([queue.name], queue.due + queue.doing)
        oldest.add_metric([queue.name], queue.oldest_seconds)
    yield from (waiting, oldest)
    failed = GaugeMetricFamily("volunteercloud_jobs_failed", "Jobs that failed and wait for somebody.", labels=["task"])
    for task, count in upkeep_queries.failed_by_task():
        failed.add_metric([task], count)
    yield failed
    late = len(upkeep_queries.late(now))
    yield GaugeMetricFamily(
        "volunteercloud_periodic_jobs_late", "Periodic jobs that did not begin in time.", value=late
    )
    workers = upkeep_queries.workers(now)
    yield GaugeMetricFamily("volunteercloud_workers", "Workers that are there.", value=workers)


def _webhooks() -> Iterator[GaugeMetricFamily]:
    says = {
        "due": "Events that are due to be sent to systems of organizations.",
        "given_up": "Events that no try in three days got across.",
        "failing": "Addresses that took nothing at the last try.",
    }
    for name, number in hook_queries.counts(timezone.now()).items():
        yield GaugeMetricFamily(f"volunteercloud_webhooks_{name}", says[name], value=number)


def _log() -> Iterator[GaugeMetricFamily]:
    yield GaugeMetricFamily(
        "volunteercloud_log_leaves_waiting", "What waits for the public log.", value=log_queries.waiting_count()
    )
    yield GaugeMetricFamily(
        "volunteercloud_log_alarms",
        "Alarms of the public log that nobody closed.",
        value=len(log_queries.open_alarms()),
    )
    if newest := log_queries.newest_checkpoint():
        age = (timezone.now() - newest.signed_at).total_seconds()
        yield GaugeMetricFamily("volunteercloud_log_checkpoint_age_seconds", "Since the newest was signed.", value=age)


def _figures() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    oldest = change_queries.oldest()
    behind = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    yield GaugeMetricFamily(
        "volunteercloud_figures_waiting",
        "Changes that are not in the figures yet.",
        value=change_queries.number_waiting(),
    )
    yield GaugeMetricFamily("volunteercloud_figures_behind_seconds", "Since the oldest of them.", value=behind)


STATE = State()
