from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.identity import factories
from tests.domain.nodes import peers
from tests.domain.organizations import factories as organizations
from tests.domain.records import factories as records
from volunteercloud.core import checks
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import claims, queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.checks import STATEMENTS
from volunteercloud.domain.identity.models import Account, ClaimKind, Merge, MergeState, Volunteer
from volunteercloud.domain.members.models import Membership
from volunteercloud.domain.messages import queries as messages_queries
from volunteercloud.domain.office import actions, double_people
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import explaining
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.transfers import actions as transfers_actions
from volunteercloud.domain.transfers import terms

GROUNDS = "护照与身份证为同一人，本人到场核对。"


@pytest.fixture
def ground(db, settings):
    settings.DEMO = True
    organizations.ground()


@pytest.fixture
def person(ground, at):
    return factories.person(at - timedelta(days=60))


@pytest.fixture
def double(person, at):
    """The same person once more, with another document."""
    return factories.person(at - timedelta(days=60), sequence=3, email="again@qinghe.example")


@pytest.fixture
def officers(ground, at):
    return factories.officer(at, "9901", "寒露"), factories.officer(at, "990101", "白露")


def number_of(somebody):
    return Volunteer.objects.get(id=somebody.id).number


def propose(officer, person, double, at, grounds=GROUNDS):
    return actions.propose_merge(
        actor=officer, volunteer_id=person.id, other_number=number_of(double), grounds=grounds, at=at
    )


def decide(officer, at, decision="approve", reason=""):
    return actions.decide_merge(
        actor=officer,
        case_id=Case.objects.get(kind="merge", state="waiting").id,
        decision=decision,
        reason=reason,
        at=at,
    )


def merged(officers, person, double, at):
    propose(officers[0], person, double, at)
    return decide(officers[1], at)


def code_of(step):
    with pytest.raises(Refused) as refusal:
        step()
    return refusal.value.code


def test_the_second_number_leads_to_the_first(officers, person, double, at):
    merge = merged(officers, person, double, at)
    assert merge.state == MergeState.MERGED
    assert queries.volunteer_by_number(merge.other_number).id == person.id
    assert claims.holder_of(ClaimKind.DOCUMENT, f"18:{factories.number(sequence=3)}") == person.id
    signed_in = queries.actor_for(Account.objects.get(id=double.id))
    assert signed_in.id == person.id
    assert identity_rules.may_act_for(signed_in, double.id)
    assert queries.recipient(double.id).id == person.id
    assert len(messages_queries.inbox(person, language="zh-hans")) == 2


def test_one_officer_alone_joins_nobody(officers, person, double, at):
    merge = propose(officers[0], person, double, at)
    assert code_of(lambda: decide(officers[0], at)) == "review.needs_another"
    merge.refresh_from_db()
    assert merge.state == MergeState.PROPOSED
    assert queries.actor_for(Account.objects.get(id=double.id)).id == double.id


def test_the_second_officer_may_say_no(officers, person, double, at):
    merge = propose(officers[0], person, double, at)
    for officer in officers[::-1]:
        decide(officer, at, "reject", "出生地不同。")
    merge.refresh_from_db()
    assert merge.state == MergeState.DECLINED
    assert propose(officers[0], person, double, at).id != merge.id


def test_undone_everything_is_where_it_was(officers, person, double, at):
    before = dict(claims.Claim.objects.values_list("value_index", "holder_id"))
    merge = merged(officers, person, double, at)
    undone = actions.undo_merge(
        actor=officers[1], volunteer_id=person.id, merge_id=merge.id, reason="不是同一人。", at=at
    )
    assert undone.state == MergeState.UNDONE
    assert dict(claims.Claim.objects.values_list("value_index", "holder_id")) == before
    assert queries.actor_for(Account.objects.get(id=double.id)).id == double.id
    told = list(Entry.objects.filter(name__startswith="identity.merge").order_by("id").values_list("name", flat=True))
    assert told == ["identity.merge_proposed", "identity.merge_decided", "identity.merge_undone"]

    def again():
        return actions.undo_merge(
            actor=officers[1], volunteer_id=person.id, merge_id=merge.id, reason="不是同一人。", at=at
        )

    assert code_of(again) == "merge.not_standing"


def test_too_late_to_undo(officers, person, double, at):
    merge = merged(officers, person, double, at)
    late = at + timedelta(days=181)
    assert (
        code_of(
            lambda: actions.undo_merge(
                actor=officers[0], volunteer_id=person.id, merge_id=merge.id, reason="不是同一人。", at=late
            )
        )
        == "merge.too_late"
    )


def test_never_in_circles_or_chains(officers, person, double, at):
    merged(officers, person, double, at)
    third = factories.person(at, sequence=5, email="third@qinghe.example")
    assert code_of(lambda: propose(officers[0], third, person, at)) == "merge.joined"
    assert code_of(lambda: propose(officers[0], double, third, at)) == "merge.joined"


def test_what_stands_against_it(officers, person, at):
    unknown = factories.volunteer(at, email="again@qinghe.example")
    older = factories.person(at, sequence=7, birth_on=factories.born(40, at), email="older@qinghe.example")
    assert code_of(lambda: propose(officers[0], unknown, person, at)) == "merge.not_known"
    assert code_of(lambda: propose(officers[0], person, older, at)) == "merge.another_person"
    identity_actions.grant_office(actor=factories.OPERATOR, account_id=unknown.id, region_code="990102", at=at)
    assert code_of(lambda: propose(officers[0], person, unknown, at)) == "merge.office"
    identity_actions.revoke_office(actor=factories.OPERATOR, account_id=unknown.id, region_code="990102", at=at)
    assert code_of(lambda: propose(officers[0], person, unknown, at, grounds=" ")) == "merge.grounds"
    assert propose(officers[0], person, unknown, at).other_id == unknown.id


