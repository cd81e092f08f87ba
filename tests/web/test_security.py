"""What browsers are told to guard, and where those who find a weakness turn to."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.web import guarding

ADDRESS = "/.well-known/security.txt"
# What a site says under https: its cookies, and headers of an answer, be it a page or a file.
ASK = """
import django
from django.conf import settings
django.setup()
from django.test import Client
from django.contrib.messages.storage import default_storage
from django.http import HttpRequest, HttpResponse
answer = Client().get("/language/en/?next=/", HTTP_HOST="qinghe.example")
asked = HttpRequest()
asked.session = {}
notes = default_storage(asked)
notes.add(20, "Saved.")
notes.update(noted := HttpResponse())
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
for name, cookie in [*answer.cookies.items(), *noted.cookies.items()]:
    print(name, cookie["path"], cookie["secure"], cookie["httponly"], cookie["samesite"], repr(cookie["domain"]))
print(answer.headers["Strict-Transport-Security"])
"""


def test_under_https_cookies_are_of_this_host_alone_and_nothing_else_is_spoken(tmp_path):
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "volunteercloud.settings",
        "VOLUNTEERCLOUD_SITE_URL": "https://qinghe.example",
        "VOLUNTEERCLOUD_HOSTS": "qinghe.example",
        "VOLUNTEERCLOUD_LIMITS": "off",
        "VOLUNTEERCLOUD_DATA": str(tmp_path),
    }
    said = subprocess.run([sys.executable, "-P", "-c", ASK], env=variables, stdout=subprocess.PIPE, check=True)
    assert said.stdout.decode().splitlines() == [
        "__Host-sessionid __Host-csrftoken",
        "__Host-django_language / True True Lax ''",
        "__Host-messages / True True Lax ''",
        "max-age=31536000; includeSubDomains",
    ]


def test_without_https_nothing_is_said_of_it(client, db):
    assert "Strict-Transport-Security" not in client.get("/help/").headers


def test_what_is_open_to_other_sites_may_be_shown_by_them_and_nothing_else(client, db):
    found = {path: client.get(path).headers["Cross-Origin-Resource-Policy"] for path in ("/help/", "/open/hsds/")}
    assert found == {"/help/": "same-origin", "/open/hsds/": "cross-origin"}


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<a class="x" onclick="go()">',
        '<a href="javascript:go()">',
        '<img src="//other.example/p.png">',
        '<script src="https://other.example/p.js"></script>',
    ],
)
def test_the_walk_over_all_addresses_would_see_it(client, db, page):
    answer = client.get("/help/")
    assert guarding.flaw(SimpleNamespace(headers=answer.headers, said=answer.text)) == ""
    assert "in its page" in guarding.flaw(SimpleNamespace(headers=answer.headers, said=answer.text + page))


def test_who_finds_a_weakness_reads_whom_to_tell(client, settings):
    settings.SECURITY_CONTACTS = ["mailto:security@qinghe.example", "https://qinghe.example/report"]
    answer = client.get(ADDRESS)
    lines = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [value for name, value in lines if name == "Contact"] == settings.SECURITY_CONTACTS
    assert dict(lines)["Canonical"] == settings.SITE_URL + ADDRESS
    ahead = datetime.fromisoformat(dict(lines)["Expires"]) - timezone.now()
    assert timedelta(days=90) < ahead < timedelta(days=365)


def test_where_nobody_is_named_nothing_is_found(client, db):
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\\\\evil.example",
    ],
)
def test_nobody_is_sent_elsewhere(client, db, elsewhere):
    for address in ("/language/en/", "/mode/elder/"):
        assert client.get(address, {"next": elsewhere}).headers["Location"] == "/"


@pytest.mark.parametrize(
    "address", ["/", "/help/", "/api/v1/regions", "/node/v1/steps", "/static/mark.svg", "/nowhere/"]
)
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "MADEUP"])
def test_no_address_says_back_what_it_was_sent(client, address, method):
    answer = client.generic(method, address, headers={"authorization": "Bearer vck_secret"})
    assert (answer.status_code, answer.content, answer.headers["X-Content-Type-Options"]) == (405, b"", "nosniff")


def test_a_browser_forgets_what_it_kept_when_a_session_ends_and_not_before(client, django_user_model):
    assert "Clear-Site-Data" not in client.get("/help/").headers
    client.force_login(django_user_model.objects.create(email="lin@qinghe.example"))
    assert "Clear-Site-Data" not in client.get("/help/").headers
    answer = client.post("/accounts/logout/")
    assert (answer.headers["Clear-Site-Data"], client.session.get("_auth_user_id")) == ('"cache"', None)


def test_a_page_that_says_no_repeats_no_address(client, db):
    """Whatever was typed into it may be somebody's number."""
    for address in ("/nowhere/99010119900420011X/", "/nowhere/?q=99010119900420011X"):
        page = client.get(address)
        assert (page.status_code, b"99010119900420011X" in page.content) == (404, False)
