from django.urls import reverse

from tests.domain.intake.factories import code
from tests.domain.organizations import factories
from volunteercloud.core import ids
from volunteercloud.domain.organizations import actions, queries
from volunteercloud.domain.organizations.actions import Listed
from volunteercloud.domain.organizations.models import Invitation, Organization, Role


def test_an_officer_appoints_an_owner(signed_in, organization):
    desk, heir = signed_in(factories.officer("990101")), factories.person("芒种")
    page = reverse("office:owner", args=[organization.id])
    assert "谷雨" in desk.get(page).text
    asked = {"number": factories.number_of(heir), "reason": " "}
    refused = desk.post(page, asked)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert desk.post(page, asked | {"reason": "主管病故。"}).status_code == 302
    assert queries.role(heir.id, organization.id) is Role.OWNER


def test_an_officer_of_elsewhere_does_not(signed_in, organization):
    page = reverse("office:owner", args=[organization.id])
    assert signed_in(factories.officer("990102")).get(page).status_code == 404
    assert signed_in(factories.person("芒种")).get(page).status_code in (403, 404)


def test_the_first_owner_of_a_listed_organization_is_invited_or_begins_at_once(browser, officer, at):
    listed = [
        Listed(organization_id=ids.uuid7(), name=name, kind="social-group", uscc=code(place), region_id="990101")
        for place, name in enumerate(("青松", "清泉"))
    ]
    actions.enter_many(actor=officer, region_code="9901", lines=listed, language="zh-hans", at=at)
    first, second = (f"/office/organizations/{one.organization_id}/owner/" for one in listed)

    assert browser.post(first, {"whom": "guyu@qinghe.example"}).status_code == 302
    assert browser.post(second, {"whom": factories.number_of(factories.person("小满"))}).status_code == 302
    assert Invitation.objects.values_list("organization_id", "role").get() == (listed[0].organization_id, "owner")
    states = dict(Organization.objects.values_list("name", "state"))
    assert (states["青松"], states["清泉"]) == ("listed", "active")
    assert browser.post(first, {"whom": "12"}).status_code == 422
