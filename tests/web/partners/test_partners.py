"""Other sites sign people in with their account here."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client, Token
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.domain.identity.factories import volunteer
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.partners import actions, queries, subjects
from volunteercloud.domain.partners.models import SigningKey
from volunteercloud.domain.partners.scopes import Scope
from volunteercloud.web.partners import views

pytestmark = pytest.mark.django_db

BACK = "https://library.example/back"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
OPERATOR = system("tests")


def named(name="Library", **said):
    asked = {"addresses": [BACK], "scopes": list(Scope), "at": timezone.now()} | said
    return actions.name_partner(actor=OPERATOR, name=name, **asked)


@pytest.fixture
def library():
    return named()


def person_in(client, **said):
    """Somebody who is signed in."""
    account = Account.objects.get(id=volunteer(timezone.now(), region=None, **said).id)
    client.force_login(account)
    return account


@pytest.fixture
def guyu(client):
    return person_in(client, label="谷雨")


def ask(client, partner, **changed):
    asked = {
        "client_id": partner.pk,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid profile hours",
        "state": "s",
        "nonce": "n",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return client.get(
        "/identity/authorize", {name: value for name, value in (asked | changed).items() if value is not None}
    )


def agree(client, partner, scopes=("openid", "profile", "hours"), action="grant", **changed):
    page = ask(client, partner, **changed)
    signed = page.context["form"]["request"].value()
    return client.post("/identity/authorize", {"request": signed, "scopes": scopes, "action": action})


def code_of(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["code"][0]


def exchange(client, library, code, **changed):
    partner, secret = library
    said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    answer = type(client)().post("/identity/token", said | {"client_id": partner.pk, "client_secret": secret} | changed)
    return answer.status_code, answer.json()


def told(client, access_token):
    answer = type(client)().get("/identity/userinfo", headers={"authorization": f"Bearer {access_token}"})
    return answer.status_code, answer.json() if answer.status_code == 200 else None


def test_a_person_agrees_and_the_site_learns_what_was_agreed_to(client, library, guyu):
    answer = agree(client, library[0])
    assert answer["Location"].startswith(f"{BACK}?")
    status, tokens = exchange(client, library, code_of(answer))
    keys = KeySet.import_key_set(client.get("/identity/keys.json").json())
    said = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
    subject = subjects.subject_of(library[0].pk, guyu.pk)
    assert (status, said["sub"], said["aud"], said["nonce"], said["iss"]) == (
        200,
        subject,
        library[0].pk,
        "n",
        "http://localhost:8000",
    )
    assert "name" not in said
    assert told(client, tokens["access_token"]) == (
        200,
        {"sub": subject, "name": "谷雨", "real_name_verified": False, "credit_minutes": 0, "honour_minutes": 0},
    )


def test_what_was_not_agreed_to_is_not_told(client, library, guyu):
    _status, tokens = exchange(client, library, code_of(agree(client, library[0], scopes=["openid"])))
    assert told(client, tokens["access_token"])[1] == {"sub": subjects.subject_of(library[0].pk, guyu.pk)}


def test_who_does_not_agree_is_sent_back_with_nothing(client, library, guyu):
    answer = agree(client, library[0], action="cancel")
    assert answer["Location"] == f"{BACK}?error=access_denied&state=s"
    assert Token.objects.count() == 0


def test_the_page_says_who_asks_and_lets_its_form_lead_there(client, library, guyu):
    page = ask(client, library[0])
    assert (page.status_code, page.text.count("<h1"), page.text.count('type="checkbox"')) == (200, 1, 2)
    assert "form-action 'self' https://library.example;" in page["Content-Security-Policy"]


def test_a_visitor_signs_in_first(client, library):
    assert ask(client, library[0])["Location"].startswith("/accounts/login/?next=/identity/authorize%3F")


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://library.example/back/"},
        {"redirect_uri": "https://library.example.evil.example/back"},
        {"redirect_uri": None},
        {"client_id": "made-up"},
    ],
)
def test_nobody_is_sent_to_an_address_that_was_not_named(client, library, guyu, changed):
    page = ask(client, library[0], **changed)
    assert (page.status_code, "Location" in page.headers) == (200, False)
    assert "idp/oidc/error.html" in [template.name for template in page.templates]


@pytest.mark.parametrize(
    "changed",
    [{"response_type": "token"}, {"response_type": "id_token"}, {"scope": "openid everything"}, {"scope": "email"}],
)
def test_what_is_not_offered_is_answered_with_an_error(client, library, guyu, changed):
    answer = ask(client, library[0], **changed)
    assert parse_qs(urlsplit(answer["Location"]).query)["error"][0] in {
        "unauthorized_client",
        "unsupported_response_type",
        "invalid_scope",
    }


@pytest.mark.parametrize(
    "changed",
    [{"code_challenge": None}, {"code_challenge_method": "plain"}, {"code_challenge_method": None}, {"prompt": "none"}],
)
def test_without_a_challenge_or_a_question_there_is_nothing(client, library, guyu, changed):
    page = ask(client, library[0], **changed)
    assert (page.status_code, "Location" in page.headers) == (409, False)


def test_what_was_signed_for_a_page_cannot_be_made_up(client, library, guyu):
    answer = client.post("/identity/authorize", {"request": "made:up", "scopes": ["openid"], "action": "grant"})
    assert answer.status_code == 403


def test_a_code_is_exchanged_once(client, library, guyu):
    code = code_of(agree(client, library[0]))
    assert [exchange(client, library, code)[0] for _ in range(2)] == [200, 400]


def test_what_was_given_for_a_code_ends_when_it_comes_again(client, library, guyu):
    code = code_of(agree(client, library[0]))
    tokens = exchange(client, library, code)[1]
    assert told(client, tokens["access_token"])[0] == 200
    assert exchange(client, library, code)[0] == 400
    assert told(client, tokens["access_token"])[0] == 401
    assert exchange(client, library, "", grant_type="refresh_token", refresh_token=tokens["refresh_token"])[0] == 400
    assert Entry.objects.filter(name="partners.code_stolen", owner_id=guyu.pk).count() == 1


def test_a_code_that_comes_again_while_the_first_is_answered_ends_what_it_is_given(client, library, guyu, monkeypatch):
    code, answer = code_of(agree(client, library[0])), views.oidc.token
    again = []

    def answered_late(request):
        response = answer(request)
        monkeypatch.setattr(views.oidc, "token", answer)
        again.append(exchange(client, library, code)[0])
        return response

    monkeypatch.setattr(views.oidc, "token", answered_late)
    status, tokens = exchange(client, library, code)
    assert (status, again, told(client, tokens["access_token"])[0]) == (200, [400], 401)


def test_what_a_site_holds_ends_after_ninety_days_however_often_it_is_used(client, library, guyu, monkeypatch):
    tokens = exchange(client, library, code_of(agree(client, library[0])))[1]
    now = timezone.now()

    def renewed(days):
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=days))
        return exchange(client, library, "", grant_type="refresh_token", refresh_token=tokens["refresh_token"])[0]

    assert [renewed(days) for days in (1, 60, 89, 91)] == [200, 200, 200, 400]


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"redirect_uri": "https://library.example/other"},
        {"client_secret": "wrong"},
        {"client_secret": ""},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
    ],
)
def test_a_code_is_good_only_as_it_was_asked_for(client, library, guyu, changed):
    status, said = exchange(client, library, code_of(agree(client, library[0])), **changed)
    assert (status in {400, 401}, "access_token" in said) == (True, False)


def test_a_code_that_was_made_up_is_none(client, library):
    assert exchange(client, library, "made-up") == (400, {"error": "invalid_grant"})


def test_another_site_can_use_neither_code_nor_renewal(client, library, guyu):
    other = named("Museum")
    code = code_of(agree(client, library[0]))
    assert exchange(client, other, code)[0] == 400
    _status, tokens = exchange(client, library, code_of(agree(client, library[0])))
    renewing = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert [exchange(client, site, "", **renewing)[0] for site in (other, library)] == [400, 200]


def test_two_sites_know_a_person_by_two_names(guyu, library):
    other, _secret = named("Museum")
    names = [subjects.subject_of(partner.pk, guyu.pk) for partner in (library[0], other)]
    assert len(set(names)) == 2
    assert subjects.account_of(library[0].pk, names[0]) == guyu.pk
    assert subjects.account_of(other.pk, names[0]) is None
    assert [subjects.account_of(other.pk, made) for made in ("", "x", "ü", "A" * 400)] == [None] * 4


def test_taken_back_it_is_over_at_once(client, library, guyu):
    _status, tokens = exchange(client, library, code_of(agree(client, library[0])))
    assert library[0].name in client.get("/account/partners/").text
    client.post(f"/account/partners/{library[0].pk}/withdraw/")
    renewing = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (told(client, tokens["access_token"])[0], exchange(client, library, "", **renewing)[0]) == (401, 400)
    assert library[0].name not in client.get("/account/partners/").text
    names = list(
        Entry.objects.filter(owner_id=guyu.pk, name__startswith="partners")
        .order_by("id")
        .values_list("name", flat=True)
    )
    assert names == ["partners.agreed", "partners.withdrawn"]


def test_nobody_takes_back_what_another_person_agreed_to(client, library, guyu):
    _status, tokens = exchange(client, library, code_of(agree(client, library[0])))
    stranger = type(client)()
    person_in(stranger)
    stranger.post(f"/account/partners/{library[0].pk}/withdraw/")
    assert told(client, tokens["access_token"])[0] == 200


def test_a_closed_account_is_told_of_no_more(client, library, guyu):
    _status, tokens = exchange(client, library, code_of(agree(client, library[0])))
    Account.objects.filter(pk=guyu.pk).update(is_active=False)
    assert told(client, tokens["access_token"])[0] == 401


def test_an_access_token_opens_nothing_else(client, library, guyu):
    _status, tokens = exchange(client, library, code_of(agree(client, library[0])))
    visitor = type(client)()
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    assert visitor.get("/api/v1/me", headers=bearer).status_code == 401
    assert visitor.get("/identity/userinfo", {"access_token": tokens["access_token"]}).status_code == 401


def test_the_site_describes_itself_as_it_is(client, library):
    said = client.get("/.well-known/openid-configuration", headers={"host": "127.0.0.1"}).json()
    assert (said["issuer"], said["token_endpoint"]) == ("http://localhost:8000", "http://localhost:8000/identity/token")
    assert (said["grant_types_supported"], said["response_types_supported"]) == (
        ["authorization_code", "refresh_token"],
        ["code"],
    )


def test_a_further_key_is_published_before_it_signs_and_the_old_one_after(library):
    at = timezone.now()
    actions.renew_key(actor=OPERATOR, at=at)
    first, second = queries.signing_keys()
    assert (second.not_before, first.expires_at) == (at + timedelta(hours=2), at + timedelta(hours=26))
    assert (first.pem != second.pem, SigningKey.objects.count()) == (True, 2)


def test_ended_it_holds_nothing_more(client, library, guyu):
    _status, tokens = exchange(client, library, code_of(agree(client, library[0])))
    actions.end_partner(actor=OPERATOR, partner_id=library[0].pk, at=timezone.now())
    assert (told(client, tokens["access_token"])[0], Client.objects.count()) == (401, 0)
    with pytest.raises(NotFound):
        actions.end_partner(actor=OPERATOR, partner_id=library[0].pk, at=timezone.now())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "partners.name"),
        ({"addresses": []}, "partners.address"),
        ({"addresses": ["http://library.example/back"]}, "partners.address"),
        ({"addresses": ["https://library.example/#x"]}, "partners.address"),
        ({"addresses": ["https://library.example/a\nhttps://evil.example/"]}, "partners.address"),
    ],
)
def test_a_site_is_named_rightly_or_not_at_all(said, code):
    with pytest.raises(Refused) as refused:
        named(**said)
    assert (refused.value.code, Client.objects.count()) == (code, 0)


def test_the_operator_alone_names_sites(guyu):
    with pytest.raises(NotAllowed):
        actions.name_partner(
            actor=identity_queries.actor_for(guyu), name="Library", addresses=[BACK], scopes=[], at=timezone.now()
        )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_sites_says_that_there_is_none(client, guyu, language):
    client.cookies["django_language"] = language
    page = client.get("/account/partners/")
    assert (page.status_code, page.text.count("<h1")) == (200, 1)


def test_where_there_is_no_partner_there_is_no_key(client, db):
    assert client.get("/identity/keys.json").json() == {"keys": []}
