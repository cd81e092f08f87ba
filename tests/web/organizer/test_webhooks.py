"""The pages about webhooks: an address, its secret shown once, what was sent, and every step of an owner."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.domain.hooks import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.hooks import actions
from volunteercloud.domain.hooks.models import Delivery, Endpoint

FORM = {"name": "教务系统", "url": "https://hanlu.example/hooks", "kinds": ["signup.made", "record.made"]}


@pytest.fixture
def page(owner, organization, signed_in):
    def ask(path="", actor=owner, post=None, language="en", **asked):
        client = signed_in(actor, language)
        address = f"/org/{organization.id}/webhooks/{path}"
        return client.get(address, asked) if post is None else client.post(address, post)

    return ask


def secret_in(answer):
    text = answer.content.decode()
    return text.partition('<p class="code">whsec_')[2].partition("<")[0]


def test_added_with_a_secret_that_is_shown_once(page):
    assert page().content.decode().count("No address yet") == 1
    answer = page(post=FORM)
    assert (answer.status_code, len(secret_in(answer))) == (200, 44)
    assert answer.headers["Cache-Control"].count("no-store") == 1
    assert secret_in(page()) == ""
    assert Endpoint.objects.get().kinds == FORM["kinds"]


def test_what_is_wrong_is_said_at_its_field(page, settings):
    settings.PRIVATE_NETWORKS = ()
    for wrong, field in (({"url": "https://10.0.0.1/"}, "url"), ({"kinds": []}, "kinds"), ({"name": ""}, "name")):
        answer = page(post=FORM | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Endpoint.objects.count() == 0


def test_every_step(page, owner, organization, at):
    endpoint, secret = factories.added(owner, organization, at)
    one = f"{endpoint.id}/"
    assert page(one).content.decode().count("Nothing here") == 1
    for step, state in (("test", "active"), ("pause", "paused"), ("resume", "active")):
        assert page(f"{one}step/", post={"do": step}).status_code == 302
        assert Endpoint.objects.get().state == state
    assert page(f"{one}step/", post={"do": "__class__"}).status_code == 404

    delivery = Delivery.objects.get()
    Delivery.objects.update(state="given_up", due_at=None, tries=10, last_problem="timeout")
    text = page(one, state="given_up").content.decode()
    assert (text.count("no answer within ten seconds"), text.count("10 tries")) == (1, 1)
    assert page(one, state="delivered").content.decode().count("Nothing here") == 1
    assert page(f"{one}events/{delivery.event_id}/", post={}).status_code == 302
    assert Delivery.objects.get().state == "waiting"

    renewed = page(f"{one}secret/", post={})
    assert "whsec_" + secret_in(renewed) != secret
    assert renewed.content.decode().count("The old secret signs as well until") == 1
    ended = page(f"{one}secret/", post={"at_once": "on"})
    assert ended.content.decode().count("The old secret signs as well until") == 0

    assert page(f"{one}change/", post=FORM | {"name": "保险公司"}).status_code == 302
    assert page(f"{one}change/", post=FORM | {"url": "http://hanlu.example/"}).status_code == 422
    assert Endpoint.objects.get().name == "保险公司"

    page(f"{one}step/", post={"do": "pause"})
    assert page(f"{one}events/{delivery.event_id}/", post={}).status_code == 302
    assert Delivery.objects.get().tries == 0
    assert page(f"{one}step/", post={"do": "delete"}).headers["Location"].endswith("/webhooks/")
    assert (Endpoint.objects.count(), page(one).status_code) == (0, 404)


def test_for_owners_alone(page, owner, organization, at):
    endpoint, _secret = factories.added(owner, organization, at)
    leader = organizations.leader(owner, organization, "小雪", at)
    for path in ("", f"{endpoint.id}/"):
        answer = page(path, actor=leader)
        assert (answer.status_code, answer.content.decode().count("hanlu.example")) == (403, 0)
        assert answer.content.decode().count("Ask an owner of the organization.") == 1
    for path in ("", f"{endpoint.id}/secret/", f"{endpoint.id}/change/"):
        assert page(path, actor=leader, post=FORM).status_code == 403
    assert page(f"{endpoint.id}/step/", actor=leader, post={"do": "delete"}).status_code == 403
    assert Endpoint.objects.count() == 1


def test_in_both_languages_why_it_is_paused(page, owner, organization, at):
    endpoint, _secret = factories.added(owner, organization, at)
    for why, english, chinese in (
        ("owner", "An owner paused it", "主管已暂停推送"),
        ("failing", "For days nothing that was sent was taken", "连续多日推送都无人接收"),
        ("gone", "nothing is wanted any more (410)", "不再需要推送（410）"),
    ):
        Endpoint.objects.update(state="paused", paused_by=why)
        assert page(f"{endpoint.id}/").content.decode().count(english) == 1
        assert page(f"{endpoint.id}/", language="zh-hans").content.decode().count(chinese) == 1


def test_as_many_statements_for_a_page_as_for_one(page, owner, organization, at):
    endpoint, _secret = factories.added(owner, organization, at)

    def asked(path):
        page(path)
        with CaptureQueriesContext(connection) as captured:
            assert page(path).status_code == 200
        return len(captured)

    before = (asked(""), asked(f"{endpoint.id}/"))
    factories.happened(endpoint, at, 60)
    for _each in range(9):
        factories.added(owner, organization, at)
    assert (asked(""), asked(f"{endpoint.id}/")) == before
    text = page(f"{endpoint.id}/").content.decode()
    assert (text.count("Somebody became a member <span"), text.count("Earlier ones")) == (50, 1)
    assert page().content.decode().count("ten addresses at most") == 1


def test_what_was_given_up_stands_with_the_jobs(owner, organization, signed_in):
    at = timezone.now()
    endpoint, _secret = factories.added(owner, organization, at)
    factories.happened(endpoint, at - timedelta(days=3), 2)
    keeper = signed_in(organizations.officer(None))
    assert keeper.get("/office/jobs/").content.decode().count("Webhooks that were not taken") == 0
    Delivery.objects.update(state="given_up", due_at=None)
    text = keeper.get("/office/jobs/").content.decode()
    assert (text.count("Webhooks that were not taken"), text.count("2 events, the last of")) == (1, 1)
    actions.delete(actor=owner, **factories.key(endpoint), at=at)
