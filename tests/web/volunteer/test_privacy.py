"""The rights of a person as pages, and the privacy page."""

import pytest

from tests.domain.identity import factories
from volunteercloud.domain.identity.models import Account
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
