from datetime import timedelta

import pytest

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.reviews import actions, queries
from volunteercloud.domain.reviews.models import Kind

OFFICER = system("officer")


@pytest.fixture(autouse=True)
def ground(db):
    factories.ground()


def open_case(at, *, region="990101", kind=Kind.PROJECT, subject_id=None, title="清洁河岸"):
    return actions.open_case(
        actor=system("submitter"),
        kind=kind,
        owner_id=ids.uuid7(),
        subject_id=subject_id or ids.uuid7(),
        region_code=region,
        title=title,
        at=at,
    )


def settle(case, at, decision="approve", reason=""):
    return actions.settle(actor=OFFICER, case_id=case.id, decision=decision, reason=reason, at=at)


@pytest.mark.parametrize(
    ("decision", "state"), [("approve", "approved"), ("return", "returned"), ("reject", "rejected")]
)
def test_settled(at, decision, state):
    case = settle(open_case(at), at + timedelta(hours=1), decision, "缺少风险说明")
    assert (case.state, case.decided_by_label, case.decided_at, case.reason) == (
        state,
        "officer",
        at + timedelta(hours=1),
        "缺少风险说明",
    )


def test_settled_once(at):
    case = open_case(at)
    settle(case, at)
    with pytest.raises(Refused) as refusal:
        settle(case, at, "reject", "太晚了一步")
    assert refusal.value.code == "review.decided_already"
    assert queries.case(case.id).state == "approved"


@pytest.mark.parametrize(
    ("decision", "reason", "code"),
    [("return", "", "review.reason"), ("reject", "no", "review.reason"), ("burn", "reason", "review.decision")],
)
def test_refused(at, decision, reason, code):
    case = open_case(at)
    with pytest.raises(Refused) as refusal:
        settle(case, at, decision, reason)
    assert refusal.value.code == code
    assert queries.case(case.id).state == "waiting"


def test_subject_waits_once(at):
    case = open_case(at)
    with pytest.raises(Refused) as refusal:
        open_case(at, subject_id=case.subject_id)
    assert refusal.value.code == "review.waiting_already"
    settle(case, at)
    again = open_case(at + timedelta(days=1), subject_id=case.subject_id)
    assert queries.latest(Kind.PROJECT, case.subject_id) == again


def test_withdrawn(at):
    case = open_case(at)
    withdraw = {"actor": OFFICER, "kind": Kind.PROJECT, "subject_id": case.subject_id}
    assert actions.withdraw_case(**withdraw, at=at).state == "withdrawn"
    for late, code in [
        (lambda: actions.withdraw_case(**withdraw, at=at), "review.not_waiting"),
        (lambda: settle(case, at), "review.withdrawn"),
    ]:
        with pytest.raises(Refused) as refusal:
            late()
        assert refusal.value.code == code


def test_no_case(at):
    with pytest.raises(NotFound):
        queries.case(ids.uuid7())
    with pytest.raises(NotFound):
        actions.settle(actor=OFFICER, case_id=ids.uuid7(), decision="approve", at=at)
