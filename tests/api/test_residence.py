from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.organizations import factories as organizations
from volunteercloud.domain.identity.models import Volunteer


def move(**changes):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {"region_code": "990102", "from_on": tomorrow.isoformat(), "terms": "2026-11"} | changes


@pytest.fixture
def resident(owner, as_):
    return as_(owner)


def test_a_move_is_stated_listed_and_called_off(resident, anybody):
    assert anybody.get("/me/residences/terms").json()["version"] == "2026-11"
    made = resident.post("/me/residences", move())
    assert (made.status_code, made.json()["before_region_code"], made.json()["began_at"]) == (201, "990101", None)
    assert resident.post("/me/residences", move()).json() == made.json()
    assert resident.get("/me/residences").json() == [made.json()]
    gone = resident.delete(f"/me/residences/{made.json()['id']}")
    assert (gone.status_code, gone.json()["cancelled_at"] is not None) == (200, True)
    assert resident.delete(f"/me/residences/{made.json()['id']}").json() == gone.json()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"terms": "2020-01"}, "residence.terms"),
        ({"region_code": "9901"}, "residence.district"),
        ({"region_code": "990101"}, "residence.same"),
        ({"from_on": "2199-01-01"}, "residence.day"),
    ],
)
def test_refused(resident, changes, code):
    refused = resident.post("/me/residences", move(**changes))
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_of_others_nothing_is_changed_or_read(resident, volunteer, as_):
    stranger = as_(volunteer)
    made = resident.post("/me/residences", move()).json()
    path = f"?volunteer_id={resident.get('/me').json()['id']}"
    assert stranger.get(f"/me/residences{path}").status_code == 404
    assert stranger.post(f"/me/residences{path}", move()).status_code == 403
    assert stranger.delete(f"/me/residences/{made['id']}{path}").status_code == 403


def test_the_profile_does_not_move_anybody(resident, owner):
    refused = resident.put("/me/profile", {"region_code": "990102"})
    assert (refused.status_code, refused.json()["code"]) == (422, "profile.moving")
    assert Volunteer.objects.get(id=owner.id).region_id == "990101"


def test_officers_count_who_came_and_who_left(resident, as_):
    resident.post("/me/residences", move(from_on=timezone.localdate().isoformat()))
    left, came = as_(organizations.officer("990101")), as_(organizations.officer("990102", "寒露"))
    first = timezone.localdate().replace(day=1).isoformat()
    assert left.get("/office/moves?region=990101").json() == [{"first_on": first, "came": 0, "left": 1}]
    assert came.get("/office/moves?region=990102").json() == [{"first_on": first, "came": 1, "left": 0}]
    assert came.get("/office/moves?region=990101").status_code == 403
