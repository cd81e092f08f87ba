import json
from datetime import date, timedelta

import pytest

from tests.domain.identity import factories as identity
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.certificates import actions as certificate_actions
from volunteercloud.domain.credentials import actions, keys, shared_documents, sharing
from volunteercloud.domain.credentials.actions import Chosen
from volunteercloud.domain.credentials.models import Share, ShareLine, ShareLink
from volunteercloud.domain.credentials.sharing import Ended, LineState
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead

HOURS = Chosen(title="申请学校", with_hours=True)


@pytest.fixture
def head(volunteer, served):
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def make(volunteer, served):
    def make(chosen=HOURS, days=30, **changes):
        said = {"actor": volunteer, "volunteer_id": volunteer.id, "chosen": chosen, "days": days, "at": served}
        return actions.share(**(said | changes))

    return make


@pytest.fixture
def correct(owner, volunteer, shift, head, served):
    def correct(hours):
        records.correct_record(
            actor=owner,
            volunteer_id=volunteer.id,
            record_id=head.record_id,
            starts_at=shift.starts_at,
            ends_at=shift.starts_at + timedelta(hours=hours),
            break_minutes=0,
            reason="提前结束。",
            at=served,
        )

    return correct


def code_of(call, *arguments, **named):
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_whoever_has_the_address_sees_what_was_chosen(make, head, served):
    share = make(Chosen(title=" 申请  学校 ", with_hours=True, record_ids=[head.record_id]))
    shown = sharing.shown(sharing.found(sharing.token_of(share), served), served)
    assert (shown.share.title, shown.name) == ("申请 学校", "")
    assert (shown.hours.credit_minutes, shown.hours.honour_minutes, shown.hours.by_grade) == (120, 0, {"A": 120})
    assert [(line.record.title, line.state) for line in shown.lines] == [("社区送午餐", LineState.STANDS)]
    assert not shown.has_changed


def test_the_database_holds_nothing_that_opens_a_page(make, served):
    share = make()
    token = sharing.token_of(share)
    kept = [*Share.objects.values_list(), *ShareLine.objects.values_list(), *ShareLink.objects.values_list()]
    kept += Entry.objects.values_list("facts", "subject_label")
    assert [row for row in kept if token in str(row)] == []
    assert ShareLink.objects.get().digest == sharing.digest_of(token)


@pytest.mark.parametrize("token", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "志愿", "a" * 10_000])
def test_nobody_guesses_an_address(make, served, token):
    make()
    with pytest.raises(NotFound):
        sharing.found(token, served)


def test_a_correction_shows_at_once(make, head, correct, served):
    share = make(Chosen(title="申请学校", with_hours=True, record_ids=[head.record_id]))
    correct(1)
    shown = sharing.shown(share, served)
    (line,) = shown.lines
    assert (line.state, line.record.minutes, line.minutes_then) == (LineState.CORRECTED, 60, 120)
    assert (shown.hours.credit_minutes, shown.hours.credit_then, shown.has_changed) == (60, 120, True)


def test_a_revoked_record_is_shown_as_revoked_and_an_erased_one_as_gone(owner, make, head, system, served):
    share = make(Chosen(title="申请学校", record_ids=[head.record_id]))
    records.revoke_record(
        actor=owner, volunteer_id=head.volunteer_id, record_id=head.record_id, reason="本人未到场。", at=served
    )
    assert [line.state for line in sharing.shown(share, served).lines] == [LineState.REVOKED]
    records.erase_records(actor=system, volunteer_id=head.volunteer_id, reason="依据删除决定第3号执行", at=served)
    shown = sharing.shown(share, served)
    assert (shown.lines, shown.gone, shown.has_changed) == ([], 1, True)


def test_it_ends_on_its_day_and_when_it_is_withdrawn(volunteer, make, served):
    share = make(days=1)
    token = sharing.token_of(share)
    with pytest.raises(Ended) as over:
        sharing.found(token, served + timedelta(days=1))
    said = {"actor": volunteer, "volunteer_id": volunteer.id, "share_id": share.id}
    actions.withdraw_share(**said, at=served)
    with pytest.raises(Ended) as withdrawn:
        sharing.found(token, served)
    assert (over.value.is_withdrawn, withdrawn.value.is_withdrawn) == (False, True)
    actions.withdraw_share(**said, at=served + timedelta(hours=1))
    assert Share.objects.get().withdrawn_at == served


