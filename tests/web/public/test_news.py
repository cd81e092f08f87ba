"""News and help as readers see them."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories
from volunteercloud.core.actor import system
from volunteercloud.core.memory import forget_all
from volunteercloud.domain.publications import actions
from volunteercloud.domain.publications.models import Kind

OPERATOR = system("tests")


@pytest.fixture
def say(db, at):
    factories.ground()

    def said(kind=Kind.NEWS, region="990101", slug="", **content):
        words = actions.Content(**({"title": "征集志愿者", "body": "## 何时\n\n周六。"} | content))
        made = actions.draft_publication(actor=OPERATOR, kind=kind, region_code=region, slug=slug, content=words, at=at)
        actions.publish(actor=OPERATOR, publication_id=made.id, at=at)
        forget_all()
        return made

    return said


def test_news_of_a_region(client, say):
    made = say()
    assert f'href="/news/{made.id}/"' in client.get("/news/?region=990101").content.decode()
    assert f'href="/news/{made.id}/"' not in client.get("/news/?region=990102").content.decode()
    page = client.get(f"/news/{made.id}/").content.decode()
    assert "<h2>何时</h2>" in page


def test_english_readers_get_english_where_there_is_any(client, say):
    both, chinese = say(title_en="Volunteers wanted", body_en="On Saturday."), say()
    english = {"Accept-Language": "en"}
    page = client.get(f"/news/{both.id}/", headers=english).content.decode()
    assert "<p>On Saturday.</p>" in page
    page = client.get(f"/news/{chinese.id}/", headers=english).content.decode()
    assert '<div class="prose" lang="zh-Hans">' in page


def test_a_page_of_help_stands_in_for_ours_in_its_region(client, say):
    say(Kind.HELP, slug="hours", title="临溪区怎样计时")
    assert "临溪区怎样计时" in client.get("/help/hours/?region=990101").content.decode()
    assert "临溪区怎样计时" not in client.get("/help/hours/?region=990102").content.decode()


def test_a_page_of_help_of_its_own(client, say):
    say(Kind.HELP, region=None, slug="first-steps", title="第一步")
    assert "第一步" in client.get("/help/").content.decode()
    assert "第一步" in client.get("/help/first-steps/").content.decode()


def test_an_announcement_stands_on_the_first_page(client, say, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    made = say(Kind.NOTICE, stands_until=at.date() + timedelta(days=3))
    assert f'href="/news/{made.id}/"' in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/news/00000000-0000-0000-0000-000000000000/", "/help/nothing/"])
def test_nothing_there(client, say, address):
    assert client.get(address).status_code == 404
