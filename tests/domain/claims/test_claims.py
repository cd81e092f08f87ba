from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import actor as actors
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.claims import actions, queries, tasks
from volunteercloud.domain.claims.models import MyClaim, Proof, ServiceClaim
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Organization, Role, State
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def told(template):
    return list(Message.objects.filter(template=template).values_list("recipient_id", flat=True))


@pytest.fixture
def signed_up(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    return volunteer


# Claiming


def test_a_claim_waits_on_both_sides_and_the_organization_is_told(owner, shift, signed_up):
    claim = factories.claim(signed_up, shift)
    mine = MyClaim.objects.get()
    assert (claim.state, mine.state, mine.title, mine.proofs) == ("open", "open", shift.activity.title, 1)
    assert claim.answer_by == claim.claimed_at + timedelta(days=7)
    assert told("claim_made") == [owner.id]
    assert [row.id for row in queries.waiting(owner, shift.organization_id)] == [claim.id]
    assert queries.count_waiting(owner, shift.organization_id) == 1
    assert RecordHead.objects.count() == 0


def test_a_claim_sent_again_is_the_same_claim(shift, signed_up):
    claim = factories.claim(signed_up, shift)
    assert factories.claim(signed_up, shift, claim_id=claim.id, text="别的话。").text == claim.text
    assert (ServiceClaim.objects.count(), Proof.objects.count()) == (1, 1)


def test_the_id_of_somebody_elses_claim_opens_nothing(shift, signed_up, at):
    other = organizations.person("芒种")
    attendance.sign_up(shift, other, at)
    claim = factories.claim(signed_up, shift)
    with pytest.raises(NotFound):
        factories.claim(other, shift, claim_id=claim.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_at": -MINUTE}, "claim.window"),
        ({"ends_at": MINUTE}, "claim.window"),
        ({"starts_at": 2 * HOUR}, "claim.order"),
        ({"at": -MINUTE}, "claim.not_over"),
        ({"at": timedelta(days=30)}, "claim.too_late"),
        ({"text": "  好 "}, "claim.text"),
        ({"uploads": []}, "claim.proof"),
        ({"uploads": [b"x"] * 4}, "claim.proof"),
    ],
)
def test_claims_that_are_refused(shift, signed_up, changes, code):
    bases = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "at": shift.ends_at}
    said = {name: bases[name] + value if name in bases else value for name, value in changes.items()}
    assert refusal_of(factories.claim, signed_up, shift, **said) == code
    assert not MyClaim.objects.exists()
    assert factories.claim(signed_up, shift).state == "open"


def test_only_who_is_on_the_roster_claims(owner, shift, volunteer, at):
    assert refusal_of(factories.claim, volunteer, shift) == "claim.not_on_roster"
    attendance.sign_up(shift, volunteer, at)
    with pytest.raises(NotAllowed):
        factories.claim(owner, shift, volunteer_id=volunteer.id)
    assert factories.claim(volunteer, shift).volunteer_id == volunteer.id


def test_a_guardian_claims_for_a_child(shift, signed_up, at):
    guardian = organizations.person("芒种")
    Guardianship.objects.create(guardian_id=guardian.id, ward_id=signed_up.id, ward_name="小满", since=at)
    claim = factories.claim(guardian, shift, volunteer_id=signed_up.id)
    assert (claim.volunteer_id, claim.claimed_by, claim.claimed_by_name) == (signed_up.id, guardian.id, "芒种")


