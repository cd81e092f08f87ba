import re
from uuid import uuid4

import pytest

from volunteercloud.domain.identity.models import Account, ApiToken, Consent

from .test_signing_in import register

pytestmark = pytest.mark.django_db

OPEN = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"]
OWN = [
    "/account/",
    "/account/consents/",
    "/account/tokens/",
    "/accounts/email/",
    "/accounts/phone/change/",
    "/accounts/password/set/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]


@pytest.fixture
def member(client, codes):
    register(client)
    client.post("/accounts/phone/verify/", {"code": codes[-1]})
    return Account.objects.get()


def has_inline_code(page):
    scripts = re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)", page)
    return bool(scripts) or " style=" in page or re.search(r"\son[a-z]+=", page) is not None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", OPEN)
def test_pages_for_everybody(client, address, language):
    client.cookies["django_language"] = language
    page = client.get(address)
    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    assert not has_inline_code(page.text)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", OWN)
def test_pages_of_an_account(client, member, address, language):
    client.cookies["django_language"] = language
    page = client.get(address)
    assert (page.status_code, page.text.count("<h1")) == (200, 1)
    assert not has_inline_code(page.text)


@pytest.mark.parametrize("address", OWN)
def test_pages_of_an_account_ask_a_visitor_to_sign_in(client, address):
    assert client.get(address).status_code == 302


def test_preferences_are_kept_in_account_and_browser(client, member):
    answer = client.post("/account/preferences/", {"language": "zh-hans", "mode": "elder"})
    member.refresh_from_db()
    assert (member.language, member.elder_mode) == ("zh-hans", True)
    assert (answer.cookies["django_language"].value, answer.cookies["mode"].value) == ("zh-hans", "elder")


def test_a_consent_is_given_and_withdrawn(client, member):
    client.post("/account/consents/", {"purpose": "contact"})
    consent = Consent.objects.get(purpose="contact")
    assert consent.withdrawn_at is None
    client.post("/account/consents/", {"purpose": "contact", "withdraw": "yes"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_a_required_consent_stands(client, member):
    answer = client.post("/account/consents/", {"purpose": "service", "withdraw": "yes"})
    assert answer.status_code == 422
    assert Consent.objects.get(purpose="service").withdrawn_at is None


def test_a_key_is_shown_once_and_taken_back(client, member):
    made = client.post("/account/tokens/", {"name": "Roster", "scopes": ["profile"], "days": "30"})
    secret = re.search(r"vck_[\w-]+", made.text).group()
    assert secret not in client.get("/account/tokens/").text

    token = ApiToken.objects.get()
    client.post(f"/account/tokens/{token.digest}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_key_for_nothing_is_refused(client, member):
    page = client.post("/account/tokens/", {"name": "Roster", "days": "30"})
    assert (page.status_code, ApiToken.objects.count()) == (422, 0)
    assert 'value="Roster"' in page.text


def test_a_key_of_somebody_else_is_not_there(client, member):
    assert client.post(f"/account/tokens/{uuid4()}/revoke/").status_code == 404


@pytest.mark.parametrize("address", ["/account/", "/me/", "/help/", "/accounts/sessions/"])
def test_every_page_leads_out(client, member, address):
    """By a page of its own, where a check-in desk sends and erases what it keeps in this browser."""
    page = client.get(address).text
    assert (page.count('<a href="/accounts/logout/">'), 'action="/accounts/logout/"' in page) == (1, False)


def test_a_visitor_is_led_nowhere_out(client):
    assert "/accounts/logout/" not in client.get("/help/").text
