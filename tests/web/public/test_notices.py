from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.web.consoles import nothing_remembered, organization, signed_in
from tests.web.service import clock, owner, shift
from volunteercloud.core import memory
from volunteercloud.domain.objections import notices
from volunteercloud.domain.records.models import OrganizationRecord
from volunteercloud.domain.regions.models import RuleSet

__all__ = ["clock", "nothing_remembered", "organization", "owner", "shift", "signed_in"]

DAY = timedelta(days=1)


@pytest.fixture
def people(owner, shift, at, clock):
    people = [organizations.person(name) for name in ("谷小雨", "夏至")]
    for one in people:
        attendance.serve(shift, one, at)
    attendance.confirm(owner, shift, *people)
    clock.now = OrganizationRecord.objects.first().written_at
    return people


@pytest.fixture
def address(shift):
    return reverse("public:notice", args=[shift.organization_id, shift.activity_id])


@pytest.fixture
def seven_days(owner):
    RuleSet.objects.create(region_id="9901", valid_from="2020-01-01", notice_days=7)
    memory.forget_all()


def test_everybody_reads_it_and_nobody_is_named(client, people, address, seven_days):
    page = client.get(address)
    assert [line.name for line in page.context["lines"]] == ["谷*雨", "夏*"]
    text = page.content.decode()
    assert [word for word in ("谷小雨", "夏至", str(people[0].id)) if word in text] == []
    assert organizations.number_of(people[0])[-4:] in text
    assert organizations.number_of(people[0]) not in text
    assert page["X-Robots-Tag"] == "noindex, noarchive"


def test_it_stands_there_as_long_as_the_region_says(client, people, address, seven_days, clock):
    written = clock.now
    clock.now = written + 7 * DAY - timedelta(seconds=1)
    assert len(client.get(address).context["lines"]) == 2
    clock.now = written + 7 * DAY
    assert client.get(address).context["lines"] == []


def test_a_region_without_notice_shows_nothing(client, people, address):
    page = client.get(address)
    assert (page.status_code, page.context["lines"]) == (200, [])


def test_the_project_leads_there(client, people, address, shift, seven_days):
    project = reverse("volunteer:project", args=[shift.organization_id, shift.project_id])
    assert address in client.get(project).content.decode()


def test_what_is_no_public_activity_is_not_found(client, people, shift, seven_days):
    assert client.get(reverse("public:notice", args=[shift.organization_id, shift.post_id])).status_code == 404


def test_long_lists_come_in_pages(client, people, address, seven_days, monkeypatch):
    monkeypatch.setattr(notices, "PAGE", 1)
    monkeypatch.setattr(notices.lines, "__defaults__", (None, 1))
    first = client.get(address)
    assert [line.name for line in first.context["lines"]] == ["谷*雨"]
    second = client.get(address, {"after": first.context["cursor"]})
    assert [line.name for line in second.context["lines"]] == ["夏*"]
    assert second.context["cursor"] == ""
    assert client.get(address, {"after": "nonsense"}).context["lines"] == first.context["lines"]


def test_the_page_keeps_its_budget(client, people, address, seven_days, django_assert_max_num_queries):
    memory.forget_all()
    with django_assert_max_num_queries(4):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王*明"),
        ("小满", "小*"),
        ("满", "*"),
        ("阿迪力·艾山", "阿*山"),
        ("Maria Lopez", "M. L."),
        ("gu yu", "G. Y."),
        ("A B C D E", "A. B. C."),
        ("", "*"),
        ("  ", "*"),
        ("<b>", "*"),
        ("𠮷田", "𠮷*"),
    ],
)
def test_names_are_masked(name, shown):
    assert notices.masked(name) == shown
