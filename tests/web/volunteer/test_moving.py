from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.domain.identity import factories as identity
from volunteercloud.domain.identity import residences
from volunteercloud.domain.identity.models import Residence, Volunteer

DAY = timedelta(days=1)
FORM, OVERVIEW = reverse("volunteer:residence"), reverse("volunteer:moving")


TODAY = date(2026, 5, 16)  # what these pages are told


def said(**changes):
    return {"region_code": "东渡区", "from_on": (TODAY + 7 * DAY).isoformat(), "agrees": "on"} | changes


def text_of(page):
    return " ".join(page.content.decode().split())


def test_a_move_is_stated_shown_and_called_off(browser, volunteer):
    assert browser.post(FORM, said()).url == OVERVIEW
    ahead = residences.ahead(volunteer.id)
    assert ahead.region_id == "990102"
    cancel = reverse("volunteer:cancel_residence", args=[ahead.id])
    page = text_of(browser.get(OVERVIEW))
    assert [cancel in page, "东渡区" in page] == [True, True]
    assert browser.post(cancel).url == OVERVIEW
    assert residences.ahead(volunteer.id) is None
    assert cancel not in text_of(browser.get(OVERVIEW))


def test_on_its_day_the_page_shows_the_new_region_though_no_worker_was_there(browser, volunteer):
    browser.post(FORM, said())
    of_volunteer = Residence.objects.filter(volunteer_id=volunteer.id)
    of_volunteer.filter(before=None).update(from_on=TODAY - 9 * DAY, until_on=TODAY)
    of_volunteer.exclude(before=None).update(from_on=TODAY)
    assert Volunteer.objects.get(id=volunteer.id).region_id == "990101"
    assert browser.get(OVERVIEW).context["present"].region_id == "990102"
    assert browser.get(reverse("volunteer:profile")).context["home"] == "990102"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agrees": ""}, "agrees"),
        ({"region_code": "青禾市"}, "region_code"),
        ({"region_code": "火星"}, "region_code"),
        ({"region_code": ""}, "region_code"),
        ({"from_on": "2020-01-01"}, "from_on"),
        ({"from_on": "soon"}, "from_on"),
        ({"from_on": "9999-12-31"}, "from_on"),
    ],
)
def test_what_has_to_be_mended_is_said_at_its_field(browser, volunteer, changes, field):
    answer = browser.post(FORM, said(**changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert residences.ahead(volunteer.id) is None


def test_what_began_is_not_called_off_any_more(browser, volunteer):
    of_volunteer = Residence.objects.filter(volunteer_id=volunteer.id)
    of_volunteer.update(from_on=TODAY - 9 * DAY)
    browser.post(FORM, said(from_on=TODAY.isoformat()))
    of_volunteer.filter(before=None).update(until_on=TODAY - DAY)
    of_volunteer.exclude(before=None).update(from_on=TODAY - DAY)
    moved = of_volunteer.exclude(before=None).get()
    browser.post(reverse("volunteer:cancel_residence", args=[moved.id]))
    assert Volunteer.objects.get(id=volunteer.id).region_id == "990102"


def test_a_guardian_moves_a_child_and_nobody_else(leader, owner, browser, at):
    child = identity.actions.add_ward(
        actor=owner,
        name="小雪",
        birth_on=identity.born(9, at),
        region_code="990101",
        consents=["service"],
        at=at,
    )
    leader.post(FORM, said() | {"for": str(child.id)})
    assert residences.ahead(child.id).region_id == "990102"
    assert browser.get(OVERVIEW, {"for": str(child.id)}).status_code == 404
    assert browser.post(FORM, said() | {"for": str(child.id)}).status_code in (403, 404)
