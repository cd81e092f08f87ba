"""One try after the other, at a receiver that verifies with the library of Standard Webhooks."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.domain.organizations import factories as organization_factories
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.hooks import actions, queries, sending, signing
from volunteercloud.domain.hooks.actions import delivering
from volunteercloud.domain.hooks.actions.delivering import Answer
from volunteercloud.domain.hooks.models import Endpoint
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.organizations.rules import ENDED

from . import factories, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(monkeypatch):
    """Let every name stand for these addresses, the first list for the first who asks."""

    def stand_for(*answers):
        left = list(answers)

        def resolve(host, port, *_, **__):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in left.pop(0)]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        return left

    return stand_for


def standing(endpoint):
    found = factories.delivery(endpoint)
    return found.state, found.tries, found.last_status, found.last_problem


def address(endpoint):
    return Endpoint.objects.get(organization_id=endpoint.organization_id, id=endpoint.id)


def fail(endpoint, at, status=500, problem=""):
    """A try that ends so, without asking anybody."""
    claimed = actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=at)
    answer = Answer(problem=problem) if problem else Answer(status=status)
    return actions.note_answer(actor=factories.WORKER, claimed=claimed, answer=answer, at=at)


def test_sent_and_verified(owner, endpoint, secret, listener, now):
    sent = actions.send_test(actor=owner, **factories.key(endpoint), at=now)
    assert factories.tried(endpoint, now).state == "delivered"
    (said,) = listener.verified(secret)
    assert said["type"] == "webhook.test"
    assert said["data"]["organization_id"] == str(endpoint.organization_id)
    headers, body = listener.got[0]
    assert (listener.ids, body.decode()) == ([str(sent.event_id)], sent.body)
    assert (headers["content-type"], headers["user-agent"]) == ("application/json", "VolunteerCloud-Webhooks/1")
    assert standing(endpoint) == ("delivered", 1, 204, "")
    assert factories.tried(endpoint, now) is None


@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_is_repeated_later_is_refused_there(owner, endpoint, secret, listener, now, minutes):
    """The moment is signed with the rest: who listened in can send it again within five minutes and with the same id only."""
    actions.send_test(actor=owner, **factories.key(endpoint), at=now)
    claimed = actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=now)
    sending.send(claimed, now + timedelta(minutes=minutes))
    with pytest.raises(WebhookVerificationError, match="timestamp too"):
        listener.verified(secret)


def test_another_body_or_id_is_refused_there(endpoint, secret, listener, now):
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    ((headers, body),) = listener.got
    assert Webhook(secret).verify(body, headers)["type"] == "member.joined"
    for changed, content in [(headers, body + b" "), (headers | {"webhook-id": "other"}, body)]:
        with pytest.raises(WebhookVerificationError, match="No matching signature"):
            Webhook(secret).verify(content, changed)


def test_as_the_specification_signs():
    """The example of the specification and of its libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signing.headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", body, at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_both_secrets_sign_for_a_day(owner, endpoint, secret, listener, now):
    _endpoint, second = actions.renew_secret(actor=owner, **factories.key(endpoint), at=now)
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    assert listener.got[0][0]["webhook-signature"].count("v1,") == 2
    assert listener.verified(secret) == listener.verified(second)

    later = now + timedelta(hours=24)
    factories.happened(endpoint, later)
    claimed = actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=later)
    assert claimed.secrets == (second,)
    sending.send(claimed, now)
    assert listener.got[1][0]["webhook-signature"].count("v1,") == 1


def test_a_secret_that_got_about_signs_no_more(owner, endpoint, secret, listener, now):
    _endpoint, second = actions.renew_secret(actor=owner, **factories.key(endpoint), at_once=True, at=now)
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    assert len(listener.verified(second)) == 1
    with pytest.raises(WebhookVerificationError):
        listener.verified(secret)


def test_the_same_id_again_and_again_for_three_days(endpoint, secret, listener, now):
    listener.status = 500
    factories.happened(endpoint, now)
    due, waits = now, []
    while (found := factories.tried(endpoint, due)).state == "waiting":
        waits.append(found.due_at - due)
        due = max(found.due_at, address(endpoint).rests_until or found.due_at)
    assert len(set(listener.ids)) == 1
    assert len(listener.ids) == 10
    assert all(wait * 0.9 <= waited <= wait * 1.1 for wait, waited in zip(delivering.WAITS, waits, strict=True))
    assert sum(delivering.WAITS, timedelta()) == timedelta(days=3, hours=3, minutes=35, seconds=5)
    assert standing(endpoint) == ("given_up", 10, 500, "")
    (lost,) = queries.given_up()
    assert (lost.endpoint_id, lost.count) == (endpoint.id, 1)


