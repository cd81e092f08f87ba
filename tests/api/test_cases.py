from uuid import uuid4

import pytest

from tests.domain.organizations import factories
from tests.domain.projects import factories as projects
from volunteercloud.domain.office import tasks


@pytest.fixture
def desk(officer, as_):
    return as_(officer)


@pytest.fixture
def waiting(owner, organization, at):
    return [str(factories.waiting_case(projects.submitted(owner, organization, at).id).id) for _number in range(3)]


def test_the_queue_comes_by_deadline_page_by_page(desk, waiting):
    page = desk.get("/office/queue?limit=2").json()
    rest = desk.get(f"/office/queue?limit=2&cursor={page['next']}").json()
    found = [case["id"] for case in page["items"] + rest["items"]]
    assert (sorted(found), rest["next"]) == (sorted(waiting), None)
    assert desk.get("/office/queue?kind=identity").json()["items"] == []
    assert desk.get("/office/queue?overdue=true").json()["items"] == []
    assert desk.get("/office/queue?region=98").status_code == 403
    assert desk.get("/office/queue?cursor=nonsense").status_code == 422


def test_many_are_decided_at_once_and_only_once(desk, waiting):
    unknown = str(uuid4())
    body = {"id": str(uuid4()), "decision": "return", "reason": "请补充风险", "cases": [*waiting[:2], unknown]}
    first, again = (desk.post("/office/cases/decisions", body) for _time in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert [(line["outcome"], line["code"]) for line in first.json()["lines"]] == [
        ("decided", ""),
        ("decided", ""),
        ("not_yours", "review.not_officer"),
    ]
    reused = desk.post("/office/cases/decisions", body | {"reason": "另一个理由"})
    assert (reused.status_code, reused.json()["code"]) == (422, "batch.reused")


def test_more_than_fifty_are_decided_by_the_worker(desk, waiting):
    body = {"id": str(uuid4()), "decision": "return", "reason": "请补充风险"}
    ordered = desk.post(
        "/office/cases/decisions", body | {"cases": [*waiting, *(str(uuid4()) for _number in range(60))]}
    )
    assert (ordered.status_code, ordered.json()["outcomes"]) == (202, {"pending": 63})
    tasks.run(body["id"])
    assert desk.get(f"/office/cases/decisions/{body['id']}").json()["outcomes"] == {"decided": 3, "not_yours": 60}
    too_many = desk.post("/office/cases/decisions", body | {"cases": [str(uuid4()) for _number in range(1001)]})
    assert too_many.status_code == 422


def test_strangers_find_nothing(as_, owner, waiting):
    for path in (
        f"/office/cases/{waiting[0]}",
        f"/office/cases/{waiting[0]}/proposals",
        f"/office/cases/decisions/{uuid4()}",
    ):
        assert as_(owner).get(path).status_code == 404
    assert as_(owner).get("/office/queue").json() == {"items": [], "next": None}
