"""What a figure is made of: organizations, and the activities of one."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.statistics import contributors
from volunteercloud.web.data import asking
from volunteercloud.web.office.desk import officers_only, region_name

COVERAGE, HOURS = "coverage", "hours"


@require_safe
@officers_only(Right.STATISTICS)
def organizations(request, desk, code):
    """By how many people came without a record, or by hours."""
    facts = _frame(request, desk, code)
    by = HOURS if request.GET.get("by") == HOURS else COVERAGE
    read = contributors.by_hours if by == HOURS else contributors.by_coverage
    facts |= {"by": by, "rows": read(desk.officer, code, facts["asked"])}
    return render(request, "office/statistics/organizations.html", facts)


@require_safe
@officers_only(Right.STATISTICS)
def organization(request, desk, code, organization_id):
    facts = _frame(request, desk, code)
    facts |= {
        "organization": organization_queries.organization(desk.officer, organization_id),
        "rows": contributors.activities(desk.officer, code, organization_id, facts["asked"]),
    }
    return render(request, "office/statistics/organization.html", facts)


def _frame(request, desk, code):
    if not desk.covers(code):
        raise NotFound
    today = timezone.localdate(desk.at)
    period = asking.period_of(request.GET.get("period", ""), today)
    return {
        "desk": desk,
        "code": code,
        "name": region_name(code),
        "asked": period,
        "period": asking.said(period),
        "key": asking.key_of(period),
        "choices": asking.choices(period, today),
    }
