"""The figures of an organization: month by month for everybody, and nothing of what few people did."""

from datetime import date

import pytest
from django.urls import reverse

from tests.web.consoles import nothing_remembered, organization, owner, signed_in
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.models import OrganizationCell

__all__ = ["nothing_remembered", "organization", "owner", "signed_in"]

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def served(organization, today):
    year = date(today.year - 1, 1, 1)
    times = {periods.ever(): 12, periods.year(year): 12} | {
        periods.month(date(year.year, month, 1)): 1 for month in range(1, 13)
    }
    OrganizationCell.objects.bulk_create(
        OrganizationCell(
            organization_id=organization.id,
            span=period.span,
            start=period.start,
            records=40 * number,
            people=40,
            minutes_b=2400 * number,
        )
        for period, number in times.items()
    )


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_everybody_sees_what_an_organization_came_to(client, organization, served, language):
    answer = client.get(reverse("data:organization", args=[organization.number]), headers={"accept-language": language})

    figures = answer.context["figures"]
    assert (answer.status_code, answer.text.count("<h1")) == (200, 1)
    assert (figures.ever.credit_minutes, [sums.people for _, sums in figures.years]) == (28_800, [40])
    assert figures.trend.finding != ""


def test_its_own_page_has_the_trend(client, organization, served):
    assert client.get(f"/o/{organization.number}/").context["trend"].chart.credit != ""


def test_of_few_people_nothing_is_shown(client, organization, served):
    OrganizationCell.objects.update(people=4, records=4)

    answer = client.get(reverse("data:organization", args=[organization.number]), headers=ENGLISH)

    assert answer.context["figures"].ever.is_withheld
    assert "Fewer than 10 people have served with this organization" in answer.text


def test_without_service_it_says_so(client, organization):
    answer = client.get(reverse("data:organization", args=[organization.number]), headers=ENGLISH)

    assert "No service is on record yet" in answer.text


def test_the_number_is_read_as_people_write_it_and_others_are_not_found(client, organization):
    written = f"{organization.number[:4]}-{organization.number[4:].lower()}"

    assert client.get(f"/data/organizations/{written}/")["Location"] == f"/data/organizations/{organization.number}/"
    assert client.get("/data/organizations/GAAAAAAAAAAA/").status_code == 404
