"""The figures on the public page of an organization, in one place: where they come from is this module's to know.

They are added up from the organization's latest records and remembered for a minute.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers

YEAR = timedelta(days=365)


def _read(organization_id: UUID) -> record_queries.Served:
    return record_queries.served_for(organization_id, timezone.localdate(answers.reader_now()) - YEAR)


_remembered = Remembered(_read)


def of_the_year(organization_id: UUID) -> record_queries.Served:
    """What people served for it in the last 365 days."""
    return _remembered(organization_id)
