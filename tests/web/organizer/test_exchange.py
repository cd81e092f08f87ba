"""An organization lets another system record in its name, and ends it."""

from django.urls import reverse

from tests.domain.exchange import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.exchange.models import Agreement


def test_agreed_and_ended(organization, owner, signed_in, at):
    named = factories.named(organizations.officer("990101"), at)
    factories.named(organizations.officer("990102", "霜降"), at, code="other", region_code="990102", name="别处的系统")
    browser = signed_in(owner)
    place = reverse("organizer:systems", args=[organization.id])
    before = browser.get(place).content.decode()
    browser.post(reverse("organizer:agree_system", args=[organization.id, named.code]))
    agreed = browser.get(place).content.decode()
    browser.post(reverse("organizer:end_system", args=[organization.id, named.code]))

    assert (named.name in before, "别处的系统" in before) == (True, False)
    assert "Let it record no more" in agreed
    assert Agreement.objects.get().ended_at is not None


def test_a_stranger_agrees_to_nothing(organization, owner, signed_in, at):
    named = factories.named(organizations.officer("990101"), at)
    browser = signed_in(organizations.person("处暑"))

    assert browser.get(reverse("organizer:systems", args=[organization.id])).status_code == 404
    answer = browser.post(reverse("organizer:agree_system", args=[organization.id, named.code]))
    assert (answer.status_code, Agreement.objects.count()) == (403, 0)


def test_without_systems_the_page_says_what_to_do(organization, owner, signed_in):
    shown = signed_in(owner).get(reverse("organizer:systems", args=[organization.id])).content.decode()

    assert "No other system brings records here" in shown
