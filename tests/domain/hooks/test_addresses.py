"""Addresses of an organization: who may, which ones, how many, and their secrets."""

import base64
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.domain.organizations import factories as organizations
from volunteercloud.core import keys, sealing
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.hooks import actions, queries, tasks
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.hooks.models import SECRET, Delivery, Endpoint

from . import factories

pytestmark = pytest.mark.django_db


def refused(act, **named):
    with pytest.raises(Refused) as refusal:
        act(**named)
    return refusal.value.code


def opened(sealed, endpoint):
    return keys.unseal(SECRET, sealed, bound_to=endpoint.id.bytes)


def test_an_address_with_a_secret_told_once(owner, organization, at):
    endpoint, secret = factories.added(owner, organization, at, kinds=[Kind.MEMBER_LEFT, Kind.SIGNUP_MADE])
    stored = Endpoint.objects.get()
    assert (stored.slot, stored.state, stored.kinds) == (1, "active", ["signup.made", "member.left"])
    assert secret[:6] == "whsec_"
    assert len(base64.b64decode(secret[6:])) == 32
    assert (secret.encode() in bytes(stored.secret_sealed), opened(stored.secret_sealed, endpoint)) == (False, secret)
    entry = Entry.objects.get(name="hooks.address_added")
    assert entry.facts == {"url": "https://hanlu.example/hooks", "kinds": ["signup.made", "member.left"]}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "http://hanlu.example/hooks"}, "hooks.address"),
        ({"url": "https://name:word@hanlu.example/"}, "hooks.address"),
        ({"url": "https://hanlu.example/#part"}, "hooks.address"),
        ({"url": "https://hanlu.example/\r\nX-Other: 1"}, "hooks.address"),
        ({"url": "https://寒露.example/"}, "hooks.address"),
        ({"url": "ftp://hanlu.example/"}, "hooks.address"),
        ({"url": "https://hanlu.example/" + "x" * 500}, "hooks.address"),
        ({"url": "https://127.0.0.1/"}, "hooks.private"),
        ({"url": "https://[::1]/"}, "hooks.private"),
        ({"url": "https://10.0.0.1/"}, "hooks.private"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "hooks.private"),
        ({"url": "http://localhost:8000/"}, "hooks.private"),
        ({"kinds": []}, "hooks.kinds"),
        ({"kinds": ["webhook.test"]}, "hooks.kinds"),
        ({"kinds": ["signup.made", "everything"]}, "hooks.kinds"),
        ({"name": " "}, "hooks.name"),
        ({"name": "名" * 61}, "hooks.name"),
    ],
)
def test_what_is_no_address(owner, organization, at, settings, changes, code):
    settings.PRIVATE_NETWORKS = ()
    said = {"name": "教务系统", "url": "https://hanlu.example/hooks", "kinds": ["signup.made"]} | changes
    assert refused(actions.add, actor=owner, organization_id=organization.id, at=at, **said) == code
    assert Endpoint.objects.count() == 0


def test_ten_and_no_more(owner, organization, at):
    endpoints = [factories.added(owner, organization, at)[0] for _each in range(10)]
    assert (
        refused(
            actions.add,
            actor=owner,
            organization_id=organization.id,
            name="教务系统",
            url="https://hanlu.example/",
            kinds=["signup.made"],
            at=at,
        )
        == "hooks.most"
    )
    actions.delete(actor=owner, **factories.key(endpoints[4]), at=at)
    assert factories.added(owner, organization, at)[0].slot == 5


