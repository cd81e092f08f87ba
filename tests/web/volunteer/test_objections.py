from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from tests.domain.objections import factories as objections
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.records.models import RecordHead


@pytest.fixture
def head(owner, shift, volunteer, at, clock):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(days=1)
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def object_to(head):
    return reverse("volunteer:object_to", args=[head.record_id])


def test_an_objection_is_raised_from_the_record(browser, head, object_to):
    record = browser.get(reverse("volunteer:record", args=[head.record_id])).content.decode()
    assert object_to in record
    sent = browser.post(object_to, {"wish": "void", "grounds": "那天我没有去。"})
    objection = Objection.objects.get()
    assert sent.url == reverse("volunteer:objection", args=[objection.id])
    followed = browser.get(sent.url)
    assert "Waits for the organization" in followed.content.decode()
    assert followed.context["can_withdraw"]
    listed = browser.get(reverse("volunteer:objections"))
    assert [row.id for row, _state in listed.context["rows"]] == [objection.id]


def test_other_times_are_given_in_the_time_of_the_place(browser, head, object_to):
    browser.post(
        object_to,
        {
            "wish": "times",
            "starts_at": "2026-05-18T09:00",
            "ends_at": "2026-05-18T10:00",
            "break_minutes": "",
            "grounds": "只有一个小时。",
        },
    )
    objection = Objection.objects.get()
    assert objection.wished_from.isoformat() == "2026-05-18T01:00:00+00:00"
    assert objection.wished_break == 0


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"wish": "void", "grounds": ""}, "grounds"),
        ({"wish": "void", "grounds": "字" * 2001}, "grounds"),
        ({"wish": "times", "starts_at": "", "ends_at": "", "grounds": "时间不对。"}, "starts_at"),
        ({"wish": "restore", "grounds": "时间不对。"}, "wish"),
    ],
)
def test_what_has_to_be_mended_is_said_at_its_field(browser, object_to, sent, field):
    refused = browser.post(object_to, sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])
    assert not Objection.objects.exists()


def test_after_the_window_there_is_no_form(browser, object_to, head, clock):
    clock.now = head.first_written_at + timedelta(days=30)
    page = browser.get(object_to).content.decode()
    assert "<textarea" not in page
    assert "The time to object to this version ended" in page


def test_what_was_written_is_text(browser, head, object_to):
    browser.post(object_to, {"wish": "void", "grounds": "<script>alert(1)</script>"})
    page = browser.get(reverse("volunteer:objection", args=[Objection.objects.get().id])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_objection_of_another_is_not_found(signed_in, browser, head, object_to):
    browser.post(object_to, {"wish": "void", "grounds": "那天我没有去。"})
    stranger = signed_in(organizations.person("大寒"))
    objection = Objection.objects.get()
    address = reverse("volunteer:objection", args=[objection.id])
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}?for={head.volunteer_id}").status_code == 404
    assert stranger.post(f"{address}?for={head.volunteer_id}", {"do": "withdraw"}).status_code in (403, 404)
    assert (
        stranger.post(f"{object_to}?for={head.volunteer_id}", {"wish": "void", "grounds": "是我。"}).status_code == 404
    )
    assert Objection.objects.get().state == "open"


def test_withdrawn_heard_and_appealed_from_the_page(browser, owner, volunteer, head, clock):
    officer, above = organizations.officer("990101"), organizations.officer("9901", "大雪")
    theirs = objections.raised(officer, head, clock.now, side="officer")
    address = reverse("volunteer:objection", args=[theirs.id])
    browser.post(address, {"do": "state", "statement": "我一直在。"})
    assert Objection.objects.get().statement == "我一直在。"
    objections.decided(above, objections.answered(owner, theirs, clock.now), clock.now, "voided")
    page = browser.get(address)
    assert (page.context["can_appeal"], page.context["can_state"]) == (True, False)
    browser.post(address, {"do": "appeal", "appeal": "有照片为证。"})
    assert Objection.objects.get().state == "appealed"
    refused = browser.post(address, {"do": "withdraw"})
    assert refused.status_code == 403  # it was not theirs to withdraw


def test_pages_keep_their_budget(browser, volunteer, head, clock, django_assert_max_num_queries):
    objection = objections.raised(volunteer, head, clock.now)
    with django_assert_max_num_queries(14):
        assert browser.get(reverse("volunteer:objection", args=[objection.id])).status_code == 200
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("volunteer:objections")).status_code == 200
