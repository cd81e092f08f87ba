from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids, masters
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import adding, signing_up
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.claims import actions, hour_codes, queries, rules
from volunteercloud.domain.claims.models import CodeTries, HourCode, HourCodeBatch, Redemption
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.organizations.models import Role, Seat, Staff
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

HOUR = timedelta(hours=1)


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def answer(actor, shift, typed, **changes):
    redeemed = factories.redeem(actor, shift, typed, **changes)
    return redeemed.refusal.code if redeemed.refusal else "recorded"


def wrong_code(turn):
    """A whole code that nobody made."""
    return hour_codes.code_of(ids.uuid7(), turn + 1, 1)


@pytest.fixture
def signed_up(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    return volunteer


# The codes themselves


def test_codes_follow_from_the_keyring_and_nothing_stored_gives_them_away(owner, shift):
    batch = factories.batch(owner, shift, size=200)
    codes = [factories.code(batch, serial) for serial in range(1, 201)]
    assert len(set(codes)) == 200
    assert all(hour_codes.is_whole(code) and set(code) <= set(ids.READABLE) for code in codes)
    assert len(ids.READABLE) ** hour_codes.DRAWN > 2**50
    kept = str(list(HourCode.objects.values())) + str(list(HourCodeBatch.objects.values()))
    assert [code for code in codes if code in kept] == []


def test_the_same_batch_has_other_codes_under_another_key(owner, shift, settings, tmp_path):
    first = settings.MASTER_KEYS.known(1)
    second = masters.made(2, masters.Suite.AES, 0.0)
    settings.MASTER_KEYS = masters.Ring({masters.NAME: f"{first.written()} {second.written()}"}, tmp_path)
    batch = factories.batch(owner, shift)
    assert batch.key_version == 2
    assert hour_codes.code_of(batch.id, 1, 2) != hour_codes.code_of(batch.id, 1, 1)


def test_codes_on_paper_stay_what_they_are(monkeypatch):
    """Sheets that were handed out are told by the same steps for as long as they hold."""
    monkeypatch.setattr(hour_codes.keys, "key_for", lambda purpose, version: f"{purpose} {version}".encode())
    batch = UUID("0198a3b0-7c10-7a2e-9d3f-5a1c2b3d4e5f")
    made = [hour_codes.code_of(batch, serial, 1) for serial in (1, 9, 1000)]  # the ninth takes a second turn
    assert made == ["BNZM4ZKWK7T4", "GNYSJRT47GE7", "EDFM8NDXY789"]


@pytest.mark.parametrize(
    "typed",
    ["{code}", " {code} ", "{lower}", "{grouped}", "{wide}", "https://qinghe.example/me/code/?code={code}"],
    ids=["plain", "blanks", "lower", "grouped", "full-width", "address"],
)
def test_a_code_is_read_as_people_type_it(typed):
    code = hour_codes.code_of(ids.uuid7(), 1, 1)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    said = typed.format(code=code, lower=code.lower(), grouped=ids.grouped(code, by="-"), wide=wide)
    assert hour_codes.cleaned(said) == code


# Bought afterwards


@pytest.mark.parametrize(
    ("added", "told"), [(-HOUR, "recorded"), (timedelta(), "hour_code.added_later"), (HOUR, "hour_code.added_later")]
)
def test_who_is_put_on_the_roster_afterwards_was_handed_nothing_on_the_spot(owner, shift, volunteer, added, told):
    batch = factories.batch(owner, shift)
    adding.add_to_roster(
        actor=owner, **activities.key(shift, volunteer), reason="当天临时来帮忙。", at=shift.ends_at + added
    )
    assert answer(volunteer, shift, factories.code(batch), at=shift.ends_at + 2 * HOUR) == told
    assert RecordHead.objects.count() == Redemption.objects.count() == (told == "recorded")


def test_whom_the_leader_did_not_see_redeems_nobody_elses_paper(owner, shift, signed_up):
    batch = factories.batch(owner, shift)
    attendance_actions.mark_absent(actor=owner, **activities.key(shift, signed_up), at=shift.ends_at)
    assert answer(signed_up, shift, factories.code(batch)) == "hour_code.absent"
    assert RecordHead.objects.count() == 0


# Making them


def test_a_batch_belongs_to_a_shift_and_expires_by_the_regions_rule(owner, shift):
    batch = factories.batch(owner, shift)
    assert (batch.size, batch.minutes, batch.expires_at) == (10, 120, shift.ends_at + timedelta(days=7))
    assert HourCode.objects.filter(batch_id=batch.id).count() == 10
    assert Entry.objects.filter(name="claims.hour_codes_made").get().facts["size"] == 10


def test_a_batch_sent_again_is_the_same_batch(owner, shift):
    batch = factories.batch(owner, shift)
    assert factories.batch(owner, shift, batch_id=batch.id, size=99).size == 10
    assert (HourCodeBatch.objects.count(), HourCode.objects.count()) == (1, 10)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minutes": 121}, "hour_code.minutes"),
        ({"minutes": 0}, "hour_code.minutes"),
        ({"size": 0}, "hour_code.size"),
        ({"size": 1001}, "hour_code.size"),
        ({"expires": timedelta()}, "hour_code.expiry"),
        ({"expires": timedelta(days=7, seconds=1)}, "hour_code.expiry"),
        ({"made": timedelta()}, "hour_code.over"),
    ],
)
def test_codes_that_are_not_made(owner, shift, changes, code):
    if "expires" in changes:
        changes = {"expires_at": shift.ends_at + changes["expires"]}
    if "made" in changes:
        changes = {"at": shift.ends_at + changes["made"]}
    assert refusal_of(factories.batch, owner, shift, **changes) == code


