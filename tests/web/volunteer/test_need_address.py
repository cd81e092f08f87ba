"""The address of a need on the page of one's own sign-up: a day before, for who is on the roster, and kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from tests.web.service import browser, clock, owner, shift, volunteer
from volunteercloud.domain.audit.models import Entry

__all__ = ["browser", "clock", "owner", "shift", "volunteer"]

DAY = timedelta(days=1)


@pytest.fixture
def served(owner, organization, shift, volunteer, at):
    """A shift for a need, with the volunteer on its roster."""
    poster = organizations.person("大雪")
    need = factories.need(poster, at)
    made = factories.shift_of(factories.docked(poster, owner, need, shift, at))
    attendance.sign_up(made, volunteer, at)
    return made


def page_of(shift):
    return reverse("volunteer:my_sign_up", args=[shift.organization_id, shift.id])


def address_of(shift):
    return reverse("volunteer:need_address", args=[shift.organization_id, shift.id])


def test_the_address_is_told_a_day_before_and_the_look_is_kept(browser, served, clock):
    early = browser.get(page_of(served))
    assert (early.context["is_open"], address_of(served) in early.text) == (False, False)
    assert browser.post(address_of(served)).status_code == 403
    clock.now = served.starts_at - DAY
    due = browser.get(page_of(served))
    assert (address_of(served) in due.text, factories.ADDRESS in due.text) == (True, False)
    shown = browser.post(address_of(served))
    assert (factories.ADDRESS in shown.text, shown.headers["Cache-Control"]) == (True, "no-store")
    assert Entry.objects.filter(name="needs.details_opened").count() == 1
    clock.now = served.ends_at
    assert browser.post(address_of(served)).status_code == 403


def test_no_address_leads_to_it_and_nobody_else_sees_it(browser, signed_in, served, shift, volunteer, clock):
    clock.now = served.starts_at - DAY
    assert browser.get(address_of(served)).status_code == 405
    other = signed_in(organizations.person("小寒"))
    assert other.post(address_of(served)).status_code == 404
    assert other.post(address_of(served), {"for": volunteer.id}).status_code == 404
    assert browser.post(address_of(shift)).status_code == 404
    assert not Entry.objects.filter(name="needs.details_opened").exists()


def test_a_shift_for_no_need_says_nothing_of_one(browser, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    assert browser.get(page_of(shift)).context["need"] is None
