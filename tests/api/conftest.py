"""The world of the API's tests: an organization with a public shift, two people, an officer, and a clock that stands."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import actions
from volunteercloud.domain.identity.scopes import Scope


class Caller:
    """Speaks JSON to version 1, by default in English."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str):
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1{path}", headers=self.headers | headers, **sent)

    def get(self, path: str, **headers: str):
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str):
        return self.ask("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any = None, **headers: str):
        return self.ask("PUT", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str):
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str):
        return self.ask("DELETE", path, **headers)


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def clock(monkeypatch, at) -> Clock:
    """What time the door says it is."""
    clock = Clock(at)
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def owner(db, settings, clock) -> Actor:
    settings.DEMO = True
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at, handler="芒种")


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def volunteer(owner, at) -> Actor:
    return identity.person(at, name="小满", email="xiaoman@qinghe.example")


@pytest.fixture
def officer(owner) -> Actor:
    return organizations.officer("9901", "立秋")


@pytest.fixture
def anybody(db, clock) -> Caller:
    return Caller()


@pytest.fixture
def as_(at) -> Callable[..., Caller]:
    """Somebody with a key for the scopes named, or for all."""

    def caller(actor: Actor, *scopes: Scope, language: str = "en") -> Caller:
        _token, secret = actions.create_token(actor=actor, name="tests", scopes=scopes or tuple(Scope), days=30, at=at)
        return Caller(secret, language)

    return caller
