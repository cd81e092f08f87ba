"""Who is let in: keys with scopes, sessions of browsers with their token, sessions of apps."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.api.conftest import Caller
from volunteercloud.core.actor import system
from volunteercloud.domain.identity import actions
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.models import Delivery

PASSWORD = "yu-shui-2026-jing-zhe"


def test_key_opens_what_its_scopes_name(volunteer, as_):
    caller = as_(volunteer, Scope.SERVICE_READ)
    assert caller.get("/me/records").status_code == 200
    refused = caller.get("/me")
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (
        403,
        "token.scope",
        {"scope": "profile"},
    )


def test_a_key_for_signing_up_does_not_say_who_somebody_is(volunteer, as_, at):
    """Who holds it signs up in another's name, but takes over neither identity nor family."""
    service, profile = as_(volunteer, Scope.SERVICE_WRITE), as_(volunteer, Scope.PROFILE_WRITE)
    asked = [
        ("PUT", "/me/profile", {"region_code": "990101"}),
        ("PUT", "/me/consents/contact", None),
        ("DELETE", "/me/consents/contact", None),
        ("POST", "/me/wards", {"name": "立夏", "birth_on": "2018-06-01", "consents": ["service"]}),
    ]
    for method, path, body in asked:
        refused = service.ask(method, path, body)
        assert (refused.status_code, refused.json()["facts"]) == (403, {"scope": "profile:write"})
        assert profile.ask(method, path, body).status_code in {200, 201}


@pytest.mark.parametrize("secret", ["", "vck_unknown", "\x00", "密钥", "a" * 10_000])
def test_no_key_or_an_unknown_one_opens_nothing(db, clock, secret):
    caller = Caller()
    refused = caller.get("/me", **({"Authorization": f"Bearer {secret}"} if secret else {}))
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert refused["WWW-Authenticate"] == "Bearer"


def test_a_wrong_key_is_an_error_even_where_none_is_needed(organization, anybody):
    home = f"/organizations/{organization.id}"
    assert anybody.get(home).status_code == 200
    assert anybody.get(home, Authorization="Bearer vck_old").status_code == 401


def test_key_ends_when_it_expires_and_when_it_is_revoked(volunteer, as_, clock, at):
    caller = as_(volunteer)
    clock.at += timedelta(days=30)
    assert caller.get("/me").status_code == 401
    clock.at = at
    assert caller.get("/me").status_code == 200
    digest = Account.objects.get(id=volunteer.id).apitoken_set.get().digest
    actions.revoke_token(actor=volunteer, digest=digest, at=at)
    assert caller.get("/me").status_code == 401


def test_key_allows_no_more_than_its_person_may_do(volunteer, organization, as_):
    refused = as_(volunteer).post(f"/organizations/{organization.id}/projects", {"title": "我的项目"})
    assert (refused.status_code, refused.json()["code"]) == (403, "organization.not_manager")


@pytest.mark.parametrize(
    ("reads", "asks", "told"),
    [("en", "", "en"), ("zh-hans", "", "zh-Hans"), ("en", "zh-CN,zh", "zh-Hans"), ("zh-hans", "en-GB", "en")],
)
def test_key_speaks_its_persons_language_unless_asked_for_another(volunteer, as_, at, reads, asks, told):
    actions.update_preferences(actor=volunteer, language=reads, elder_mode=False, at=at)
    caller = as_(volunteer)
    caller.headers.pop("Accept-Language")
    answer = caller.get("/me/records?limit=0", **({"Accept-Language": asks} if asks else {}))
    titles = {"en": "Something to mend", "zh-Hans": "有内容需要修改"}
    assert (answer["Content-Language"], answer.json()["title"]) == (told, titles[told])


@pytest.fixture
def browser(volunteer):
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(id=volunteer.id))
    return client


def test_session_reads(browser, volunteer):
    assert browser.get("/api/v1/me").json()["id"] == str(volunteer.id)


def test_session_writes_with_the_token_of_its_page_only(browser):
    browser.get("/accounts/email/")
    asked = {"name": "Roster", "scopes": ["attendance:write"], "days": 30}
    forged = browser.post("/api/v1/me/tokens", asked, content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    browser.cookies["csrftoken"] = "a" * 32
    made = browser.post("/api/v1/me/tokens", asked, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert (made.status_code, made.json()["token"]["scopes"]) == (201, ["attendance:write"])
    assert Caller(made.json()["secret"]).get("/me").json()["code"] == "token.scope"


def test_no_key_makes_another(volunteer, as_):
    refused = as_(volunteer).post("/me/tokens", {"name": "Another", "scopes": ["profile"], "days": 1})
    assert refused.status_code == 401


def test_own_keys_are_listed_and_revoked(browser, volunteer, as_):
    caller = as_(volunteer)
    (token,) = browser.get("/api/v1/me/tokens").json()
    assert (token["name"], "secret" in token) == ("tests", False)
    browser.cookies["csrftoken"] = "a" * 32
    revoked = browser.delete(f"/api/v1/me/tokens/{token['id']}", headers={"X-CSRFToken": "a" * 32})
    assert revoked.status_code == 200
    assert caller.get("/me").status_code == 401


def allauth(method, path, body, **headers):
    sent = Client().generic(
        method, f"/_allauth/app/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
    )
    return sent.status_code, sent.json()


def code_mailed():
    """The one-time code as it arrives."""
    for delivery in Delivery.objects.filter(state="queued"):
        messages.deliver(
            actor=system("tests"), recipient_id=delivery.recipient_id, delivery_id=delivery.id, at=timezone.now()
        )
    return re.search(r"[A-Z0-9]{3,}-?[A-Z0-9]{3,}", mail.outbox[-1].body)[0]


@pytest.mark.django_db
def test_app_registers_signs_in_and_makes_a_key():
    """Step 1 of the line in JSON alone, as docs/api/README.md walks it."""
    status, answer = allauth(
        "POST", "auth/signup", {"email": "xiaoman@qinghe.example", "password": PASSWORD, "consent_service": True}
    )
    assert status == 401, answer
    session = answer["meta"]["session_token"]
    status, _answer = allauth("POST", "auth/email/verify", {"key": code_mailed()}, **{"X-Session-Token": session})
    assert status == 200

    status, answer = allauth("POST", "auth/login", {"email": "xiaoman@qinghe.example", "password": PASSWORD})
    assert status == 200
    session = {"X-Session-Token": answer["meta"]["session_token"]}
    made = Caller().post("/me/tokens", {"name": "App", "scopes": ["profile"], "days": 1}, **session)
    assert made.status_code == 201
    me = Caller(made.json()["secret"]).get("/me").json()
    assert (me["volunteer"]["number"][0], me["volunteer"]["real_name_level"]) == ("V", 0)
