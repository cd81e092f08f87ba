"""Staff of some projects, by address: every page and step of another project is closed to them, and its rows are not listed."""

from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from tests.web.service import clock, owner, shift
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations.models import Role

__all__ = ["clock", "owner", "shift"]
# A kiosk is a browser that has forgotten who it was: these ask for its own cookie, whoever is signed in.
OF_ANY_BROWSER = {"kiosk", "kiosk_leave", "kiosk_left"}
# The last one is a body that was turned away by its shape, before anything was asked or done.
CLOSED = {403, 404, 405, 422}


def addresses(pattern, prefix=""):
    """Name and arguments of each address of the console that names a shift or a project."""
    for each in pattern.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from addresses(each)
        elif each.name and {"shift_id", "project_id"}.intersection(each.pattern.converters):
            yield each.name, tuple(each.pattern.converters)


def console():
    _prefix, organizer = get_resolver().namespace_dict["organizer"]
    return sorted(set(addresses(organizer)))


CONSOLE = [each for each in console() if each[0] not in OF_ANY_BROWSER]


@pytest.fixture
def coordinator(owner, organization, shift, at):
    """Somebody who coordinates one project, while the shift is of another."""
    ours = projects.draft(owner, organization, at)
    somebody = organizations.person("芒种")
    actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(somebody),
        role=Role.COORDINATOR,
        project_ids=[ours.id],
        at=at,
    )
    return somebody


@pytest.mark.parametrize(("name", "arguments"), CONSOLE, ids=[name for name, _arguments in CONSOLE])
def test_another_project_is_closed(signed_in, coordinator, shift, name, arguments):

    known = {
        "organization_id": shift.organization_id,
        "shift_id": shift.id,
        "project_id": shift.project_id,
        "activity_id": shift.activity_id,
        "post_id": shift.post_id,
        "step": "content",
        "form": "pdf",
    }
    given = {argument: known.get(argument, uuid4()) for argument in ("organization_id", *arguments)}
    address = reverse(f"organizer:{name}", kwargs=given)
    browser = signed_in(coordinator)
    assert {browser.get(address).status_code, browser.post(address).status_code} <= CLOSED


def test_lists_show_what_is_theirs(signed_in, coordinator, organization, shift):
    browser = signed_in(coordinator)
    for name in ("overview", "scan", "projects", "claims", "confirm"):
        page = browser.get(reverse(f"organizer:{name}", args=[organization.id]))
        assert (page.status_code, str(shift.id) in page.text, str(shift.project_id) in page.text) == (
            200,
            False,
            False,
        ), name


def test_what_is_of_no_project_is_closed(signed_in, coordinator, organization):
    browser = signed_in(coordinator)
    for name in ("new_project", "settings", "certificate_requests", "objections", "bulk"):
        assert browser.get(reverse(f"organizer:{name}", args=[organization.id])).status_code in (403, 404), name
