from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, queries, residences, tasks
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.identity.models import Residence, Volunteer
from volunteercloud.domain.messages.models import Message

TODAY = date(2026, 5, 16)
DAY = timedelta(days=1)


def move(actor, at, **changes):
    said = {"region_code": "990102", "from_on": TODAY, "terms": RESIDENCE.version, "volunteer_id": actor.id}
    return actions.move_residence(actor=actor, **said | changes, at=at)


def cancel(actor, residence, at):
    return actions.cancel_move(actor=actor, volunteer_id=actor.id, residence_id=residence.id, at=at)


def lives(actor, day):
    found = residences.on(actor.id, day)
    return found and found.region_id


def region_of(actor):
    return Volunteer.objects.get(id=actor.id).region_id


@pytest.fixture
def resident(ground, at):
    """Somebody who registered a month ago in 990101."""
    return factories.person(at - 30 * DAY)


def test_who_registers_lives_there_from_that_day(volunteer):
    assert [lives(volunteer, TODAY - DAY), lives(volunteer, TODAY), lives(volunteer, TODAY + 900 * DAY)] == [
        None,
        "990101",
        "990101",
    ]


def test_a_move_from_today_holds_at_once(resident, at):
    moved = move(resident, at)
    assert (moved.before_id, moved.began_at, region_of(resident)) == ("990101", at, "990102")
    assert [lives(resident, day) for day in (TODAY - DAY, TODAY)] == ["990101", "990102"]
    entry = Entry.objects.get(name="identity.residence_stated")
    assert entry.facts == {"region": ["990101", "990102"], "from": "2026-05-16", "terms": RESIDENCE.version}
    assert entry.region_code == "990102"


def test_a_move_ahead_begins_on_its_day_and_once(resident, at):
    day = TODAY + 7 * DAY
    move(resident, at, from_on=day)
    assert tasks.begin_residences_at(at + 6 * DAY) == 0
    assert (region_of(resident), lives(resident, day - DAY), lives(resident, day)) == ("990101", "990101", "990102")
    assert tasks.begin_residences_at(at + 7 * DAY) == 1
    assert tasks.begin_residences_at(at + 7 * DAY) == 0
    assert (region_of(resident), residences.ahead(resident.id)) == ("990102", None)
    assert Entry.objects.filter(name="identity.residence_began", owner_id=resident.id).count() == 1


def test_a_move_ahead_is_called_off(resident, at):
    moved = move(resident, at, from_on=TODAY + DAY)
    cancel(resident, moved, at)
    assert cancel(resident, moved, at).cancelled_at == at
    assert tasks.begin_residences_at(at + 2 * DAY) == 0
    assert (region_of(resident), lives(resident, TODAY + 2 * DAY)) == ("990101", "990101")
    move(resident, at, region_code="990102", from_on=TODAY + 3 * DAY)
    assert lives(resident, TODAY + 3 * DAY) == "990102"


def test_a_move_of_today_is_called_off_today_and_not_tomorrow(resident, at):
    moved = move(resident, at)
    with pytest.raises(Refused) as refusal:
        cancel(resident, moved, at + DAY)
    assert refusal.value.code == "residence.began"
    cancel(resident, moved, at)
    assert (region_of(resident), Volunteer.objects.get(id=resident.id).resides_since) == ("990101", None)


def test_the_first_region_is_not_called_off(volunteer, at):
    with pytest.raises(Refused) as refusal:
        cancel(volunteer, residences.on(volunteer.id, TODAY), at)
    assert refusal.value.code == "residence.began"


def test_the_same_statement_again_changes_nothing(resident, at):
    first = move(resident, at, from_on=TODAY + DAY)
    assert move(resident, at, from_on=TODAY + DAY) == first
    assert Entry.objects.filter(name="identity.residence_stated").count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"region_code": "9901"}, "residence.district", "region_code"),
        ({"region_code": ""}, "residence.district", "region_code"),
        ({"region_code": "77"}, "region.unknown", "region_code"),
        ({"region_code": "990101"}, "residence.same", "region_code"),
        ({"from_on": TODAY - DAY}, "residence.day", "from_on"),
        ({"from_on": TODAY + 91 * DAY}, "residence.day", "from_on"),
        ({"from_on": date.max}, "residence.day", "from_on"),
        ({"terms": ""}, "residence.terms", "terms"),
        ({"terms": "2020-01"}, "residence.terms", "terms"),
    ],
)
def test_refused(resident, at, changes, code, field):
    with pytest.raises(Refused) as refusal:
        move(resident, at, **changes)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert (region_of(resident), Residence.objects.filter(volunteer_id=resident.id).count()) == ("990101", 1)


def test_one_move_at_a_time(resident, at):
    move(resident, at, from_on=TODAY + DAY)
    with pytest.raises(Refused) as refusal:
        move(resident, at, from_on=TODAY + 2 * DAY)
    assert refusal.value.code == "residence.ahead"


def test_one_region_a_day(resident, at):
    move(resident, at)
    with pytest.raises(Refused) as refusal:
        move(resident, at, region_code="990101")
    assert refusal.value.code == "residence.today"
    assert move(resident, at, region_code="990101", from_on=TODAY + DAY).from_on == TODAY + DAY