def test_given_up_and_sent_again(owner, endpoint, listener, now):
    factories.happened(endpoint, now)
    listener.status = 500
    factories.tried(endpoint, now)
    factories.Delivery.objects.update(state="given_up", due_at=None, tries=10)
    listener.status = 200
    event = factories.delivery(endpoint).event_id
    actions.resend(actor=owner, **factories.key(endpoint), event_id=event, at=now)
    assert factories.tried(endpoint, now).state == "delivered"
    assert listener.ids == [str(event)] * 2
    actions.resend(actor=owner, **factories.key(endpoint), event_id=event, at=now)
    factories.tried(endpoint, now)
    assert listener.ids == [str(event)] * 3


def test_everything_that_was_given_up_is_sent_again_by_whoever_looks_after_the_installation(
    owner, endpoint, listener, now
):
    keeper = organization_factories.officer(None)
    factories.happened(endpoint, now, 3)
    factories.tried(endpoint, now)
    factories.Delivery.objects.filter(state="waiting").update(state="given_up", due_at=None, tries=10)
    assert actions.start_again(actor=keeper, **factories.key(endpoint), at=now) == 2
    assert [factories.tried(endpoint, now).tries for _each in range(2)] == [1, 1]
    assert factories.tried(endpoint, now) is None
    assert Entry.objects.get(name="hooks.started_again").facts == {"count": 2}
    with pytest.raises(Refused) as refusal:
        actions.start_again(actor=keeper, **factories.key(endpoint), at=now)
    assert refusal.value.code == "hooks.none_given_up"
    actions.pause(actor=owner, **factories.key(endpoint), at=now)
    with pytest.raises(Refused) as refusal:
        actions.start_again(actor=keeper, **factories.key(endpoint), at=now)
    assert refusal.value.code == "hooks.paused"
    with pytest.raises(NotAllowed):
        actions.start_again(actor=owner, **factories.key(endpoint), at=now)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_is_sent_for_an_organization_that_ended_until_it_comes_back(endpoint, listener, now, state):
    factories.happened(endpoint, now)
    before = Organization.objects.get(id=endpoint.organization_id).state
    Organization.objects.filter(id=endpoint.organization_id).update(state=state, ended_at=now)
    assert (queries.due(now, 10), factories.tried(endpoint, now), listener.got) == ([], None, [])
    Organization.objects.filter(id=endpoint.organization_id).update(state=before, ended_at=None)
    assert queries.due(now, 10) == [(endpoint.organization_id, endpoint.id)]
    assert factories.tried(endpoint, now).state == "delivered"


def test_what_waits_at_an_organization_that_ended_is_forgotten_in_time(endpoint, now, settings):
    factories.happened(endpoint, now)
    later = now + timedelta(days=settings.WEBHOOK_KEPT_DAYS, seconds=1)
    assert actions.purge(actor=factories.WORKER, at=later) == 0
    Organization.objects.filter(id=endpoint.organization_id).update(state="dissolved", ended_at=now)
    assert actions.purge(actor=factories.WORKER, at=later) == 1


def test_killed_between_sending_and_writing_it_down(endpoint, listener, now):
    """It comes again under the same id, once nobody has it in hand any more."""
    factories.happened(endpoint, now)
    claimed = actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=now)
    assert sending.send(claimed, now) == Answer(status=204)
    assert factories.tried(endpoint, now + timedelta(seconds=119)) is None
    assert queries.due(now + timedelta(seconds=119), 10) == []

    later = now + timedelta(seconds=121)
    assert queries.due(later, 10) == [(endpoint.organization_id, endpoint.id)]
    again = actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=later)
    sending.send(again, now)
    assert listener.ids == [str(claimed.event_id)] * 2
    # Whoever was only slow, and comes back now, changes nothing.
    late = actions.note_answer(actor=factories.WORKER, claimed=claimed, answer=Answer(status=500), at=later)
    assert (late, standing(endpoint)) == (None, ("waiting", 2, None, ""))


def test_four_on_their_way_and_one_where_nothing_is_taken(endpoint, now):
    factories.happened(endpoint, now, 6)
    in_hand = [actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=now) for _each in range(5)]
    assert [each is None for each in in_hand] == [False] * 4 + [True]
    assert len({each.event_id for each in in_hand[:4]}) == 4
    for each in in_hand[:4]:
        actions.note_answer(actor=factories.WORKER, claimed=each, answer=Answer(status=500), at=now)
    assert factories.tried(endpoint, now) is None  # left alone for some seconds
    rested = address(endpoint).rests_until
    first = actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=rested)
    assert (first is None, actions.claim(actor=factories.WORKER, **factories.key(endpoint), at=rested)) == (False, None)


def test_left_alone_longer_and_longer_until_something_is_taken(endpoint, listener, now):
    factories.happened(endpoint, now, 40)
    at, rests = now, []
    for _each in range(12):
        fail(endpoint, at)
        rests.append((address(endpoint).rests_until or at) - at)
        at += rests[-1]
    assert [rest.total_seconds() for rest in rests] == [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]
    factories.tried(endpoint, at)
    found = address(endpoint)
    assert (found.fails, found.failing_since, found.rests_until) == (0, None, None)


