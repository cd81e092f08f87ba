import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from volunteercloud.domain.identity.models import Account, Consent, Volunteer
from volunteercloud.domain.messages.models import Delivery

PHONE = "139 0000 1234"
MAIL = "lin@qinghe.example"
PASSWORD = "spring-rain-2026"

pytestmark = pytest.mark.django_db


def register(client, **given):
    typed = {"phone": PHONE, "email": "", "password1": "", "consent_service": "on"} | given
    return client.post("/accounts/signup/", typed, headers={"accept-language": "en"})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_register_with_a_phone_alone(client, codes):
    assert register(client)["Location"] == "/accounts/phone/verify/"
    assert not is_signed_in(client)

    assert client.post("/accounts/phone/verify/", {"code": codes[-1]})["Location"] == "/me/"

    account = Account.objects.get()
    assert (account.phone_tail, account.phone_verified, account.language) == ("1234", True, "en")
    assert not account.has_usable_password()
    assert Volunteer.objects.filter(id=account.id).exists()
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["service"]
    assert is_signed_in(client)


def test_register_with_an_e_mail_address_alone(client, codes):
    answer = register(client, phone="", email=MAIL, password1=PASSWORD, consent_contact="on")
    assert answer["Location"] == "/accounts/confirm-email/"

    assert client.post("/accounts/confirm-email/", {"code": codes[-1]})["Location"] == "/me/"

    assert EmailAddress.objects.get(email=MAIL).verified
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"service", "contact"}
    assert is_signed_in(client)


def test_with_both_the_phone_proves_enough_and_the_address_is_let_go(client, codes):
    register(client, email=MAIL)
    assert client.post("/accounts/phone/verify/", {"code": codes[-1]})["Location"] == "/me/"
    assert EmailAddress.objects.count() == 0
    assert Account.objects.get().email is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"phone": ""}, "Give a phone number or an e-mail address; one of the two is enough."),
        ({"consent_service": ""}, "Without this there can be no account. Tick it to register."),
        ({"phone": "12"}, "This can&#x27;t be a phone number: its length or its first digits don&#x27;t fit."),
        ({"password1": "19830517"}, "This is a day, a phone number or the number of a document"),
    ],
)
def test_registering_is_refused_and_what_was_typed_stays(client, codes, given, error):
    page = register(client, **({"email": ""} | given))
    assert page.status_code == 200
    assert error in page.text
    assert given.get("phone", PHONE) in page.text
    assert Account.objects.count() == 0


def test_a_wrong_code_and_then_the_right_one(client, codes):
    register(client)
    wrong = client.post("/accounts/phone/verify/", {"code": "nothing"})
    assert (wrong.status_code, is_signed_in(client)) == (200, False)
    client.post("/accounts/phone/verify/", {"code": codes[-1]})
    assert is_signed_in(client)


def registered(client, codes, **given):
    register(client, **given)
    client.post("/accounts/phone/verify/", {"code": codes[-1]})
    client.post("/accounts/logout/")
    return Account.objects.get()


def test_who_registers_twice_is_told_by_message_only(client, codes):
    registered(client, codes)
    cache.clear()  # the next code for a phone is sent half a minute later at the earliest
    again = register(client)
    assert again["Location"] == "/accounts/phone/verify/"
    assert Account.objects.count() == 1
    assert Delivery.objects.order_by("id").last().template == "account_exists"


@pytest.mark.parametrize("login", ["13900001234", "+86 139-0000-1234"])
def test_sign_in_with_phone_and_password(client, codes, login):
    registered(client, codes, password1=PASSWORD)
    assert client.post("/accounts/login/", {"login": login, "password": PASSWORD})["Location"] == "/me/"


def test_a_wrong_password_is_refused(client, codes):
    registered(client, codes, password1=PASSWORD)
    page = client.post("/accounts/login/", {"login": PHONE, "password": "wrong"})
    assert (page.status_code, is_signed_in(client)) == (200, False)
    assert PHONE in page.text