def test_a_shift_that_was_called_off_has_no_codes(owner, shift, at):
    key = {"organization_id": shift.organization_id, "shift_id": shift.id}
    signing_up.cancel_shift(actor=owner, **key, reason="雷雨黄色预警。", at=at)
    assert refusal_of(factories.batch, owner, shift) == "hour_code.cancelled"


def test_a_batch_that_is_sent_twice_at_once_is_made_once(owner, shift, monkeypatch):
    batch_id, why_no_codes = ids.uuid7(), rules.why_no_codes

    def meanwhile(*told):
        monkeypatch.setattr(rules, "why_no_codes", why_no_codes)
        factories.batch(owner, shift, batch_id=batch_id, size=5)
        return why_no_codes(*told)

    monkeypatch.setattr(rules, "why_no_codes", meanwhile)
    batch = factories.batch(owner, shift, batch_id=batch_id)
    assert (batch.id, batch.size, HourCode.objects.count()) == (batch_id, 5, 5)


def test_only_leaders_make_codes(owner, shift, volunteer):
    with pytest.raises(NotAllowed):
        factories.batch(volunteer, shift)
    assert factories.batch(owner, shift).maker_id == owner.id


# Redeeming them


def test_a_code_becomes_a_record_of_grade_c_confirmed_by_who_handed_it_out(owner, shift, signed_up):
    batch = factories.batch(owner, shift)
    assert queries.batches(owner, shift.organization_id, shift.id)[0].left == 10
    redeemed = factories.redeem(signed_up, shift, factories.code(batch))
    record = ServiceRecord.objects.get(record_id=redeemed.record_id)
    assert (record.grade, record.minutes, record.starts_at, record.ends_at) == (
        "C", 120, shift.starts_at, shift.ends_at,
    )  # fmt: skip
    assert (record.confirmer_id, record.recorder_id) == (owner.id, owner.id)
    assert [step["what"] for step in record.trail] == ["hour_code_made", "hour_code_redeemed", "confirmed"]
    assert queries.batches(owner, shift.organization_id, shift.id)[0].left == 9
    assert [row.volunteer_name for row in queries.redemptions(owner, shift.organization_id, shift.id)] == ["小满"]
    entry = Entry.objects.get(name="claims.hour_code_redeemed")
    assert (entry.actor_id, entry.facts["serial"]) == (signed_up.id, 1)


