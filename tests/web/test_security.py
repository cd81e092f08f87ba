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
answer = Client().get("/language/en/?next=/", HTTP_HOST="qinghe.example")
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
for name, cookie in answer.cookies.items():
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