@pytest.mark.parametrize(
    ("state", "against"),
    [("active", ["memberships"]), ("invited", ["memberships"]), ("refused", []), ("removed", []), ("left", [])],
)
def test_a_membership_stands_against_it_while_it_can_be_left(person, double, at, state, against):
    organization = organizations.organization(organizations.person("立春"), at)
    Membership.objects.create(
        volunteer_id=double.id, organization_id=organization.id, name="谷雨", state=state, asked_at=at
    )
    both = (Volunteer.objects.get(id=each.id) for each in (person, double))
    assert [each.code for each in double_people.obstacles(*both, at)] == against


@pytest.fixture
def moving(at):
    """Ask for somebody's records at another node."""
    node = peers.confirmed(at)

    def ask(somebody):
        said = {"actor": somebody, "volunteer_id": somebody.id, "node_name": node.name}
        return transfers_actions.ask(**said, bring=True, terms=terms.VERSION, at=at)

    return ask


def test_what_is_on_its_way_to_the_second_number_stands_against_it(officers, person, double, moving, at):
    coming = moving(double)
    assert code_of(lambda: propose(officers[0], person, double, at)) == "merge.transfers"
    transfers_actions.decline(actor=double, volunteer_id=double.id, transfer_id=coming.id, at=at)
    moving(person)  # what comes for the first one is compared with the records of both
    assert merged(officers, person, double, at).state == MergeState.MERGED


def test_nothing_is_undone_while_records_of_both_are_on_their_way(officers, person, double, moving, at):
    merge = merged(officers, person, double, at)
    coming = moving(person)

    def undo():
        said = {"actor": officers[1], "volunteer_id": person.id, "merge_id": merge.id}
        return actions.undo_merge(**said, reason="不是同一人。", at=at)

    assert code_of(undo) == "merge.transfers"
    transfers_actions.decline(actor=person, volunteer_id=person.id, transfer_id=coming.id, at=at)
    assert undo().state == MergeState.UNDONE


def test_not_for_officers_of_elsewhere_nor_in_ones_own_matter(officers, person, double, at):
    with pytest.raises(NotAllowed):
        propose(factories.officer(at, "990102", "立夏"), person, double, at)
    identity_actions.grant_office(actor=factories.OPERATOR, account_id=person.id, region_code="9901", at=at)
    with pytest.raises(NotAllowed):
        propose(person, person, double, at)
    assert not Merge.objects.exists()


def test_who_stands_in_does_not_say_the_second_word(officers, person, double, at):
    absent, colleague = officers[0], factories.officer(at, "9901", "霜降")
    today = timezone.localdate()
    identity_actions.name_stand_in(
        actor=absent, absent_id=absent.id, account_id=colleague.id, first_day=today, last_day=today, at=timezone.now()
    )
    propose(absent, person, double, at)
    acting = type(absent)(colleague.kind, colleague.label, colleague.id, absent.id, absent.label)
    assert code_of(lambda: decide(acting, at)) == "review.of_absent_officer"
    assert decide(colleague, at).state == MergeState.MERGED


def test_the_promises_hold_afterwards(officers, person, double, at):
    merged(officers, person, double, at)
    assert list(checks.run(STATEMENTS)) == []


def test_records_stand_together_until_undone(officers, person, double, at):
    leader = organizations.person("夏至")
    organization = organizations.organization(leader, at - timedelta(days=30))
    first, later = at - timedelta(days=9), at - timedelta(days=5)
    mine = records.recorded(organization, double, leader, first, 2)
    own = records.recorded(organization, person, leader, later, 1)
    clash = records.draft(organization, person, leader, first)
    merge = merged(officers, person, double, at)
    together = record_queries.records_of(person, person.id, record_queries.Wanted())
    assert [head.record_id for head in together] == [head.record_id for head in (*own, *reversed(mine))]
    assert record_queries.totals_of(person, person.id).records == 3
    assert [each.version.record_id for each in explaining.explain(person, person.id, mine[0].record_id)] == [
        mine[0].record_id
    ]
    assert code_of(lambda: record_actions.record_service(actor=leader, draft=clash, at=at)) == "record.overlap"
    actions.undo_merge(actor=officers[1], volunteer_id=person.id, merge_id=merge.id, reason="不是同一人。", at=at)
    assert record_queries.totals_of(person, person.id).records == 1


def test_records_that_overlap_are_named_first(officers, person, double, at):
    leader = organizations.person("夏至")
    organization = organizations.organization(leader, at - timedelta(days=30))
    pairs = [records.recorded(organization, who, leader, at - timedelta(days=9), 2) for who in (person, double)]
    assert code_of(lambda: propose(officers[0], person, double, at)) == "merge.overlap"
    found = record_queries.overlapping(person.id, double.id)
    assert [(own.record_id, other.record_id) for own, other in found] == [
        (own.record_id, other.record_id) for own, other in zip(*pairs, strict=True)
    ]


def test_both_are_shown_to_who_decides(officers, person, double, at):
    merge = propose(officers[0], person, double, at)
    shown = double_people.proposed(officers[1], person.id, merge.id, at)
    assert ([each.id for each in shown.people], shown.obstacles, shown.overlaps) == ([person.id, double.id], [], [])
