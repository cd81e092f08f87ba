"""The rights of a person as pages, and the privacy page."""

import pytest

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, Merge, MergeState
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations.models import Role, Seat
from volunteercloud.domain.privacy import actions, purposes
from volunteercloud.domain.privacy.models import Closing, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client, at):
    factories.ground()
    actor = factories.volunteer(at)
    client.force_login(Account.objects.get(id=actor.id), "allauth.account.auth_backends.AuthenticationBackend")
    return actor


def test_the_privacy_page_says_every_purpose(client):
    page = client.get("/privacy/").content.decode()
    assert [
        name for name, words in purposes.WORDS.items() if str(words.title) not in page and "’" not in str(words.title)
    ] == []


def test_a_person_stops_what_rests_on_consent(client, person):
    assert client.get("/me/privacy/").status_code == 200
    assert client.post("/me/privacy/stop/").status_code == 302


def test_everything_is_handed_over_and_leaves_a_trace(client, person, at):
    """Of somebody who has much, too."""
    Message.objects.filter(recipient_id=person.id).delete()
    Message.objects.bulk_create(
        Message(recipient_id=person.id, id=ids.uuid7(), template="closing_asked", created_at=at) for _each in range(501)
    )
    account = Account.objects.get(id=person.id)
    account.set_password("qinghe-demo-2026")
    account.save()
    client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    asked = client.post("/me/privacy/everything.json")
    assert Entry.objects.filter(name="privacy.everything_taken").count() == 0
    taken = client.post(asked.url, {"password": "qinghe-demo-2026"}).json()
    assert [len(one["rows"]) for one in taken if one["model"] == "messaging.Message"] == [501]
    assert Entry.objects.get(name="privacy.everything_taken").owner_id == person.id


def test_what_stands_under_joined_numbers_belongs_to_the_person(client, person, at):
    others = [factories.volunteer(at, email=f"{name}@qinghe.example") for name in ("lixia", "mangzhong")]
    for number, other in enumerate(others):
        Merge.objects.create(
            volunteer_id=person.id,
            id=ids.uuid7(),
            other_id=other.id,
            other_number=f"V234567{number}",
            state=MergeState.MERGED,
            grounds="同一个人",
            proposed_by=person.id,
            proposed_by_label="谷雨",
            proposed_at=at,
            merged_at=at,
        )
        Seat.objects.create(person_id=other.id, organization_id=ids.uuid7(), organization_name="青禾", role=Role.OWNER)
    with fanning.refused():
        taken = actions.take_everything(actor=person, volunteer_id=person.id, at=at)
    assert [len(one["rows"]) for one in taken if one["model"] == "organizations.Seat"] == [2]
    assert [one.code for one in client.get("/me/privacy/").context["obstacles"]] == ["closing.works"]
    with fanning.refused(), pytest.raises(Refused) as refusal:
        actions.ask_to_close(actor=person, volunteer_id=person.id, at=at)
    assert refusal.value.code == "closing.works"


def test_the_operator_is_named_in_the_language_of_the_reader(client, settings):
    settings.PRIVACY_CONTACT = "青禾市志愿办 | Volunteering office of Qinghe"
    said = {
        language: client.get("/privacy/", headers={"Accept-Language": language}).context["contact"]
        for language in ("zh-CN", "en")
    }
    assert said == {"zh-CN": "青禾市志愿办", "en": "Volunteering office of Qinghe"}


def test_a_guardian_decides_for_a_child_and_a_stranger_does_not(client, at, settings):
    settings.DEMO = True
    factories.ground()
    guardian = factories.person(at)
    client.force_login(Account.objects.get(id=guardian.id), "allauth.account.auth_backends.AuthenticationBackend")
    child = identity_actions.add_ward(
        actor=guardian,
        name="小满",
        birth_on=factories.born(10, at),
        consents=["service", "contact"],
        at=at,
    ).id
    client.post(f"/account/consents/?for={child}", {"purpose": "contact", "withdraw": "yes"})
    assert not identity_queries.agrees(child, "contact")
    stranger = factories.volunteer(at, email="lixia@qinghe.example")
    assert client.get(f"/account/consents/?for={stranger.id}").status_code == 404


def test_closing_asks_for_the_password_again(client, person):
    answer = client.post("/me/privacy/close/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert Closing.objects.count() == 0


def test_a_person_keeps_the_account(client, person, at):
    actions.ask_to_close(actor=person, volunteer_id=person.id, at=at)
    client.post("/me/privacy/keep/")
    assert Closing.objects.get().state == State.CALLED_OFF


def test_nobody_sees_the_rights_of_another(client, person, at):
    other = factories.volunteer(at)
    assert client.get(f"/me/privacy/?for={other.id}").status_code == 404
