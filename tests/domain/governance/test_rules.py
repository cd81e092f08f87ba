"""What officers set for their region, and from when on it holds."""

from datetime import date, timedelta

import pytest

from tests.domain.organizations import factories
from tests.domain.projects import factories as projects
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.memory import forget_all
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.governance import actions, rules
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

TODAY = date(2026, 5, 16)
LATER = date(2026, 6, 1)


def put(actor, at, *, region="990101", valid_from=LATER, **changes):
    made = actions.set_rules(actor=actor, region_code=region, valid_from=valid_from, changes=changes, at=at)
    forget_all()
    return made


def test_holds_from_its_day_on_and_not_before(officer, at):
    put(officer, at, daily_cap_minutes=600)
    days = (LATER - timedelta(days=1), LATER)
    assert [region_queries.rules_for("990101", day).daily_cap_minutes for day in days] == [480, 600]


def test_holds_below_and_nowhere_else(officer, at):
    city = factories.officer("9901", "立秋")
    put(city, at, region="9901", daily_cap_minutes=600)
    caps = {code: region_queries.rules_for(code, LATER).daily_cap_minutes for code in ("99", "9901", "990101", "98")}
    assert caps == {"99": 480, "9901": 600, "990101": 600, "98": 480}


def test_what_is_not_named_stays_as_it_stood(officer, at):
    put(officer, at, daily_cap_minutes=600)
    put(officer, at, valid_from=LATER + timedelta(days=1), claim_days=10)
    found = region_queries.rules_for("990101", LATER + timedelta(days=1))
    assert (found.daily_cap_minutes, found.claim_days) == (600, 10)


def test_the_same_again_changes_nothing(officer, at):
    put(officer, at, daily_cap_minutes=600)
    before = Entry.objects.count()
    put(officer, at, daily_cap_minutes=600)
    assert Entry.objects.count() == before


def test_the_trail_says_what_changed(officer, at):
    put(officer, at, daily_cap_minutes=600, four_eyes=["organization"])
    entry = Entry.objects.get(name="governance.rules_set")
    assert entry.facts == {
        "valid_from": "2026-06-01",
        "changes": {"daily_cap_minutes": [480, 600], "four_eyes": [[], ["organization"]]},
    }


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_never_for_the_past(officer, at, day):
    with pytest.raises(Refused) as refused:
        put(officer, at, valid_from=day, daily_cap_minutes=600)
    assert (refused.value.code, refused.value.field) == ("rules.from_the_past", "valid_from")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("daily_cap_minutes", 0),
        ("daily_cap_minutes", 100_000),
        ("daily_cap_minutes", True),
        ("daily_cap_minutes", "600"),
        ("claim_days", -1),
        ("trusted_publish_at_once", 1),
        ("star_hours", [100, 300]),
        ("star_hours", [100, 300, 200, 400, 500]),
        ("four_eyes", ["everything"]),
        ("four_eyes", "organization"),
        ("categories", ["nothing-of-the-kind"]),
        ("region_id", "99"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(officer, at, name, value):
    with pytest.raises(Refused) as refused:
        put(officer, at, **{name: value})
    assert (refused.value.code, refused.value.field) == ("rules.value", name)
    assert not RuleSet.objects.exists()


@pytest.mark.parametrize("region", ["9901", "990102"])
def test_officers_set_the_rules_of_their_region_alone(officer, at, region):
    with pytest.raises(NotAllowed):
        put(officer, at, region=region, daily_cap_minutes=600)


def test_asks_for_the_right(officer, owner, at):
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.ORGANIZATIONS])
    for somebody in (officer, owner):
        with pytest.raises(NotAllowed):
            put(somebody, at, daily_cap_minutes=600)


def test_there_is_no_such_region(officer, at):
    with pytest.raises(NotFound):
        put(officer, at, region="999999", daily_cap_minutes=600)


def test_every_rule_can_be_set():
    assert set(rules.BOUNDS) | rules.SWITCHES | rules.LISTS <= set(rules.FIELDS)


def test_projects_choose_from_the_categories_that_are_offered(officer, owner, organization, at):
    put(officer, at, valid_from=TODAY + timedelta(days=1), categories=["community"])
    tomorrow = at + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        projects.draft(owner, organization, tomorrow, category="elderly")
    assert (refused.value.code, refused.value.facts) == ("project.category_not_offered", {"offered": ["community"]})
    assert projects.draft(owner, organization, tomorrow, category="community").category == "community"
