from django.urls import reverse

from tests.domain.organizations import factories
from volunteercloud.domain.organizations import queries
from volunteercloud.domain.organizations.models import Role


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
