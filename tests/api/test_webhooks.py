"""Webhooks by the API, what is said of them in its description, and in docs/webhooks.md."""

import json
import re
from pathlib import Path

import pytest
from django.utils import timezone, translation

from tests.domain.hooks import factories, receiver
from tests.domain.organizations import factories as organizations
from volunteercloud.api import door, events
from volunteercloud.api.models import Answer
from volunteercloud.core import calls, masters, sealing
from volunteercloud.domain.hooks.kinds import SHAPES, Kind
from volunteercloud.domain.hooks.models import Delivery, Endpoint
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.scopes import Scope

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"
WANTED = {"name": "教务系统", "url": "https://hanlu.example/hooks", "kinds": ["signup.made", "record.made"]}


def event_table() -> str:
    """The last part of docs/webhooks.md: every kind of event, and one of each as it is posted."""
    with translation.override("en"):
        rows = [f"| `{kind}` | {SHAPES[kind].name} | {_ids(kind)} |" for kind in Kind]
    shown = [f"```json\n{json.dumps(events.example(kind), indent=2)}\n```" for kind in Kind]
    return "\n".join(["| Kind | When | What it names |", "| --- | --- | --- |", *rows, "", "\n\n".join(shown), ""])


def _ids(kind):
    said = [*SHAPES[kind].ids, *(["state"] if SHAPES[kind].says_state else [])]
    return ", ".join(f"`{name}`" for name in said) or "–"


def asking(client, somebody, at, *scopes):
    _token, secret = identity_actions.create_token(actor=somebody, name="test", scopes=scopes, days=30, at=at)

    def ask(method, path, body=None, **headers):
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return client.generic(
            method, f"/api/v1/organizations{path}", headers={"Authorization": f"Bearer {secret}"} | headers, **data
        )

    return ask


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def owner(db):
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at)


@pytest.fixture
def ask(client, owner, at):
    return asking(client, owner, at, Scope.ORGANIZATION_READ, Scope.ORGANIZATION_WRITE)


def test_a_secret_is_told_again_to_whoever_sends_the_same_again_and_kept_sealed(ask, organization, settings, tmp_path):
    path = f"/{organization.id}/webhooks"
    made, again = (ask("POST", path, WANTED, **{"Idempotency-Key": "1"}) for _time in range(2))
    assert (made.status_code, again.status_code, again.json()) == (201, 201, made.json())
    one = f"{path}/{Endpoint.objects.get().id}/secret"
    renewed, once_more = (ask("POST", one, {}, **{"Idempotency-Key": "2"}) for _time in range(2))
    assert (renewed.status_code, once_more.json(), renewed.json()["secret"] != made.json()["secret"]) == (
        201,
        renewed.json(),
        True,
    )
    assert {tuple(body) for body in Answer.objects.values_list("body", flat=True)} == {("sealed",)}

    first, second = settings.MASTER_KEYS.known(1), masters.made(2, masters.Suite.SM, 0.0)
    settings.MASTER_KEYS = masters.Ring({masters.NAME: f"{first.written()} {second.written()}"}, tmp_path)
    (place,) = [place for place in sealing.places() if str(place) == "api_answer.body.sealed"]
    assert sum(sealing.reseal(place)) == 2
    settings.MASTER_KEYS = masters.Ring({masters.NAME: f"{second.written()} {first.written()}"}, tmp_path)
    assert ask("POST", one, {}, **{"Idempotency-Key": "2"}).json() == renewed.json()


