"""Two at once about one need, on connections of their own."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from tests.races import fates
from volunteercloud.domain.needs.actions import confirming, following, offering, posting
from volunteercloud.domain.needs.models import Need, NeedShift, Offer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def city(at):
    """Two organizations with an offer each for one need, and a shift of the first."""
    organizations.ground()
    owner, manager, poster = (organizations.person(name) for name in ("谷雨", "芒种", "大雪"))
    first = organizations.organization(owner, at)
    second = organizations.organization(manager, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    into = activities.public_shift(owner, first, at)
    need = factories.need(poster, at)
    offers = [
        offering.offer(actor=actor, need_id=need.id, organization_id=organization.id, at=at)
        for actor, organization in ((owner, first), (manager, second))
    ]
    return owner, poster, need, offers, into


def test_of_two_organizations_one_is_chosen(city, at):
    _owner, poster, need, offers, _into = city
    choose = [lambda offer=offer: offering.choose(actor=poster, offer_id=offer.id, at=at) for offer in offers]
    assert fates(choose) == ["done", "need.taken"]
    need.refresh_from_db()
    assert list(Offer.objects.filter(state="chosen").values_list("organization_id", flat=True)) == [
        need.organization_id
    ]


def test_choosing_and_withdrawing_leave_one_truth(city, at):
    owner, poster, need, (offer, _other), _into = city
    steps = [
        lambda: offering.choose(actor=poster, offer_id=offer.id, at=at),
        lambda: offering.withdraw_offer(actor=owner, offer_id=offer.id, reason="来不了。", at=at),
    ]
    assert fates(steps) in (["done", "done"], ["done", "offer.over"])
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (offer.state, need.organization_id, need.state) == ("withdrawn", None, "offered")


def test_docked_at_once_is_docked_once(city, at):
    owner, poster, need, (offer, _other), into = city
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    assert fates([lambda: factories.dock(owner, need, into, at)] * 4) == ["done"] + ["need.docked"] * 3
    assert NeedShift.objects.filter(need_id=need.id).count() == 1


def test_poster_withdraws_while_it_is_docked(city, at):
    owner, poster, need, (offer, _other), into = city
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    told = fates(
        [
            lambda: factories.dock(owner, need, into, at),
            lambda: posting.withdraw_need(actor=poster, need_id=need.id, reason="不用了。", at=at),
        ]
    )
    need.refresh_from_db()
    ends = {
        "docked": (["done", "need.taken_up"], 1),
        "withdrawn": (["done", "need.docked"], 0),
    }
    assert (told, NeedShift.objects.count()) == ends[need.state]


def test_organization_withdraws_while_it_docks(city, at):
    owner, poster, need, (offer, _other), into = city
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    fates(
        [
            lambda: factories.dock(owner, need, into, at),
            lambda: offering.withdraw_offer(actor=owner, offer_id=offer.id, reason="来不了。", at=at),
        ]
    )
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (need.organization_id, offer.state) == (None, "withdrawn")
    assert NeedShift.objects.filter(released_at__isnull=True).count() == 0


def test_rated_at_once_is_rated_once(city, at):
    owner, poster, need, (offer, _other), into = city
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    factories.dock(owner, need, into, at)
    Need.objects.filter(id=need.id).update(state="done", done_at=at)
    rate = [
        lambda rating=rating: confirming.confirm_result(actor=poster, need_id=need.id, rating=rating, at=at)
        for rating in (1, 2, 3, 4, 5)
    ]
    fates([*rate, lambda: confirming.contest_result(actor=poster, need_id=need.id, words="没有人来。", at=at)])
    need.refresh_from_db()
    assert (need.state, need.rating is None) in (("confirmed", False), ("offered", True), ("open", True))


def test_followed_at_once_is_counted_once(city, system, at):
    owner, poster, need, (offer, _other), into = city
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    factories.dock(owner, need, into, at)
    shift = factories.serve(owner, need, organizations.person("小满"), at)
    later = shift.ends_at + timedelta(hours=1)
    follow = lambda: following.follow(  # noqa: E731
        actor=system, organization_id=shift.organization_id, need_id=need.id, at=later
    )
    assert fates([follow] * 4) == ["done"] * 4
    need.refresh_from_db()
    assert (need.state, need.served_people, need.served_minutes) == ("done", 1, 120)
