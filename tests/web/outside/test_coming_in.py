"""Signing in with a service outside."""

import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from joserfc.jwk import OctKey

from tests.web.accounts.test_signing_in import register
from volunteercloud.domain.identity.models import Account, Consent, Volunteer
from volunteercloud.web.outside import asking

from .counterpart import STRANGE_KEY, jwt

pytestmark = pytest.mark.django_db

CONSENTS = {"consent_service": "on"}
PHONE = "13800001234"


def begin(client, city, address="/accounts/outside/city/"):
    sent = client.post(address)
    assert sent.status_code == 302, sent.text
    return city.arrive(sent["Location"])


def come_back(client, city, **changed):
    return client.get("/accounts/outside/city/back/", begin(client, city) | changed)


def come_first(client, city, codes, **fields):
    """Come in for the first time, and register."""
    assert come_back(client, city)["Location"] == "/accounts/3rdparty/signup/"
    answer = client.post("/accounts/3rdparty/signup/", {"phone": PHONE, **CONSENTS, **fields})
    assert answer["Location"] == "/accounts/phone/verify/", answer.text
    client.post("/accounts/phone/verify/", {"code": codes[-1]})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_who_comes_the_first_time_agrees_to_the_terms_proves_a_contact_and_has_no_real_name(client, city, codes):
    city.said |= {"name": "谷雨", "email": "guyu@example.org", "email_verified": True, "real_name": "谷雨"}
    refused = come_back(client, city)
    assert client.post("/accounts/3rdparty/signup/", {"phone": PHONE}).status_code == 200
    assert (refused["Location"], Account.objects.count()) == ("/accounts/3rdparty/signup/", 0)
    come_first(client, city, codes)
    volunteer = Volunteer.objects.get()
    assert is_signed_in(client)
    assert (volunteer.name, volunteer.real_name_level, Consent.objects.count()) == ("", 0, 1)
    connected = SocialAccount.objects.get()
    assert (connected.user_id, connected.uid, connected.extra_data) == (volunteer.id, "guyu-1", {})
    assert EmailAddress.objects.filter(verified=True).count() == 0


def test_the_second_time_one_is_in_at_once(client, city, codes):
    come_first(client, city, codes)
    client.logout()
    assert come_back(client, city)["Location"] == "/me/"
    assert is_signed_in(client)


def test_what_is_asked_has_a_state_a_nonce_and_a_challenge_and_nothing_of_the_page(client, city):
    begin(client, city, "/accounts/outside/city/?auth_params=prompt%3Dnone&scope=everything&next=/needs/")
    assert set(city.sent) == {
        *("client_id", "redirect_uri", "scope", "response_type", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert sorted(city.sent["scope"].split()) == ["email", "openid"]
    assert (city.sent["code_challenge_method"], city.sent["redirect_uri"]) == (
        "S256",
        "http://localhost:8000/accounts/outside/city/back/",
    )


def signed_as(algorithm, city, monkeypatch):
    if algorithm == "none":
        parts = [{"alg": "none", "kid": "one"}, {"sub": "guyu-1", "iss": city.address, "aud": "us"}]
        token = ".".join(
            asking.base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts
        )
        monkeypatch.setattr(city, "signed", lambda: f"{token}.")
    else:
        secret = OctKey.import_key("of-everybody-who-can-read-a-public-key")
        header = {"alg": "HS256", "kid": "one"}
        monkeypatch.setattr(city, "signed", lambda: jwt.encode(header, {"sub": "guyu-1"}, secret))


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another site"},
        {"aud": ["us", "another site"]},
        {"azp": "another site"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1},
        {"iat": 99999999999},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 192},
        {"sub": "a\x00b"},
    ],
)
def test_a_token_that_says_something_else_opens_nothing(client, city, said):
    city.said |= said
    answer = come_back(client, city)
    assert (answer.status_code, is_signed_in(client)) == (401, False)
    assert SocialAccount.objects.count() == 0
    assert client.get("/accounts/3rdparty/signup/").status_code == 302


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_by_nobody_opens_nothing(client, city, monkeypatch, algorithm):
    signed_as(algorithm, city, monkeypatch)
    assert come_back(client, city).status_code == 401
    assert client.get("/accounts/3rdparty/signup/").status_code == 302


def test_a_token_of_another_key_opens_nothing(client, city):
    city.key = STRANGE_KEY
    assert come_back(client, city).status_code == 401
    assert client.get("/accounts/3rdparty/signup/").status_code == 302


@pytest.mark.parametrize(
    "changed", [{"state": "made-up"}, {"state": ""}, {"iss": "https://another.example"}, {"code": ""}]
)
def test_who_comes_back_with_something_else_is_not_let_in(client, city, changed):
    come_back(client, city, **changed)
    assert (len(city.exchanged), client.get("/accounts/3rdparty/signup/").status_code) == (
        1 if changed == {"code": ""} else 0,
        302 if changed != {"code": ""} else 200,
    )


def test_what_was_begun_in_another_browser_goes_on_in_none(client, city):
    brought = begin(client, city)
    stranger = type(client)()
    assert stranger.get("/accounts/outside/city/back/", brought).status_code == 401
    assert (city.exchanged, is_signed_in(stranger)) == ([], False)