def test_from_the_first_address_to_the_last_word(ask, organization, settings):
    settings.PRIVATE_NETWORKS = calls.THIS_MACHINE
    path = f"/{organization.id}/webhooks"
    with receiver.listening() as listener:
        made = ask("POST", path, WANTED | {"url": listener.url})
        assert made.status_code == 201
        one = f"{path}/{made.json()['webhook']['id']}"
        assert [each["name"] for each in ask("GET", path).json()] == ["教务系统"]
        sent = ask("POST", f"{one}/tests")
        assert (sent.status_code, sent.json()["state"]) == (201, "waiting")
        endpoint = Endpoint.objects.get()
        factories.tried(endpoint, timezone.now())
        (listed,) = ask("GET", f"{one}/deliveries?state=delivered").json()["items"]
        assert (listed["event_id"], listed["tries"], listed["last_status"]) == (sent.json()["event_id"], 1, 204)
        again = ask("POST", f"{one}/deliveries/{listed['event_id']}/resend")
        assert (again.status_code, again.json()["state"]) == (202, "waiting")
        factories.tried(endpoint, timezone.now())
        assert (listener.ids, len(listener.verified(made.json()["secret"]))) == ([listed["event_id"]] * 2, 2)

    renewed = ask("POST", f"{one}/secret", {}).json()
    assert renewed["secret"] != made.json()["secret"]
    assert renewed["webhook"]["old_secret_until"] is not None
    assert ask("PUT", f"{one}/state", {"state": "paused"}).json()["paused_by"] == "owner"
    assert ask("POST", f"{one}/tests").json()["code"] == "hooks.paused"
    assert ask("PUT", f"{one}/state", {"state": "active"}).json()["state"] == "active"
    assert ask("PUT", one, WANTED).json()["url"] == WANTED["url"]
    assert ask("GET", one).json()["kinds"] == WANTED["kinds"]
    assert ask("DELETE", one).status_code == 204
    assert (ask("GET", one).status_code, Delivery.objects.count()) == (404, 0)


def test_page_by_page(ask, organization, owner, at):
    endpoint, _secret = factories.added(owner, organization, at)
    factories.happened(endpoint, at, 5)
    path = f"/{organization.id}/webhooks/{endpoint.id}/deliveries?limit=2"
    found, after = [], ""
    while after is not None:
        page = ask("GET", f"{path}&cursor={after}" if after else path).json()
        found += [each["event_id"] for each in page["items"]]
        after = page["next"]
    newest_first = Delivery.objects.order_by("-event_id").values_list("event_id", flat=True)
    assert found == [str(each) for each in newest_first]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"url": "http://hanlu.example/"}, 422, "hooks.address"),
        ({"url": "https://10.0.0.1/"}, 422, "hooks.private"),
        ({"kinds": []}, 422, "hooks.kinds"),
        ({"kinds": ["webhook.test"]}, 422, "request.invalid"),
    ],
)
def test_what_is_refused(ask, organization, settings, changes, status, code):
    settings.PRIVATE_NETWORKS = ()
    answer = ask("POST", f"/{organization.id}/webhooks", WANTED | changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_for_reading_reads(client, owner, organization, at):
    endpoint, secret = factories.added(owner, organization, at)
    ask = asking(client, owner, at, Scope.ORGANIZATION_READ)
    answer = ask("GET", f"/{organization.id}/webhooks")
    assert (answer.status_code, secret in answer.content.decode()) == (200, False)
    assert ask("DELETE", f"/{organization.id}/webhooks/{endpoint.id}").status_code == 403


def test_the_description_names_every_kind():
    described = door.schema()["webhooks"]
    assert list(described) == [kind.value for kind in Kind]
    for kind in Kind:
        content = described[kind]["post"]["requestBody"]["content"]["application/json"]
        assert content["example"] == events.example(kind)
        assert sorted(content["schema"]["properties"]["data"]["properties"]) == sorted(content["example"]["data"])


def test_the_document_shows_what_is_sent():
    assert DOCUMENT.read_text().partition("## Events\n\n")[2] == event_table()


def test_the_recipe_of_the_document_holds(owner, organization, settings):
    """Without a library: as it stands there, on what a real receiver got."""
    settings.PRIVATE_NETWORKS = calls.THIS_MACHINE
    recipe = re.search(r"Without one:\n\n```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[1]
    said = {}
    exec(recipe, said)
    now = timezone.now()
    with receiver.listening() as listener:
        endpoint, secret = factories.added(owner, organization, now, listener.url)
        factories.happened(endpoint, now)
        factories.tried(endpoint, now)
    ((headers, body),) = listener.got
    assert said["event_of"](body, headers, secret)["type"] == "member.joined"
    for changed, content in [
        (headers | {"webhook-timestamp": "1778893200"}, body),
        (headers | {"webhook-id": "other"}, body),
        (headers, body + b" "),
    ]:
        with pytest.raises(ValueError, match=r"too old|not signed"):
            said["event_of"](content, changed, secret)
