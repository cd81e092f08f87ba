"""What regions say: drafted, changed, published, withdrawn; and who reads it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from tests.domain.organizations import factories
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.memory import forget_all
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.publications import actions, queries
from volunteercloud.domain.publications.models import Kind, Publication, PublicationVersion, State

OPERATOR = system("tests")


def drafted(actor, at, *, kind=Kind.NEWS, region="990101", slug="", **said):
    content = actions.Content(**({"title": "征集志愿者", "body": "周六早上在食堂见。"} | said))
    return actions.draft_publication(actor=actor, kind=kind, region_code=region, slug=slug, content=content, at=at)


def public(actor, at, **changes):
    return actions.publish(actor=actor, publication_id=drafted(actor, at, **changes).id, at=at)


@pytest.fixture
def country(owner):
    return OPERATOR


def test_a_draft_is_read_by_nobody_else(officer, at):
    made = drafted(officer, at)
    assert list(queries.news("")) == []
    with pytest.raises(NotFound):
        queries.published(made.id)
    assert queries.for_editor(officer, made.id) == made


def test_published_it_is_read_below_and_nowhere_else(officer, country, at):
    city = public(factories.officer("9901", "立秋"), at, region="9901")
    own = public(officer, at + timedelta(minutes=1))
    whole = public(country, at + timedelta(minutes=2), region=None)
    read = {region: list(queries.news(region)) for region in ("", "99", "9901", "990101", "990102")}
    assert read == {
        "": [whole, own, city],
        "99": [whole],
        "9901": [whole, city],
        "990101": [whole, own, city],
        "990102": [whole, city],
    }


def test_news_come_in_pages(officer, at):
    made = [public(officer, at + timedelta(minutes=minute)) for minute in range(3)]
    first = list(queries.news("990101", limit=1))
    assert first == [made[2], made[1]]
    assert list(queries.news("990101", before=(made[2].published_at, made[2].id), limit=1)) == [made[1], made[0]]


@pytest.mark.parametrize("region", ["990102", "9901", "99", None])
def test_officers_write_for_their_region_alone(officer, at, region):
    with pytest.raises(NotAllowed):
        drafted(officer, at, region=region)


def test_every_step_asks_for_the_right(officer, owner, at):
    made = drafted(officer, at)
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.AUDIT])
    content = actions.Content(title="改", body="改")
    for somebody in (officer, owner, ANONYMOUS):
        for act in (
            lambda: actions.publish(actor=somebody, publication_id=made.id, at=at),  # noqa: B023
            lambda: actions.withdraw_publication(actor=somebody, publication_id=made.id, at=at),  # noqa: B023
            lambda: actions.change_publication(
                actor=somebody,  # noqa: B023
                publication_id=made.id,
                seen_version=1,
                content=content,
                at=at,
            ),
        ):
            with pytest.raises(NotAllowed):
                act()
        with pytest.raises(NotFound):
            queries.for_editor(somebody, made.id)


def test_every_version_is_kept(officer, at):
    made = public(officer, at)
    actions.change_publication(
        actor=officer,
        publication_id=made.id,
        seen_version=1,
        content=actions.Content(title="改期", body="改到周日。"),
        at=at + timedelta(hours=1),
    )
    assert list(queries.versions(officer, made.id).values_list("number", "title")) == [(2, "改期"), (1, "征集志愿者")]
    assert queries.published(made.id).title == "改期"


def test_of_two_who_write_at_once_the_second_is_told(officer, at):
    made = drafted(officer, at)
    content = actions.Content(title="甲", body="甲")
    change = {"actor": officer, "publication_id": made.id, "seen_version": 1, "at": at}
    actions.change_publication(**change, content=content)
    with pytest.raises(Refused) as refused:
        actions.change_publication(**change, content=actions.Content(title="乙", body="乙"))
    assert refused.value.code == "publication.changed_meanwhile"
    assert PublicationVersion.objects.filter(publication=made).count() == 2


def test_withdrawn_for_good(officer, at):
    made = public(officer, at)
    actions.withdraw_publication(actor=officer, publication_id=made.id, at=at)
    assert list(queries.news("990101")) == []
    with pytest.raises(Refused) as refused:
        actions.publish(actor=officer, publication_id=made.id, at=at)
    assert refused.value.code == "publication.withdrawn"


def test_an_announcement_stands_until_its_day(officer, at):
    today = at.date()
    made = public(officer, at, kind=Kind.NOTICE, stands_until=today)
    assert queries.notices("990101", today) == (made,)
    assert queries.notices("990102", today) == ()
    assert queries.notices("990101", today + timedelta(days=1)) == ()


@pytest.mark.parametrize("until", [None, -1])
def test_an_announcement_without_a_day_to_come_is_refused(officer, at, until):
    day = until and at.date() + timedelta(days=until)
    with pytest.raises(Refused) as refused:
        drafted(officer, at, kind=Kind.NOTICE, stands_until=day)
    assert (refused.value.code, refused.value.field) == ("publication.stands_until", "stands_until")


def test_the_nearest_page_of_help_answers(officer, country, at):
    whole = public(country, at, kind=Kind.HELP, region=None, slug="first-steps", title="全国")
    own = public(officer, at, kind=Kind.HELP, slug="first-steps", title="本区")
    assert (queries.help_page("first-steps", "990101"), queries.help_page("first-steps", "990102")) == (own, whole)
    assert queries.help_pages("990101") == [own]
    actions.withdraw_publication(actor=officer, publication_id=own.id, at=at)
    forget_all()
    assert queries.help_page("first-steps", "990101") == whole


def test_an_address_stands_once_in_a_region(officer, country, at):
    drafted(officer, at, kind=Kind.HELP, slug="first-steps")
    with pytest.raises(Refused) as refused:
        drafted(officer, at, kind=Kind.HELP, slug="first-steps")
    assert refused.value.code == "publication.address_taken"
    drafted(country, at, kind=Kind.HELP, slug="first-steps", region=None)
    with pytest.raises(Refused):
        drafted(country, at, kind=Kind.HELP, slug="first-steps", region=None)


def test_the_database_refuses_a_public_text_that_says_nothing(officer, at):
    made = public(officer, at)
    with pytest.raises(IntegrityError, match="publication_whole"):
        Publication.objects.filter(id=made.id).update(body="")
    assert made.state == State.PUBLISHED
