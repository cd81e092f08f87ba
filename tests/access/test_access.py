"""Access, proved: every address asked by everybody, and held against the table. A route that is not in it fails here."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.access import routes, table
from tests.access import world as worlds
from tests.web import guarding
from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.identity.scopes import Scope

AT = datetime(2026, 5, 18, 4, 0, tzinfo=UTC)
BEGINS = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUERY = "?region=990101&name=小&from_on=2026-05-18&text=小&language=zh-hans"
TABLE = table.read()
# A sign-in by nobody whom we know.
NOBODYS = json.dumps({"email": "nobody@qinghe.example"})
MAY, MAY_NOT, SIGN_IN = "+", ".", "?"


class Knocking:
    """Somebody at the doors: with a session at pages, with a key for everything at the API. Nothing that they do stays."""

    def __init__(self, actor: Actor) -> None:
        self.cookies = ""
        self.key = ""
        if actor.id is None:
            return
        client = Client()
        client.force_login(Account.objects.get(id=actor.id), backend=BACKEND)
        self.cookies = client.cookies.output(attrs=[], header="", sep=";")
        _token, self.key = identity_actions.create_token(
            actor=actor, name="access", scopes=tuple(Scope), days=30, at=BEGINS
        )

    def knock(self, route: routes.Route, named: dict) -> tuple[HttpResponse, int]:
        """The answer with what it ``said``, and how many audit entries were written on the way."""
        cache.clear()
        with transaction.atomic():
            before = Entry.objects.count()
            answer = self._ask(route, route.address(named) + (QUERY if route.method == "GET" else ""), named)
            written = Entry.objects.count() - before
            transaction.set_rollback(True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.said = content.decode(errors="replace")
        return answer, written

    def _ask(self, route: routes.Route, address: str, named: dict) -> HttpResponse:
        client = Client(raise_request_exception=False)  # a new one each time, as some addresses sign out
        if route.is_page:
            client.cookies.load(self.cookies)
            said = {"data": NOBODYS, "content_type": "application/json"} if route.takes_json else {}
            return client.generic(route.method, address, headers={"Accept-Language": "en"}, **said)
        body = route.body_about(named)
        said = {} if body is None else {"data": json.dumps(body, default=str), "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return client.generic(route.method, address, headers=headers, **said)


@pytest.fixture
def world(db, settings, monkeypatch) -> worlds.World:
    settings.DEMO = True
    settings.SECURITY_CONTACTS = ["mailto:security@qinghe.example"]
    monkeypatch.setattr(timezone, "now", lambda: AT)
    return worlds.built(BEGINS)


def sign(answer: HttpResponse) -> str:
    if answer.status_code == 401 or (
        answer.status_code in {302, 303} and "login" in answer.headers["Location"].partition("?")[0]
    ):
        return SIGN_IN
    return MAY_NOT if answer.status_code in {403, 404} else MAY


def everything() -> Iterator[routes.Route]:
    yield from routes.pages()
    yield from routes.operations()


def named_for(world: worlds.World, route: routes.Route, person: str) -> dict:
    return world.named | world.instead.get(route.name, {}) | world.homes.get(person, {})


def test_every_route_stands_in_the_table(world):
    owner = Knocking(world.people["owner"])
    answered = [
        route.key
        for route in everything()
        if not route.is_page or owner.knock(route, named_for(world, route, "owner"))[0].status_code != 405
    ]
    assert sorted(set(answered) ^ TABLE.keys()) == []


def test_what_everybody_may_and_reads(world):
    """Every cell; whoever is turned away leaves nothing behind, and nothing breaks. What is sensitive is read by those
    alone who are named for it, and by each of them somewhere."""
    found: dict[str, str] = {}
    readers: dict[str, set[str]] = {what: set() for what in world.sensitive}
    for person in table.PEOPLE:
        walk(world, person, found, readers)
    assert (found, readers) == ({}, table.SENSITIVE)


def walk(world: worlds.World, person: str, found: dict[str, str], readers: dict[str, set[str]]) -> None:
    """Knock everywhere: add what is otherwise than the table says, and whose secrets were read."""
    somebody = Knocking(world.people[person])
    for route in everything():
        told = TABLE.get(route.key, {}).get(person)
        if told is None:
            continue
        answer, written = somebody.knock(route, named_for(world, route, person))
        if answer.status_code >= 500:
            found[f"{person}: {route.key}"] = f"breaks ({answer.status_code})"
        elif flaw := guarding.flaw(answer):
            found[f"{person}: {route.key}"] = flaw
        elif sign(answer) != told:
            found[f"{person}: {route.key}"] = f"{sign(answer)}, not {told}"
        elif written and told != MAY and route.key not in table.TRIED:
            found[f"{person}: {route.key}"] = "is turned away, and yet something was written"
        for what, secrets in world.sensitive.items():
            if any(secret in answer.said for secret in secrets):
                readers[what].add(person)
