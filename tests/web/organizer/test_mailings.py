"""The pages about messages to many, and the pages where people say that they want none."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.domain.activities import factories as activities
from tests.domain.mailings import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.mailings.models import Mailing, Template
from volunteercloud.domain.messages import circulars, links
from volunteercloud.domain.messages.models import Circular, Mute

FORM = {"to": "members", "kind": "news", "subject": "周六见", "body": "{name}，大门口见。", "email": "on"}


@pytest.fixture
def page(owner, organization, signed_in):
    def ask(path="", actor=owner, post=None, **asked):
        client = signed_in(actor)
        address = f"/org/{organization.id}/people/messages/{path}"
        return client.get(address, asked) if post is None else client.post(address, post)

    return ask


def test_written_looked_at_sent_stopped(page, owner, organization, at):
    factories.people(owner, organization, at, 2)
    assert page().content.decode().count("Nothing written yet") == 1
    sent = page("write/", post=FORM)
    mailing = Mailing.objects.get()
    assert sent.headers["Location"].endswith(f"/{mailing.id}/")
    text = page(f"{mailing.id}/").content.decode()
    assert (text.count("谷雨，大门口见。"), text.count("Goes to about 2 people")) == (1, 1)

    for step, state in (("start", "sending"), ("stop", "stopped"), ("resume", "sending"), ("cancel", "cancelled")):
        assert page(f"{mailing.id}/step/", post={"do": step}).status_code == 302
        assert Mailing.objects.get().state == state
        assert page(f"{mailing.id}/").status_code == 200
    assert page(f"{mailing.id}/step/", post={"do": "start"}).status_code == 409
    assert page(f"{mailing.id}/step/", post={"do": "__class__"}).status_code == 404


def test_what_is_wrong_is_said_at_its_field(page):
    answer = page("write/", post=FORM | {"body": "{phone}"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["body"])
    answer = page("write/", post=FORM | {"sms": "on"})
    assert list(answer.context["form"].errors) == ["sms_reason"]
    assert page("write/", post=FORM | {"to": "label:x"}).status_code == 422
    assert Mailing.objects.count() == 0


def test_draft_is_changed_and_thrown_away(page):
    page("write/", post=FORM)
    mailing = Mailing.objects.get()
    assert page(f"{mailing.id}/write/").context["form"].initial["subject"] == "周六见"
    page(f"{mailing.id}/write/", post=FORM | {"subject": "周日见"})
    assert Mailing.objects.get().subject == "周日见"
    page(f"{mailing.id}/step/", post={"do": "discard"})
    assert Mailing.objects.count() == 0


def test_from_the_roster(page, owner, organization, at):
    shift = activities.public_shift(owner, organization, at)
    leader = organizations.leader(owner, organization, "立秋", at)
    form = page("write/", actor=leader, shift=str(shift.id)).context["form"]
    assert [word for word, _said in form.fields["to"].choices] == [
        f"shift:{shift.id}:{standing}" for standing in ("confirmed", "waiting", "absent")
    ]
    assert page("write/", actor=leader).status_code == 403
    assert page("write/", actor=leader, shift="x").status_code == 403


def test_strangers(page):
    stranger = organizations.person("小暑")
    assert [page(path, actor=stranger).status_code for path in ("", "write/", "texts/")] == [403, 403, 403]


def test_texts_to_begin_with(page):
    page("texts/", post={"name": "提醒", "subject": "周六见", "body": "{shift_start} 见"})
    kept = Template.objects.get()
    assert page("write/", text=str(kept.id)).context["form"].initial["body"] == "{shift_start} 见"
    assert page("texts/", post={"name": "提醒", "subject": "周六见", "body": "见"}).status_code == 422
    page(f"texts/{kept.id}/end/", post={})
    assert "No texts yet" in page("texts/").content.decode()


def test_as_many_statements_for_twenty_as_for_one(page, owner, organization, at):
    taken = []
    for number in (1, 19):
        for _each in range(number):
            factories.written(owner, organization, at)
        page()
        with CaptureQueriesContext(connection) as asked:
            assert page().status_code == 200
        taken.append(len(asked))
    assert taken[0] == taken[1]


@pytest.fixture
def circular(owner, organization, at):
    mailing = factories.started(owner, organization, at)
    return Circular.objects.get(id=mailing.id)


def test_one_press_ends_news_without_signing_in(circular, owner):
    browser = Client(enforce_csrf_checks=True)
    address = f"/unsubscribe/{links.make(owner.id, circular.owner_id, circular.id)}/"
    assert (browser.get(address).status_code, Mute.objects.count()) == (200, 0)
    answer = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, Mute.objects.get().owner_id) == (200, circular.owner_id)
    assert browser.post(address[:-3] + "x/").status_code == 409


def test_who_may_write_to_me(owner, organization, at, signed_in):
    [somebody] = factories.people(owner, organization, at, 1)
    browser = signed_in(somebody)
    address = "/me/messages/wishes/"
    assert browser.get(address).content.decode().count(organization.name) == 2
    for wish in ({"from": organization.id}, {"from": circulars.EVERYBODY}, {"from": circulars.EVERYBODY, "by": "sms"}):
        assert browser.post(address, wish | {"do": "end"}).status_code == 302
    assert Mute.objects.count() == 3
    for wish in ({"from": organization.id}, {"from": circulars.EVERYBODY}, {"from": circulars.EVERYBODY, "by": "sms"}):
        browser.post(address, wish | {"do": "want"})
    assert Mute.objects.count() == 0
    for wish in ({}, {"from": "x"}, {"from": owner.id, "do": "end"}, {"from": organization.id, "by": "email"}):
        assert browser.post(address, wish).status_code == 404


def test_second_page_of_the_inbox(owner, organization, at, signed_in):
    [somebody] = factories.people(owner, organization, at, 1)
    browser = signed_in(somebody)
    assert browser.get("/me/messages/", {"after": f"{at.isoformat()}~{somebody.id}"}).status_code == 200