def test_a_shorter_code_is_worth_its_minutes_from_the_start(owner, shift, signed_up):
    batch = factories.batch(owner, shift, minutes=60)
    redeemed = factories.redeem(signed_up, shift, factories.code(batch))
    record = ServiceRecord.objects.get(record_id=redeemed.record_id)
    assert (record.minutes, record.ends_at) == (60, shift.starts_at + HOUR)


def test_a_code_for_the_whole_shift_has_its_break(owner, organization, volunteer, at):
    shift = activities.public_shift(
        owner, organization, at, shift_changes={"lasts": timedelta(hours=5), "break_minutes": 60}
    )
    attendance.sign_up(shift, volunteer, at)
    assert refusal_of(factories.batch, owner, shift, minutes=241) == "hour_code.minutes"
    redeemed = factories.redeem(volunteer, shift, factories.code(factories.batch(owner, shift, minutes=240)))
    record = ServiceRecord.objects.get(record_id=redeemed.record_id)
    assert (record.minutes, record.ends_at, record.break_minutes) == (240, shift.ends_at, 60)


def test_entered_again_by_the_same_person_it_is_the_same_record(owner, shift, signed_up):
    typed = factories.code(factories.batch(owner, shift))
    first = factories.redeem(signed_up, shift, typed)
    assert factories.redeem(signed_up, shift, typed) == first
    assert RecordHead.objects.count() == 1


def test_a_code_is_redeemed_once(owner, shift, signed_up, at):
    other = organizations.person("芒种")
    attendance.sign_up(shift, other, at)
    typed = factories.code(factories.batch(owner, shift))
    assert [answer(one, shift, typed) for one in (signed_up, other)] == ["recorded", "hour_code.used"]
    assert RecordHead.objects.count() == 1


def test_one_person_redeems_one_code_of_a_shift(owner, shift, signed_up):
    batch = factories.batch(owner, shift)
    answers = [answer(signed_up, shift, factories.code(batch, serial)) for serial in (1, 2)]
    assert answers == ["recorded", "hour_code.second"]
    assert Redemption.objects.get().serial == 1


def test_who_was_scanned_and_confirmed_gets_nothing_from_a_code(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    batch = factories.batch(owner, shift)
    assert answer(volunteer, shift, factories.code(batch)) == "attendance.settled"
    assert RecordHead.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (lambda shift: shift.ends_at - timedelta(seconds=1), "hour_code.too_early"),
        (lambda shift: shift.ends_at, "recorded"),
        (lambda shift: shift.ends_at + timedelta(days=7, seconds=-1), "recorded"),
        (lambda shift: shift.ends_at + timedelta(days=7), "hour_code.expired"),
    ],
    ids=["while it lasts", "at its end", "on the last day", "after it"],
)
def test_when_a_code_can_be_redeemed(owner, shift, signed_up, moment, code):
    typed = factories.code(factories.batch(owner, shift))
    assert answer(signed_up, shift, typed, at=moment(shift)) == code


def test_withdrawn_codes_die_and_redeemed_ones_stand(owner, shift, signed_up, at):
    late = organizations.person("芒种")
    attendance.sign_up(shift, late, at)
    batch = factories.batch(owner, shift)
    factories.redeem(signed_up, shift, factories.code(batch, 1))
    key = {"organization_id": shift.organization_id, "batch_id": batch.id, "at": shift.ends_at + HOUR}
    assert refusal_of(actions.withdraw_codes, actor=owner, reason=" ", **key) == "hour_code.reason"
    for reason in ("有人在群里发了照片。", "又一次"):
        assert actions.withdraw_codes(actor=owner, reason=reason, **key).withdrawn_reason == "有人在群里发了照片。"
    assert answer(late, shift, factories.code(batch, 2)) == "hour_code.withdrawn"
    assert answer(signed_up, shift, factories.code(batch, 1)) == "recorded"
    assert refusal_of(actions.print_codes, actor=owner, **key) == "hour_code.dead"


