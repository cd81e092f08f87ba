"""What was asked elsewhere under another name: officers see in what it differs, the person sees where."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.transfers import actions, differing
from volunteercloud.domain.transfers.models import Kind
from volunteercloud.domain.transfers.persons import Difference

REGION = "990101"


@pytest.fixture
def officer(volunteer):
    Volunteer.objects.filter(id=volunteer.id).update(region_id=REGION)
    return organizations.officer(REGION, "寒露")


@pytest.fixture
def asked(there, volunteer, officer, at):
    def ask(**changes):
        transfer_id = ids.uuid7()
        there.tell(transfer_id, there.say(transfer_id, Kind.INVITE, there.person(transfer_id, **changes)))
        actions.tell_awaited(actor=volunteer, at=at)

    return ask


@pytest.mark.parametrize(
    ("changes", "differences", "characters", "name_there"),
    [
        ({"name": "小滿"}, [Difference.NAME], [2], "小＊"),
        ({"name": "大暑"}, [Difference.NAME], [1, 2], "大＊"),
        ({"name": "小满满"}, [Difference.NAME], [], "小＊＊"),
        ({"name": "", "name_latin": "Xiao Man"}, [Difference.SCRIPT], [], "X. M."),
        ({"birth_on": "1990-04-21"}, [Difference.BIRTH], [], "小＊"),
        ({"name": "小滿", "birth_on": "1990-04-21"}, [Difference.NAME, Difference.BIRTH], [2], "小＊"),
    ],
)
def test_officers_see_in_what_it_differs(
    asked, there, volunteer, officer, at, changes, differences, characters, name_there
):
    asked(**changes)
    (found,) = differing.of_region(officer, REGION, at)
    assert (found.volunteer_id, found.name, found.name_there) == (volunteer.id, "小＊", name_there)
    assert (found.node_name, found.bring) == (there.node.name, True)
    assert (found.differences, found.characters) == (differences, characters)
    assert differing.of_person(volunteer, volunteer.id, at) == [there.node]


def test_the_same_name_is_no_difference(asked, volunteer, officer, at):
    asked(name=" 小满 ")
    assert (differing.of_region(officer, REGION, at), differing.of_person(volunteer, volunteer.id, at)) == ([], [])


def test_it_is_over_once_the_name_is_mended_or_time_is_up(asked, volunteer, officer, at):
    asked(name="小滿")
    assert differing.of_region(officer, REGION, at + timedelta(days=31)) == []
    Volunteer.objects.filter(id=volunteer.id).update(name="小滿")
    actions.tell_awaited(actor=volunteer, at=at + timedelta(hours=1))
    assert (differing.of_region(officer, REGION, at), differing.of_person(volunteer, volunteer.id, at)) == ([], [])


def test_nobody_else_sees_it(asked, volunteer, owner, at):
    asked(name="小滿")
    other = organizations.officer("990102", "霜降")
    assert differing.of_region(other, "990102", at) == []
    for viewer in (other, owner, volunteer):
        with pytest.raises(NotFound):
            differing.of_region(viewer, REGION, at)
    with pytest.raises(NotFound):
        differing.of_person(owner, volunteer.id, at)


def test_a_place_that_is_trusted_no_more_is_not_named(asked, there, volunteer, at):
    asked(name="小滿")
    node = there.node
    node.state, node.withdrawn_at, node.withdrawn_reason = "withdrawn", at, "…"
    node.save()
    assert differing.of_person(volunteer, volunteer.id, at) == []
