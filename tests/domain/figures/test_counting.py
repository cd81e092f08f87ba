"""Figures are the sums of rows, of an organization by itself and of the tree below it."""

from datetime import timedelta

import pytest
from django.db.models import Max

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks
from volunteercloud.core.actor import system
from volunteercloud.domain.figures import actions, queries
from volunteercloud.domain.figures.checks import STATEMENTS
from volunteercloud.domain.figures.models import BranchFigure, OrganizationFigure
from volunteercloud.domain.organizations import nodes
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead

COUNTER = system("figures")
HOUR = timedelta(hours=1)


@pytest.fixture
def after(shift):
    """When a shift of two hours was confirmed and everything committed."""
    return shift.ends_at + HOUR


@pytest.fixture
def served(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get()


def count(at, **how):
    return actions.count(actor=COUNTER, at=at, **how)


def minutes(organization):
    figure = queries.of(organization.id)
    return figure.records, figure.credit_minutes, figure.honour_minutes, figure.active_people


def test_nothing_counted_is_nothing(organization):
    assert minutes(organization) == (0, 0, 0, 0)
    assert queries.of_branch(organization.id).credit_minutes == 0


def test_credit_and_honour_stand_apart(served, organization, after):
    count(after)
    assert minutes(organization) == (1, 120, 0, 1)
    OrganizationRecord.objects.update(grade="E", written_at=after)
    count(after + HOUR)
    assert minutes(organization) == (1, 0, 120, 1)


def test_what_is_revoked_counts_no_more(served, owner, organization, volunteer, after):
    count(after)
    record_actions.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=served.record_id, reason="那天没有来。", at=after + HOUR
    )
    count(after + 2 * HOUR)
    assert minutes(organization) == (0, 0, 0, 0)


def test_other_kinds_of_time_are_no_hours(served, organization, after):
    OrganizationRecord.objects.update(kind="training")
    count(after)
    assert minutes(organization) == (0, 0, 0, 0)


def test_who_served_long_ago_is_active_no_more(served, organization, after):
    count(after)
    count(after + timedelta(days=366))
    assert minutes(organization) == (1, 120, 0, 1)
    count(after + timedelta(days=366), whole=True)
    assert minutes(organization) == (1, 120, 0, 0)


def test_open_projects(served, organization, after):
    count(after)
    figure = queries.of(organization.id)
    assert (figure.projects, figure.open_projects) == (1, 1)


def test_the_same_count_writes_nothing(served, after):
    assert count(after) > 0
    assert count(after + HOUR) == 0


def test_only_what_was_written_since_is_counted(served, organization, after):
    count(after)
    OrganizationRecord.objects.update(minutes=60)  # behind our back: no version was written
    count(after + timedelta(days=1))
    assert minutes(organization) == (1, 120, 0, 1)
    count(after + timedelta(days=1), whole=True)
    assert minutes(organization) == (1, 60, 0, 1)


@pytest.fixture
def tree(owner, organization, shift, served, at):
    """A city over the organization that served, and a district's beside it."""
    city = organizations.organization(owner, at, name="青禾市志愿服务联合会", uscc="51990000MJ00000023")
    beside = organizations.organization(owner, at, name="东渡区志愿服务协会", uscc="51990000MJ00000036")
    nodes.move(organization.id, city.id)
    nodes.move(beside.id, city.id)
    return city, beside


def branch(organization):
    figure = queries.of_branch(organization.id)
    return figure.organizations, figure.records, figure.credit_minutes


def test_a_tree_comes_to_what_stands_in_it(tree, organization, after):
    city, beside = tree
    count(after)
    assert [branch(each) for each in (city, beside, organization)] == [(3, 1, 120), (1, 0, 0), (1, 1, 120)]
    assert queries.of(city.id).credit_minutes == 0
    several = queries.of_branches([city.id, organization.id])
    assert {each: figure.records for each, figure in several.items()} == {city.id: 1, organization.id: 1}


def test_what_moves_takes_its_hours_along(tree, organization, after):
    city, beside = tree
    count(after)
    nodes.move(organization.id, beside.id)
    count(after + HOUR)
    assert [branch(each) for each in (city, beside)] == [(3, 1, 120), (2, 1, 120)]
    nodes.move(organization.id, None)
    count(after + 2 * HOUR)
    assert [branch(each) for each in (city, beside)] == [(2, 0, 0), (1, 0, 0)]


def test_checks_find_a_figure_that_is_wrong(tree, organization, after):
    count(after)
    assert list(checks.run(STATEMENTS)) == []
    OrganizationFigure.objects.filter(organization_id=organization.id).update(credit_minutes=121)
    found = {finding.check for finding in checks.run(STATEMENTS)}
    assert found == set(STATEMENTS)


def test_statements_do_not_grow_with_the_tree(tree, organization, owner, after, at, django_assert_num_queries):
    count(after)
    assert BranchFigure.objects.aggregate(Max("organizations"))["organizations__max"] == 3
    with django_assert_num_queries(9):
        count(after + HOUR)