def test_only_leaders_withdraw_codes_that_there_are(owner, shift, volunteer, at):
    batch = factories.batch(owner, shift)
    key = {"organization_id": shift.organization_id, "reason": "弄丢了一张。", "at": at}
    with pytest.raises(NotAllowed):
        actions.withdraw_codes(actor=volunteer, batch_id=batch.id, **key)
    with pytest.raises(NotFound):
        actions.withdraw_codes(actor=owner, batch_id=ids.uuid7(), **key)
    assert HourCodeBatch.objects.get().withdrawn_at is None


def test_only_leaders_read_who_has_which_code(owner, shift, signed_up):
    batch = factories.batch(owner, shift)
    factories.redeem(signed_up, shift, factories.code(batch))
    made = (shift.organization_id, batch.id)
    assert queries.batch(owner, *made) == batch
    assert [(row.sign_up.volunteer_name, row.is_recorded) for row in rostered(owner, shift)] == [("小满", True)]
    for read in (lambda: queries.batch(signed_up, *made), lambda: rostered(signed_up, shift)):
        with pytest.raises(NotAllowed):
            read()
    with pytest.raises(NotFound):
        queries.batch(owner, shift.organization_id, ids.uuid7())


def rostered(viewer, shift):
    return queries.rostered(viewer, shift.organization_id, shift.id)


def test_nobody_redeems_a_code_of_their_own_making(owner, shift, at):
    attendance.sign_up(shift, owner, at)
    typed = factories.code(factories.batch(owner, shift))
    assert answer(owner, shift, typed) == "attendance.own"
    assert RecordHead.objects.count() == 0


def test_a_guardian_redeems_for_a_child_but_not_a_code_of_their_own(owner, shift, signed_up, at):
    guardian = organizations.person("芒种")
    for one in (guardian, owner):
        Guardianship.objects.create(guardian_id=one.id, ward_id=signed_up.id, ward_name="小满", since=at)
    typed = factories.code(factories.batch(owner, shift))
    assert answer(guardian, shift, typed, volunteer_id=signed_up.id) == "attendance.own"
    Guardianship.objects.filter(guardian_id=owner.id).delete()
    assert answer(guardian, shift, typed, volunteer_id=signed_up.id) == "recorded"


def test_nobody_redeems_for_others(owner, shift, signed_up):
    typed = factories.code(factories.batch(owner, shift))
    with pytest.raises(NotAllowed):
        factories.redeem(organizations.person("芒种"), shift, typed, volunteer_id=signed_up.id)


def test_who_is_added_to_the_roster_redeems_then(owner, shift, volunteer):
    typed = factories.code(factories.batch(owner, shift))
    assert answer(volunteer, shift, typed) == "hour_code.not_yours"
    adding.add_to_roster(
        actor=owner, **activities.key(shift, volunteer), reason="临时来帮忙。", at=shift.starts_at + HOUR
    )
    assert answer(volunteer, shift, typed) == "recorded"


# Guessing them


def test_an_unknown_code_and_one_of_a_foreign_shift_get_the_same_answer(owner, shift, volunteer):
    known = factories.redeem(volunteer, shift, factories.code(factories.batch(owner, shift))).refusal
    unknown = factories.redeem(volunteer, shift, wrong_code(0)).refusal
    assert (known.code, str(known), known.facts) == (unknown.code, str(unknown), unknown.facts)


def test_a_mistyped_code_is_told_by_its_last_character_and_not_counted(owner, shift, signed_up):
    typed = factories.code(factories.batch(owner, shift))
    swapped = next(typed[:2] + one + typed[3:] for one in ids.READABLE if one != typed[2])
    for mistyped in (swapped, typed[:-1], "", "十二个字", typed * 20, "\x00"):
        assert refusal_of(factories.redeem, signed_up, shift, mistyped) == "hour_code.mistyped"
    assert not CodeTries.objects.exists()


