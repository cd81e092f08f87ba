import csv
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS, Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, officers, queries, rules, tasks
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.messages import queries as messages_queries
from volunteercloud.domain.regions import loading
from volunteercloud.domain.regions.models import Region

TASKS = [Right.IDENTITY, Right.RECORDS]


@pytest.fixture
def somebody(ground):
    return queries.actor_for(factories.account(label="秋分"))


@pytest.fixture
def city(ground, at):
    return factories.officer(at, "9901", "寒露")


@pytest.fixture
def today():
    """An office ends by the calendar of the day on which somebody asks."""
    return timezone.localdate()


def grant(actor, somebody, at, region="990101", **given):
    return actions.grant_office(actor=actor, account_id=somebody.id, region_code=region, at=at, **given)


def revoke(actor, somebody, at, region="990101"):
    return actions.revoke_office(actor=actor, account_id=somebody.id, region_code=region, at=at)


def another(label):
    return queries.actor_for(factories.account(email=None, label=label))


def refused(action):
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.code


def test_office_reaches_the_region_and_below(somebody, at):
    grant(factories.OPERATOR, somebody, at, "9901")
    assert queries.offices(somebody) == ["9901"]
    reached = {
        code: rules.is_officer_for(somebody, code, Right.RECORDS) for code in ("9901", "990101", "99", "9902", "", None)
    }
    assert reached == {"9901": True, "990101": True, "99": False, "9902": False, "": False, None: False}


def test_office_of_the_country_reaches_everything(somebody, at):
    grant(factories.OPERATOR, somebody, at, None)
    assert queries.offices(somebody) == [""]
    assert [rules.is_officer_for(somebody, code, Right.SYSTEM) for code in ("99", "990101", "", None)] == [True] * 4
    below = another("白露")
    assert grant(somebody, below, at, "99").delegated_from.region_id is None
    assert [each.account.label for each in officers.officers_over("990101")] == ["白露", "秋分"]
    assert [each.account.label for each in officers.officers("99")] == ["白露"]
    revoke(factories.OPERATOR, somebody, at, None)
    assert queries.offices(somebody) == queries.offices(below) == []


def test_an_office_is_for_its_tasks(somebody, city, at):
    grant(city, somebody, at, rights=TASKS)
    assert {right for right in Right if rules.is_officer_for(somebody, "990101", right)} == set(TASKS)
    assert queries.offices(somebody, Right.AUDIT) == []


def test_given_and_taken_leave_traces(somebody, at):
    first = grant(factories.OPERATOR, somebody, at)
    assert grant(factories.OPERATOR, somebody, at) == first
    revoke(factories.OPERATOR, somebody, at)
    assert queries.offices(somebody) == []
    with pytest.raises(NotFound):
        revoke(factories.OPERATOR, somebody, at)
    names = list(Entry.objects.filter(owner_id=somebody.id).order_by("id").values_list("name", flat=True))
    assert names == ["identity.office_granted", "identity.office_revoked"]
    said = [letter.body for letter in messages_queries.inbox(somebody, language="zh-hans")]
    assert len(said) == 2
    assert "青禾市临溪区" in said[0]


def test_given_from_above_only(somebody, city, at):
    district = factories.officer(at, "990101", "白露")
    for actor in (somebody, ANONYMOUS, factories.officer(at, "990102", "立夏")):
        with pytest.raises(NotAllowed):
            grant(actor, somebody, at)
    assert grant(city, somebody, at).region_id == "990101"
    with pytest.raises(NotAllowed):
        revoke(district, somebody, at)
    assert revoke(somebody, somebody, at).revoked_at == at


