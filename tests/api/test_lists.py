"""Lists come in pages, and a cursor leads on."""

from datetime import timedelta
from uuid import UUID

import pytest
from stdnum.cn import uscc

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations
from volunteercloud.api import cursors
from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations.models import Organization


def pages(caller, path):
    """What each page holds, following the cursor to the end."""
    cursor = ""
    while cursor is not None:
        page = caller.get(f"{path}&cursor={cursor}").json()
        yield page["items"]
        cursor = page["next"]


def test_shifts_are_found_page_by_page(owner, organization, shift, anybody, at):
    for day in range(3, 7):
        activities.shift(owner, shift.post, at, begins_in=timedelta(days=day))
    found = list(pages(anybody, "/shifts?limit=2"))
    assert [len(page) for page in found] == [2, 2, 1]
    starts = [row["starts_at"] for page in found for row in page]
    assert starts == sorted(set(starts))


def test_queue_is_paged_and_its_officer_sees_their_region_only(owner, officer, as_, at):
    mine = as_(owner)
    for number in range(3):
        made = mine.post("/organizations", _team(number)).json()
        organization = f"/organizations/{made['id']}"
        organizations.give_documents(owner, Organization.objects.get(id=made["id"]), at)
        assert mine.post(f"{organization}/submission", {"is_another": True}).json()["state"] == "submitted"
    waiting = list(pages(as_(officer), "/office/queue?limit=2"))
    assert [[case["title"] for case in page] for page in waiting] == [["队0", "队1"], ["队2"]]
    elsewhere = as_(officer).get("/office/queue?region=98")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "identity.not_officer")


def _team(number):
    body = f"5199010{number}MJ000000{number}"
    return {
        "name": f"队{number}",
        "kind": "social-group",
        "uscc": body + uscc.calc_check_digit(body),
        "region_code": "990101",
        "categories": ["community"],
        "purpose": "送餐",
        "head": "清明",
        "contact_name": "谷雨",
        "contact_phone": "990 1000 0001",
    }


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WyJhIiwiYiJd", "8J-YgA", "W" * 400])
def test_cursor_of_nobody(anybody, db, cursor):
    refused = anybody.get(f"/shifts?cursor={cursor}")
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        422,
        "cursor.unreadable",
        "cursor",
    )


def test_cursor_says_what_was_written(at):
    assert cursors.read(cursors.written(at, "清明"), type(at), str) == (at, "清明")
    with pytest.raises(Refused):
        cursors.read(cursors.written(at, "清明"), str)


@pytest.mark.parametrize("limit", [0, 101, -1])
def test_page_has_bounds(anybody, db, limit):
    assert anybody.get(f"/shifts?limit={limit}").status_code == 422


def test_cursor_of_a_number_that_no_list_reaches(anybody, db):
    refused = anybody.get(f"/needs?cursor={cursors.written(10**25, '2026-01-01T00:00:00+00:00', UUID(int=0))}")
    assert (refused.status_code, refused.json()["code"]) == (422, "cursor.unreadable")
