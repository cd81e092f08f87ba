"""Searches that people keep: limits, who may, what is told and what is not, links."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.messages import actions as messages_actions
from volunteercloud.domain.messages.models import Delivery, Message
from volunteercloud.domain.search import actions, index, saved, tasks
from volunteercloud.domain.search.models import Change, Document, Kind, SavedSearch

DAY = timedelta(days=1)


def keep(actor, at, *, query="category=elderly", name="助老", telling="inbox", search_id=None):
    return actions.save_search(
        actor=actor, search_id=search_id or ids.uuid7(), name=name, query=query, telling=telling, at=at
    )


def sequenced():
    """As the worker does it: every change gets its place."""
    last = max(Change.objects.filter(sequence__isnull=False).values_list("sequence", flat=True), default=0)
    for number, change in enumerate(Change.objects.filter(sequence__isnull=True).order_by("changed_at", "document_id")):
        Change.objects.filter(document_id=change.document_id).update(sequence=last + 1 + number)


def appears(at, title="社区送午餐", **details):
    """Something new in the index, sequenced."""
    starts_at = at + 2 * DAY
    document = Document(
        id=ids.uuid7(),
        kind=Kind.SHIFT,
        title=title,
        owner_id=ids.uuid7(),
        owner_name="晨光志愿服务队",
        project_id=ids.uuid7(),
        category="elderly",
        region_code="990101",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        closes_at=starts_at,
        **details,
    )
    index.put([document], at)
    sequenced()
    return document


def refusal_of(step, **named):
    with pytest.raises(Refused) as refused:
        step(**named)
    return refused.value.code


def told():
    return list(
        Message.objects.filter(template="search_matches").order_by("id").values_list("facts__number", flat=True)
    )


def test_a_search_is_kept_once_however_its_address_is_written(volunteer, at):
    first = keep(volunteer, at, query="weekday=6&category=elderly&after=x&nonsense=1&category=nonsense")
    assert first.query == "category=elderly&weekday=6"
    assert keep(volunteer, at, query="category=elderly&weekday=6", name="再来").id == first.id
    assert keep(volunteer, at, query="category=community", search_id=first.id).query == first.query
    assert [each.name for each in saved.mine(volunteer)] == ["助老"]
    assert Entry.objects.filter(name="search.saved").count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "  "}, "search.name"),
        ({"name": "长" * 101}, "search.name"),
        ({"telling": "sms"}, "search.telling"),
        ({"query": "q=" + "a" * 1000}, "search.long"),
    ],
)
def test_what_cannot_be_kept_is_refused(volunteer, at, given, code):
    assert refusal_of(keep, actor=volunteer, at=at, **given) == code
    assert saved.mine(volunteer) == []


def test_a_person_keeps_twenty(volunteer, at):
    for number in range(saved.MOST):
        keep(volunteer, at, query=f"q={number}")
    assert refusal_of(keep, actor=volunteer, at=at, query="q=more") == "search.too_many"
    assert keep(volunteer, at, query="q=7").query == "q=7", "one of the twenty is not another one"
    assert keep(organizations.person("芒种"), at).query == "category=elderly"


def test_nobody_reads_or_changes_the_searches_of_others(volunteer, at):
    mine, other = keep(volunteer, at), organizations.person("芒种")
    for step in (
        lambda: saved.search(other, mine.id),
        lambda: actions.change_search(actor=other, search_id=mine.id, name="别人", telling="no", at=at),
        lambda: actions.renew_feed_key(actor=other, search_id=mine.id, at=at),
    ):
        with pytest.raises(NotFound):
            step()
    actions.delete_search(actor=other, search_id=mine.id, at=at)
    assert saved.search(volunteer, mine.id).name == "助老"


def test_who_is_nobody_keeps_nothing(volunteer, system, at):
    with pytest.raises(NotAllowed):
        keep(system, at)


def test_what_appears_is_told_once_a_day_and_never_twice(volunteer, at):
    old = appears(at)
    keep(volunteer, at)
    assert tasks.tell_of_new_at(at) == 0, "what stood there before is no news"
    new = appears(at)
    assert tasks.tell_of_new_at(at) == 0, "today is done"
    assert tasks.tell_of_new_at(at + DAY) == 1
    assert tasks.tell_of_new_at(at + DAY) == 0
    index.put([old, new], at + DAY)
    sequenced()
    assert tasks.tell_of_new_at(at + 2 * DAY) == 0, "what changes is no news"
    assert told() == [1]


def test_nobody_is_told_of_nothing_or_against_their_wish(volunteer, at):
    appears(at)
    keep(volunteer, at, query="category=community")
    keep(volunteer, at, telling="no")
    appears(at)
    assert tasks.tell_of_new_at(at + DAY) == 0
    assert told() == []


def test_who_begins_to_be_told_hears_of_what_comes_from_now_on(volunteer, at):
    search = keep(volunteer, at, telling="no")
    appears(at)
    actions.change_search(actor=volunteer, search_id=search.id, name="助老", telling="inbox", at=at)
    assert tasks.tell_of_new_at(at + DAY) == 0


def test_a_mail_names_what_is_new_and_ends_with_one_press(volunteer, at):
    Account.objects.filter(id=volunteer.id).update(email="xiaoman@qinghe.example", language="zh-hans")
    search = keep(volunteer, at, telling="email")
    appears(at)
    tasks.tell_of_new_at(at + DAY)
    delivery = Delivery.objects.get(recipient_id=volunteer.id, template="search_matches")
    messages_actions.deliver(actor=volunteer, recipient_id=volunteer.id, delivery_id=delivery.id, at=at + DAY)

    sent = mail.outbox[0]
    ending = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [line for line in sent.body.splitlines() if "社区送午餐" in line] == [
        "2026-05-18 09:00 · 社区送午餐 · 晨光志愿服务队"
    ]
    assert sent.body.endswith(ending)

    token = ending.rstrip("/").rsplit("/", 1)[1]
    for _ in range(2):
        actions.stop_telling_by_link(actor=volunteer, token=token, at=at + DAY)
    assert saved.search(volunteer, search.id).telling == "no"
    assert Entry.objects.filter(name="search.changed").count() == 1
    assert refusal_of(actions.stop_telling_by_link, actor=volunteer, token=token[::-1], at=at) == "search.link"


def test_a_feed_is_found_by_its_address_until_another_key_is_asked_for(volunteer, at):
    search = keep(volunteer, at)
    token = saved.feed_token(search)
    assert saved.by_feed(token).id == search.id
    renewed = actions.renew_feed_key(actor=volunteer, search_id=search.id, at=at)
    for guess in (token, "", "x", token + "A", "é", saved.feed_token(renewed)[:-2]):
        with pytest.raises(NotFound):
            saved.by_feed(guess)
    assert saved.by_feed(saved.feed_token(renewed)).id == search.id


def test_a_search_that_is_gone_has_no_feed_and_ends_quietly(volunteer, at, django_assert_num_queries):
    search = keep(volunteer, at)
    token = saved.feed_token(search)
    for _ in range(2):
        actions.delete_search(actor=volunteer, search_id=search.id, at=at)
    with pytest.raises(NotFound):
        saved.by_feed(token)
    with django_assert_num_queries(0), pytest.raises(NotFound):
        saved.by_feed("guessed")
    assert SavedSearch.objects.count() == 0
    assert Entry.objects.filter(name="search.deleted").count() == 1


def test_ids_of_others_make_no_search_of_mine(volunteer, at):
    other = organizations.person("芒种")
    theirs = keep(other, at)
    mine = keep(volunteer, at, search_id=theirs.id)
    assert (mine.volunteer_id, saved.search(other, theirs.id).volunteer_id) == (volunteer.id, other.id)
    assert isinstance(mine.id, UUID)
