"""What becomes a credential, for whom, and until when it stands."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.credentials import actions, queries, status, tasks
from volunteercloud.domain.credentials import checks as own_checks
from volunteercloud.domain.credentials.models import Credential, Form, Scope, StatusList, Why
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead


@pytest.fixture
def head(sealed, volunteer):
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def credential(volunteer, head, sealed):
    return actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=sealed)


@pytest.fixture
def later(sealed):
    return sealed + timedelta(days=1)


def findings():
    return [(finding.check, finding.row) for finding in checks.run(own_checks.STATEMENTS)]


def revoked(volunteer):
    return [each.revoked_why for each in queries.mine(volunteer, volunteer.id) if each.revoked_at]


def waiting():
    """The jobs of ours that the worker will find."""
    found = ProcrastinateJob.objects.filter(task_name__startswith="credentials.")
    return list(found.order_by("id").values_list("task_name", flat=True))


def bit(credential):
    number, index = divmod(credential.place, status.LENGTH)
    bits = bytes(StatusList.objects.get(number=number).bits)
    return bits[index // 8] >> index % 8 & 1


def test_the_whole_of_what_counts_is_one_credential(credential, volunteer):
    assert (credential.records, credential.credit_minutes, credential.honour_minutes) == (1, 120, 0)
    assert [entry.name for entry in Entry.objects.filter(owner_id=volunteer.id, name__startswith="credentials.")] == [
        "credentials.issued"
    ]
    assert findings() == []


def test_what_was_issued_and_still_says_the_same_is_given_again(credential, volunteer, later):
    again = actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=later)
    named = actions.issue(actor=volunteer, volunteer_id=volunteer.id, is_named=True, at=later)
    assert again.id == credential.id
    assert named.id != credential.id


@pytest.mark.parametrize("scope", [Scope.ORGANIZATION, Scope.RECORD])
def test_a_credential_may_be_about_a_part(scope, head, volunteer, sealed):
    subject_id = head.organization_id if scope == Scope.ORGANIZATION else head.record_id
    part = actions.issue(actor=volunteer, volunteer_id=volunteer.id, scope=scope, subject_id=subject_id, at=sealed)
    assert (part.scope, part.subject_id, part.credit_minutes) == (scope, subject_id, 120)


@pytest.mark.parametrize("scope", [Scope.ORGANIZATION, Scope.RECORD])
def test_there_is_nothing_to_say_about_what_one_did_not_serve(scope, head, volunteer, sealed):
    with pytest.raises(Refused) as refusal:
        actions.issue(actor=volunteer, volunteer_id=volunteer.id, scope=scope, subject_id=volunteer.id, at=sealed)
    assert refusal.value.code == "credential.nothing"


def test_a_whole_is_about_no_part_and_a_part_about_something(head, volunteer, sealed):
    for said in ({"subject_id": head.record_id}, {"scope": Scope.RECORD}, {"scope": Scope.ORGANIZATION}):
        with pytest.raises(Refused) as refusal:
            actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=sealed, **said)
        assert refusal.value.code == "credential.nothing"


def test_nobody_takes_along_what_somebody_else_served(head, owner, volunteer, sealed):
    with pytest.raises(NotAllowed):
        actions.issue(actor=owner, volunteer_id=volunteer.id, at=sealed)
    with pytest.raises(NotFound):
        queries.mine(owner, volunteer.id)


def test_a_name_that_was_not_verified_is_certified_to_nobody(owner, sealed):
    stranger = organizations.person("立夏")
    Volunteer.objects.filter(id=stranger.id).update(real_name_level=0)
    with pytest.raises(Refused) as refusal:
        actions.issue(actor=stranger, volunteer_id=stranger.id, at=sealed)
    assert refusal.value.code == "credential.real_name"


def test_no_more_than_fifty_in_a_day(credential, volunteer, later, monkeypatch):
    monkeypatch.setattr("volunteercloud.domain.credentials.actions.issuing.MOST_A_DAY", 1)
    with pytest.raises(Refused) as refusal:
        actions.issue(actor=volunteer, volunteer_id=volunteer.id, is_named=True, at=later - timedelta(hours=1))
    assert refusal.value.code == "credential.too_many"
    actions.issue(actor=volunteer, volunteer_id=volunteer.id, is_named=True, at=later)


def test_the_holder_takes_a_credential_back(credential, volunteer, owner, later):
    with pytest.raises(NotFound):
        actions.revoke(actor=owner, volunteer_id=volunteer.id, credential_id=credential.id, at=later)
    assert bit(credential) == 0
    for _twice in range(2):
        actions.revoke(actor=volunteer, volunteer_id=volunteer.id, credential_id=credential.id, at=later)
    assert (revoked(volunteer), bit(credential), StatusList.objects.get().version) == ([Why.HOLDER], 1, 2)
    assert findings() == []


def test_a_revoked_record_revokes_what_rests_on_it(credential, owner, volunteer, head, later):
    disclosing = actions.issue(actor=volunteer, volunteer_id=volunteer.id, form=Form.DISCLOSING, at=later)
    record_actions.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=head.record_id, reason="记录有误，撤销", at=later
    )
    assert (len(findings()), waiting()) == (2, ["credentials.follow_version"])
    tasks.follow_version(volunteer_id=str(volunteer.id), record_id=str(head.record_id))
    assert revoked(volunteer) == [Why.RECORDS, Why.RECORDS]
    assert (bit(credential), bit(disclosing), findings()) == (1, 1, [])
    assert tasks.follow(volunteer.id, later) == 0


def test_a_correction_to_other_hours_revokes_and_to_the_same_does_not(credential, owner, volunteer, head, later):
    said = {"actor": owner, "volunteer_id": volunteer.id, "record_id": head.record_id, "at": later}
    half_an_hour = timedelta(minutes=30)
    starts_at, ends_at = head.during.lower, head.during.upper
    record_actions.correct_record(
        **said, starts_at=starts_at, ends_at=ends_at - half_an_hour, break_minutes=0, reason="提前离开半小时"
    )
    record_actions.correct_record(
        **said, starts_at=starts_at, ends_at=ends_at, break_minutes=0, reason="核对后仍是两小时"
    )
    assert tasks.follow(volunteer.id, later) == (0 if RecordHead.objects.get().grade == head.grade else 1)
    record_actions.correct_record(
        **said, starts_at=starts_at, ends_at=ends_at - half_an_hour, break_minutes=0, reason="提前离开半小时"
    )
    tasks.follow(volunteer.id, later)
    assert (revoked(volunteer), findings()) == ([Why.RECORDS], [])
    fewer = actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=later)
    assert (fewer.id == credential.id, fewer.credit_minutes + fewer.honour_minutes) == (False, 90)


def test_what_moved_away_is_certified_here_no_more(credential, volunteer, head, later):
    moved = {"whereabouts": "moved", "moved_to": "chenghu.example", "moved_version": 1}
    RecordHead.objects.filter(volunteer_id=volunteer.id).update(**moved)
    tasks.follow_going(volunteer_ids=[str(volunteer.id), str(head.organization_id)])
    assert (revoked(volunteer), bit(credential)) == ([Why.MOVED], 1)
    with pytest.raises(Refused) as refusal:
        actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=later)
    assert refusal.value.code == "credential.nothing"


def test_what_was_erased_is_certified_no_more(credential, volunteer, system, later):
    record_actions.erase_records(
        actor=system, volunteer_id=volunteer.id, reason="依据删除决定第 7 号，2026 年 5 月", at=later
    )
    assert waiting() == ["credentials.follow_going"]
    tasks.follow_going(volunteer_ids=[str(volunteer.id)])
    assert (revoked(volunteer), findings()) == ([Why.RECORDS], [])


def test_a_bit_that_nobody_asked_for_is_found(credential):
    status.revoke([credential.place], credential.issued_at)
    assert findings() == [
        (
            "a bit is set for each credential that was revoked, and for no other",
            (credential.place, credential.volunteer_id, credential.id),
        )
    ]


def test_places_are_drawn_by_chance_and_never_twice(credential, monkeypatch, at):
    """A list of which most is taken is followed by the next."""
    drawn = iter([credential.place % status.LENGTH] * status.TRIES + [7])
    monkeypatch.setattr(status.secrets, "randbelow", lambda _length: next(drawn))
    place = status.take(credential.volunteer_id, credential.id, at)
    assert divmod(place, status.LENGTH) == (2, 7)
    assert [(each.number, len(each.bits)) for each in StatusList.objects.order_by("number")] == [
        (1, status.LENGTH // 8),
        (2, status.LENGTH // 8),
    ]


def test_many_bits_of_a_list_are_set_at_once(credential, at, django_assert_num_queries):
    places = [1 * status.LENGTH + index for index in (0, 8, 131_071)]
    with django_assert_num_queries(1):
        status.revoke(places, at)
    bits = int.from_bytes(StatusList.objects.get().bits, "little")
    assert [index for index in (0, 1, 7, 8, 9, 131_070, 131_071) if bits >> index & 1] == [0, 8, 131_071]
    assert Credential.objects.filter(revoked_at__isnull=False).count() == 0