def test_who_holds_fewer_tasks_ends_no_office_of_more(somebody, city, at):
    figures = another("白露")
    grant(factories.OPERATOR, figures, at, "99", rights=[Right.STATISTICS])
    of_both = grant(city, somebody, at, rights=[Right.STATISTICS, Right.RECORDS])
    with pytest.raises(NotAllowed):
        revoke(figures, somebody, at)
    with pytest.raises(NotAllowed):
        actions.change_office(actor=figures, grant_id=of_both.id, rights=[Right.RECORDS], ends_on=None, at=at)
    grant(factories.OPERATOR, figures, at, "9901", rights=[Right.RECORDS])
    assert revoke(figures, somebody, at).revoked_at == at


def test_to_a_colleague_until_a_day(somebody, city, at, today):
    assert refused(lambda: grant(city, somebody, at, "9901", rights=TASKS)) == "office.day_missing"
    given = grant(city, somebody, at, "9901", rights=TASKS, ends_on=today)
    assert (given.delegated_from.account_id, given.ends_on) == (city.id, today)
    assert revoke(city, somebody, at, "9901").id == given.id


def test_nobody_gives_more_than_they_hold(somebody, at, today):
    limited = another("白露")
    grant(factories.OPERATOR, limited, at, "9901", rights=TASKS, ends_on=today)
    assert refused(lambda: grant(limited, somebody, at, rights=[Right.SYSTEM])) == "office.beyond_own"
    assert refused(lambda: grant(limited, somebody, at, ends_on=today + timedelta(days=1))) == "office.later_than_own"
    given = grant(limited, somebody, at)
    assert (given.rights, given.ends_on) == (TASKS, today)
    with pytest.raises(NotAllowed):
        grant(limited, limited, at)
    for forged in ([], ["everything"]):
        assert refused(lambda forged=forged: grant(limited, somebody, at, rights=forged)) == "office.rights"


def test_an_office_is_over_after_its_last_day(somebody, city, at, today):
    given = grant(city, somebody, at, ends_on=today)
    assert queries.offices(somebody) == ["990101"]
    OfficerGrant.objects.filter(id=given.id).update(ends_on=today - timedelta(days=1))
    assert queries.offices(somebody) == []
    assert list(officers.officers("990101")) == []
    assert (
        refused(lambda: grant(city, somebody, at, ends_on=timezone.localdate(at) - timedelta(days=1))) == "office.over"
    )
    assert grant(city, somebody, at).id != given.id


def test_what_was_delegated_ends_with_its_origin(somebody, city, at, today):
    second, third = another("白露"), another("立夏")
    grant(city, second, at, "9901", ends_on=today)
    grant(second, third, at)
    grant(third, somebody, at, ends_on=today)
    revoke(factories.OPERATOR, city, at, "9901")
    assert [queries.offices(each) for each in (city, second, third, somebody)] == [[]] * 4
    ended = Entry.objects.filter(name="identity.office_revoked")
    assert set(ended.values_list("owner_id", flat=True)) == {city.id, second.id, third.id, somebody.id}


def test_no_circle_outlives_its_beginning(city, at, today):
    second = another("白露")
    grant(city, second, at, "9901", ends_on=today)
    assert refused(lambda: grant(second, city, at, "9901", ends_on=today)) == "office.stands"
    back = grant(second, city, at, "990101")
    revoke(city, second, at, "9901")
    back.refresh_from_db()
    assert back.revoked_at == at


def test_an_office_that_shrinks_takes_what_came_from_it(somebody, city, at, today):
    second = another("白露")
    first = grant(city, second, at, "990101")
    kept = grant(second, somebody, at, rights=TASKS, ends_on=today + timedelta(days=9))
    lost = grant(second, another("立夏"), at, rights=[Right.AUDIT], ends_on=today)
    tomorrow = today + timedelta(days=1)
    actions.change_office(actor=city, grant_id=first.id, rights=[Right.RECORDS], ends_on=tomorrow, at=at)
    kept.refresh_from_db()
    lost.refresh_from_db()
    assert (kept.rights, kept.ends_on) == ([Right.RECORDS], tomorrow)
    assert lost.revoked_at == at
    changed = Entry.objects.filter(name="identity.office_changed", owner_id=second.id).get()
    assert changed.facts["changes"]["ends_on"] == [None, tomorrow.isoformat()]