def test_ten_wrong_codes_an_hour_are_looked_at(owner, shift, signed_up):
    typed, at = factories.code(factories.batch(owner, shift)), shift.ends_at
    wrong = [answer(signed_up, shift, wrong_code(turn), at=at) for turn in range(10)]
    assert wrong == ["hour_code.not_yours"] * 10
    assert answer(signed_up, shift, typed, at=at + timedelta(minutes=59)) == "hour_code.too_many"
    assert answer(signed_up, shift, typed, at=at + HOUR) == "recorded"


def test_a_right_code_takes_no_try_and_gives_none_back(owner, shift, signed_up):
    typed = factories.code(factories.batch(owner, shift))
    for turn in range(3):
        answer(signed_up, shift, wrong_code(turn))
        answer(signed_up, shift, typed)
    assert CodeTries.objects.get().wrong == 3


def test_tries_of_one_person_are_not_those_of_another(owner, shift, signed_up):
    guesser = organizations.person("芒种")
    for turn in range(11):
        answer(guesser, shift, wrong_code(turn))
    assert answer(signed_up, shift, factories.code(factories.batch(owner, shift))) == "recorded"


# Printing them


def test_who_made_them_and_coordinators_print_them_and_it_is_seen(owner, shift, signed_up, at):
    leaders = [organizations.person(name) for name in ("立夏", "芒种")]
    for leader in leaders:
        staff = {"organization_id": shift.organization_id, "person_id": leader.id, "role": Role.LEADER}
        Staff.objects.create(**staff, name=leader.label, since=at)
        Seat.objects.create(**staff, organization_name="晨光志愿服务队")
    maker, other = leaders
    batch = factories.batch(maker, shift, size=3)
    factories.redeem(signed_up, shift, factories.code(batch, 2))
    key = {"organization_id": shift.organization_id, "batch_id": batch.id, "at": shift.ends_at}
    for printer in (maker, owner):
        assert actions.print_codes(actor=printer, **key).codes == [
            (1, factories.code(batch, 1)), (3, factories.code(batch, 3)),
        ]  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.print_codes(actor=other, **key)
    assert Entry.objects.filter(name="claims.hour_codes_printed").count() == 2


def test_a_batch_of_another_organization_is_not_found(owner, shift, at):
    batch = factories.batch(owner, shift)
    stranger = organizations.person("立夏")
    other = organizations.organization(stranger, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    with pytest.raises(NotFound):
        actions.print_codes(actor=stranger, organization_id=other.id, batch_id=batch.id, at=at)
    with pytest.raises(NotAllowed):
        actions.print_codes(actor=stranger, organization_id=shift.organization_id, batch_id=batch.id, at=at)
    with pytest.raises(NotAllowed):
        queries.batches(stranger, shift.organization_id, shift.id)


# What the database refuses


@pytest.mark.parametrize(
    ("model", "changes", "promise"),
    [
        (HourCodeBatch, {"minutes": 0}, "hour_codes_worth"),
        (HourCodeBatch, {"withdrawn_at": "2026-05-20T00:00Z"}, "hour_codes_withdrawn_why"),
        (HourCodeBatch, {"expires_at": "2026-05-01T00:00Z"}, "hour_codes_expire"),
        (Redemption, {"serial": 0}, "redemption_serial"),
    ],
)
def test_the_database_refuses(owner, shift, signed_up, model, changes, promise):
    factories.redeem(signed_up, shift, factories.code(factories.batch(owner, shift)))
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        model.objects.update(**changes)


def test_the_database_keeps_a_code_to_one_redemption_and_a_person_to_one_code(owner, shift, signed_up, at):
    other = organizations.person("芒种")
    attendance.sign_up(shift, other, at)
    factories.redeem(signed_up, shift, factories.code(factories.batch(owner, shift)))
    spent = Redemption.objects.values().get()
    for changes, promise in (
        ({"volunteer_id": other.id}, "claims_redemption_pkey"),
        ({"serial": 2}, "redemption_once_for_a_shift"),
        ({"serial": 2, "volunteer_id": owner.id}, "redemption_on_roster"),
    ):
        with pytest.raises(IntegrityError, match=promise), transaction.atomic():
            Redemption.objects.create(**spent | changes)
