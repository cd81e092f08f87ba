import pytest

from tests.domain.nodes import peers
from tests.domain.transfers import there as other_node
from volunteercloud.domain.transfers.models import Transfer


@pytest.fixture
def mover(owner, as_, at):
    return as_(other_node.person(at, name="芒种", sequence=3))


@pytest.fixture
def node(owner, at):
    return peers.confirmed(at)


def wanted(**changes):
    return {"node": "bailu.example", "bring": True, "terms": "2026-11"} | changes


def test_a_transfer_is_asked_for_shown_and_called_off(mover, node, anybody):
    assert anybody.get("/me/transfers/terms").json()["version"] == "2026-11"
    made = mover.post("/me/transfers", wanted())
    said = made.json()
    assert (made.status_code, said["node"], said["side"], said["state"]) == (
        201,
        "bailu.example",
        "receiver",
        "asked",
    )
    assert mover.get("/me/transfers").json() == [said]
    whole = mover.get(f"/me/transfers/{said['id']}").json()
    assert (whole["turn"], whole["next"], whole["may_end"], [one["kind"] for one in whole["timeline"]]) == (
        "person_there",
        "offer",
        True,
        ["request"],
    )
    assert len(mover.get(f"/me/transfers/{said['id']}/steps").json()) == 1
    assert mover.get("/me/transfers/awaited").json() == []
    assert mover.get("/me/transfers/brought").json() == []
    assert mover.post(f"/me/transfers/{said['id']}/end", {"reason": "不搬了"}).status_code == 204
    assert mover.get("/me/transfers").json()[0]["state"] == "declined"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"terms": "2020-01"}, 422, "transfer.terms"),
        ({"node": "hanlu.example"}, 422, "transfer.node"),
        ({"node": "a" * 300}, 422, "request.invalid"),
        ({"parts": ["everything"]}, 422, "request.invalid"),
    ],
)
def test_refused(mover, node, changes, status, code):
    refused = mover.post("/me/transfers", wanted(**changes))
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert Transfer.objects.count() == 0


def test_of_others_nothing_is_moved_or_read(mover, node, volunteer, as_):
    made = mover.post("/me/transfers", wanted()).json()
    stranger, path = as_(volunteer), f"?volunteer_id={mover.get('/me').json()['id']}"
    assert stranger.get(f"/me/transfers{path}").status_code == 404
    assert stranger.get(f"/me/transfers/{made['id']}{path}").status_code == 404
    assert stranger.get(f"/me/transfers/{made['id']}").status_code == 404
    assert stranger.post(f"/me/transfers{path}", wanted()).status_code == 403
    assert stranger.post(f"/me/transfers/{made['id']}/end{path}", {}).status_code == 403
    agreed = stranger.post(f"/me/transfers/{made['id']}/agreement", {"terms": "2026-11"})
    assert agreed.status_code == 404
