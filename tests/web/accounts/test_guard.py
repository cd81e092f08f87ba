"""Guessing: slow from one source and from a thousand, and no way to lock an owner out or to learn who has an account."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.messages.models import Delivery, Message

from .test_signing_in import MAIL, PASSWORD, PHONE, is_signed_in, registered

pytestmark = pytest.mark.django_db


class Sources:
    """A browser that was never here, each time from the next of ``count`` addresses."""

    def __init__(self, client, count=1000):
        self.client, self.count, self.number = client, count, 0

    def post(self, address, **typed):
        self.number = (self.number + 1) % self.count
        self.client.cookies.clear()
        return self.client.post(
            address,
            typed,
            REMOTE_ADDR=f"198.51.{self.number // 250}.{self.number % 250}",
            headers={"accept-language": "en"},
        )

    def guess(self, login=PHONE, password="wrong"):
        return self.post("/accounts/login/", login=login, password=password)


@pytest.fixture
def stranger(client):
    return Sources(type(client)())


@pytest.fixture
def hours(monkeypatch):
    """Time that passes when it is told to."""
    passed = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: passed[0])

    def later(**some):
        passed[0] += timedelta(**some)

    return later


def is_paused(page):
    return "That was wrong too often" in page.text


@pytest.fixture
def owner(client, codes):
    return registered(client, codes, password1=PASSWORD)


def test_five_mistakes_then_pauses_that_grow(client, owner, stranger, hours):
    assert [is_paused(stranger.guess()) for _ in range(6)] == [False] * 5 + [True]
    hours(seconds=16)
    assert [is_paused(stranger.guess()) for _ in range(2)] == [False, True]
    hours(seconds=16)
    assert is_paused(stranger.guess())
    hours(seconds=16)
    assert not is_paused(stranger.guess())


def test_a_thousand_sources_get_twenty_guesses_a_day(client, owner, stranger, hours):
    looked_at = 0
    for _ in range(1000):
        looked_at += not is_paused(stranger.guess())
        hours(seconds=80)
    assert looked_at == 20


def test_one_source_tries_a_hundred_accounts_in_ten_minutes(client, owner):
    """What everybody takes for a password, tried at one account after the other."""
    cache.clear()
    spraying = Sources(type(client)(), 1)
    found = [is_paused(spraying.guess(f"139 0001 {n:04}")) for n in range(101)]
    assert found == [False] * 100 + [True]
    spraying.guess(password=PASSWORD)
    assert not is_signed_in(spraying.client)


def test_the_right_password_is_not_looked_at_during_a_pause(client, owner, stranger):
    for _ in range(5):
        stranger.guess()
    assert is_paused(stranger.guess(password=PASSWORD))
    assert not is_signed_in(stranger.client)


def test_the_owner_at_home_is_not_stopped_by_strangers(client, owner, stranger):
    """`client` was signed in before and has its mark."""
    for _ in range(8):
        stranger.guess()
    client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    assert is_signed_in(client)


def test_the_mark_of_a_browser_is_good_for_its_own_account_only(client, owner, stranger):
    mark = client.cookies["known"].value
    for _ in range(8):
        stranger.guess(login=MAIL)
    client.cookies["known"] = mark
    page = client.post("/accounts/login/", {"login": MAIL, "password": "wrong"}, headers={"accept-language": "en"})
    assert is_paused(page)


@pytest.mark.parametrize("change", [lambda mark: mark[:-1], lambda mark: "x" + mark, lambda mark: ""])
def test_a_forged_mark_is_none(client, owner, stranger, change):
    mark = change(client.cookies["known"].value)
    for _ in range(8):
        stranger.guess()
    client.cookies["known"] = mark
    client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    assert not is_signed_in(client)


def test_a_code_lets_the_owner_in_and_opens_the_way_by_password_again(client, owner, stranger, codes):
    for _ in range(8):
        stranger.guess()
    cache.clear()
    client.cookies.clear()
    client.post("/accounts/login/code/", {"contact": PHONE})
    client.post("/accounts/login/code/confirm/", {"code": codes[-1]})
    assert is_signed_in(client)
    assert not is_paused(stranger.guess())


def test_nobody_s_account_is_paused_as_somebody_s(client, owner, stranger):
    def heard(login):
        pages = [stranger.guess(login) for _ in range(7)]
        return [re.findall(r'<a href="#id_[^>]*>([^<]*)', page.text) or page.text.count("match") for page in pages]

    ours = heard(PHONE)
    assert ours == heard("139 0000 9999")
    assert ours[0] != ours[6]


def test_phones_are_counted_each_for_itself(client, owner, stranger):
    """Else a few wrong passwords of anybody would close the door to everybody with a phone."""
    for _ in range(12):
        stranger.guess("139 0000 9999")
    assert not is_paused(stranger.guess())


def test_as_much_is_hashed_for_nobody_as_for_somebody(client, owner, stranger, monkeypatch):
    hashed = []
    plain = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *given: hashed.append(given) or plain(*given))

    def work(login):
        hashed.clear()
        stranger.guess(login)
        return len(hashed)

    account = Account.objects.get(id=owner.id)
    assert (work(PHONE), work("139 0000 9999"), work(MAIL)) == (1, 1, 1)
    account.set_unusable_password()
    account.save()
    assert work(PHONE) == 1


def test_asking_for_a_code_does_the_same_for_nobody(client, owner, stranger):
    cache.clear()

    def asked(contact):
        with CaptureQueriesContext(connection) as statements:
            answer = stranger.post("/accounts/login/code/", contact=contact)
        written = [query["sql"].split()[:3] for query in statements if query["sql"].startswith(("INSERT", "UPDATE"))]
        return answer.status_code, answer["Location"], [each for each in written if "limits" not in each[2]]

    before = Delivery.objects.count()
    assert asked(PHONE) == asked("139 0000 9999")
    assert Delivery.objects.count() == before + 1


@pytest.mark.parametrize("count", [1, 1000])
def test_one_source_and_a_thousand_get_thirty_guesses_of_codes_an_hour(client, owner, codes, count):
    cache.clear()
    stranger = Sources(type(client)(), count)
    guesses = 0
    for _ in range(30):
        stranger.post("/accounts/login/code/", contact=PHONE)
        while stranger.client.get("/accounts/login/code/confirm/").status_code == 200:
            guesses += 1
            stranger.client.post("/accounts/login/code/confirm/", {"code": "nothing"})
    assert guesses == 30


def test_one_source_asks_for_codes_of_two_hundred_accounts_in_ten_minutes(client, db):
    cache.clear()
    stranger = Sources(type(client)(), 1)
    asked = [stranger.post("/accounts/login/code/", contact=f"139 0001 {n:04}").status_code for n in range(201)]
    assert asked == [302] * 200 + [200]  # the form, with a word about it


def test_strangers_who_ask_for_codes_do_not_keep_the_owner_from_one(client, owner, stranger, codes):
    cache.clear()
    for _ in range(15):
        stranger.post("/accounts/login/code/", contact=PHONE)
    made = len(codes)
    client.post("/accounts/login/code/", {"contact": PHONE})
    assert len(codes) == made + 1


def test_passwords_that_everybody_tries_first_are_none(client, codes):
    page = client.post(
        "/accounts/signup/",
        {"phone": PHONE, "password1": "password123", "consent_service": "on"},
        headers={"accept-language": "en"},
    )
    assert "This password is too common." in page.text


def told_of(template):
    return Message.objects.filter(template=template).count()


@pytest.mark.parametrize("wrong", [4, 5])
def test_the_owner_is_told_of_a_right_password_after_wrong_ones_from_a_browser_that_was_never_here(
    client, owner, stranger, hours, wrong
):
    for _ in range(wrong):
        stranger.guess()
    hours(seconds=20)
    stranger.guess(password=PASSWORD)
    assert is_signed_in(stranger.client)
    assert told_of("account_guessed") == (wrong == 5)


def test_the_owner_who_mistypes_at_home_is_told_nothing(client, owner, hours):
    for password in [*["wrong"] * 5, PASSWORD]:
        client.post("/accounts/login/", {"login": PHONE, "password": password})
        hours(seconds=20)
    assert (is_signed_in(client), told_of("account_guessed")) == (True, 0)


def test_a_code_from_elsewhere_after_guesses_is_told_as_well(client, owner, stranger, codes, hours):
    for _ in range(5):
        stranger.guess()
    stranger.post("/accounts/login/code/", contact=PHONE)
    stranger.client.post("/accounts/login/code/confirm/", {"code": codes[-1]})
    assert (is_signed_in(stranger.client), told_of("account_guessed")) == (True, 1)


def test_the_owner_is_told_that_somebody_knows_the_password(owner, stranger):
    TOTP.activate(owner, generate_totp_secret())
    stranger.guess(password=PASSWORD)
    told = []
    for _ in range(4):
        stranger.client.post("/accounts/2fa/authenticate/", {"code": "nothing"})
        told.append(told_of("account_password_known"))
    assert (told, is_signed_in(stranger.client)) == ([0, 0, 1, 1], False)