def test_a_page_is_the_persons_and_the_guardians_alone(owner, volunteer, make, at, served):
    share = make()
    with pytest.raises(NotAllowed):
        make(actor=owner)
    with pytest.raises(NotFound):
        actions.withdraw_share(actor=owner, volunteer_id=volunteer.id, share_id=share.id, at=served)
    officer = identity.officer(at)
    for viewer in (owner, officer, ANONYMOUS):
        with pytest.raises(NotFound):
            sharing.mine(viewer, volunteer.id)
    assert sharing.mine(volunteer, volunteer.id) == [share]


@pytest.mark.parametrize(
    ("chosen", "days", "code"),
    [
        (Chosen(title="  ", with_hours=True), 30, "share.title"),
        (Chosen(title="申请学校"), 30, "share.nothing"),
        (HOURS, 0, "share.days"),
        (HOURS, 366, "share.days"),
        (
            Chosen(title="申请", with_hours=True, from_on=date(2026, 2, 1), to_on=date(2026, 1, 1)),
            30,
            "share.period",
        ),
    ],
)
def test_what_makes_no_page_is_refused(make, chosen, days, code):
    assert code_of(make, chosen, days) == code


def test_only_records_that_count_are_shown(owner, make, head, at, served):
    other = identity.person(at, name="芒种", sequence=3, email="mangzhong@qinghe.example")
    chosen = Chosen(title="申请学校", record_ids=[head.record_id])
    assert code_of(make, chosen, actor=other, volunteer_id=other.id) == "share.record"
    records.revoke_record(
        actor=owner, volunteer_id=head.volunteer_id, record_id=head.record_id, reason="本人未到场。", at=served
    )
    assert code_of(make, chosen) == "share.record"


def test_a_certificate_comes_with_the_name(volunteer, make, correct, served):
    paper = certificate_actions.print_extract(
        actor=volunteer, volunteer_id=volunteer.id, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), at=served
    )
    chosen = {"title": "申请学校", "certificate_id": paper.id}
    assert code_of(make, Chosen(**chosen)) == "share.certificate_names"
    share = make(Chosen(**chosen, with_name=True))
    shown = sharing.shown(share, served)
    assert (shown.name, shown.certificate.verdict, shown.has_changed) == ("小满", "valid", False)
    correct(1)
    shown = sharing.shown(share, served)
    assert (shown.certificate.verdict, shown.has_changed) == ("corrected", True)


def test_a_badge_is_shown_until_a_record_behind_it_changes(volunteer, make, correct, served):
    badge = actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=served)
    share = make(Chosen(title="申请学校", credential_id=badge.id))
    assert not sharing.shown(share, served).has_changed
    actions.revoke(actor=volunteer, volunteer_id=volunteer.id, credential_id=badge.id, at=served)
    assert sharing.shown(share, served).has_changed
    assert code_of(make, Chosen(title="再来", credential_id=badge.id)) == "share.badge"


def test_proofs_are_given_where_the_name_is_shown(make, head, sealed):
    with pytest.raises(NotFound):
        sharing.proofs(make(Chosen(title="申请学校", record_ids=[head.record_id])))
    named = make(Chosen(title="申请学校", record_ids=[head.record_id], with_name=True))
    (bundle,) = sharing.proofs(named)
    assert "details" not in bundle, "who recorded it stays between the person and the organization"


def test_twenty_pages_stand_at_once(volunteer, make, served):
    shares = [make() for _ in range(20)]
    assert code_of(make) == "share.too_many"
    actions.withdraw_share(actor=volunteer, volunteer_id=volunteer.id, share_id=shares[0].id, at=served)
    assert make()


def test_readers_are_counted_but_not_the_holder(owner, volunteer, make, served):
    share = make()
    for reader in (ANONYMOUS, owner, volunteer):
        actions.note_view(actor=reader, shared=share, at=served)
    share.refresh_from_db()
    assert (share.views, share.seen_at) == (2, served)


def test_a_program_gets_the_same_signed(make, head, served):
    share = make(Chosen(title="申请学校", with_hours=True, record_ids=[head.record_id]))
    found = shared_documents.signed(sharing.shown(share, served), served)
    shared = found["shared"]
    assert (shared["hours"]["credit_minutes"], shared["records"][0]["state"]) == (120, "stands")
    assert {"name", "certificate", "badge"} & shared.keys() == set()
    assert keys.did() == "did:web:localhost%3A8000"
    said = json.loads(keys.from_base64url(found["token"].split(".")[1]))
    assert (said["exp"] - said["iat"], said["shared"]) == (24 * 3600, found["shared"])


def test_a_page_takes_so_many_statements(make, head, served, django_assert_num_queries):
    share = make(Chosen(title="申请学校", with_name=True, with_hours=True, record_ids=[head.record_id]))
    token = sharing.token_of(share)
    with django_assert_num_queries(7):
        sharing.shown(sharing.found(token, served), served)
