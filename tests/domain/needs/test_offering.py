"""Who offers, who chooses, and what follows for the others."""

from datetime import timedelta

import pytest

from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import offering
from volunteercloud.domain.needs.models import Offer, Step
from volunteercloud.domain.search.models import Document

SORRY = "那天我们都有课。"


@pytest.fixture
def offer(manager, other, need, at):
    return offering.offer(actor=manager, need_id=need.id, organization_id=other.id, words="我们有车。", at=at)


def told(actor):
    return sorted(Message.objects.filter(recipient_id=actor.id).values_list("template", flat=True))


def steps(need):
    return list(Step.objects.filter(need=need).order_by("at", "id").values_list("what", flat=True))


def test_first_offer_answers_the_need_and_tells_its_poster(offer, need, poster, at):
    need.refresh_from_db()
    assert (need.state, need.answered_at, need.organization_id) == ("offered", at, None)
    assert (told(poster), steps(need)) == (["docking_offered"], ["offered"])
    assert Document.objects.get(id=need.id).state == "open"


def test_second_offer_leaves_the_first_answer_and_both_wait(offer, need, owner, organization, poster, at):
    offering.offer(actor=owner, need_id=need.id, organization_id=organization.id, at=at + timedelta(hours=1))
    need.refresh_from_db()
    assert need.answered_at == at
    assert [one.name for one in docking_queries.offers(poster, need.id)] == ["绿岸志愿服务队", "晨光志愿服务队"]


def test_offered_again_says_the_new_words_once(offer, manager, other, need, at):
    again = offering.offer(actor=manager, need_id=need.id, organization_id=other.id, words="两辆车。", at=at)
    assert (again.id, again.words, Offer.objects.count()) == (offer.id, "两辆车。", 1)


def test_only_managers_of_an_organization_at_work_offer_for_an_open_need(manager, other, need, poster, officer, at):
    offers = {"need_id": need.id, "organization_id": other.id, "at": at}
    with pytest.raises(NotAllowed):
        offering.offer(actor=poster, **offers)
    organizations.suspend(actor=officer, organization_id=other.id, reason="核查中。", at=at)
    with pytest.raises(Refused) as refusal:
        offering.offer(actor=manager, **offers)
    assert refusal.value.code == "organization.suspended"


@pytest.mark.parametrize("state", ["draft", "moderation", "returned"])
def test_nobody_offers_for_what_was_not_opened(manager, other, poster, state, at):
    hidden = factories.need(poster, at, state=state)
    with pytest.raises(NotFound):
        offering.offer(actor=manager, need_id=hidden.id, organization_id=other.id, at=at)


def test_nobody_offers_for_what_is_over(manager, other, poster, at):
    over = factories.need(poster, at, state="closed", organization_id=other.id, way="shift", docked_at=at)
    with pytest.raises(Refused) as refusal:
        offering.offer(actor=manager, need_id=over.id, organization_id=other.id, at=at)
    assert refusal.value.code == "need.not_open"


@pytest.mark.parametrize("chooser", ["poster", "owner", "officer"])
def test_poster_station_and_officer_choose(offer, need, other, chooser, request, at):
    offering.choose(actor=request.getfixturevalue(chooser), offer_id=offer.id, at=at)
    need.refresh_from_db()
    assert (need.state, need.organization_id, need.organization_name) == ("offered", other.id, other.name)


def test_whoever_offers_does_not_choose(offer, manager, volunteer, at):
    for stranger in (manager, volunteer):
        with pytest.raises(NotAllowed):
            offering.choose(actor=stranger, offer_id=offer.id, at=at)


def test_officer_does_not_choose_their_own_organization(offer, manager, at):
    organizations.make_officer(manager, "990101")
    with pytest.raises(Refused) as refusal:
        offering.choose(actor=manager, offer_id=offer.id, at=at)
    assert refusal.value.code == "offer.own_organization"


def test_second_organization_is_not_chosen(offer, need, owner, organization, poster, at):
    second = offering.offer(actor=owner, need_id=need.id, organization_id=organization.id, at=at)
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    with pytest.raises(Refused) as refusal:
        offering.choose(actor=owner, offer_id=second.id, at=at)
    assert refusal.value.code == "need.taken"


def test_nobody_offers_once_an_organization_was_chosen(offer, need, owner, organization, poster, at):
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    with pytest.raises(Refused) as refusal:
        offering.offer(actor=owner, need_id=need.id, organization_id=organization.id, at=at)
    assert refusal.value.code == "need.taken"


def test_suspended_organization_is_not_chosen(offer, other, officer, poster, at):
    organizations.suspend(actor=officer, organization_id=other.id, reason="核查中。", at=at)
    with pytest.raises(Refused) as refusal:
        offering.choose(actor=poster, offer_id=offer.id, at=at)
    assert refusal.value.code == "offer.organization"


def test_declined_organization_is_told_why_and_the_need_is_open_again(offer, need, poster, manager, at):
    with pytest.raises(Refused) as refusal:
        offering.decline(actor=poster, offer_id=offer.id, reason=" ", at=at)
    assert refusal.value.code == "need.reason"
    offering.decline(actor=poster, offer_id=offer.id, reason="已经有人来了。", at=at)
    offer.refresh_from_db()
    need.refresh_from_db()
    assert (offer.state, offer.reason, need.state) == ("declined", "已经有人来了。", "open")
    assert told(manager)[-1:] == ["organization_approve"]
    assert told(manager)[:1] == ["docking_declined"]


