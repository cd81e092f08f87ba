"""Who learns the address, when, and that the poster sees who did."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities.actions import leading, signing_up
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import confirming, following, offering, opening
from volunteercloud.domain.needs.models import Need, Offer

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def opened(actor, need, at):
    return opening.open_details(actor=actor, need_id=need.id, at=at).address


def closed_to(actor, need, at):
    with pytest.raises(NotAllowed):
        opening.open_details(actor=actor, need_id=need.id, at=at)
    return True


def test_poster_reads_their_own_without_a_trace(docked, poster, at):
    assert opened(poster, docked, at) == factories.ADDRESS
    assert Entry.objects.filter(name="needs.details_opened").count() == 0


def test_who_comes_reads_it_and_the_poster_sees_who_did(docked, poster, manager, owner, at):
    assert [opened(actor, docked, at + HOUR) for actor in (manager, owner)] == [factories.ADDRESS] * 2
    seen = docking_queries.readers(poster, docked.id)
    assert [(reader.name, reader.role) for reader in seen] == [("谷雨", "station"), ("芒种", "organization")]
    with pytest.raises(NotFound):
        docking_queries.readers(manager, docked.id)


def test_the_entry_holds_nothing_of_what_was_read(docked, manager, at):
    opened(manager, docked, at)
    entry = Entry.objects.get(name="needs.details_opened")
    assert (entry.owner_id, entry.facts) == (
        docked.poster_id,
        {"number": docked.number, "state": "docked", "role": "organization"},
    )


def test_organization_that_only_offers_does_not_read_it(need, manager, other, at):
    offering.offer(actor=manager, need_id=need.id, organization_id=other.id, at=at)
    assert closed_to(manager, need, at)


def test_an_organization_that_may_not_act_reads_it_no_more(docked, poster, manager, owner, other, officer, at):
    organizations.suspend(actor=officer, organization_id=other.id, reason="核查中。", at=at)
    assert closed_to(manager, docked, at)
    assert [opened(actor, docked, at) for actor in (owner, poster)] == [factories.ADDRESS] * 2


def test_strangers_and_officers_do_not_read_it(docked, volunteer, officer, at):
    assert closed_to(volunteer, docked, at)
    assert closed_to(officer, docked, at)


def test_a_hidden_need_is_not_found(poster, volunteer, at):
    hidden = factories.need(poster, at, state="moderation")
    with pytest.raises(NotFound):
        opened(volunteer, hidden, at)


def test_volunteer_reads_it_from_a_day_before_until_the_end(docked, volunteer, at):
    shift = factories.shift_of(docked)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    assert closed_to(volunteer, docked, shift.starts_at - DAY - HOUR)
    for moment in (shift.starts_at - DAY, shift.starts_at, shift.ends_at - timedelta(seconds=1)):
        assert opened(volunteer, docked, moment) == factories.ADDRESS
    assert closed_to(volunteer, docked, shift.ends_at)


def test_volunteer_who_left_or_waits_does_not_read_it(docked, volunteer, at):
    shift = factories.shift_of(docked)
    crowd = [volunteer, organizations.person("立春"), organizations.person("雨水")]
    for somebody in crowd:
        signing_up.sign_up(actor=somebody, **activities.key(shift, somebody), at=at)
    signing_up.cancel_sign_up(actor=crowd[1], **activities.key(shift, crowd[1]), at=at)
    before = shift.starts_at - HOUR
    assert opened(crowd[0], docked, before) == factories.ADDRESS
    assert closed_to(crowd[1], docked, before)
    assert closed_to(crowd[2], docked, before)


def test_nobody_reads_it_for_another(docked, volunteer, poster, at):
    shift = factories.shift_of(docked)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    with pytest.raises(NotAllowed):
        opening.open_details(
            actor=organizations.person("处暑"), need_id=docked.id, volunteer_id=volunteer.id, at=shift.starts_at
        )


def test_named_leader_reads_it_others_do_not(docked, manager, other, at):
    shift = factories.shift_of(docked)
    named, unnamed = (organizations.leader(manager, other, name, at) for name in ("立秋", "处暑"))
    leading.hand_over(actor=manager, organization_id=other.id, shift_id=shift.id, to_person_id=named.id, at=at)
    assert opened(named, docked, at) == factories.ADDRESS
    assert closed_to(unnamed, docked, at)


def test_it_is_closed_again_once_the_result_is_confirmed(docked, manager, volunteer, poster, system, at):
    shift = factories.serve(manager, docked, volunteer, at)
    done = following.follow(
        actor=system, organization_id=docked.organization_id, need_id=docked.id, at=shift.ends_at + HOUR
    )
    assert opened(manager, done, done.done_at) == factories.ADDRESS
    confirming.confirm_result(actor=poster, need_id=done.id, rating=5, at=done.done_at)
    assert closed_to(manager, done, done.done_at + HOUR)


def test_organization_that_let_the_need_go_reads_it_no_more(docked, manager, at):
    offer = Offer.objects.get(need=docked, state="chosen")
    offering.withdraw_offer(actor=manager, offer_id=offer.id, reason="车坏了。", at=at)
    assert closed_to(manager, Need.objects.get(id=docked.id), at)