def test_coming_back_twice_exchanges_once(client, city):
    brought = begin(client, city)
    client.get("/accounts/outside/city/back/", brought)
    client.get("/accounts/outside/city/back/", brought)
    assert len(city.exchanged) == 1


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"token_endpoint": "http://city.example/token"},
        {"authorization_endpoint": None},
    ],
)
def test_a_service_that_describes_itself_as_another_is_not_gone_to(client, city, metadata):
    city.metadata |= metadata
    answer = client.post("/accounts/outside/city/")
    assert (answer.status_code, answer.text.count("<h1")) == (401, 1)


def test_a_service_that_does_not_answer_is_told_as_that(client, city, settings):
    settings.SIGN_IN_PROVIDERS = (replace(settings.SIGN_IN_PROVIDERS[0], server="http://127.0.0.1:1"),)
    assert client.post("/accounts/outside/city/").status_code == 401


def test_a_service_that_nobody_named_is_not_there(client, city):
    assert [client.get(f"/accounts/outside/{name}/").status_code for name in ("town", "outside")] == [404, 404]
    assert client.get("/accounts/outside/town/back/").status_code == 404


def test_an_address_that_is_somebody_s_leads_into_no_account(client, city, settings, codes):
    """Even of a service whose word is believed: whoever has the account connects it."""
    owner = Account.objects.create(email="guyu@example.org")
    EmailAddress.objects.create(user=owner, email="guyu@example.org", verified=True, primary=True)
    settings.SIGN_IN_PROVIDERS = (city.provider(proves_email=True),)
    city.said |= {"email": "GuYu@example.org", "email_verified": True}
    come_first(client, city, codes, email="")
    assert SocialAccount.objects.get().user_id != owner.id
    assert list(EmailAddress.objects.values_list("user_id", flat=True)) == [owner.id]


def test_a_believed_address_needs_no_code(client, city, settings):
    settings.SIGN_IN_PROVIDERS = (city.provider(proves_email=True),)
    city.userinfo |= {"email": "guyu@example.org", "email_verified": True}
    come_back(client, city)
    answer = client.post("/accounts/3rdparty/signup/", {"email": "guyu@example.org", **CONSENTS})
    assert (answer["Location"], is_signed_in(client)) == ("/me/", True)
    assert EmailAddress.objects.get().verified


def test_connected_by_whoever_is_signed_in_and_not_by_a_second_one(client, city, codes):
    register(client)
    client.post("/accounts/phone/verify/", {"code": codes[-1]})
    brought = begin(client, city, "/accounts/outside/city/?process=connect")
    assert client.get("/accounts/outside/city/back/", brought)["Location"] == "/accounts/3rdparty/"
    assert SocialAccount.objects.get().user_id == Account.objects.get().id
    other = type(client)()
    register(other, phone="13900009999")
    other.post("/accounts/phone/verify/", {"code": codes[-1]})
    other.get("/accounts/outside/city/back/", begin(other, city, "/accounts/outside/city/?process=connect"))
    assert SocialAccount.objects.get().user_id == Account.objects.order_by("id").first().id


def test_disconnected_but_never_as_the_last_way_in(client, city, codes):
    come_first(client, city, codes)
    connected = SocialAccount.objects.get()
    Account.objects.update(phone_verified=False)
    kept = client.post("/accounts/3rdparty/", {"account": connected.pk})
    assert (kept.status_code, SocialAccount.objects.count()) == (200, 1)
    Account.objects.update(phone_verified=True)
    client.post("/accounts/3rdparty/", {"account": connected.pk})
    assert SocialAccount.objects.count() == 0


def test_somebody_else_s_is_not_disconnected(client, city, codes):
    come_first(client, city, codes)
    other = type(client)()
    register(other, phone="13900009999")
    other.post("/accounts/phone/verify/", {"code": codes[-1]})
    assert other.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk}).status_code == 200
    assert SocialAccount.objects.count() == 1


def test_coming_from_outside_is_no_fresh_proof(client, city, codes, settings):
    come_first(client, city, codes)
    client.logout()
    come_back(client, city)
    settings.STEP_UP_SECONDS = 900
    asked = client.post("/account/tokens/", {"name": "roster", "scopes": ["records"], "days": "30"})
    assert asked["Location"].startswith("/accounts/login/code/?")


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/"])
def test_forms_may_lead_to_the_service_from_these_pages_alone(client, city, address):
    policies = [client.get(page)["Content-Security-Policy"] for page in (address, "/")]
    assert [f"form-action 'self' {city.address};" in policy for policy in policies] == [True, False]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_services_outside(client, city, codes, language):
    client.cookies["django_language"] = language
    pages = [client.get("/accounts/outside/city/"), client.get("/accounts/3rdparty/login/cancelled/")]
    come_first(client, city, codes)
    pages.append(client.get("/accounts/3rdparty/"))
    assert [(page.status_code, page.text.count("<h1")) for page in pages] == [(200, 1)] * 3


def test_the_way_back_is_ours(client, city, codes):
    come_first(client, city, codes)
    client.logout()
    sent = client.post("/accounts/outside/city/?next=https://elsewhere.example/")
    back = client.get("/accounts/outside/city/back/", city.arrive(sent["Location"]))
    assert urlsplit(back["Location"]).netloc == ""