def test_the_database_refuses_two_regions_on_one_day(resident, at):
    given = {"volunteer_id": resident.id, "stated_by": resident.id, "stated_at": at, "began_at": at}
    with pytest.raises(IntegrityError, match="residence_one_a_day"), transaction.atomic():
        Residence.objects.create(id=ids.uuid7(), region_id="990102", from_on=TODAY, **given)


def test_who_never_said_where_starts_today(ground, at):
    nowhere = factories.volunteer(at, region=None)
    with pytest.raises(Refused) as refusal:
        move(nowhere, at, from_on=TODAY + DAY)
    assert refusal.value.code == "residence.first"
    assert (move(nowhere, at).before_id, region_of(nowhere)) == (None, "990102")
    assert Message.objects.count() == 0


def test_a_slip_on_the_first_day_is_no_move(volunteer, at):
    actions.update_profile(actor=volunteer, volunteer_id=volunteer.id, region_code="990102", at=at)
    assert (region_of(volunteer), lives(volunteer, TODAY)) == ("990102", "990102")
    with pytest.raises(Refused) as refusal:
        actions.update_profile(actor=volunteer, volunteer_id=volunteer.id, region_code="990101", at=at + DAY)
    assert (refusal.value.code, refusal.value.field) == ("profile.moving", "region_code")
    actions.update_profile(actor=volunteer, volunteer_id=volunteer.id, region_code="", at=at + DAY)
    assert region_of(volunteer) == "990102"


def test_only_the_person_or_the_guardian_moves_somebody(resident, officer, at):
    with pytest.raises(NotAllowed):
        move(officer, at, volunteer_id=resident.id)
    child = actions.add_ward(
        actor=resident,
        name="小满",
        birth_on=date(2018, 5, 21),
        region_code="990101",
        consents=["service"],
        at=at - DAY,
    )
    moved = move(resident, at, volunteer_id=child.id)
    assert (moved.stated_by, region_of(resident)) == (resident.id, "990101")
    with pytest.raises(NotFound):
        move(resident, at, volunteer_id=ids.uuid7())


def test_the_nearest_officers_of_both_regions_are_told_once(resident, at, django_assert_max_num_queries):
    left, above = factories.officer(at, "990101"), factories.officer(at, "99", "霜降")
    for label in ("寒露", "立秋", "处暑"):
        factories.officer(at, "990102", label)
    with django_assert_max_num_queries(22):
        move(resident, at)
    told = Message.objects.filter(template="residence_stated")
    assert (told.count(), told.filter(recipient_id=left.id).count(), told.filter(recipient_id=above.id).count()) == (
        4,
        1,
        0,
    )
    assert told.first().facts["name"] == "谷雨"


def test_who_moves_often_is_pointed_out_and_ends_at_twelve(resident, at):
    factories.officer(at, "9901")
    codes = ["990102", "990101"]
    for turn in range(12):
        move(resident, at + turn * DAY, region_code=codes[turn % 2], from_on=TODAY + turn * DAY)
    with pytest.raises(Refused) as refusal:
        move(resident, at + 12 * DAY, from_on=TODAY + 12 * DAY)
    assert (refusal.value.code, refusal.value.facts) == ("residence.too_often", {"after": "2027-05-16"})
    assert Message.objects.filter(template="residence_stated").count() == 3
    assert Message.objects.filter(template="residence_stated_often").count() == 9


def test_homes_are_those_of_the_day(resident, at, django_assert_num_queries):
    move(resident, at)
    somebody = Volunteer.objects.get(id=resident.id)
    with django_assert_num_queries(1):
        found = residences.homes([(somebody, TODAY - DAY), (somebody, TODAY - 400 * DAY), (somebody, TODAY)])
    assert [found[somebody.id, TODAY - days * DAY] for days in (0, 1, 400)] == ["990102", "990101", "990101"]
    stranger = Volunteer.objects.get(id=factories.volunteer(at, email="xiaoman@qinghe.example").id)
    with django_assert_num_queries(0):
        assert residences.homes([(stranger, TODAY - DAY)]) == {(stranger.id, TODAY - DAY): "990101"}


def test_officers_read_who_came_and_who_left(resident, at):
    move(resident, at)
    here, there = factories.officer(at, "990101"), factories.officer(at, "990102", "寒露")
    city = factories.officer(at, "9901", "霜降")
    month = date(2026, 5, 1)

    def listed(officer, code, incoming):
        return [each.volunteer_id for each in residences.moves(officer, code, incoming=incoming, month=month)]

    assert [listed(here, "990101", False), listed(here, "990101", True)] == [[resident.id], []]
    assert [listed(there, "990102", False), listed(there, "990102", True)] == [[], [resident.id]]
    assert [listed(city, "9901", False), listed(city, "9901", True)] == [[], []]
    since = date(2026, 1, 1)
    assert residences.by_month(here, "990101", since) == [residences.Month(month, 0, 1)]
    assert residences.by_month(there, "990102", since) == [residences.Month(month, 1, 0)]
    assert residences.by_month(city, "9901", since) == []
    with pytest.raises(NotAllowed):
        residences.by_month(here, "990102", since)
    with pytest.raises(NotAllowed):
        residences.moves(here, "9901", incoming=True, month=month)


def test_the_new_officers_see_the_profile_and_the_former_do_not(resident, at):
    here, there = factories.officer(at, "990101"), factories.officer(at, "990102", "寒露")
    move(resident, at)
    assert queries.profile(there, resident.id).id == resident.id
    with pytest.raises(NotFound):
        residences.history(here, resident.id)
