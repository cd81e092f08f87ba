"""The figures of a yearly report, counted from what is on record. Nobody types them in."""

from datetime import date, datetime, time
from typing import TypedDict
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils import timezone

from volunteercloud.domain.certificates.models import CertificateRequest, RequestState
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.records.models import CREDIT_GRADES, Kind, OrganizationRecord, Standing


class Figures(TypedDict):
    """Of one year. Credit and honour minutes are never added up; ``certificates`` were asked for and issued."""

    people: int
    services: int
    credit_minutes: int
    honour_minutes: int
    projects: int
    certificates: int


def figures(organization_id: UUID, year: int) -> Figures:
    """Three statements whatever the number of records; each reads the organization's own rows alone."""
    begins, ends = (timezone.make_aware(datetime.combine(date(one, 1, 1), time())) for one in (year, year + 1))
    credit = Q(grade__in=CREDIT_GRADES)
    served = OrganizationRecord.objects.filter(
        organization_id=organization_id, day__year=year, standing=Standing.VALID, kind=Kind.SERVICE
    ).aggregate(
        people=Count("volunteer_id", distinct=True),
        services=Count("record_id"),
        credit=Sum("minutes", filter=credit, default=0),
        honour=Sum("minutes", filter=~credit, default=0),
    )
    return Figures(
        people=served["people"],
        services=served["services"],
        credit_minutes=served["credit"],
        honour_minutes=served["honour"],
        projects=Project.objects.filter(
            organization_id=organization_id, published_at__gte=begins, published_at__lt=ends
        ).count(),
        certificates=CertificateRequest.objects.filter(
            organization_id=organization_id, state=RequestState.ISSUED, decided_at__gte=begins, decided_at__lt=ends
        ).count(),
    )
