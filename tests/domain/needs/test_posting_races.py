"""Two people at once, on connections of their own."""

import pytest

from tests.domain.needs import posts
from tests.domain.organizations import factories as organizations
from tests.races import fates
from volunteercloud.core import ids
from volunteercloud.domain.needs.actions import ending, figuring, moderating, posting, stations
from volunteercloud.domain.needs.models import Need, NeedFigure, State, Station, Step
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.search.models import Document

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_one_need_sent_twice_at_once_is_one(at):
    organizations.ground()
    poster, need_id = posts.poster(), ids.uuid7()

    def save():
        return posting.save_need(actor=poster, need_id=need_id, draft=posts.draft(at), at=at)

    assert set(fates([save, save])) <= {"done", "need.sent_twice"}
    assert Need.objects.count() == 1


def test_the_same_text_posted_twice_at_once_is_posted_once(at):
    organizations.ground()
    poster = posts.poster()
    drafts = [posts.saved(poster, at) for _ in range(2)]
    steps = [lambda need=need: posting.post_need(actor=poster, need_id=need.id, at=at) for need in drafts]

    assert fates(steps) == ["done", "need.posted_already"]


def test_the_limit_of_a_day_holds_for_many_at_once(at):
    organizations.ground()
    RuleSet.objects.create(region_id="99", valid_from=organizations.BEGAN, needs_a_day=2)
    poster = posts.poster()
    drafts = [posts.saved(poster, at, title=f"第{number}件需要帮忙的事") for number in range(4)]
    steps = [lambda need=need: posting.post_need(actor=poster, need_id=need.id, at=at) for need in drafts]

    assert fates(steps) == ["done", "done", "need.flood", "need.flood"]


def test_two_moderators_decide_at_once(at):
    organizations.ground()
    need = posts.posted(posts.poster(), at)
    case = posts.case_of(need)
    steps = [
        lambda officer=officer, decision=decision: moderating.decide_need(
            actor=officer, case_id=case.id, decision=decision, reason="看过了。", at=at
        )
        for officer, decision in ((posts.officer(), "approve"), (posts.officer("9901", "立秋"), "reject"))
    ]

    assert fates(steps) == ["done", "review.decided_already"]


def test_withdrawn_while_it_is_approved_it_ends_one_way(at):
    organizations.ground()
    poster = posts.poster()
    need = posts.posted(poster, at)
    case, officer = posts.case_of(need), posts.officer()
    steps = [
        lambda: posting.withdraw_need(actor=poster, need_id=need.id, at=at),
        lambda: moderating.decide_need(actor=officer, case_id=case.id, decision="approve", reason="", at=at),
    ]

    assert set(fates(steps)) <= {"done", "review.withdrawn"}
    assert Need.objects.get().state == State.WITHDRAWN


def test_extended_while_it_expires_it_ends_one_way(at, system):
    organizations.ground()
    poster = posts.poster()
    need = posts.opened(poster, at, frequency="until_solved", starts_at=None, ends_at=None)
    steps = [
        lambda: ending.extend_need(actor=poster, need_id=need.id, at=need.expires_at),
        lambda: ending.expire_need(actor=system, need_id=need.id, at=need.expires_at),
    ]

    assert set(fates(steps)) <= {"done", "need.moved_on"}
    found = Need.objects.get()
    assert (found.state == State.EXPIRED) == (found.expires_at == need.expires_at)


def test_two_officers_name_different_stations_at_once(at):
    organizations.ground()
    first = organizations.organization(organizations.person("立夏"), at)
    second = organizations.organization(
        organizations.person("处暑"), at, name="东渡志愿服务队", uscc="51990000MJ00000023"
    )
    steps = [
        lambda organization=organization, name=name: stations.name_station(
            actor=posts.officer("99", name), region_code="990101", organization_id=organization.id, at=at
        )
        for organization, name in ((first, "立秋"), (second, "寒露"))
    ]

    assert fates(steps) == ["done", "station.taken"]
    assert Station.objects.filter(ended_at__isnull=True).count() == 1


def test_two_that_count_at_once_count_once(at, system):
    organizations.ground()
    posts.opened(posts.poster(), at)
    steps = [lambda: figuring.count_figures(actor=system, at=at)] * 2

    assert fates(steps) == ["done", "done"]
    assert NeedFigure.objects.get(region="99").posted == 1


def test_the_limit_of_drafts_holds_for_many_at_once(at, monkeypatch):
    organizations.ground()
    monkeypatch.setattr(posting, "MOST_DRAFTS", 2)
    poster = posts.poster()

    assert fates([lambda: posts.saved(poster, at)] * 4) == ["done", "done", "need.many_drafts", "need.many_drafts"]
    assert Need.objects.count() == 2


def test_ended_in_three_ways_at_once_it_ends_in_one(at, system):
    organizations.ground()
    poster, officer = posts.poster(), posts.officer(name="立秋")
    need = posts.opened(poster, at)
    over = need.expires_at

    told = fates(
        [
            lambda: posting.withdraw_need(actor=poster, need_id=need.id, at=over),
            lambda: ending.close_unmet(actor=officer, need_id=need.id, unmet="nobody", reason="没有人来。", at=over),
            lambda: ending.expire_need(actor=system, need_id=need.id, at=over),
        ]
    )

    need.refresh_from_db()
    assert told.count("done") >= 1
    assert need.state in (State.WITHDRAWN, State.UNMET, State.EXPIRED)
    ends = Step.objects.filter(need=need, what__in=["withdrawn", "unmet", "expired"])
    assert list(ends.values_list("what", flat=True)) == [need.state]
    assert not Document.objects.filter(id=need.id).exists()