def test_sign_in_with_a_code(client, codes):
    registered(client, codes)
    assert client.post("/accounts/login/code/", {"contact": PHONE})["Location"] == "/accounts/login/code/confirm/"
    assert client.post("/accounts/login/code/confirm/", {"code": codes[-1]})["Location"] == "/me/"
    assert is_signed_in(client)


def test_a_code_for_an_unknown_phone_says_nothing_and_sends_nothing(client, codes):
    answer = client.post("/accounts/login/code/", {"contact": PHONE})
    assert answer["Location"] == "/accounts/login/code/confirm/"
    assert (codes, Delivery.objects.count()) == ([], 0)


def test_an_address_that_was_only_typed_leads_nobody_into_the_account(client, codes):
    """A stranger proves a phone of their own beside the address of somebody who is not here yet."""
    stranger = registered(client, codes, email=MAIL, password1=PASSWORD)
    client.post("/accounts/login/code/", {"contact": MAIL})
    made = len(codes)
    client.post("/accounts/login/code/confirm/", {"code": codes[-1]})
    assert (len(codes), is_signed_in(client)) == (made, False)

    cache.clear()
    register(client, phone="", email=MAIL)
    client.post("/accounts/confirm-email/", {"code": codes[-1]})
    assert client.session["_auth_user_id"] == str(Account.objects.exclude(id=stranger.id).get().id)


@pytest.mark.parametrize("contact", [{"phone": PHONE}, {"phone": "", "email": MAIL}])
def test_a_password_set_before_the_contact_was_proved_opens_nothing(client, codes, contact):
    """A stranger registers with somebody's address and a password, and waits for the owner to come."""
    register(client, password1=PASSWORD, **contact)
    client.post("/accounts/logout/")
    cache.clear()

    address = contact["phone"] or contact["email"]
    client.post("/accounts/login/code/", {"contact": address})
    client.post("/accounts/login/code/confirm/", {"code": codes[-1]})
    assert is_signed_in(client)

    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": address, "password": PASSWORD})
    assert not is_signed_in(client)


def test_a_phone_that_was_only_typed_leads_nobody_into_the_account(client, codes):
    register(client, email=MAIL, password1=PASSWORD)
    account = Account.objects.get()
    EmailAddress.objects.filter(user=account).update(verified=True)
    client.cookies.clear()
    cache.clear()
    made = len(codes)
    client.post("/accounts/login/code/", {"contact": PHONE})
    assert len(codes) == made


def test_language_and_text_size_of_the_account_come_along(client, codes):
    account = registered(client, codes, password1=PASSWORD)
    account.elder_mode, account.language = True, "en"
    account.save()
    answer = client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    assert (answer.cookies["mode"].value, answer.cookies["django_language"].value) == ("elder", "en")


def test_the_code_stands_on_the_page_in_the_demo_only(client, codes, settings):
    settings.DEMO = False
    register(client)
    assert codes[-1] not in client.get("/accounts/phone/verify/").text
    client.post("/accounts/logout/")
    settings.DEMO = True
    register(client, phone="139 0000 5678")
    assert codes[-1] in client.get("/accounts/phone/verify/").text


def test_register_through_the_api(client, codes):
    def post(address, facts, token=""):
        return client.post(
            f"/_allauth/app/v1/auth/{address}",
            facts,
            content_type="application/json",
            headers={"x-session-token": token},
        ).json()

    refused = post("signup", {"phone": "+8613900001234"})
    assert [(error["param"], error["code"]) for error in refused["errors"]] == [("consent_service", "required")]

    begun = post("signup", {"phone": "+8613900001234", "password": PASSWORD, "consent_service": True})
    done = post("phone/verify", {"code": codes[-1]}, begun["meta"]["session_token"])
    assert (done["status"], done["meta"]["is_authenticated"]) == (200, True)
    assert Volunteer.objects.filter(id=done["data"]["user"]["id"]).exists()
