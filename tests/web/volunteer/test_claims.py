from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.claims import actions
from volunteercloud.domain.claims.models import CodeTries, MyClaim, ServiceClaim
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.records.models import RecordHead

HOUR = timedelta(hours=1)
CODE, CLAIMS = "/me/code/", "/me/claims/"


@pytest.fixture
def served(shift, volunteer, clock, at):
    """The volunteer was on the roster of a shift that is over, and nobody scanned anything."""
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.ends_at + HOUR
    return shift


def typed(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def form_of(shift):
    return reverse("volunteer:claim_shift", args=[shift.organization_id, shift.id])


def claim(browser, shift, *uploads, **changes):
    return browser.post(
        form_of(shift),
        {
            "claim_id": ids.uuid7(),
            "starts_at": typed(shift.starts_at),
            "ends_at": typed(shift.ends_at),
            "text": "送了十二份午餐。",
            "proofs": [SimpleUploadedFile("p", upload) for upload in uploads or (factories.picture(),)],
        }
        | changes,
    )


# Hour codes


def test_a_code_from_paper_becomes_a_record(browser, owner, served):
    code = factories.code(factories.batch(owner, served))
    assert f'value="{code}"' in browser.get(f"{CODE}?code={code}").content.decode()
    redeemed = browser.post(CODE, {"code": ids.grouped(code).lower()})
    assert redeemed.url == reverse("volunteer:record", args=[RecordHead.objects.get().record_id])
    assert "Hour code entered by 小满" in browser.get(redeemed.url).content.decode()
    assert browser.post(CODE, {"code": code}).url == redeemed.url


def test_the_picture_on_the_paper_survives_signing_in(served):
    sent = Client().get(f"{CODE}?code=K7QM3XVA9TRD")
    assert parse_qs(urlsplit(sent.url).query)["next"] == [f"{CODE}?code=K7QM3XVA9TRD"]


def test_a_wrong_code_is_told_at_its_field_and_counted(browser, served):
    wrong = factories.hour_codes.code_of(ids.uuid7(), 1, 1)
    page = browser.post(CODE, {"code": wrong})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])
    assert CodeTries.objects.get().wrong == 1
    assert browser.post(CODE, {"code": "<script>alert(1)</script>"}).status_code == 422
    assert "<script>alert" not in browser.get(f"{CODE}?code=%22%3E%3Cscript%3Ealert(1)").content.decode()


def test_a_guardian_redeems_for_a_child_only(browser, owner, served, volunteer, at):
    child = organizations.person("小雪")
    code = factories.code(factories.batch(owner, served))
    assert browser.post(CODE, {"code": code, "for": child.id}).status_code == 403
    Guardianship.objects.create(guardian_id=volunteer.id, ward_id=child.id, ward_name="小雪", since=at)
    attendance.sign_up(served, child, at)
    assert browser.post(CODE, {"code": code, "for": child.id}).url.endswith(f"?for={child.id}")


# Claims


def test_a_shift_without_a_record_is_offered_and_claimed(browser, served):
    assert form_of(served) in browser.get(CLAIMS).content.decode()
    assert "honour hours" in browser.get(form_of(served)).content.decode()
    sent = claim(browser, served, factories.picture(), factories.pdf())
    mine = MyClaim.objects.get()
    assert sent.url == reverse("volunteer:my_claim", args=[mine.claim_id])
    assert (mine.proofs, mine.starts_at, mine.ends_at) == (2, served.starts_at, served.ends_at)
    page = browser.get(sent.url).content.decode()
    assert "Waits for an answer" in page
    listed = browser.get(CLAIMS).content.decode()
    assert (form_of(served) in listed, sent.url in listed) == (False, True)


def test_a_shift_that_begins_within_a_minute_is_claimed_whole(browser, owner, organization, volunteer, clock, at):
    """A browser types no seconds; those of the shift are meant nevertheless."""
    seconds = timedelta(seconds=23, microseconds=5)
    odd = activities.public_shift(owner, organization, at, shift_changes={"begins_in": timedelta(days=2) + seconds})
    attendance.sign_up(odd, volunteer, at)
    clock.now = odd.ends_at + HOUR
    claim(browser, odd)
    assert MyClaim.objects.values_list("starts_at", "ends_at").get() == (odd.starts_at, odd.ends_at)


def test_pressed_twice_it_is_one_claim(browser, served):
    once = ids.uuid7()
    assert claim(browser, served, claim_id=once).url == claim(browser, served, claim_id=once).url
    assert ServiceClaim.objects.count() == 1


@pytest.mark.parametrize(
    ("uploads", "changes", "field"),
    [
        ([b"<svg onload=alert(1)>"], {}, "proofs"),
        ([b"\0" * (5 * 1024 * 1024 + 1)], {}, "proofs"),
        ([factories.picture(seed) for seed in range(4)], {}, "proofs"),
        ([], {"proofs": []}, "proofs"),
        ([], {"text": "好"}, "text"),
        ([], {"ends_at": "2026-05-18T23:00"}, "ends_at"),
        ([], {"starts_at": "yesterday"}, "starts_at"),
    ],
    ids=["script", "too large", "four", "none", "no text", "outside", "no time"],
)
def test_what_is_missing_is_told_at_its_field(browser, served, uploads, changes, field):
    page = claim(browser, served, *uploads, **changes)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not ServiceClaim.objects.exists()


def test_nobody_claims_a_shift_they_were_not_on_or_for_others(browser, shift, volunteer, clock, at):
    clock.now = shift.ends_at + HOUR
    assert claim(browser, shift).status_code == 404
    other = organizations.person("小雪")
    attendance.sign_up(shift, other, at)
    assert claim(browser, shift, **{"for": other.id}).status_code == 404


def test_a_declined_claim_shows_its_reason_and_the_way_on(browser, owner, served, volunteer):
    made = factories.claim(volunteer, served)
    actions.decline_claim(
        actor=owner, organization_id=made.organization_id, claim_id=made.id, reason="<b>看不清</b>", at=made.claimed_at
    )
    page = browser.get(reverse("volunteer:my_claim", args=[made.id])).content.decode()
    assert "&lt;b&gt;看不清&lt;/b&gt;" in page
    assert reverse("volunteer:claims") in page


def test_a_claim_is_withdrawn(browser, served, volunteer):
    made = factories.claim(volunteer, served)
    withdrawn = browser.post(reverse("volunteer:withdraw_claim", args=[made.id]))
    assert withdrawn.url == reverse("volunteer:my_claim", args=[made.id])
    assert ServiceClaim.objects.get().state == "withdrawn"


def test_a_claim_of_somebody_else_is_not_found(served, signed_in, volunteer):
    made = factories.claim(volunteer, served)
    stranger = signed_in(organizations.person("大寒"))
    assert stranger.get(reverse("volunteer:my_claim", args=[made.id])).status_code == 404
    assert stranger.post(reverse("volunteer:withdraw_claim", args=[made.id])).status_code == 404
    assert stranger.get(f"{CLAIMS}?for={volunteer.id}").status_code == 404


def test_the_list_of_claims_costs_few_statements(browser, served, volunteer, django_assert_max_num_queries):
    factories.claim(volunteer, served)
    browser.get(CLAIMS)
    with django_assert_max_num_queries(9):
        browser.get(CLAIMS)
