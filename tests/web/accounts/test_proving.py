"""A second step before power, and one more proof before what can't be taken back."""

import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from tests.access import routes
from tests.domain.identity import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.identity.models import Account, ApiToken
from volunteercloud.domain.messages.models import Message
from volunteercloud.web.accounts import proving

from .test_signing_in import PASSWORD

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demanded(settings, db):
    settings.TWO_STEP, settings.STEP_UP_SECONDS = frozenset({"officers", "owners"}), 900
    settings.DEMO = True
    organizations.ground()


def account_of(actor):
    account = Account.objects.get(id=actor.id)
    account.set_password(PASSWORD)
    account.email = f"{actor.id}@qinghe.example"
    account.save()
    account.emailaddress_set.create(email=account.email, verified=True, primary=True)
    return account


def sign_in(client, account):
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    return client


@pytest.fixture
def officer(at):
    return account_of(factories.officer(at))


@pytest.fixture
def owner(at):
    actor = organizations.person("谷雨")
    organizations.organization(actor, at)
    return account_of(actor)


def code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.fixture
def set_up_app(monkeypatch):
    """An authenticator app is set up, as the page asks for it: password once more, then the first code."""
    monkeypatch.setattr(transaction, "on_commit", lambda tell: tell())  # a test commits nothing

    def set_up(client):
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.get("/accounts/2fa/totp/activate/")
        secret = client.session[totp.SECRET_SESSION_KEY]
        client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
        return secret

    return set_up