def test_nobody_changes_an_office_beyond_reach(somebody, city, at):
    given = grant(city, somebody, at, rights=TASKS)

    def change(actor, rights):
        return actions.change_office(actor=actor, grant_id=given.id, rights=rights, ends_on=None, at=at)

    for actor in (somebody, factories.officer(at, "990101", "立夏"), factories.officer(at, "990102", "立秋")):
        with pytest.raises(NotAllowed):
            change(actor, [Right.RECORDS])
    limited = another("白露")
    grant(factories.OPERATOR, limited, at, "99", rights=TASKS)
    assert refused(lambda: change(limited, [*TASKS, Right.SYSTEM])) == "office.beyond_own"
    assert change(city, [Right.RECORDS]).rights == [Right.RECORDS]


@pytest.mark.parametrize(("region", "code"), [("8801", "region.unknown"), ("", "region.missing")])
def test_of_no_region(somebody, at, region, code):
    assert refused(lambda: grant(factories.OPERATOR, somebody, at, region)) == code


def test_to_nobody(ground, at):
    with pytest.raises(NotFound):
        actions.grant_office(actor=factories.OPERATOR, account_id=ids.uuid7(), region_code="99", at=at)


def test_officers_are_public(somebody, at):
    grant(factories.OPERATOR, somebody, at)
    assert [(found.account.label, found.region.name) for found in queries.officers("9901")] == [("秋分", "临溪区")]
    assert list(queries.officers("990102")) == []


# Regions that end


@pytest.fixture
def new_list(tmp_path, ground):
    """Loads a list of divisions of the year after, with what became of those it lacks."""
    Region.objects.create(code="66", level=1, name="甲省", valid_from=factories.BEGAN)
    Region.objects.create(code="6601", parent_id="66", level=2, name="乙市", valid_from=factories.BEGAN)

    def load(*cities, successors):
        rows = [("66", "", "province", "甲省", ""), *((code, "66", "city", name, "") for code, name in cities)]
        for name, head, lines in (
            ("divisions.csv", ("code", "parent", "level", "name", "name_latin"), rows),
            ("successors.csv", ("code", "successor", "since"), successors),
        ):
            with (tmp_path / name).open("w", newline="") as file:
                csv.writer(file).writerows([head, *lines])
        return loading.load(
            divisions=tmp_path / "divisions.csv", of=date(2026, 3, 1), successors=tmp_path / "successors.csv"
        )

    return load


def test_an_office_goes_on_in_the_successor(somebody, new_list, at):
    grant(factories.OPERATOR, somebody, at, "6601")
    new_list(("6611", "新市"), successors=[("6601", "6611", "2026-03-01")])
    assert queries.offices(somebody) == ["6601", "6611"]
    below = another("白露")
    assert grant(somebody, below, at, "6611", ends_on=timezone.localdate()).region_id == "6611"
    assert tasks.ask_for_regions_at(at) == 0


def test_a_split_region_is_for_those_above_to_decide(somebody, new_list, at):
    province = factories.officer(at, "66", "寒露")
    grant(factories.OPERATOR, somebody, at, "6601")
    new_list(
        ("6611", "东市"),
        ("6612", "西市"),
        successors=[("6601", "6611", "2026-03-01"), ("6601", "6612", "2026-03-01")],
    )
    assert queries.offices(somebody) == ["6601"]
    assert [tasks.ask_for_regions_at(at) for _night in range(2)] == [1, 0]
    letter = messages_queries.inbox(province, language="zh-hans")[0]
    assert "秋分" in letter.body
    grant(province, somebody, at, "6612")
    assert queries.offices(somebody) == ["6601", "6612"]


def test_somebody_unknown_holds_nothing(ground):
    assert officers.held(ANONYMOUS) == officers.held(Actor(ANONYMOUS.kind, "", ids.uuid7())) == []
