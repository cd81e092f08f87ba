"""Many people held against one shift at once: what the conditions ask of each, in a constant number of statements."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import GuardianConsent, Volunteer
from volunteercloud.domain.regions import queries as region_queries

from . import choices, commitments, rules
from .models import Shift


def consented(people: Iterable[Volunteer], at: datetime) -> set[UUID]:
    """For whom a guardian's consent stood at a time, among the young; no statement where all are grown."""
    day = timezone.localdate(at)
    young = [
        person.id
        for person in people
        if person.birth_on and identity_rules.age_on(person.birth_on, day) < identity_rules.ADULT_AGE
    ]
    if not young:
        return set()
    stood = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)
    given = GuardianConsent.objects.filter(stood, volunteer_id__in=among(young), given_at__lte=at)
    return set(given.values_list("volunteer_id", flat=True))


def candidates(
    volunteer_ids: Collection[UUID], shift: Shift, at: datetime, without: Collection[UUID] = ()
) -> dict[UUID, rules.Candidate]:
    """People as the conditions of a shift see them; places in the shifts ``without`` are taken as given away. Whoever does
    not exist is missing. At most three statements."""
    if not volunteer_ids:
        return {}
    people = {each.id: each for each in Volunteer.objects.filter(id__in=among(volunteer_ids)).order_by("id")}
    agreed = consented(people.values(), at)
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    calendars = commitments.calendars(people, [shift], rule_set, at)
    return {
        who: choices.candidate(volunteer, who in agreed, [row for row in calendars[who] if row.shift_id not in without])
        for who, volunteer in people.items()
    }


def who_fits(volunteer_ids: Collection[UUID], shift: Shift, at: datetime) -> set[UUID]:
    """Who of these people could come in somebody's place: free, fit, rested."""
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    return {
        who
        for who, candidate in candidates(volunteer_ids, shift, at).items()
        if rules.why_not_called(shift, candidate, rule_set, at) is None
    }