def test_paused_after_five_days_without_success(owner, endpoint, now, settings):
    factories.happened(endpoint, now)
    fail(endpoint, now, problem="timeout")
    for days in (1, 4.9):
        factories.happened(endpoint, now + timedelta(days=days))
        fail(endpoint, now + timedelta(days=days))
        assert address(endpoint).state == "active"
    factories.happened(endpoint, now + timedelta(days=5))
    fail(endpoint, now + timedelta(days=5))
    found = address(endpoint)
    assert (found.state, found.paused_by) == ("paused", "failing")
    message = Message.objects.get(recipient_id=owner.id, template="hook_failing")
    assert message.link == f"/org/{endpoint.organization_id}/webhooks/{endpoint.id}/"
    assert message.facts == {"organization": "晨光志愿服务队", "name": "教务系统"}
    assert Entry.objects.get(name="hooks.address_paused").facts == {"why": "failing"}


def test_410_pauses_at_once(owner, endpoint, listener, now):
    listener.status = 410
    factories.happened(endpoint, now, 2)
    assert factories.tried(endpoint, now).state == "given_up"
    found = address(endpoint)
    assert (found.state, found.paused_by, factories.tried(endpoint, now)) == ("paused", "gone", None)
    assert Message.objects.filter(recipient_id=owner.id, template="hook_gone").count() == 1

    actions.resume(actor=owner, **factories.key(endpoint), at=now)
    listener.status = 200
    assert factories.tried(endpoint, now).state == "delivered"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(endpoint, listener, now, status):
    with receiver.listening() as elsewhere:
        listener.status, listener.headers = status, {"Location": elsewhere.url}
        factories.happened(endpoint, now)
        factories.tried(endpoint, now)
        assert (standing(endpoint), len(listener.got), elsewhere.got) == (("waiting", 1, status, ""), 1, [])


def test_a_private_address_is_not_asked(endpoint, listener, now, settings):
    """It was allowed when it was set: each try looks again."""
    settings.PRIVATE_NETWORKS = ()
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    assert (standing(endpoint), listener.got) == (("waiting", 1, None, "forbidden"), [])


def test_a_name_that_changes_its_mind(owner, organization, listener, now, settings, named):
    """First a public address, then this machine: what was looked at is what is asked, and the next try looks again."""
    settings.PRIVATE_NETWORKS = ()
    port = listener.url.split(":")[2].split("/")[0]
    endpoint, _secret = factories.added(owner, organization, now, f"https://hanlu.example:{port}/")
    factories.happened(endpoint, now)
    left = named(["127.0.0.1"], ["10.0.0.1", "169.254.169.254"], ["never"])
    factories.tried(endpoint, now)
    factories.tried(endpoint, factories.delivery(endpoint).due_at)
    assert (standing(endpoint), listener.got, left) == (("waiting", 2, None, "forbidden"), [], [["never"]])


def test_of_an_endless_answer_the_status_is_enough(endpoint, listener, now):
    listener.body, listener.is_endless = b"x" * 1_000_000, True
    factories.happened(endpoint, now)
    assert factories.tried(endpoint, now).state == "delivered"


@pytest.mark.parametrize("seconds", [0.3])
def test_a_slow_answer_is_cut_off(endpoint, listener, now, monkeypatch, seconds):
    monkeypatch.setattr(sending, "SECONDS", seconds)
    listener.may_answer.clear()
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    assert standing(endpoint) == ("waiting", 1, None, "timeout")


def test_an_answer_letter_by_letter_is_cut_off(owner, organization, now, monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    with receiver.dripping() as url:
        endpoint, _secret = factories.added(owner, organization, now, url)
        factories.happened(endpoint, now)
        factories.tried(endpoint, now)
    assert standing(endpoint) == ("waiting", 1, None, "timeout")


def test_nobody_there(owner, organization, now):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    endpoint, _secret = factories.added(owner, organization, now, f"http://127.0.0.1:{port}/")
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    assert standing(endpoint) == ("waiting", 1, None, "unreachable")


def test_what_is_no_certificate_of_that_name_is_not_believed(owner, organization, listener, now):
    endpoint, _secret = factories.added(owner, organization, now, listener.url.replace("http:", "https:"))
    factories.happened(endpoint, now)
    factories.tried(endpoint, now)
    assert (standing(endpoint), listener.got) == (("waiting", 1, None, "unreachable"), [])


def test_how_many_are_due_given_up_and_failing(endpoint, now):
    factories.happened(endpoint, now, 3)
    fail(endpoint, now)
    assert queries.counts(now) == {"due": 2, "given_up": 0, "failing": 1}
