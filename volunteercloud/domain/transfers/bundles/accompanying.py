"""What goes along with records and is shown elsewhere, but counted nowhere: trainings, stars, certificates with their state."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.certificates import printing
from volunteercloud.domain.certificates.models import Certificate, CertificateLine
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records.models import COUNTED, CREDIT_GRADES, RecordHead, Standing
from volunteercloud.domain.records.models import Kind as RecordKind
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.transfers.models import BroughtKind

from .shape import Part

Thing = dict[str, Any]


def brought(
    volunteer_ids: Collection[UUID], consented: Mapping[UUID, Collection[str]], at: datetime
) -> dict[UUID, list[Thing]]:
    """By person, as much as each of them lets go along. A number of statements that does not depend on how many."""
    found: dict[UUID, list[Thing]] = {}
    for part, gather in ((Part.TRAININGS, _trainings), (Part.HONOURS, _honours), (Part.CERTIFICATES, _certificates)):
        people = [one for one in volunteer_ids if part in consented.get(one, ())]
        if not people:
            continue
        for person_id, things in gather(people, at).items():
            found.setdefault(person_id, []).extend(things)
    return found


def _trainings(people: Collection[UUID], _at: datetime) -> dict[UUID, list[Thing]]:
    """Qualifications as they were stated, and who saw the original."""
    owners = owners_of(people)
    found: dict[UUID, list[Thing]] = {}
    for one in identity_queries.qualifications_of(owners):
        facts = {
            "name": one.name,
            "number": one.number,
            "granted_by": one.granted_by,
            "valid_from": str(one.valid_from),
            "valid_to": str(one.valid_to) if one.valid_to else None,
            "is_seen": one.seen_at is not None,
            "seen_by": one.seen_by_name,
        }
        found.setdefault(owners[one.volunteer_id], []).append(_thing(BroughtKind.TRAINING, one.id, facts))
    return found


def _honours(people: Collection[UUID], at: datetime) -> dict[UUID, list[Thing]]:
    """The stars that the credit hours counted here reach by the rule of the region where the person lives. Nobody awarded
    them yet: what was earned is said with what it rests on."""
    owners, today = owners_of(people), timezone.localdate(at)
    counted = RecordHead.objects.filter(
        COUNTED, volunteer_id__in=among(owners), kind=RecordKind.SERVICE, grade__in=CREDIT_GRADES
    )
    minutes: dict[UUID, int] = {}
    for owner_id, total in counted.values_list("volunteer_id").annotate(total=Sum("minutes")).order_by("volunteer_id"):
        minutes[owners[owner_id]] = minutes.get(owners[owner_id], 0) + total
    regions = dict(Volunteer.objects.filter(id__in=among(minutes)).values_list("id", "region_id"))
    rules = region_queries.rules_of({code for code in regions.values() if code}, today)
    found = {}
    for person_id, total in minutes.items():
        region = regions.get(person_id) or ""
        hours = list(rules[region].star_hours) if region in rules else []
        stars = sum(total >= each * 60 for each in hours)
        if stars:
            facts = {"stars": stars, "credit_minutes": total, "star_hours": hours, "region": region, "on": str(today)}
            found[person_id] = [_thing(BroughtKind.HONOUR, "stars", facts)]
    return found


def _certificates(people: Collection[UUID], _at: datetime) -> dict[UUID, list[Thing]]:
    """Every certificate with its state at this node, and where anybody verifies it."""
    owners = owners_of(people)
    changed = _changed(owners)
    found: dict[UUID, list[Thing]] = {}
    for one in Certificate.objects.filter(volunteer_id__in=among(owners)).order_by("volunteer_id", "issued_at", "id"):
        state = "withdrawn" if one.withdrawn_at else "changed" if one.id in changed else "stands"
        facts = {
            "number": one.number,
            "kind": one.kind,
            "issuer": one.facts["issuer"][0],
            "issuer_en": one.facts["issuer"][1],
            "from_on": str(one.from_on),
            "to_on": str(one.to_on),
            "credit_minutes": one.credit_minutes,
            "honour_minutes": one.honour_minutes,
            "issued_at": one.issued_at.isoformat(),
            "state": state,
            "verify": printing.verify_url(one),
        }
        found.setdefault(owners[one.volunteer_id], []).append(_thing(BroughtKind.CERTIFICATE, one.id, facts))
    return found


def _changed(owners: Collection[UUID]) -> set[UUID]:
    """Certificates of which some record no longer says what was certified."""
    lines = list(CertificateLine.objects.filter(volunteer_id__in=among(owners)).order_by("certificate_id", "record_id"))
    heads = RecordHead.objects.filter(
        volunteer_id__in=among(owners), record_id__in=among({line.record_id for line in lines}), standing=Standing.VALID
    )
    stands = {head.record_id: (head.minutes, head.grade) for head in heads}
    return {line.certificate_id for line in lines if stands.get(line.record_id) != (line.minutes, line.grade)}


def _thing(kind: BroughtKind, thing_id: object, facts: Thing) -> Thing:
    return {"id": str(thing_id), "kind": kind.value, "facts": facts}
