from datetime import timedelta

import pytest

from tests.domain.organizations import factories
from tests.races import at_once, fates
from volunteercloud.core import ids, memory
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.office import actions, queries, tasks
from volunteercloud.domain.office.models import Outcome
from volunteercloud.domain.organizations import actions as organizations
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import RuleSet


@pytest.fixture(autouse=True)
def ground(db):
    factories.ground()


@pytest.fixture
def officer(db):
    return factories.officer("9901", "白露")


def registered(number, at, region="990101"):
    """A team that waits for its registration."""
    owner = factories.person(f"谷雨{number}")
    liaison = Organization.objects.filter(name="清河联合会").first() or factories.organization(
        factories.person("立春"), at, name="清河联合会"
    )
    drafted = organizations.register_organization(
        actor=owner,
        particulars=factories.particulars(
            name=f"晨光{number}队", kind="team", uscc="", liaison_id=liaison.id, region_id=region
        ),
        at=at,
    )
    factories.submitted(owner, drafted, at)
    return factories.waiting_case(drafted.id)


def order(officer, cases, at, decision="return", reason="请补充宗旨", **changes):
    said = {"batch_id": ids.uuid7(), "language": "en", "by_worker": False}
    case_ids = [getattr(case, "id", case) for case in cases]
    return actions.decide_many(
        actor=officer, decision=decision, reason=reason, case_ids=case_ids, at=at, **said | changes
    )


def ends(batch):
    return [(line.outcome, line.code) for line in queries.lines(batch)]


def test_each_case_comes_to_its_own_end(officer, at):
    waiting, decided, withdrawn, elsewhere, unknown = (
        registered(1, at),
        registered(2, at),
        registered(3, at),
        registered(4, at),
        ids.uuid7(),
    )
    other = factories.officer("99", "寒露")
    actions.decide_case(actor=other, case_id=decided.id, decision="approve", at=at)
    organizations.withdraw_organization(
        actor=factories.Actor(factories.ActorKind.PERSON, "谷雨3", withdrawn.submitted_by),
        organization_id=withdrawn.owner_id,
        at=at,
    )
    type(elsewhere).objects.filter(id=elsewhere.id).update(region_id="99")
    batch = tasks.run(order(officer, [waiting, decided, withdrawn, elsewhere, unknown], at).id)
    assert ends(batch) == [
        ("decided", ""),
        ("decided_before", "review.decided_already"),
        ("decided_before", "review.withdrawn"),
        ("not_yours", "review.not_officer"),
        ("not_yours", "review.not_officer"),
    ]
    titles = [line.title for line in queries.lines(batch)]
    assert titles == ["晨光1队", "晨光2队", "晨光3队", "", ""]  # what is not theirs is not named either
    assert queries.lines(batch)[1].told.startswith("寒露 decided on ")
    assert Organization.objects.get(id=waiting.owner_id).reason == "请补充宗旨"
    assert Organization.objects.get(id=decided.owner_id).state == "active"
    assert queries.outcomes(batch) == {"decided": 1, "decided_before": 2, "not_yours": 2}
    assert batch.finished_at is not None


def test_an_own_matter_holds_up_no_other(officer, at):
    own, theirs = registered(1, at), registered(2, at)
    factories.make_officer(factories.Actor(factories.ActorKind.PERSON, "谷雨1", own.submitted_by), "9901")
    submitter = factories.Actor(factories.ActorKind.PERSON, "谷雨1", own.submitted_by)
    batch = tasks.run(order(submitter, [own, theirs], at).id)
    assert ends(batch) == [("refused", "review.own_submission"), ("decided", "")]


def test_where_two_officers_are_wanted_a_batch_is_the_word_of_one(officer, at):
    registered(0, at)  # with the organization that it stands under, while one officer is enough
    RuleSet.objects.create(region_id="99", valid_from=at.date() - timedelta(days=1), four_eyes=["organization"])
    memory.forget_all()
    case = registered(1, at)
    assert ends(tasks.run(order(officer, [case], at).id)) == [("proposed", "")]
    assert Organization.objects.get(id=case.owner_id).state == "submitted"
    second = tasks.run(order(factories.officer("99", "寒露"), [case], at).id)
    assert ends(second) == [("decided", "")]
    assert Organization.objects.get(id=case.owner_id).state == "returned"


