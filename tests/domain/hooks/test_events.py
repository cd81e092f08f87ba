"""What is told of, by the actions that do it: in the same transaction, to whom asked for it, and without a name."""

import json
import re
from datetime import UTC, date, timedelta

import pytest
from django.db import transaction
from django.urls import resolve

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.members import factories as members
from volunteercloud.core import ids
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.hooks import noting
from volunteercloud.domain.hooks.kinds import SHAPES, Kind
from volunteercloud.domain.hooks.models import Delivery
from volunteercloud.domain.members import actions as member_actions
from volunteercloud.domain.records import actions as records

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(owner, settings, at):
    """A person with a verified document, as every certificate is made out to one."""
    settings.DEMO = True
    return identity.person(at, name="小满", email="xiaoman@qinghe.example")


def said(endpoint):
    found = Delivery.objects.filter(**factories.key(endpoint)).order_by("event_id")
    return [(each["type"], each["data"].get("state")) for each in (json.loads(one.body) for one in found)]


def test_the_way_of_a_service(owner, organization, shift, volunteer, endpoint, at):
    attendance.serve(shift, volunteer, at)
    (confirmed,) = attendance.confirm(owner, shift, volunteer)
    over = shift.ends_at + timedelta(hours=1)
    records.correct_record(
        actor=owner,
        volunteer_id=volunteer.id,
        record_id=confirmed.record_id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at - timedelta(minutes=30),
        break_minutes=0,
        reason="早走了半小时",
        at=over,
    )
    request = certificates.request_certificate(
        actor=volunteer,
        volunteer_id=volunteer.id,
        organization_id=organization.id,
        from_on=date(2026, 1, 1),
        to_on=date(2026, 12, 31),
        at=over,
    )
    certificate = certificates.issue(
        actor=owner, organization_id=organization.id, request_id=request.id, handler="芒种", at=over
    )
    certificates.withdraw(
        actor=owner, volunteer_id=volunteer.id, certificate_id=certificate.id, reason="时长有误", at=over
    )
    records.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=confirmed.record_id, reason="没有来过", at=over
    )
    assert said(endpoint) == [
        ("signup.made", "confirmed"),
        ("record.made", "valid"),
        ("attendance.confirmed", None),
        ("record.amended", "valid"),
        ("certificate.issued", None),
        ("certificate.revoked", None),
        ("record.voided", "revoked"),
    ]
    made = Delivery.objects.get(kind=Kind.RECORD_MADE)
    assert json.loads(made.body) == {
        "type": "record.made",
        "timestamp": (shift.ends_at + timedelta(minutes=10)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "data": {
            "organization_id": str(organization.id),
            "record_id": str(confirmed.record_id),
            "volunteer_id": str(volunteer.id),
            "state": "valid",
            "read_at": f"http://localhost:8000/api/v1/volunteers/{volunteer.id}/records/{confirmed.record_id}/explanation",
        },
    }
    everything = "".join(Delivery.objects.values_list("body", flat=True))
    assert [word for word in ("小满", "谷雨", certificate.number, "社区送午餐") if word in everything] == []


def test_leaving_and_waiting(owner, organization, endpoint, volunteer, at):
    shift = activities.public_shift(owner, organization, at, places=1)
    other = members.person("立秋")
    attendance.sign_up(shift, volunteer, at)
    attendance.sign_up(shift, other, at)
    signing_up.cancel_sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    signing_up.accept_offer(actor=other, **activities.key(shift, other), at=at)
    assert said(endpoint) == [
        ("project.published", None),
        ("signup.made", "confirmed"),
        ("signup.made", "waiting"),
        ("signup.withdrawn", "cancelled"),
        ("signup.changed", "offered"),
        ("signup.changed", "confirmed"),
    ]


def test_members_come_and_go(owner, organization, endpoint, at):
    somebody = members.member(owner, organization, at)
    member_actions.leave(actor=somebody, organization_id=organization.id, volunteer_id=somebody.id, at=at)
    assert said(endpoint) == [("member.joined", None), ("member.left", None)]


def test_one_statement_whatever_the_number_and_whoever_listens(endpoint, at, django_assert_num_queries):
    for number in (1, 300):
        with django_assert_num_queries(1):
            factories.happened(endpoint, at, number)
    assert Delivery.objects.count() == 301
    with django_assert_num_queries(0):
        noting.note(endpoint.organization_id, [], at)


def test_told_to_whoever_asked_for_it(owner, organization, endpoint, at):
    other, _secret = factories.added(owner, organization, at, kinds=[Kind.RECORD_MADE])
    factories.happened(endpoint, at)
    assert (factories.told(endpoint), factories.told(other)) == (["member.joined"], [])


def test_not_told_where_it_did_not_happen(endpoint, at):
    class FallenThrough(Exception):
        pass

    def fall_through():
        with transaction.atomic():
            factories.happened(endpoint, at)
            raise FallenThrough

    with pytest.raises(FallenThrough):
        fall_through()
    assert factories.told(endpoint) == []


@pytest.mark.parametrize("kind", Kind)
def test_more_can_be_read_at_an_address_of_the_api(kind, at):
    event = noting.Event(kind, {name: ids.uuid7() for name in SHAPES[kind].ids}, "confirmed")
    whole = json.loads(noting.body_of(ids.uuid7(), event, at))
    address = whole["data"]["read_at"]
    path = re.sub(r"^http://localhost:8000", "", address)
    assert resolve(path).namespace.startswith("api")
    assert sorted(whole["data"]) == sorted(
        ["organization_id", "read_at", *SHAPES[kind].ids, *(["state"] if SHAPES[kind].says_state else [])]
    )
