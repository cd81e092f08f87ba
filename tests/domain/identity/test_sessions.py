"""Sessions that an operator ends."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from tests.domain.identity.factories import volunteer
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.core.ids import uuid7
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.models import Account

pytestmark = pytest.mark.django_db
OPERATOR = system("command line")
PASSWORD = "spring-rain-2026"


class Home:
    """Somebody with a phone and a computer, signed in with both."""

    def __init__(self):
        self.account = Account.objects.get(id=volunteer(timezone.now(), region=None).id)
        self.account.set_password(PASSWORD)
        self.account.save(update_fields=["password"])
        email = EmailAddress.objects.create(user=self.account, email=f"{self.account.id}@qinghe.example", verified=True)
        self.browsers = [Client(), Client()]
        for browser in self.browsers:
            browser.post("/accounts/login/", {"login": email.email, "password": PASSWORD})

    @property
    def is_in(self):
        return [browser.get("/account/").status_code == 200 for browser in self.browsers]


@pytest.fixture
def homes():
    return Home(), Home()


def test_one_account_is_signed_out_everywhere_and_nobody_else(homes):
    one, other = homes
    assert actions.end_sessions(actor=OPERATOR, account_id=one.account.id, at=timezone.now()) == 2
    assert (one.is_in, other.is_in) == ([False, False], [True, True])
    entry = Entry.objects.get(name="identity.sessions_ended")
    assert (entry.owner_id, entry.facts, UserSession.objects.filter(user=one.account).count()) == (
        one.account.id,
        {"sessions": 2},
        0,
    )


def test_everybody_is_signed_out(homes):
    assert actions.end_all_sessions(actor=OPERATOR, at=timezone.now()) == 4
    assert [home.is_in for home in homes] == [[False, False]] * 2
    assert Entry.objects.get(name="identity.all_sessions_ended").facts == {"sessions": 4}


def test_the_operator_alone(homes):
    one, other = homes
    somebody = queries.actor_for(other.account)
    with pytest.raises(NotAllowed):
        actions.end_sessions(actor=somebody, account_id=one.account.id, at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.end_all_sessions(actor=somebody, at=timezone.now())
    with pytest.raises(NotFound):
        actions.end_sessions(actor=OPERATOR, account_id=uuid7(), at=timezone.now())
    assert [home.is_in for home in homes] == [[True, True]] * 2