@pytest.mark.parametrize("slot", [11, 0, 1])
def test_the_database_lets_there_be_no_more(owner, organization, at, slot):
    endpoint, _secret = factories.added(owner, organization, at)
    other, _secret = factories.added(owner, organization, at)
    assert (endpoint.slot, other.slot) == (1, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endpoint.objects.filter(organization_id=organization.id, id=other.id).update(slot=slot)


def test_owners_alone(owner, organization, endpoint, at):
    coordinator = organizations.person("立冬")
    leader = organizations.leader(owner, organization, "小雪", at)
    factories.happened(endpoint, at)
    event = factories.delivery(endpoint).event_id
    key = factories.key(endpoint)
    for somebody in (coordinator, leader, organizations.officer("990101")):
        named = {"actor": somebody, **key, "at": at}
        for act in (actions.pause, actions.resume, actions.delete, actions.renew_secret, actions.send_test):
            with pytest.raises(NotAllowed):
                act(**named)
        with pytest.raises(NotAllowed):
            actions.resend(**named, event_id=event)
        with pytest.raises(NotAllowed):
            factories.added(somebody, organization, at)
        for question in (queries.endpoint, queries.deliveries):
            with pytest.raises(NotAllowed):
                question(somebody, organization.id, endpoint.id)
        with pytest.raises(NotAllowed):
            queries.endpoints(somebody, organization.id)
    assert queries.endpoints(owner, organization.id) == [endpoint]


def test_owners_of_another_organization_find_nothing(owner, endpoint, at):
    other = organizations.person("立夏")
    theirs = organizations.organization(other, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    key = {"organization_id": theirs.id, "endpoint_id": endpoint.id}
    for act in (actions.pause, actions.delete, actions.renew_secret, actions.send_test):
        with pytest.raises(NotFound):
            act(actor=other, **key, at=at)
        with pytest.raises(NotAllowed):
            act(actor=other, **factories.key(endpoint), at=at)
    with pytest.raises(NotFound):
        queries.endpoint(other, **key)


def test_a_new_secret_and_the_one_before(owner, endpoint, secret, at):
    renewed, second = actions.renew_secret(actor=owner, **factories.key(endpoint), at=at)
    assert second != secret
    assert opened(renewed.secret_sealed, endpoint) == second
    assert (opened(renewed.old_secret_sealed, endpoint), renewed.old_until) == (secret, at + timedelta(hours=24))

    renewed, third = actions.renew_secret(actor=owner, **factories.key(endpoint), at=at)
    assert (opened(renewed.secret_sealed, endpoint), opened(renewed.old_secret_sealed, endpoint)) == (third, second)

    renewed, fourth = actions.renew_secret(actor=owner, **factories.key(endpoint), at_once=True, at=at)
    assert (opened(renewed.secret_sealed, endpoint), renewed.old_secret_sealed, renewed.old_until) == (
        fourth,
        None,
        None,
    )


def test_secrets_are_among_what_is_sealed_anew(endpoint):
    places = {str(place) for place in sealing.places()}
    assert {"hooks_endpoint.secret_sealed", "hooks_endpoint.old_secret_sealed"} <= places


def test_changed_and_said_in_the_trail(owner, endpoint, at):
    said = {"name": "保险公司", "url": "https://lidong.example/hooks", "kinds": ["record.made"]}
    changed = actions.change(actor=owner, **factories.key(endpoint), **said, at=at)
    assert {name: getattr(changed, name) for name in said} == said
    assert actions.change(actor=owner, **factories.key(endpoint), **said, at=at).url == said["url"]
    (entry,) = Entry.objects.filter(name="hooks.address_changed")
    assert entry.facts["after"] == said


def test_paused_nothing_is_written_and_nothing_is_due(owner, endpoint, at):
    factories.happened(endpoint, at)
    actions.pause(actor=owner, **factories.key(endpoint), at=at)
    actions.pause(actor=owner, **factories.key(endpoint), at=at)
    factories.happened(endpoint, at)
    assert (len(factories.told(endpoint)), queries.due(at, 10), factories.tried(endpoint, at)) == (1, [], None)
    assert refused(actions.send_test, actor=owner, **factories.key(endpoint), at=at) == "hooks.paused"

    actions.resume(actor=owner, **factories.key(endpoint), at=at)
    actions.resume(actor=owner, **factories.key(endpoint), at=at)
    assert queries.due(at, 10) == [(endpoint.organization_id, endpoint.id)]
    names = Entry.objects.filter(name__in=["hooks.address_paused", "hooks.address_resumed"]).order_by("id")
    assert list(names.values_list("name", flat=True)) == ["hooks.address_paused", "hooks.address_resumed"]


def test_deleted_with_all_that_was_to_be_sent(owner, endpoint, at):
    factories.happened(endpoint, at, 3)
    actions.delete(actor=owner, **factories.key(endpoint), at=at)
    factories.happened(endpoint, at)
    assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_delivery_leads_to_an_address_or_is_none(endpoint, at):
    factories.happened(endpoint, at)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM hooks_endpoint")


def test_five_tests_at_once(owner, endpoint, at):
    for _each in range(5):
        actions.send_test(actor=owner, **factories.key(endpoint), at=at)
    assert refused(actions.send_test, actor=owner, **factories.key(endpoint), at=at) == "hooks.tests"


def test_forgotten_by_the_clock(owner, endpoint, at):
    factories.happened(endpoint, at - timedelta(days=31), 2)
    factories.happened(endpoint, at - timedelta(days=29))
    old, waiting, young = Delivery.objects.order_by("event_id")
    ended = Delivery.objects.filter(event_id__in=[old.event_id, young.event_id])
    ended.update(state="delivered", due_at=None)
    actions.renew_secret(actor=owner, **factories.key(endpoint), at=at - timedelta(hours=24))

    assert actions.purge(actor=factories.WORKER, at=at) == 1
    left = Delivery.objects.order_by("event_id").values_list("event_id", flat=True)
    assert list(left) == [waiting.event_id, young.event_id]
    assert Endpoint.objects.get().old_secret_sealed is None

    actions.pause(actor=owner, **factories.key(endpoint), at=at)
    tasks.purge(timestamp=0)
    assert Delivery.objects.filter(event_id=waiting.event_id).exists() is False


def test_nobody_but_the_worker(owner, endpoint, at):
    with pytest.raises(NotAllowed):
        actions.claim(actor=owner, **factories.key(endpoint), at=at)
    with pytest.raises(NotAllowed):
        actions.purge(actor=owner, at=at)
