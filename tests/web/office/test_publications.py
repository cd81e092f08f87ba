"""Officers write, look at it as readers will, and publish."""

import pytest

from volunteercloud.domain.publications.models import Publication, State

SAID = {"kind": "news", "title": "征集志愿者", "body": "周六早上。", "region": "青禾市"}


@pytest.fixture
def draft(browser):
    browser.post("/office/publications/new/", SAID)
    return Publication.objects.get()


def test_a_preview_saves_nothing(browser):
    page = browser.post("/office/publications/new/", SAID | {"preview": "yes", "body": "**粗**"})
    assert "<strong>粗</strong>" in page.content.decode()
    assert not Publication.objects.exists()


def test_written_and_published(browser, draft, client):
    assert (draft.region_id, draft.state) == ("9901", State.DRAFT)
    browser.post(f"/office/publications/{draft.id}/publish/")
    assert "征集志愿者" in client.get("/news/").content.decode()


def test_what_is_missing_is_said_and_nothing_is_lost(browser):
    page = browser.post("/office/publications/new/", SAID | {"title": ""})
    assert page.status_code == 422
    assert "周六早上。" in page.content.decode()


def test_a_second_writer_keeps_their_words(browser, draft):
    address = f"/office/publications/{draft.id}/"
    said = {"title": "甲", "body": "甲文", "version": 1}
    assert browser.post(address, said).status_code == 302
    late = browser.post(address, said | {"body": "乙文"})
    assert late.status_code == 422
    assert "乙文" in late.content.decode()


def test_the_last_day_stays_when_the_words_change(browser):
    browser.post("/office/publications/new/", SAID | {"kind": "notice", "stands_until": "2099-12-01"})
    notice = Publication.objects.get()
    assert 'value="2099-12-01"' in browser.get(f"/office/publications/{notice.id}/").content.decode()


def test_withdrawn(browser, draft, client):
    browser.post(f"/office/publications/{draft.id}/publish/")
    browser.post(f"/office/publications/{draft.id}/withdraw/")
    assert client.get(f"/news/{draft.id}/").status_code == 404
    assert "Withdrawn" in browser.get(f"/office/publications/{draft.id}/").content.decode()
