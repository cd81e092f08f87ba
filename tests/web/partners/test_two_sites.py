"""The whole way over HTTP: a site sends people here, and is, for the test, this one. What is asked passes between two
requests that are served at the same time."""

import html
import re
from urllib.parse import urljoin

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from tests.domain.identity import factories
from volunteercloud.core.actor import system
from volunteercloud.core.providers import Provider
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.partners import actions, subjects

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MAIL, PASSWORD = "guyu@qinghe.example", "spring-rain-2026"


class Browser:
    """Cookies of one site; ports do not tell cookies apart."""

    def __init__(self, address):
        self.address, self.session, self.page = address, requests.Session(), None

    def open(self, path):
        self.page = self.session.get(urljoin(self.address, path), allow_redirects=False, timeout=30)
        return self.page.headers.get("Location")

    def send(self, path, **fields):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text).group(1)
        said = {"csrfmiddlewaretoken": token, **fields}
        self.page = self.session.post(urljoin(self.address, path), said, allow_redirects=False, timeout=30)
        return self.page.headers.get("Location")

    def hidden(self, name):
        return html.unescape(re.search(rf'name="{name}" value="([^"]+)"', self.page.text).group(1))


@pytest.fixture
def guyu():
    """Somebody who has an account here and can sign in."""
    actor = factories.volunteer(timezone.now(), region=None, email=MAIL)
    account = Account.objects.get(id=actor.id)
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=MAIL, verified=True, primary=True)
    return account


@pytest.fixture
def library(live_server, settings):
    """Our own site again, as one that people are sent to and come from."""
    settings.SITE_URL = live_server.url
    partner, secret = actions.name_partner(
        actor=system("tests"),
        name="图书馆",
        addresses=[f"{live_server.url}/accounts/outside/ours/back/"],
        scopes=[],
        at=timezone.now(),
    )
    known = {"client_id": partner.pk, "secret": secret, "server": live_server.url, "origins": (live_server.url,)}
    settings.SIGN_IN_PROVIDERS = (Provider(id="ours", name="志愿云", **known),)
    return partner


def go_over(ours, there):
    """Press the button there, agree at ours; the address that one is sent back to."""
    there.open("/accounts/login/")
    asked = there.send("/accounts/outside/ours/")
    ours.open(asked)
    return ours.send("/identity/authorize", request=ours.hidden("request"), scopes="openid", action="grant")


def test_a_person_of_one_comes_into_the_other(live_server, guyu, library, codes):
    ours, there = Browser(live_server.url), Browser(live_server.url)
    ours.open("/accounts/login/")
    assert ours.send("/accounts/login/", login=MAIL, password=PASSWORD) == "/me/"
    assert there.open(go_over(ours, there)) == "/accounts/3rdparty/signup/"
    there.open("/accounts/3rdparty/signup/")
    there.send("/accounts/3rdparty/signup/", phone="13900001234", consent_service="on")
    there.open("/accounts/phone/verify/")
    assert there.send("/accounts/phone/verify/", code=codes[-1]) == "/me/"
    assert SocialAccount.objects.get().uid == subjects.subject_of(library.pk, guyu.pk)

    there.session.cookies.clear()
    back = go_over(ours, there)
    assert there.open(back) == "/me/"
    there.session.cookies.clear()
    there.open(back)
    assert there.page.status_code == 401
