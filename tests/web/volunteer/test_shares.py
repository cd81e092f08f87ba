import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from volunteercloud.domain.credentials import sharing
from volunteercloud.domain.credentials.models import Share
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead

SHARES, NEW = reverse("volunteer:shares"), reverse("volunteer:new_share")


@pytest.fixture
def head(owner, shift, volunteer, clock, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(hours=1)
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def made(browser, head):
    answer = browser.post(NEW, {"title": "申请学校", "with_hours": "on", "record_ids": [head.record_id], "days": 30})
    share = Share.objects.get()
    assert answer.url == reverse("volunteer:share", args=[share.id])
    return share


@pytest.fixture
def reader():
    return Client(headers={"accept-language": "en"})


def address(share, name="page"):
    return reverse(f"shared:{name}", args=[sharing.token_of(share)])


def test_a_page_is_made_shown_counted_and_withdrawn(browser, reader, made, head):
    page = browser.get(reverse("volunteer:share", args=[made.id]))
    assert sharing.url_of(made).endswith(address(made))
    assert sharing.url_of(made) in page.content.decode()
    shown = reader.get(address(made))
    words = shown.content.decode()
    assert "Everything on this page stands as it was shown." in words
    assert "小满" not in words
    assert (shown["Referrer-Policy"], shown["X-Robots-Tag"].split(",")[0]) == ("no-referrer", "noindex")
    reader.get(address(made))
    browser.get(address(made))
    made.refresh_from_db()
    assert made.views == 2
    assert browser.post(reverse("volunteer:withdraw_share", args=[made.id])).url == SHARES
    gone = reader.get(address(made))
    assert (gone.status_code, "申请学校" in gone.content.decode()) == (410, False)
    assert reader.get(address(made, "document")).status_code == 410


def test_a_reader_sees_what_was_revoked_since(reader, owner, made, head, clock):
    records.revoke_record(
        actor=owner, volunteer_id=head.volunteer_id, record_id=head.record_id, reason="本人未到场。", at=clock.now
    )
    words = reader.get(address(made)).content.decode()
    assert "Something here no longer stands as it was." in words
    assert "revoked since: was 2.0 hours" in words


def test_a_program_reads_the_same_from_any_page(reader, made):
    answer = reader.get(address(made, "document"))
    assert answer["Access-Control-Allow-Origin"] == "*"
    shared = json.loads(answer.content)["shared"]
    assert (shared["hours"]["credit_minutes"], "name" in shared) == (120, False)


def test_an_address_of_nobody_shows_nothing(reader, db):
    assert reader.get("/shared/AAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert reader.get("/shared/AAAAAAAAAAAAAAAAAAAAAAAAAAA.json").status_code == 404
    assert reader.get("/shared/AAAAAAAAAAAAAAAAAAAAAAAAAAA/proof.json").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"days": "4000"},
        {"record_ids": ["?"]},
        {"with_hours": ""},
        {"certificate_id": "00000000-0000-7000-8000-000000000000"},
        {"from_on": "2026-03-01", "to_on": "2026-02-01"},
    ],
)
def test_what_makes_no_page_is_refused_with_what_was_typed(browser, head, changes):
    answer = browser.post(NEW, {"title": "申请学校", "with_hours": "on", "days": 30} | changes)
    assert (answer.status_code, Share.objects.count()) == (422, 0) or "certificate_id" in changes


def test_somebody_elses_page_is_not_found(leader, made):
    for name in ("share", "withdraw_share"):
        assert leader.post(reverse(f"volunteer:{name}", args=[made.id])).status_code in (404, 405)
    assert leader.get(reverse("volunteer:share", args=[made.id])).status_code == 404
    assert leader.get(f"{SHARES}?for={made.volunteer_id}").status_code == 404


def test_who_has_not_served_is_told_how_to_begin(browser):
    assert "There is nothing to show yet" in browser.get(NEW).content.decode()
    assert "No page yet" in browser.get(SHARES).content.decode()


def test_pages_of_shares_take_so_many_statements(browser, reader, made, django_assert_max_num_queries):
    for client, path in ((browser, SHARES), (browser, NEW), (reader, address(made))):
        with django_assert_max_num_queries(16):
            client.get(path)