def test_nobody_offers_again_for_ever(need, poster, manager, other, volunteer, at):
    def again():
        made = offering.offer(actor=manager, need_id=need.id, organization_id=other.id, at=at)
        offering.withdraw_offer(actor=manager, offer_id=made.id, at=at)

    for _ in range(3):
        again()

    with pytest.raises(Refused) as refusal:
        again()
    assert refusal.value.code == "offer.often"
    for _ in range(3):
        made = offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
        offering.decline(actor=poster, offer_id=made.id, reason=SORRY, at=at)
    with pytest.raises(Refused) as refusal:
        offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    assert refusal.value.code == "offer.often"
    assert told(poster).count("docking_offered") == 6


def test_chosen_organization_is_let_go_before_it_docks(offer, need, poster, manager, other, at):
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    offering.decline(actor=poster, offer_id=offer.id, reason="时间对不上。", at=at)
    need.refresh_from_db()
    assert (need.state, need.organization_id) == ("open", None)
    offering.offer(actor=manager, need_id=need.id, organization_id=other.id, at=at)


def test_chosen_organization_takes_its_offer_back_with_a_reason(offer, need, poster, manager, at):
    offering.choose(actor=poster, offer_id=offer.id, at=at)
    with pytest.raises(Refused) as refusal:
        offering.withdraw_offer(actor=manager, offer_id=offer.id, at=at)
    assert refusal.value.code == "need.reason"
    offering.withdraw_offer(actor=manager, offer_id=offer.id, reason=SORRY, at=at)
    need.refresh_from_db()
    assert (need.state, need.organization_id) == ("open", None)
    assert told(poster)[0] == "docking_offer_withdrawn"


def test_withdrawing_leaves_the_offers_of_others(offer, need, owner, organization, manager, at):
    offering.offer(actor=owner, need_id=need.id, organization_id=organization.id, at=at)
    offering.withdraw_offer(actor=manager, offer_id=offer.id, at=at)
    need.refresh_from_db()
    assert need.state == "offered"


def test_nobody_withdraws_the_offer_of_another(offer, poster, volunteer, at):
    with pytest.raises(NotAllowed):
        offering.withdraw_offer(actor=poster, offer_id=offer.id, reason=SORRY, at=at)
    with pytest.raises(NotFound):
        offering.withdraw_offer(actor=volunteer, offer_id=offer.id, reason=SORRY, at=at)


def test_offers_are_read_by_who_chooses(offer, need, volunteer, manager):
    for stranger in (volunteer, manager):
        with pytest.raises(NotFound):
            docking_queries.offers(stranger, need.id)


def test_volunteer_offers_for_a_small_need_under_a_masked_name(need, volunteer, owner, at):
    made = offering.offer_myself(actor=volunteer, need_id=need.id, words="我会开车。", at=at)
    assert (made.name, made.volunteer_id) == ("小＊", volunteer.id)
    assert docking_queries.volunteers_by_offer(owner, need.id)[made.id].name == "小满"
    assert [one.need for one in docking_queries.my_offers(volunteer)] == [need]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"people": 6}, "offer.not_small"),
        ({"is_dangerous": True}, "offer.not_small"),
        ({"station_id": None}, "offer.no_station"),
        ({"minimum_age": 60}, "signup.too_young"),
    ],
)
def test_volunteers_help_directly_with_small_needs_of_a_station(poster, organization, volunteer, changes, code, at):
    need = factories.of_station(poster, organization, at)
    type(need).objects.filter(id=need.id).update(**changes)
    with pytest.raises(Refused) as refusal:
        offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    assert refusal.value.code == code


def test_volunteer_without_a_verified_name_and_the_poster_do_not_offer(need, poster, at):
    with pytest.raises(Refused) as refusal:
        offering.offer_myself(actor=organizations.person("处暑", real_name_level=0), need_id=need.id, at=at)
    assert refusal.value.code == "signup.real_name"
    with pytest.raises(Refused) as refusal:
        offering.offer_myself(actor=poster, need_id=need.id, at=at)
    assert refusal.value.code == "offer.own"


def test_an_organization_does_not_offer_for_its_own_need(manager, other, at):
    own = factories.need(manager, at, organization=other)
    with pytest.raises(Refused) as refusal:
        offering.offer(actor=manager, need_id=own.id, organization_id=other.id, at=at)
    assert refusal.value.code == "offer.own"


def test_nobody_offers_another_person(need, volunteer, poster, at):
    with pytest.raises(NotAllowed):
        offering.offer_myself(actor=volunteer, need_id=need.id, volunteer_id=poster.id, at=at)


def test_no_more_volunteers_are_chosen_than_are_needed(need, owner, at):
    people = [organizations.person(name) for name in ("立春", "雨水", "惊蛰")]
    made = [offering.offer_myself(actor=person, need_id=need.id, at=at) for person in people]
    for one in made[:2]:
        offering.choose(actor=owner, offer_id=one.id, at=at)
    with pytest.raises(Refused) as refusal:
        offering.choose(actor=owner, offer_id=made[2].id, at=at)
    assert refusal.value.code == "offer.enough"


def test_offers_have_an_end(need, volunteer, monkeypatch, at):
    monkeypatch.setattr("volunteercloud.domain.needs.docking_rules.MOST_WAITING", 1)
    offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    with pytest.raises(Refused) as refusal:
        offering.offer_myself(actor=organizations.person("处暑"), need_id=need.id, at=at)
    assert refusal.value.code == "offer.many"