def test_what_is_on_record_is_not_claimed(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    assert refusal_of(factories.claim, volunteer, shift) == "claim.recorded"


def test_one_claim_waits_at_a_time_and_three_are_made_at_most(owner, shift, signed_up):
    for turn in range(3):
        claim = factories.claim(signed_up, shift, at=shift.ends_at + (turn + 1) * HOUR)
        assert refusal_of(factories.claim, signed_up, shift) == "claim.open"
        key = {"organization_id": shift.organization_id, "claim_id": claim.id, "at": claim.claimed_at + MINUTE}
        for _ in range(2):
            assert actions.withdraw_claim(actor=signed_up, **key).state == "withdrawn"
        assert refusal_of(factories.confirm, owner, claim) == "claim.closed"
    assert refusal_of(factories.claim, signed_up, shift) == "claim.enough"
    assert [claim.state for claim in queries.my_claims(signed_up, signed_up.id)] == ["withdrawn"] * 3


def test_an_organization_that_may_not_act_takes_no_claim(shift, signed_up):
    Organization.objects.update(state=State.SUSPENDED)
    assert refusal_of(factories.claim, signed_up, shift) == "organization.suspended"


def test_shifts_that_can_be_claimed(owner, shift, signed_up):
    def found(at):
        return [(row.mine.shift_id, row.until) for row in queries.claimable(signed_up, signed_up.id, at)]

    mine = [(shift.id, shift.ends_at + timedelta(days=30))]
    assert [found(shift.ends_at + days) for days in (-MINUTE, MINUTE, timedelta(days=30))] == [[], mine, []]
    claim = factories.claim(signed_up, shift)
    assert found(shift.ends_at + HOUR) == []
    actions.decline_claim(
        actor=owner,
        organization_id=claim.organization_id,
        claim_id=claim.id,
        reason="照片看不清。",
        at=claim.claimed_at,
    )
    assert found(shift.ends_at + HOUR) == mine
    factories.confirm(owner, factories.claim(signed_up, shift))
    assert found(shift.ends_at + HOUR) == []
    with pytest.raises(NotFound):
        queries.claimable(owner, signed_up.id, shift.ends_at)


# Answering


def test_a_confirmed_claim_is_a_record_of_grade_d(owner, shift, signed_up):
    claim = factories.confirm(owner, factories.claim(signed_up, shift))
    record = ServiceRecord.objects.get(record_id=claim.record_id)
    assert (claim.state, record.grade, record.minutes, record.confirmer_id) == ("confirmed", "D", 120, owner.id)
    assert [step["what"] for step in record.trail] == ["claimed", "confirmed"]
    mine = queries.my_claim(signed_up, signed_up.id, claim.id)
    assert (mine.state, mine.record_id, mine.answered_by_name) == ("confirmed", record.record_id, "谷雨")
    assert told("claim_confirmed") == [signed_up.id]
    assert factories.confirm(owner, claim).record_id == claim.record_id
    assert RecordHead.objects.count() == 1


def test_a_claim_is_shortened_with_a_reason_and_never_widened(owner, shift, signed_up):
    claim = factories.claim(signed_up, shift, starts_at=shift.starts_at + 30 * MINUTE)
    shorter = {"ends_at": shift.ends_at - 30 * MINUTE}
    assert refusal_of(factories.confirm, owner, claim, starts_at=shift.starts_at) == "claim.wider"
    assert refusal_of(factories.confirm, owner, claim, ends_at=shift.starts_at) == "claim.order"
    assert refusal_of(factories.confirm, owner, claim, **shorter) == "claim.reason"
    confirmed = factories.confirm(owner, claim, **shorter, reason="最后半小时已经收摊。")
    record = ServiceRecord.objects.get(record_id=confirmed.record_id)
    assert (record.minutes, record.ends_at) == (60, shift.ends_at - 30 * MINUTE)
    assert record.trail[1]["text"] == "最后半小时已经收摊。"
    mine = MyClaim.objects.get()
    assert (mine.served_to, mine.reason) == (record.ends_at, "最后半小时已经收摊。")


def test_a_declined_claim_says_why(owner, shift, signed_up):
    claim = factories.claim(signed_up, shift)
    key = {"actor": owner, "organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.claimed_at}
    assert refusal_of(actions.decline_claim, reason="", **key) == "claim.reason"
    for reason in ("当天没有见到您。", "又一次。"):
        assert actions.decline_claim(reason=reason, **key).reason == "当天没有见到您。"
    assert (MyClaim.objects.get().reason, told("claim_declined")) == ("当天没有见到您。", [signed_up.id])
    assert refusal_of(factories.confirm, owner, claim) == "claim.closed"
    assert factories.claim(signed_up, shift).state == "open"


def test_an_answered_claim_is_neither_declined_nor_withdrawn(owner, shift, signed_up):
    claim = factories.confirm(owner, factories.claim(signed_up, shift))
    key = {"organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.closed_at}
    assert refusal_of(actions.decline_claim, actor=owner, reason="当天没有见到您。", **key) == "claim.closed"
    assert refusal_of(actions.withdraw_claim, actor=signed_up, **key) == "claim.closed"
    assert (ServiceClaim.objects.get().state, MyClaim.objects.get().state) == ("confirmed", "confirmed")


def test_what_is_said_is_kept_up_to_its_length(owner, shift, signed_up):
    long = "长" * 2500
    claim = factories.claim(signed_up, shift, text=long)
    assert (claim.text, MyClaim.objects.get().text) == (long[:2000], long[:2000])
    key = {"actor": owner, "organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.claimed_at}
    assert actions.decline_claim(reason=long, **key).reason == MyClaim.objects.get().reason == long[:1000]
    for times in ({}, {"ends_at": shift.ends_at - 30 * MINUTE}):
        with transaction.atomic():
            assert (
                factories.confirm(owner, factories.claim(signed_up, shift), reason=long, **times).reason == long[:1000]
            )
            transaction.set_rollback(True)


def test_nobody_answers_a_claim_of_their_own_or_of_their_child(owner, shift, signed_up, at):
    attendance.sign_up(shift, owner, at)
    assert refusal_of(factories.confirm, owner, factories.claim(owner, shift)) == "attendance.own"
    Guardianship.objects.create(guardian_id=owner.id, ward_id=signed_up.id, ward_name="小满", since=at)
    claim = factories.claim(signed_up, shift)
    assert refusal_of(factories.confirm, owner, claim) == "attendance.own"
    key = {"organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.claimed_at}
    assert refusal_of(actions.decline_claim, actor=owner, reason="当天没有见到您。", **key) == "attendance.own"
    Guardianship.objects.all().delete()
    assert factories.confirm(owner, claim).state == "confirmed"


def test_strangers_neither_see_nor_answer_a_claim(owner, shift, signed_up, at):
    claim = factories.claim(signed_up, shift)
    stranger = organizations.person("立夏")
    theirs = organizations.organization(stranger, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    with pytest.raises(NotAllowed):
        factories.confirm(stranger, claim)
    with pytest.raises(NotFound):
        factories.confirm(stranger, claim, organization_id=theirs.id)
    with pytest.raises(NotAllowed):
        queries.claim(stranger, claim.organization_id, claim.id)
    with pytest.raises(NotFound):
        queries.my_claim(stranger, signed_up.id, claim.id)
    with pytest.raises(NotFound):
        queries.my_claim(signed_up, signed_up.id, ids.uuid7())
    with pytest.raises(NotFound):
        queries.claim(owner, claim.organization_id, ids.uuid7())
    with pytest.raises(NotFound):
        actions.withdraw_claim(actor=stranger, organization_id=claim.organization_id, claim_id=claim.id, at=at)
    assert factories.confirm(owner, claim).state == "confirmed"


def test_who_leads_another_project_alone_reads_no_claim(owner, organization, shift, signed_up, at):
    claim = factories.claim(signed_up, shift)
    somebody = organizations.person("立夏")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(somebody),
        role=Role.LEADER,
        project_ids=[ids.uuid7()],
        at=at,
    )
    with pytest.raises(NotAllowed):
        queries.claim(somebody, organization.id, claim.id)
    assert (queries.waiting(somebody, organization.id), queries.count_waiting(somebody, organization.id)) == ([], 0)


def test_what_the_records_refuse_leaves_the_claim_open(owner, shift, signed_up):
    claim = factories.claim(signed_up, shift, ends_at=shift.starts_at + 20 * MINUTE)
    assert refusal_of(factories.confirm, owner, claim) == "record.too_short"
    assert (ServiceClaim.objects.get().state, MyClaim.objects.get().state) == ("open", "open")


# Proof


def test_a_proof_is_sealed_and_every_look_is_seen(owner, officer, shift, signed_up, at):
    claim = factories.claim(signed_up, shift, uploads=[factories.picture(1, form="JPEG"), factories.pdf()])
    key = {"organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.claimed_at}
    kept = Proof.objects.order_by("position").first()
    opened = actions.read_proof(actor=owner, position=1, **key)
    assert (opened.media_type, opened.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert opened.content[:20] not in bytes(kept.content)
    for viewer in (signed_up, officer):
        assert actions.read_proof(actor=viewer, position=2, **key).content == factories.pdf()
    assert Entry.objects.filter(name="claims.proof_read").count() == 3
    for viewer, position in ((organizations.person("立夏"), 1), (owner, 3)):
        with pytest.raises(NotFound):
            actions.read_proof(actor=viewer, position=position, **key)


def test_the_same_proof_given_again_is_told_to_the_leader(owner, shift, signed_up, at):
    other = organizations.person("芒种")
    attendance.sign_up(shift, other, at)
    same, own = factories.picture(1), factories.picture(2)
    first = factories.claim(signed_up, shift, uploads=[same])
    assert queries.claim(owner, first.organization_id, first.id).again == set()
    second = factories.claim(other, shift, uploads=[own, factories.picture(1, form="WEBP", lossless=True)])
    assert queries.claim(owner, second.organization_id, second.id).again == {2}


def test_proofs_are_forgotten_half_a_year_after_the_answer_and_still_known(owner, shift, signed_up):
    claim = factories.confirm(owner, factories.claim(signed_up, shift))
    worker = actors.system("tests")
    later = claim.closed_at + timedelta(days=180)
    assert [actions.forget_proofs(actor=worker, at=later + step) for step in (timedelta(), MINUTE, HOUR)] == [0, 1, 0]
    kept = Proof.objects.get()
    assert (bytes(kept.content), len(bytes(kept.digest))) == (b"", 32)
    with pytest.raises(NotFound):
        actions.read_proof(actor=owner, organization_id=claim.organization_id, claim_id=claim.id, position=1, at=later)
    with pytest.raises(NotAllowed):
        actions.forget_proofs(actor=owner, at=later)


# Waiting


def test_whoever_decides_is_reminded_once_of_a_claim_without_an_answer(owner, shift, signed_up):
    claim = factories.claim(signed_up, shift)
    assert [tasks.remind_of_claims_at(claim.answer_by + step) for step in (-MINUTE, MINUTE, HOUR)] == [0, 1, 0]
    assert told("claim_waits") == [owner.id]
    assert Entry.objects.filter(name="claims.claim_overdue").count() == 1


def test_an_answered_claim_reminds_nobody(owner, shift, signed_up):
    claim = factories.confirm(owner, factories.claim(signed_up, shift))
    assert tasks.remind_of_claims_at(claim.answer_by + HOUR) == 0
    key = {"organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.answer_by + HOUR}
    assert actions.remind_of_claim(actor=actors.system("tests"), **key).reminded_at is None
    assert told("claim_waits") == []


def test_only_the_worker_reminds(owner, shift, signed_up):
    claim = factories.claim(signed_up, shift)
    key = {"organization_id": claim.organization_id, "claim_id": claim.id}
    with pytest.raises(NotAllowed):
        actions.remind_of_claim(actor=owner, **key, at=claim.answer_by)
    remind = lambda at: actions.remind_of_claim(actor=actors.system("tests"), **key, at=at).reminded_at  # noqa: E731
    assert [remind(claim.answer_by - MINUTE), remind(claim.answer_by)] == [None, claim.answer_by]
    assert remind(claim.answer_by + HOUR) == claim.answer_by
    assert told("claim_waits") == [owner.id]


def test_pages_of_claims_follow_on_from_the_last_one_seen(owner, shift, signed_up, at):
    made = []
    for name in ("芒种", "夏至", "小暑"):
        other = organizations.person(name)
        Shift.objects.filter(id=shift.id).update(places=9)
        attendance.sign_up(shift, other, at)
        made.append(factories.claim(other, shift))
    seen = [claim.id for claim in queries.waiting(owner, shift.organization_id, limit=1)]
    assert seen == [claim.id for claim in made[:2]]
    last = (made[1].claimed_at, made[1].id)
    assert [claim.id for claim in queries.waiting(owner, shift.organization_id, after=last)] == [made[2].id]
    withdrawn = []
    for turn in range(2):
        claim = factories.claim(signed_up, shift, at=shift.ends_at + (turn + 1) * HOUR)
        actions.withdraw_claim(
            actor=signed_up, organization_id=claim.organization_id, claim_id=claim.id, at=claim.claimed_at
        )
        withdrawn.append(claim)
    newest = (withdrawn[1].claimed_at, withdrawn[1].id)
    mine = queries.my_claims(signed_up, signed_up.id, after=newest)
    assert [claim.claim_id for claim in mine] == [withdrawn[0].id]
    for limit, seen in ((0, 1), (1, 2), (2, 2)):
        assert len(queries.my_claims(signed_up, signed_up.id, limit=limit)) == seen


def test_the_worker_does_both_by_itself(owner, shift, signed_up, monkeypatch):
    claim = factories.claim(signed_up, shift)
    monkeypatch.setattr(tasks.timezone, "now", lambda: claim.answer_by)
    tasks.remind_of_claims(0)
    assert told("claim_waits") == [owner.id]
    factories.confirm(owner, claim)
    monkeypatch.setattr(tasks.timezone, "now", lambda: claim.answer_by + timedelta(days=200))
    tasks.forget_proofs(0)
    assert bytes(Proof.objects.get().content) == b""


# What the database refuses


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"state": "settled"}, "claim_state_told"),
        ({"state": "declined", "closed_at": "2026-05-20T00:00Z"}, "claim_state_told"),
        ({"text": ""}, "claim_says_what"),
        ({"state": "confirmed", "closed_at": "2026-05-20T00:00Z", "record_id": ids.uuid7()}, "claim_never_widened"),
        ({"volunteer_id": ids.uuid7()}, "claim_on_roster"),
    ],
)
def test_the_database_refuses(shift, signed_up, changes, promise):
    factories.claim(signed_up, shift)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        ServiceClaim.objects.update(**changes)


@pytest.mark.parametrize(
    ("model", "changes", "promise"),
    [
        (Proof, {"position": 0}, "proof_three_at_most"),
        (Proof, {"position": 4}, "proof_three_at_most"),
        (Proof, {"media_type": "application/pdf"}, "proof_kind_told"),
        (Proof, {"picture_hash": None}, "proof_kind_told"),
        (Proof, {"media_type": "image/png"}, "proof_kind_told"),
        (MyClaim, {"state": "settled"}, "my_claim_state_told"),
        (MyClaim, {"reason": "照片看不清。"}, "my_claim_state_told"),
    ],
)
def test_the_database_refuses_on_both_sides(shift, signed_up, model, changes, promise):
    factories.claim(signed_up, shift)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        model.objects.update(**changes)


def test_the_database_keeps_one_claim_of_a_person_waiting(shift, signed_up):
    claim = factories.claim(signed_up, shift)
    sent = {field.attname: getattr(claim, field.attname) for field in ServiceClaim._meta.concrete_fields}
    with pytest.raises(IntegrityError, match="claim_one_for_a_shift"), transaction.atomic():
        ServiceClaim.objects.create(**sent | {"id": ids.uuid7()})
    withdrawn = {"state": "withdrawn", "closed_at": claim.claimed_at}
    assert ServiceClaim.objects.create(**sent | {"id": ids.uuid7()} | withdrawn).state == "withdrawn"


def test_the_database_refuses_an_answer_by_who_claimed_and_a_wider_time(owner, shift, signed_up):
    claim = factories.confirm(owner, factories.claim(signed_up, shift))
    for changes, promise in (
        ({"answered_by": signed_up.id}, "claim_not_answered_by_self"),
        ({"served_to": claim.ends_at + MINUTE}, "claim_never_widened"),
    ):
        with pytest.raises(IntegrityError, match=promise), transaction.atomic():
            ServiceClaim.objects.update(**changes)
