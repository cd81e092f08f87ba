"""A changed phone or e-mail address is told at the old one, with a link that takes it back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils import timezone

from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.models import Account, ApiToken
from volunteercloud.domain.messages.models import Delivery
from volunteercloud.web.accounts import undoing
from volunteercloud.web.accounts.undoing import Before

from .test_signing_in import MAIL, PASSWORD, PHONE, is_signed_in, registered

NEW_PHONE = "139 0000 5678"
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client, codes):
    return registered(client, codes, password1=PASSWORD)


@pytest.fixture
def told(monkeypatch):
    """What was written to old addresses; what is sent is sealed on its way."""
    letters = []
    tell = undoing.tell
    monkeypatch.setattr(undoing, "tell", lambda account, before: letters.append(before) or tell(account, before))
    return letters


def address(account, before):
    return f"/account/undo/{account.id}/{undoing._sealed(account.id, before)}/"


def change_phone(client, codes):
    cache.clear()
    client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/phone/change/", {"phone": NEW_PHONE})
    client.post("/accounts/phone/verify/", {"code": codes[-1]})


def test_a_stranger_who_changed_the_phone_is_put_out(client, owner, codes, told, at):
    change_phone(client, codes)
    owner.refresh_from_db()
    assert owner.phone_tail == "5678"
    (before,) = told
    assert (before.phone, Delivery.objects.filter(template="account_phone_changed").count()) == ("+8613900001234", 1)
    actions.create_token(actor=queries.actor_for(owner), name="a", scopes=["profile"], days=9, at=timezone.now())
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": ""})

    link = address(owner, before)
    at_home = type(client)()
    assert at_home.get(link).status_code == 200
    assert Account.objects.get(id=owner.id).phone_tail == "5678", "looking changes nothing"
    assert at_home.post(link)["Location"] == "/accounts/login/code/"

    owner = Account.objects.get(id=owner.id)
    assert (owner.phone_tail, owner.phone_verified, owner.has_usable_password()) == ("1234", True, False)
    assert (ApiToken.objects.get().revoked_at is not None, Authenticator.objects.count()) == (True, 0)
    assert client.get("/account/").status_code == 302
    cache.clear()
    at_home.post("/accounts/login/code/", {"contact": PHONE})
    at_home.post("/accounts/login/code/confirm/", {"code": codes[-1]})
    assert is_signed_in(at_home)


def test_a_changed_e_mail_address_is_told_at_the_old_one(client, owner, codes, told):
    cache.clear()
    client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for email in (MAIL, "stranger@qinghe.example"):
        client.post("/accounts/email/", {"email": email, "action_add": ""})
        client.post("/accounts/confirm-email/", {"code": codes[-1]})
    assert [(before.phone, before.email) for before in told] == [("", MAIL)]
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["stranger@qinghe.example"]


def test_an_e_mail_address_is_given_back(client, owner):
    before = Before(timezone.now(), email=MAIL)
    EmailAddress.objects.create(user=owner, email="stranger@qinghe.example", verified=True, primary=True)
    client.post(address(owner, before))
    owner.refresh_from_db()
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(MAIL, True, True)]
    assert owner.email == MAIL


def test_an_e_mail_address_that_somebody_else_proved_meanwhile_stays_theirs(client, owner):
    other = Account.objects.create(email=MAIL)
    EmailAddress.objects.create(user=other, email=MAIL, verified=True, primary=True)
    assert client.post(address(owner, Before(timezone.now(), email=MAIL))).status_code == 409
    assert EmailAddress.objects.get().user == other


def test_the_first_phone_is_told_to_nobody(client, owner, told):
    assert told == []


def test_a_link_holds_for_a_week_and_for_its_account(client, owner):
    other = Account.objects.create(email="xiaoman@qinghe.example")
    now = timezone.now()
    fresh, old = Before(now - timedelta(days=6), email=MAIL), Before(now - timedelta(days=7), email=MAIL)
    token = undoing._sealed(owner.id, fresh)
    answers = [
        client.get(f"/account/undo/{account.id}/{said}/").status_code
        for account, said in (
            (owner, token),
            (owner, undoing._sealed(owner.id, old)),
            (other, token),
            (owner, token[:-2]),
            (owner, "密"),
            (owner, "A"),
            (owner, "AAAA"),
        )
    ]
    assert answers == [200] + [404] * 6
