"""Needs on their ordinary way: written by somebody who can be reached, posted, approved by an officer."""

from datetime import datetime, timedelta

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.needs.actions import moderating, posting
from volunteercloud.domain.needs.drafts import NeedDraft
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.reviews.models import Case

DAY = timedelta(days=1)


def poster(name: str = "大雪") -> Actor:
    """A person whose phone is proved."""
    somebody = organizations.person(name)
    Account.objects.filter(id=somebody.id).update(phone_verified=True)
    return somebody


def officer(region: str | None = "990101", name: str = "白露") -> Actor:
    return organizations.officer(region, name)


def draft(at: datetime, **changes) -> NeedDraft:
    """A whole need, for one person two days later."""
    starts_at = at + 2 * DAY
    values = {
        "title": "陪爷爷去医院复查",
        "words": "早上陪他坐车去医院，取药后送回家。",
        "category": "elderly",
        "beneficiary": "elderly",
        "about": "person",
        "consent": True,
        "region_code": "990101",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "address": "演示路7号3单元502室",
        "latitude": 23.1234567,
        "longitude": 113.1234567,
        "contact_name": "大雪",
        "contact_phone": "990 1000 0077",
        "person_name": "冬至",
        "notes": "门铃坏了，请敲门。",
    }
    return NeedDraft(**values | changes)


def saved(actor: Actor, at: datetime, *, organization_id=None, **changes) -> Need:
    return posting.save_need(
        actor=actor, need_id=ids.uuid7(), draft=draft(at, **changes), organization_id=organization_id, at=at
    )


def posted(actor: Actor, at: datetime, *, organization_id=None, **changes) -> Need:
    need = saved(actor, at, organization_id=organization_id, **changes)
    return posting.post_need(actor=actor, need_id=need.id, at=at)


def case_of(need: Need) -> Case:
    return Case.objects.get(subject_id=need.id, state="waiting")


def decided(moderator: Actor, need: Need, at: datetime, decision: str = "approve", reason: str = "") -> Need:
    return moderating.decide_need(actor=moderator, case_id=case_of(need).id, decision=decision, reason=reason, at=at)


def opened(actor: Actor, at: datetime, **changes) -> Need:
    return decided(officer(), posted(actor, at, **changes), at)
