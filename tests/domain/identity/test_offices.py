import pytest

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, queries, rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.messages import queries as messages_queries


@pytest.fixture
def somebody(ground):
    return queries.actor_for(factories.account(label="秋分"))


def grant(actor, somebody, at, region="990101"):
    return actions.grant_office(actor=actor, account_id=somebody.id, region_code=region, at=at)


def revoke(actor, somebody, at, region="990101"):
    return actions.revoke_office(actor=actor, account_id=somebody.id, region_code=region, at=at)


def test_office_reaches_the_region_and_below(somebody, at):
    grant(factories.OPERATOR, somebody, at, "9901")
    assert queries.offices(somebody) == ["9901"]
    reached = {
        code: rules.is_officer_for(somebody, code, Right.RECORDS) for code in ("9901", "990101", "99", "9902", "", None)
    }
    assert reached == {"9901": True, "990101": True, "99": False, "9902": False, "": False, None: False}


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


def test_given_from_above_only(somebody, at):
    city, district = factories.officer(at, "9901", "寒露"), factories.officer(at, "990101", "白露")
    for actor in (district, somebody, ANONYMOUS):
        with pytest.raises(NotAllowed):
            grant(actor, somebody, at)
    assert grant(city, somebody, at).region_id == "990101"
    with pytest.raises(NotAllowed):
        revoke(district, somebody, at)
    assert revoke(somebody, somebody, at).revoked_at == at


@pytest.mark.parametrize(("region", "code"), [("8801", "region.unknown"), ("", "region.missing")])
def test_of_no_region(somebody, at, region, code):
    with pytest.raises(Refused) as refusal:
        grant(factories.OPERATOR, somebody, at, region)
    assert refusal.value.code == code


def test_to_nobody(ground, at):
    with pytest.raises(NotFound):
        actions.grant_office(actor=factories.OPERATOR, account_id=ids.uuid7(), region_code="99", at=at)


def test_officers_are_public(somebody, at):
    grant(factories.OPERATOR, somebody, at)
    assert [(found.account.label, found.region.name) for found in queries.officers("9901")] == [("秋分", "临溪区")]
    assert list(queries.officers("990102")) == []
