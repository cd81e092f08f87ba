"""What the rules ask about many records, read in a number of statements that does not depend on how many."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.records import rules
from volunteercloud.domain.records.drafts import RecordDraft
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.records.models import Standing as RecordStanding
from volunteercloud.domain.regions import queries as region_queries

from .facts import Facts, Neighbour, Person, Qualified, Standing

Reach = dict[UUID, tuple[datetime, datetime]]  # of each person: since when until when
REACH = timedelta(days=2)  # rules look at the day before and the day after

# Of whoever was registered twice also what stands under the other number.
NEIGHBOURS = """
    SELECT person_id, record_id, day, lower(during), upper(during), minutes, latitude, longitude
    FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS wanted (person_id, since, until)
    CROSS JOIN LATERAL (
        SELECT person_id AS owner_id
        UNION ALL SELECT other_id FROM identity_merge WHERE volunteer_id = person_id AND state = 'merged'
        UNION ALL SELECT merged_into_id FROM identity_volunteer WHERE id = person_id AND merged_into_id IS NOT NULL
    ) AS whole
    JOIN records_recordhead AS head ON head.volunteer_id = owner_id AND head.during && tstzrange(since, until)
    WHERE head.standing = 'valid'
    ORDER BY person_id, during
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read for these drafts. ``neighbours`` grows by what is written while it is used; ``days`` are the days on
    which they begin, of which many are the same."""

    days: dict[datetime, date]
    people: dict[UUID, Volunteer]
    consents: dict[UUID, tuple[tuple[date, date | None], ...]]
    qualifications: dict[UUID, tuple[Qualified, ...]]
    standings: dict[tuple[UUID, UUID], Standing]
    neighbours: dict[UUID, list[Neighbour]]

    def facts_of(self, draft: RecordDraft, at: datetime, version: int = 1) -> Facts:
        day = self.days[draft.starts_at]
        rule_set = region_queries.rules_for(draft.service_region_code, day)
        worked = rules.worked_minutes(draft.starts_at, draft.ends_at, draft.break_minutes)
        return Facts(
            volunteer_id=draft.volunteer_id,
            version=version,
            day=day,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            break_minutes=draft.break_minutes,
            worked_minutes=worked,
            minutes=rules.credited_minutes(worked, rule_set.rounding_minutes),
            grade=draft.grade,
            latitude=draft.latitude,
            longitude=draft.longitude,
            at=at,
            rule_set=rule_set,
            person=self._person(draft.volunteer_id, day),
            recorder_id=draft.recorder_id,
            confirmer_id=draft.confirmer_id,
            recorder=self._standing(draft.organization_id, draft.recorder_id),
            confirmer=self._standing(draft.organization_id, draft.confirmer_id),
            explanation=draft.explanation,
            circumstances=draft.circumstances,
            neighbours=self._near(draft),
        )

    def add(self, volunteer_id: UUID, neighbour: Neighbour) -> None:
        """A record that has been judged and will be written: the next ones of the same person meet it."""
        self.neighbours.setdefault(volunteer_id, []).append(neighbour)

    def _near(self, draft: RecordDraft) -> list[Neighbour]:
        since, until = _reach(draft)
        known = self.neighbours.get(draft.volunteer_id, [])
        return [each for each in known if each.starts_at < until and since < each.ends_at]

    def _person(self, volunteer_id: UUID, day: date) -> Person:
        found = self.people[volunteer_id]
        return Person(
            real_name_level=found.real_name_level,
            real_name_at=found.real_name_at,
            birth_on=found.birth_on,
            guardian_id=found.guardian_id,
            consent_below_age=identity_rules.rule_set_for(found, day).guardian_consent_below_age,
            consents=self.consents.get(volunteer_id, ()),
            qualifications=self.qualifications.get(volunteer_id, ()),
        )

    def _standing(self, organization_id: UUID, person_id: UUID | None) -> Standing | None:
        return self.standings.get((organization_id, person_id)) if person_id else None


def gather(people: dict[UUID, Volunteer], drafts: Sequence[RecordDraft], *, without: UUID | None = None) -> Gathered:
    """At most four statements. The caller holds these people. ``without`` is a record that is being corrected: it is not a
    neighbour of itself."""
    days = {starts_at: timezone.localdate(starts_at) for starts_at in {draft.starts_at for draft in drafts}}
    minors = {
        draft.volunteer_id
        for draft in drafts
        if identity_rules.needs_guardian_consent(people[draft.volunteer_id], days[draft.starts_at])
    }
    asked = {draft.volunteer_id for draft in drafts if draft.circumstances.qualification}
    return Gathered(
        days=days,
        people=people,
        consents=_consents(minors),
        qualifications=_qualifications(asked),
        standings=_standings(drafts),
        neighbours=_neighbours(drafts, without),
    )


def _consents(minors: Collection[UUID]) -> dict[UUID, tuple[tuple[date, date | None], ...]]:
    found: dict[UUID, tuple[tuple[date, date | None], ...]] = {}
    for consent in identity_queries.guardian_consents_of(minors):
        ended = consent.withdrawn_at
        days = timezone.localdate(consent.given_at), timezone.localdate(ended) if ended else None
        found[consent.volunteer_id] = (*found.get(consent.volunteer_id, ()), days)
    return found


def _qualifications(asked: Collection[UUID]) -> dict[UUID, tuple[Qualified, ...]]:
    found: dict[UUID, tuple[Qualified, ...]] = {}
    for each in identity_queries.qualifications_of(asked):
        qualified = Qualified(each.name, each.valid_from, each.valid_to, each.seen_at is not None)
        found[each.volunteer_id] = (*found.get(each.volunteer_id, ()), qualified)
    return found


def _standings(drafts: Iterable[RecordDraft]) -> dict[tuple[UUID, UUID], Standing]:
    """Staff among those who recorded and confirmed; who scanned for themselves is asked about nowhere."""
    pairs = {
        (draft.organization_id, person_id)
        for draft in drafts
        for person_id in (draft.recorder_id, draft.confirmer_id)
        if person_id and person_id != draft.volunteer_id
    }
    return {
        (staff.organization_id, staff.person_id): Standing(staff.role, staff.since, staff.ended_at)
        for staff in organization_queries.staff_among(pairs)
    }


def _reach(draft: RecordDraft) -> tuple[datetime, datetime]:
    return draft.starts_at - REACH, max(draft.starts_at, draft.ends_at) + REACH


def _neighbours(drafts: Sequence[RecordDraft], without: UUID | None) -> dict[UUID, list[Neighbour]]:
    """The valid records of each person from two days before the first draft to two days after the last one."""
    reach: Reach = {}
    for draft in drafts:
        since, until = _reach(draft)
        known = reach.get(draft.volunteer_id, (since, until))
        reach[draft.volunteer_id] = min(known[0], since), max(known[1], until)
    found: dict[UUID, list[Neighbour]] = {}
    for volunteer_id, *said in _read_apart(reach) if settings.DISTRIBUTED else _read(reach):
        neighbour = Neighbour(*said)
        if neighbour.record_id != without:
            found.setdefault(volunteer_id, []).append(neighbour)
    return found


def _read(reach: Reach) -> list[tuple[Any, ...]]:
    starts, ends = [since for since, _until in reach.values()], [until for _since, until in reach.values()]
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, [list(reach), starts, ends])
        return cursor.fetchall()


def _read_apart(reach: Reach) -> list[tuple[Any, ...]]:
    """The same where one person's rows may lie on another machine than those under their other number: a question each."""
    if not reach:
        return []
    whole = [(person_id, owner_id) for owner_id, person_id in owners_of(reach).items()]
    merged = Volunteer.objects.filter(id__in=among(reach), merged_into_id__isnull=False)
    whole += [(each.id, each.merged_into_id) for each in merged.only("merged_into_id") if each.merged_into_id]
    since, until = min(since for since, _until in reach.values()), max(until for _since, until in reach.values())
    heads: dict[UUID, list[tuple[Any, ...]]] = {}
    for owner_id, *said in RecordHead.objects.filter(
        volunteer_id__in=among({owner_id for _person_id, owner_id in whole}),
        standing=RecordStanding.VALID,
        during__overlap=(since, until),
    ).values_list("volunteer_id", "record_id", "day", "during", "minutes", "latitude", "longitude"):
        heads.setdefault(owner_id, []).append(tuple(said))
    rows = [
        (person_id, record_id, day, during.lower, during.upper, minutes, latitude, longitude)
        for person_id, owner_id in whole
        for record_id, day, during, minutes, latitude, longitude in heads.get(owner_id, [])
        if during.lower < reach[person_id][1] and during.upper > reach[person_id][0]
    ]
    return sorted(rows, key=itemgetter(0, 3, 4))