def test_sent_again_it_is_the_same_batch(officer, at):
    case = registered(1, at)
    first = order(officer, [case], at)
    tasks.run(first.id)
    again = order(officer, [case, case], at, batch_id=first.id)
    tasks.run(again.id)
    assert (again.id, ends(again)) == (first.id, [("decided", "")])
    assert Entry.objects.filter(name="organizations.organization_decided", subject_id=case.owner_id).count() == 1
    for changes in ({"decision": "reject"}, {"reason": "另一个理由"}, {"cases": [ids.uuid7()]}):
        with pytest.raises(Refused) as refusal:
            order(officer, changes.pop("cases", [case]), at, batch_id=first.id, **changes)
        assert refusal.value.code == "batch.reused"
    with pytest.raises(Refused):
        order(factories.officer("99", "寒露"), [case], at, batch_id=first.id)


def test_it_goes_on_where_it_was_killed(officer, at):
    cases = [registered(number, at) for number in range(3)]
    batch = order(officer, cases, at, by_worker=True)
    actions.decide_next(actor=officer, batch_id=batch.id, at=at)
    assert [outcome for outcome, _code in ends(batch)] == ["decided", "pending", "pending"]
    assert actions.finish_batch(actor=officer, batch_id=batch.id, at=at).finished_at is None
    tasks.run(batch.id)
    assert queries.outcomes(batch) == {"decided": 3}
    assert Entry.objects.filter(name="office.batch_finished").count() == 1
    assert tasks.run(batch.id).finished_at is not None
    assert Entry.objects.filter(name="office.batch_finished").count() == 1


def test_a_right_withdrawn_acts_on_the_next_case(officer, at):
    cases = [registered(number, at) for number in range(2)]
    batch = order(officer, cases, at, by_worker=True)
    actions.decide_next(actor=officer, batch_id=batch.id, at=at)
    factories.OfficerGrant.objects.filter(account_id=officer.id).update(rights=["identity"])
    tasks.run(batch.id)
    assert [outcome for outcome, _code in ends(batch)] == ["decided", "not_yours"]


@pytest.mark.parametrize(
    ("cases", "said", "code"),
    [
        ([], {}, "batch.empty"),
        ([ids.uuid7() for _number in range(5001)], {}, "batch.too_many"),
        ([ids.uuid7()], {"reason": ""}, "review.reason"),
        ([ids.uuid7()], {"decision": "burn"}, "review.decision"),
    ],
)
def test_refused(officer, at, cases, said, code):
    with pytest.raises(Refused) as refusal:
        order(officer, cases, at, **said)
    assert refusal.value.code == code


def test_for_officers_only_and_each_sees_their_own(officer, at):
    with pytest.raises(NotAllowed):
        order(factories.person("小满"), [ids.uuid7()], at)
    batch = order(officer, [ids.uuid7()], at)
    assert queries.batches(officer) == [batch]
    with pytest.raises(NotFound):
        queries.batch(factories.officer("99", "寒露"), batch.id)


def test_five_thousand_are_told_page_by_page(officer, at):
    batch = order(officer, [registered(1, at), *(ids.uuid7() for _number in range(4999))], at, by_worker=True)
    assert actions.decide_next(actor=officer, batch_id=batch.id, at=at).outcome == Outcome.DECIDED
    assert queries.outcomes(batch) == {"decided": 1, "pending": 4999}
    assert [line.position for line in queries.lines(batch, after=4950)] == list(range(4951, 5001))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_decide_each_case_once(officer, at):
    cases = [registered(number, at) for number in range(4)]
    batch = order(officer, cases, at, by_worker=True)
    at_once([lambda: tasks.run(batch.id)] * 4)
    assert queries.outcomes(batch) == {"decided": 4}
    assert Entry.objects.filter(name="organizations.organization_decided", facts__decision="return").count() == 4
    assert Entry.objects.filter(name="office.batch_finished").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_once(officer, at):
    case = registered(1, at)
    others = [officer, *(factories.officer("99", name) for name in ("寒露", "霜降", "立冬"))]
    told = fates(
        [lambda one=one: actions.decide_case(actor=one, case_id=case.id, decision="approve", at=at) for one in others]
    )
    assert told == ["done", *["review.decided_already"] * 3]
