"""Somebody who asks at every address there is."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.access import routes
from tests.access import world as worlds
from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.identity.scopes import Scope

AT = datetime(2026, 5, 18, 4, 0, tzinfo=UTC)
BEGINS = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUERY = "?region=990101&name=小&from_on=2026-05-18&text=小&language=zh-hans"
# A sign-in by nobody whom we know.
NOBODYS = json.dumps({"email": "nobody@qinghe.example"})


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
            answer = self.ask(route, named)
            written = Entry.objects.count() - before
            transaction.set_rollback(True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.said = content.decode(errors="replace")
        return answer, written

    def ask(self, route: routes.Route, named: dict) -> HttpResponse:
        address = route.address(named) + (QUERY if route.method == "GET" else "")
        client = Client(raise_request_exception=False)  # a new one each time, as some addresses sign out
        if route.is_page:
            client.cookies.load(self.cookies)
            said = {"data": NOBODYS, "content_type": "application/json"} if route.takes_json else {}
            return client.generic(route.method, address, headers={"Accept-Language": "en"}, **said)
        body = route.body_about(named)
        said = {} if body is None else {"data": json.dumps(body, default=str), "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return client.generic(route.method, address, headers=headers, **said)


def everything() -> Iterator[routes.Route]:
    yield from routes.pages()
    yield from routes.operations()


def named_for(world: worlds.World, route: routes.Route, person: str) -> dict:
    return world.named | world.instead.get(route.name, {}) | world.homes.get(person, {})
