"""An officer names a source, sends its list, says what its columns hold, ends it; and the page that everybody sees."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.bulk import lists
from tests.domain.intake.factories import run
from tests.domain.intake.opportunities import HEADINGS, found, row
from tests.domain.organizations import factories
from volunteercloud.core import ids
from volunteercloud.domain.elsewhere.models import Opportunity, Source
from volunteercloud.domain.identity.models import OfficerGrant
from volunteercloud.domain.intake.models import Intake

pytestmark = pytest.mark.django_db
ADDRESS = "/office/elsewhere/"


def file(rows):
    return SimpleUploadedFile("活动.csv", lists.text(rows))


@pytest.fixture
def of(browser):
    sent = {"id": ids.uuid7(), "name": "邻里互助网", "region_code": "临溪区", "address": "https://linli.example/"}
    assert browser.post(ADDRESS, sent).status_code == 302
    return Source.objects.get()


@pytest.fixture
def sent(browser, of, at):
    def send(rows, **more):
        response = browser.post(f"{ADDRESS}{of.id}/", {"file": file(rows)} | more)
        assert response.status_code == 302
        run(Intake.objects.get(), at)
        return response.url

    return send


def test_a_source_is_named_once_and_listed(browser, of):
    assert "邻里互助网" in browser.get(ADDRESS).content.decode()

    again = browser.post(ADDRESS, {"id": ids.uuid7(), "name": "邻里互助网", "region_code": "临溪区"})

    assert again.status_code == 422
    assert "A source of this name is there already." in again.content.decode()
    assert Source.objects.count() == 1


def test_a_list_is_shown_entered_and_found(browser, client, sent, at):
    address = sent([HEADINGS, row("1"), row("2", "")])
    page = browser.get(address).content.decode()
    assert "1 is new." in page
    assert "The title is missing." in page

    assert browser.post(address, {"do": "enter"}).status_code == 302
    run(Intake.objects.get(), at)

    assert "1 row is entered" in browser.get(address).content.decode()
    assert found() == {"陪老人下棋"}
    public = client.get(f"/elsewhere/{Opportunity.objects.get().id}/").content.decode()
    assert 'href="https://linli.example/1" rel="external nofollow noopener noreferrer"' in public
    assert "邻里互助网" in public
    finding = client.get("/find/?text=下棋").content.decode()
    assert 'href="https://linli.example/1" rel="external nofollow noopener"' in finding
    assert f"/elsewhere/{Opportunity.objects.get().id}/" in finding


def test_columns_are_corrected_on_the_page(browser, sent, at):
    address = sent([("甲", "乙"), ("1", "陪老人下棋")])
    assert "Correct the columns" in browser.get(address).content.decode()
    wrong = browser.post(address, {"do": "columns", "key": "甲"})
    assert wrong.status_code == 422

    assert browser.post(address, {"do": "columns", "key": "甲", "title": "乙"}).status_code == 302
    run(Intake.objects.get(), at)

    assert "1 is new." in browser.get(address).content.decode()
    assert browser.post(address, {"do": "columns", "title": "丙"}).status_code == 422


def test_a_source_is_corrected_and_ended(browser, client, of, sent, at):
    address = sent([HEADINGS, row()])
    browser.post(address, {"do": "enter"})
    run(Intake.objects.get(), at)
    one = Opportunity.objects.get()
    wrong = browser.post(f"{ADDRESS}{of.id}/change/", {"name": "互助网", "address": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert browser.post(f"{ADDRESS}{of.id}/change/", {"name": "互助网", "address": ""}).status_code == 302
    assert browser.post(f"{ADDRESS}{of.id}/end/", {"reason": "x"}).status_code == 422

    assert browser.post(f"{ADDRESS}{of.id}/end/", {"reason": "网站已关闭"}).status_code == 302

    assert found() == set()
    assert client.get(f"/elsewhere/{one.id}/").status_code == 404
    assert "Ended on" in browser.get(f"{ADDRESS}{of.id}/").content.decode()
    assert browser.post(f"{ADDRESS}{of.id}/", {"file": file([HEADINGS, row()])}).status_code == 422


def test_nobody_else_sees_it(officer, of, sent, signed_in, owner):
    address = sent([HEADINGS, row()])
    other = factories.officer("9901", "大雪")
    OfficerGrant.objects.filter(account_id=other.id).update(rights=["organizations"])
    beside = factories.officer("990102", "小寒")

    for somebody in (owner, other):
        assert signed_in(somebody).get(address).status_code == 403
    assert signed_in(beside).get(address).status_code == 403
    assert signed_in(beside).get(ADDRESS).content.decode().count("邻里互助网") == 0
    assert signed_in(factories.officer("9901", "大寒")).get(address).status_code == 404
