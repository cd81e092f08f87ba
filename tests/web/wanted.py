"""Needs as tests of the consoles' pages begin with: posted by somebody, looked after by a station, offered for, docked."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.needs.actions import moderating, offering, posting, stations
from volunteercloud.domain.needs.drafts import NeedDraft
from volunteercloud.domain.needs.models import Need

ADDRESS = "临溪路8号3单元501"
TIMES = {"starts": timedelta(days=2), "ends": timedelta(days=2, hours=2)}


def needed(at, **changes):
    return NeedDraft(
        **{
            "title": "陪老人去医院复查",
            "words": "老人腿脚不便，需要有人陪着去医院，挂号取药。",
            "category": "elderly",
            "beneficiary": "elderly",
            "about": "myself",
            "region_code": "990101",
            "starts_at": at + TIMES["starts"],
            "ends_at": at + TIMES["ends"],
            "people": 2,
            "address": ADDRESS,
            "contact_name": "大寒",
            "contact_phone": "990 1000 0009",
        }
        | changes
    )


def posted(poster, at, **changes) -> Need:
    """A need that waits to be looked at."""
    Account.objects.filter(id=poster.id).update(phone_verified=True)
    need = posting.save_need(actor=poster, need_id=ids.uuid7(), draft=needed(at, **changes), at=at)
    return posting.post_need(actor=poster, need_id=need.id, at=at)


def opened(poster, officer, at, **changes) -> Need:
    need = posted(poster, at, **changes)
    case = organizations.waiting_case(need.id)
    return moderating.decide_need(actor=officer, case_id=case.id, decision="approve", at=at)


def offered(manager, organization, need, at):
    return offering.offer(
        actor=manager, need_id=need.id, organization_id=organization.id, words="我们周一能去两个人。", at=at
    )


def chosen(poster, manager, organization, need, at) -> Need:
    offering.choose(actor=poster, offer_id=offered(manager, organization, need, at).id, at=at)
    need.refresh_from_db()
    return need


def station(officer, organization, at, region="990101"):
    return stations.name_station(actor=officer, region_code=region, organization_id=organization.id, at=at)


@pytest.fixture
def poster(owner):
    return organizations.person("大寒")


@pytest.fixture
def judge(owner):
    """An officer of the city."""
    return organizations.officer("9901", "白露")
