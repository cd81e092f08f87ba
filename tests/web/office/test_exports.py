"""Exports at the officer's desk: ordered by a form, written by the worker, fetched whole or from where one stopped."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.domain.organizations import factories
from tests.domain.statistics.exports.conftest import facts, small
from tests.domain.statistics.exports.test_exports import FIRST, finish
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.statistics.exports import queries
from volunteercloud.domain.statistics.exports.models import Export, State
from volunteercloud.domain.statistics.exports.writing import result_of

__all__ = ["facts", "small"]

PAGE = "/office/statistics/export/"
ORDER = {"region": "9901", "since": str(FIRST), "until": str(FIRST + timedelta(days=60)), "form": "csv"}


@pytest.fixture
def owner(facts):
    """The ground is laid by the facts."""
    return factories.person("谷雨")


def test_an_officer_orders_waits_and_fetches(browser, officer):
    assert "You have not ordered any yet." in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, ORDER).status_code == 302
    export = Export.objects.get()
    assert (export.region_code, export.since, export.until - FIRST) == ("9901", FIRST, timedelta(days=61))
    page = browser.get(PAGE).content.decode()
    assert f"{PAGE}{export.id}/cancel/" in page
    assert "Order the export" not in page
    assert browser.get(f"{PAGE}progress/").json() == {"is_running": True, "percent": 0, "done": 0}
    assert browser.get(f"{PAGE}{export.id}/file/").status_code == 404
    folder = finish(export)
    assert browser.get(f"{PAGE}progress/").json() == {"is_running": False, "percent": 100, "done": 0}
    assert f"{PAGE}{export.id}/file/" in browser.get(PAGE).content.decode()
    content = result_of(folder, "csv").read_bytes()
    answer = browser.get(f"{PAGE}{export.id}/file/")
    assert (b"".join(answer), answer["Cache-Control"]) == (content, "private, no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="facts-9901-2026-01-30-2026-03-31.csv"'
    piece = browser.get(f"{PAGE}{export.id}/file/", headers={"range": "bytes=100-", "if-range": answer["ETag"]})
    assert (piece.status_code, b"".join(piece)) == (206, content[100:])


def test_it_is_cancelled_and_carried_on(browser):
    browser.post(PAGE, ORDER)
    export = Export.objects.get()
    assert browser.post(f"{PAGE}{export.id}/resume/").status_code == 409
    assert browser.post(f"{PAGE}{export.id}/cancel/").status_code == 302
    assert Export.objects.get().state == State.CANCELLED
    assert browser.post(f"{PAGE}{export.id}/cancel/").status_code == 409
    Export.objects.update(state=State.FAILED, trouble="disk")
    assert f"{PAGE}{export.id}/resume/" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{export.id}/resume/").status_code == 302
    assert Export.objects.get().state == State.WAITING


@pytest.mark.parametrize(
    "more",
    [
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"since": "1900-01-01"},
        {"until": "9999-12-31"},
        {"since": "yesterday"},
        {"form": "exe"},
        {"region": "无此地"},
    ],
)
def test_what_cannot_be_ordered_stays_in_the_form(browser, more):
    assert browser.post(PAGE, ORDER | more).status_code == 422
    assert Export.objects.count() == 0


def test_it_is_of_ones_own_regions(browser, officer, signed_in):
    assert browser.post(PAGE, ORDER | {"region": "98"}).status_code == 403
    assert browser.post(PAGE, ORDER | {"region": ""}).status_code == 403
    browser.post(PAGE, ORDER)
    export = Export.objects.get()
    finish(export)
    other = signed_in(factories.officer("9901", "霜降"))
    assert other.get(f"{PAGE}{export.id}/file/").status_code == 404
    assert other.post(f"{PAGE}{export.id}/cancel/").status_code == 404
    assert str(export.id) not in other.get(PAGE).content.decode()
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.IDENTITY])
    assert browser.get(PAGE).status_code == 403
    assert browser.get(f"{PAGE}{export.id}/file/").status_code == 403
    assert signed_in(factories.person("小寒")).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_a_file_that_is_gone_is_not_there(browser):
    browser.post(PAGE, ORDER)
    export = Export.objects.get()
    result_of(finish(export), "csv").unlink()
    assert browser.get(f"{PAGE}{export.id}/file/").status_code == 404
    assert queries.folder_of(export.id).exists()
