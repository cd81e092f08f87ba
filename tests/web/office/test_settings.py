"""The rules of a region on the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from volunteercloud.domain.governance import rules
from volunteercloud.domain.regions import queries
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.web.office import settings


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def said(tomorrow, **changes):
    """The form as it is shown, with some of it changed."""
    standing = rules.values_of(queries.rules_for("9901", timezone.localdate()))
    standing["star_hours"] = ",".join(map(str, standing["star_hours"]))
    kept = {name: value for name, value in standing.items() if value is not False}
    return kept | {"valid_from": tomorrow.isoformat()} | changes


def test_every_rule_stands_on_the_page():
    assert set(settings.NAMES) == set(rules.FIELDS)


def test_set_from_tomorrow_on(browser, tomorrow):
    answer = browser.post("/office/settings/?region=9901", said(tomorrow, daily_cap_minutes=600))
    assert answer.status_code == 302
    made = RuleSet.objects.get()
    assert (made.region_id, made.valid_from, made.daily_cap_minutes) == ("9901", tomorrow, 600)


def test_a_region_below_is_the_officers_too(browser, tomorrow):
    browser.post("/office/settings/?region=990101", said(tomorrow, claim_days=7))
    assert RuleSet.objects.get().region_id == "990101"


@pytest.mark.parametrize(
    "wrong", [{"daily_cap_minutes": 0}, {"daily_cap_minutes": "x"}, {"star_hours": "1,2"}, {"valid_from": "2020-01-01"}]
)
def test_what_cannot_be_is_said_at_its_field(browser, tomorrow, wrong):
    answer = browser.post("/office/settings/?region=9901", said(tomorrow, **wrong))
    assert answer.status_code == 422
    assert not RuleSet.objects.exists()