def age(client, seconds):
    """As if everything that was proved in this session had been so long ago."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - seconds} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


def test_power_leads_to_the_second_step_until_it_is_set_up(client, officer, set_up_app):
    sign_in(client, officer)
    led = client.get("/office/?region=990101")
    assert led["Location"] == "/account/two-step/?next=%2Foffice%2F%3Fregion%3D990101"
    page = client.get(led["Location"], headers={"accept-language": "en"})
    assert (page.status_code, 'href="/accounts/2fa/totp/activate/?next=%2Foffice' in page.text) == (200, True)
    set_up_app(client)
    assert client.get("/office/").status_code == 200


def test_an_officer_comes_in_by_both_steps(client, officer, set_up_app):
    secret = set_up_app(sign_in(client, officer))
    client.post("/accounts/logout/")
    cache.clear()
    sign_in(client, officer)
    assert client.get("/office/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.get("/office/").status_code == 200


def test_an_owner_is_asked_in_the_console_and_nowhere_else(client, owner):
    sign_in(client, owner)
    assert client.get("/me/").status_code == 200
    assert client.get("/org/")["Location"].startswith("/account/two-step/")


def test_who_has_no_power_is_asked_for_nothing(client, at):
    sign_in(client, account_of(factories.volunteer(at)))
    assert (client.get("/org/").status_code, client.get("/me/").status_code) == (200, 200)


def test_power_given_while_one_is_signed_in_asks_at_once(client, at):
    actor = factories.volunteer(at)
    sign_in(client, account_of(actor))
    factories.actions.grant_office(actor=factories.OPERATOR, account_id=actor.id, region_code="990101", at=at)
    assert client.get("/office/")["Location"].startswith("/account/two-step/")
    assert client.session["kind"] == "officer"


def test_nothing_is_demanded_where_the_operator_says_so(client, officer, settings):
    settings.TWO_STEP = frozenset()
    assert sign_in(client, officer).get("/office/").status_code == 200


def test_nothing_is_demanded_before_its_day(client, officer, settings):
    settings.TWO_STEP_FROM = timezone.localdate() + timedelta(days=1)
    assert sign_in(client, officer).get("/office/").status_code == 200
    settings.TWO_STEP_FROM = timezone.localdate()
    assert client.get("/office/").status_code == 302


def test_the_api_says_it_to_sessions(client, officer):
    sign_in(client, officer)
    refused = client.get("/api/v1/office/queue")
    assert (refused.status_code, refused.json()["code"]) == (403, "session.second_step")


def test_a_page_to_go_back_to_is_one_of_ours(client, officer):
    sign_in(client, officer)
    page = client.get("/account/two-step/?next=https://elsewhere.example/")
    assert '?next=%2Faccount%2F"' in page.text
    assert 'href="https://elsewhere' not in page.text


def test_a_key_is_made_by_who_proved_it_a_short_while_ago(client, at):
    sign_in(client, account_of(factories.volunteer(at)))
    form = {"name": "Roster", "scopes": ["profile"], "days": "30"}
    age(client, 901)
    led = client.post("/account/tokens/", form, HTTP_REFERER="http://testserver/account/tokens/")
    assert led["Location"] == "/accounts/reauthenticate/?next=%2Faccount%2Ftokens%2F"
    assert (client.get("/account/tokens/").status_code, ApiToken.objects.count()) == (200, 0)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert (client.post("/account/tokens/", form).status_code, ApiToken.objects.count()) == (200, 1)


def test_the_api_asks_as_well(client, at):
    sign_in(client, account_of(factories.volunteer(at)))
    age(client, 901)
    client.cookies["csrftoken"] = "a" * 32
    asked = {"content_type": "application/json", "headers": {"x-csrftoken": "a" * 32}}
    body = {"name": "Roster", "scopes": ["profile"], "days": 30}
    refused = client.post("/api/v1/me/tokens", body, **asked)
    assert (refused.status_code, refused.json()["code"]) == (403, "session.prove_again")
    age(client, -901)
    assert client.post("/api/v1/me/tokens", body, **asked).status_code == 201


def test_who_has_neither_password_nor_second_step_signs_in_anew(client, at):
    account = account_of(factories.volunteer(at))
    client.force_login(account, backend=BACKEND)
    account.set_unusable_password()
    account.save()
    client.force_login(account, backend=BACKEND)
    led = client.post("/account/tokens/", {}, HTTP_REFERER="http://testserver/account/tokens/")
    assert led["Location"] == "/accounts/login/code/?next=%2Faccount%2Ftokens%2F"
    assert "_auth_user_id" not in client.session


def test_a_page_elsewhere_is_not_gone_back_to(client, at):
    sign_in(client, account_of(factories.volunteer(at)))
    age(client, 901)
    led = client.post("/account/tokens/", {}, HTTP_REFERER="https://elsewhere.example/account/tokens/")
    assert led["Location"] == "/accounts/reauthenticate/?next=%2Faccount%2F"


def test_what_asks_again_is_an_address_of_ours():
    known = {route.name for route in [*routes.pages(), *routes.operations()]}
    assert (proving.TO_WRITE | proving.TO_READ) - known == set()


def test_the_secret_of_an_app_is_sealed(client, officer, set_up_app):
    secret = set_up_app(sign_in(client, officer))
    kept = [str(data) for data in Authenticator.objects.values_list("data", flat=True)]
    assert len(kept) >= 1
    assert not [data for data in kept if secret in data]


def test_a_code_of_an_app_is_good_once_for_all_processes(client, officer, set_up_app):
    secret = set_up_app(sign_in(client, officer))
    authenticator = Authenticator.objects.get(user=officer, type=Authenticator.Type.TOTP)
    cache.clear()
    assert [authenticator.wrap().validate_code(code(secret)) for _ in range(2)] == [True, False]


def test_a_changed_second_step_is_told_and_ends_other_sessions(client, officer, set_up_app):
    other = sign_in(type(client)(), officer)
    set_up_app(sign_in(client, officer))
    assert Message.objects.filter(recipient_id=officer.id, template="account_second_step_changed").count() == 1
    assert (client.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)


def test_a_changed_password_ends_other_sessions(client, at):
    account = account_of(factories.volunteer(at))
    other = sign_in(type(client)(), account)
    sign_in(client, account)
    new = {"oldpassword": PASSWORD, "password1": "grain-in-ear-2026", "password2": "grain-in-ear-2026"}
    client.post("/accounts/password/change/", new)
    assert (client.get("/account/").status_code, other.get("/account/").status_code) == (200, 302)
    assert Message.objects.get(recipient_id=account.id).template == "account_password_changed"


def test_an_officer_who_was_away_is_signed_out(client, officer, settings, monkeypatch):
    settings.TWO_STEP = frozenset()
    sign_in(client, officer)
    began = time.time()
    for after, expected in ((600, 200), (1400, 200), (2400, 302)):
        monkeypatch.setattr(time, "time", lambda after=after: began + after)
        assert client.get("/account/").status_code == expected


def test_an_officer_is_signed_out_after_a_day_s_work(client, officer, settings, monkeypatch):
    settings.TWO_STEP = frozenset()
    sign_in(client, officer)
    began = time.time()
    found = []
    for minutes in range(0, 490, 10):
        monkeypatch.setattr(time, "time", lambda minutes=minutes: began + minutes * 60)
        found.append(client.get("/account/").status_code)
    assert found == [200] * 49 or found == [200] * 48 + [302]
    monkeypatch.setattr(time, "time", lambda: began + 481 * 60)
    assert client.get("/account/").status_code == 302


def test_an_officer_whose_office_is_taken_is_signed_out(client, officer, settings, at):
    settings.TWO_STEP = frozenset()
    sign_in(client, officer)
    assert client.get("/office/").status_code == 200
    factories.actions.revoke_office(actor=factories.OPERATOR, account_id=officer.id, region_code="990101", at=at)
    assert client.get("/office/")["Location"] == "/accounts/login/?next=/office/"
    assert "_auth_user_id" not in client.session


def test_volunteers_stay_signed_in(client, at, monkeypatch):
    sign_in(client, account_of(factories.volunteer(at)))
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + 29 * 24 * 3600)
    assert client.get("/account/").status_code == 200


def test_an_app_s_session_ends_as_well(client, officer, settings, monkeypatch):
    settings.TWO_STEP = frozenset()
    said = client.post(
        "/_allauth/app/v1/auth/login",
        {"email": officer.email, "password": PASSWORD},
        content_type="application/json",
    ).json()
    client.cookies.clear()
    began = time.time()

    def ask():
        return client.get("/api/v1/me", headers={"x-session-token": said["meta"]["session_token"]}).status_code

    assert ask() == 200
    monkeypatch.setattr(time, "time", lambda: began + 1000)
    assert ask() == 401
