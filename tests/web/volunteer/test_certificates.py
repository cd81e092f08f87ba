from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.certificates.models import Certificate, CertificateRequest

CERTIFICATES = reverse("volunteer:certificates")
YEAR = {"from_on": "2026-01-01", "to_on": "2026-12-31"}


@pytest.fixture
def served(owner, shift, volunteer, clock, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(hours=1)


def test_an_extract_is_printed_at_once_and_downloaded(browser, served):
    assert browser.post(reverse("volunteer:print_extract"), YEAR).url == CERTIFICATES
    certificate = Certificate.objects.get()
    assert browser.get(CERTIFICATES).context["certificates"] == [certificate]
    paper = browser.get(reverse("volunteer:certificate_paper", args=[certificate.id]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert paper["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'


@pytest.mark.parametrize(
    ("period", "field"),
    [
        ({"from_on": "2026-12-31", "to_on": "2026-01-01"}, "to_on"),
        ({"from_on": "2020-01-01", "to_on": "2020-12-31"}, "from_on"),
        ({"from_on": "", "to_on": "2026-12-31"}, "from_on"),
    ],
)
def test_a_period_that_makes_no_certificate_is_refused(browser, served, period, field):
    answer = browser.post(reverse("volunteer:print_extract"), period)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_an_organization_is_asked_once(browser, served, organization):
    asked = YEAR | {"organization_id": organization.id, "purpose": "评奖"}
    assert browser.post(reverse("volunteer:ask_certificate"), asked).url == CERTIFICATES
    assert "Waits for an answer" in browser.get(CERTIFICATES).content.decode()
    again = browser.post(reverse("volunteer:ask_certificate"), asked)
    assert (again.status_code, CertificateRequest.objects.count()) == (422, 1)


def test_only_organizations_that_recorded_something_are_offered(browser, served, organization):
    choices = browser.get(reverse("volunteer:ask_certificate")).context["form"].fields["organization_id"].choices
    assert choices == [(str(organization.id), "晨光志愿服务队")]
    stranger = YEAR | {"organization_id": ids.uuid7()}
    assert browser.post(reverse("volunteer:ask_certificate"), stranger).status_code == 422


def test_a_strangers_certificate_is_not_found(browser, served, signed_in):
    browser.post(reverse("volunteer:print_extract"), YEAR)
    address = reverse("volunteer:certificate_paper", args=[Certificate.objects.get().id])
    assert signed_in(organizations.person("秋分")).get(address).status_code == 404


@pytest.mark.parametrize("name", ["certificates", "ask_certificate", "print_extract"])
def test_certificates_ask_little_of_the_database(browser, served, name, django_assert_max_num_queries):
    browser.get(reverse(f"volunteer:{name}"))
    with django_assert_max_num_queries(7):
        browser.get(reverse(f"volunteer:{name}"))
