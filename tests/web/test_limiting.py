import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.urls import resolve

from tests.access import routes
from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.limits import DEFAULTS, Limit
from volunteercloud.domain.credentials import sharing
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.limits.models import Pace
from volunteercloud.web import addresses, limiting
from volunteercloud.web.routes import name_of

MINUTES_A_YEAR = 365 * 24 * 60
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def limits(settings):
    settings.LIMITS = {**DEFAULTS, **{name: Limit(name, 2, 60) for name in DEFAULTS}}
    return settings.LIMITS


@pytest.fixture
def person(client, db, at):
    factories.ground()
    actor = factories.volunteer(at)
    client.force_login(Account.objects.get(id=actor.id), backend=BACKEND)
    return actor


def statuses(client, address, times=3, **headers):
    return [client.get(address, headers=headers).status_code for _ in range(times)]


@pytest.mark.django_db
def test_a_page_asked_too_often_says_when_to_come_again(client, limits):
    assert statuses(client, "/accounts/login/") == [200, 200, 429]
    page = client.get("/accounts/login/", headers={"accept-language": "en"})
    assert (page.status_code, page.headers["Retry-After"], page.headers["Cache-Control"]) == (429, "30", "no-store")
    assert "Wait 30 seconds, then try again." in page.text


@pytest.mark.django_db
def test_the_api_says_it_as_a_problem(client, limits):
    assert statuses(client, "/api/v1/codes") == [200, 200, 429]
    said = client.get("/api/v1/codes")
    assert (said.headers["Content-Type"], said.headers["Retry-After"]) == ("application/problem+json", "30")
    assert (said.json()["code"], said.json()["facts"]) == ("request.too_many", {"seconds": 30})


@pytest.mark.django_db
def test_reading_does_not_use_up_writing(client, limits):
    assert statuses(client, "/accounts/login/") == [200, 200, 429]
    assert [client.post("/accounts/login/").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db
def test_a_person_is_counted_wherever_they_are_and_nobody_with_them(client, person, limits):
    assert [client.get("/account/", REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(3)] == [200, 200, 429]
    client.logout()
    assert statuses(client, "/accounts/login/", 1) == [200]


@pytest.mark.django_db
def test_a_made_up_session_is_counted_by_address(client, limits):
    found = []
    for made_up in "abc":
        client.cookies["sessionid"] = made_up * 32
        found.append(client.get("/accounts/login/").status_code)
    assert found == [200, 200, 429]


@pytest.mark.django_db
def test_each_key_has_its_own(client, at, limits):
    factories.ground()
    actor = factories.volunteer(at)
    keys = [
        identity_actions.create_token(actor=actor, name="a", scopes=["profile"], days=30, at=at)[1] for _ in range(2)
    ]
    for key in keys:
        assert statuses(client, "/api/v1/me", authorization=f"Bearer {key}")[-1] == 429


@pytest.mark.django_db
def test_whoever_guesses_keys_is_no_longer_listened_to(client, limits):
    found = [
        client.get("/api/v1/me", headers={"authorization": f"Bearer vck_{guess}"}).status_code for guess in range(5)
    ]
    assert found == [401, 401, 401, 429, 429]
    other = client.get("/api/v1/me", headers={"authorization": "Bearer vck_9"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 401


@pytest.mark.django_db
def test_a_page_now_and_then_costs_no_statement(client, limits, settings):
    settings.LIMITS = DEFAULTS
    statuses(client, "/accounts/login/", 9)
    assert Pace.objects.count() == 0
    statuses(client, "/accounts/login/", 1)
    assert Pace.objects.count() == 1


@pytest.mark.parametrize(("method", "name"), [("get", "api:my_tokens"), ("post", "api:create_token")])
def test_operations_of_one_address_are_told_apart(rf, method, name):
    request = getattr(rf, method)("/api/v1/me/tokens")
    request.resolver_match = resolve(request.path)
    assert name_of(request) == name


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "kind"), [("/account/", "text/html"), ("/api/v1/me", "application/problem+json")])
def test_without_a_database_each_door_says_so_in_its_way(client, limits, monkeypatch, path, kind):
    def away(*_given):
        raise OperationalError("the connection is closed")

    client.cookies["sessionid"] = "x" * 32
    monkeypatch.setattr(connection, "cursor", away)
    said = client.get(path)
    assert (said.status_code, said.headers["Content-Type"].split(";")[0]) == (503, kind)


def test_what_is_costly_or_guessable_is_an_address_of_ours():
    known = {route.name for route in [*routes.pages(), *routes.operations()]}
    assert (limiting.COSTLY | limiting.GUESSABLE) - known == set()


OPENED = [
    "/c/ZM26AAAAAAAA/{}/",
    "/c/ZM26AAAAAAAA/{}/proof.json",
    "/api/v1/verify/ZM26AAAAAAAA/{}",
    "/shared/{}/",
    "/shared/{}.json",
]


@pytest.mark.django_db
def test_an_address_guesses_thirty_times_whatever_it_guesses_at(client, settings):
    settings.LIMITS = {
        **DEFAULTS,
        "unknown_codes": Limit("unknown_codes", 30, 36_000),
    }  # a slow machine is no second guess
    found = [client.get(OPENED[n % len(OPENED)].format(f"CODE{n}")).status_code for n in range(60)]
    # They are settled in threes.
    assert found == [404] * 33 + [429] * 27
    # What leads nowhere by itself is not stopped, and neither is another address.
    assert client.get("/verify/").status_code == 200
    assert client.get(OPENED[0].format("CODE"), REMOTE_ADDR="203.0.113.9").status_code == 404


@pytest.mark.django_db
def test_a_thousand_addresses_guess_too_slowly():
    """By the limits and the length of what is guessed: one certificate in half a year, one shared page never."""
    a_minute = 1000 * DEFAULTS["unknown_codes"].most
    of_a_code = len(ids.READABLE) ** 7
    assert of_a_code / 2 / a_minute / MINUTES_A_YEAR > 0.5
    assert 2 ** (8 * sharing.TOKEN_BYTES) / 2 / a_minute / MINUTES_A_YEAR > 10**20


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "", "203.0.113.7"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "nonsense", "203.0.113.7"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_as_many_proxies_are_believed_as_are_ours(settings, proxies, told, believed):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7", headers={"x-forwarded-for": told})
    assert addresses.address_of(request) == believed


def test_a_household_counts_as_one():
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2:aaaa::1")
    assert addresses.network_of(request) == "2001:db8:1:2::/64"
