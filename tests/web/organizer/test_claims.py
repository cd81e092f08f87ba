import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from tests.web.service import clock, leader, owner, shift, volunteer
from volunteercloud.core import ids
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.claims.models import HourCodeBatch, MyClaim, ServiceClaim
from volunteercloud.domain.organizations.models import Role, Staff
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

__all__ = ["clock", "leader", "owner", "shift", "volunteer"]

HOUR = timedelta(hours=1)


@pytest.fixture
def served(shift, volunteer, clock, at):
    """The volunteer was on the roster of a shift that is over, and nobody scanned anything."""
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.ends_at + HOUR
    return shift


@pytest.fixture
def claim(served, volunteer):
    return factories.claim(volunteer, served, uploads=[factories.picture(), factories.pdf()])


def address(name, shift, *more):
    return reverse(f"organizer:{name}", args=[shift.organization_id, shift.id, *more])


def of_claim(name, claim, *more):
    return reverse(f"organizer:{name}", args=[claim.organization_id, claim.id, *more])


def typed(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def enter(leader, shift, *people, **changes):
    return leader.post(
        address("late", shift),
        {
            "people": [person.id for person in people],
            "starts_at": typed(shift.starts_at),
            "ends_at": typed(shift.ends_at),
            "break_minutes": 0,
            "reason": "当天停电，没有扫码。",
        }
        | changes,
    )


def results(page):
    return [(result.name, result.refusal and result.refusal.code) for result in page.context["results"]]


# Hour codes


def test_codes_are_made_and_taken_along(leader, shift, clock):
    clock.now = shift.starts_at
    page = leader.get(address("hour_codes", shift))
    assert page.context["form"].initial["minutes"] == 120
    once = {"batch_id": ids.uuid7(), "minutes": 120, "size": 5}
    for _press in range(2):
        assert leader.post(address("hour_codes", shift), once).url == address("hour_codes", shift)
    batch = HourCodeBatch.objects.get()
    paper = leader.get(address("hour_code_sheet", shift, batch.id, "pdf"))
    table = leader.get(address("hour_code_sheet", shift, batch.id, "xlsx"))
    assert (paper.content[:5], table.content[:2]) == (b"%PDF-", b"PK")
    assert paper.headers["Cache-Control"] == "private, no-store"
    assert leader.get(address("hour_code_sheet", shift, batch.id, "html")).status_code == 404


def test_too_many_minutes_are_told_at_their_field(leader, shift, clock):
    clock.now = shift.starts_at
    page = leader.post(address("hour_codes", shift), {"batch_id": ids.uuid7(), "minutes": 121, "size": 5})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["minutes"])


def test_after_the_shift_the_page_leads_to_late_entries(leader, served):
    page = leader.get(address("hour_codes", served))
    assert page.context["is_over"]
    assert address("late", served) in page.content.decode()


def test_codes_are_withdrawn_with_a_reason(leader, owner, served):
    batch = factories.batch(owner, served)
    where = address("hour_code_batch", served, batch.id)
    assert leader.post(where, {"reason": ""}).status_code == 422
    assert leader.post(where, {"reason": "有人拍了照片。"}).url == address("hour_codes", served)
    assert "有人拍了照片。" in leader.get(address("hour_codes", served)).content.decode()


# Claims


def test_what_waits_is_listed_and_confirmed_for_less(leader, claim):
    waiting = reverse("organizer:claims", args=[claim.organization_id])
    assert of_claim("claim", claim) in leader.get(waiting).content.decode()
    page = leader.get(of_claim("claim", claim))
    assert of_claim("proof", claim, 1) in page.content.decode()
    shorter = {"do": "confirm", "starts_at": typed(claim.starts_at), "ends_at": typed(claim.ends_at - HOUR)}
    refused = leader.post(of_claim("claim", claim), shorter)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert leader.post(of_claim("claim", claim), shorter | {"reason": "后一小时不在。"}).url == waiting
    assert ServiceRecord.objects.get().minutes == 60
    assert leader.get(of_claim("claim", claim)).context["seen"].claim.state == "confirmed"


def test_the_overview_says_that_a_claim_waits(leader, claim):
    overview = leader.get(reverse("organizer:overview", args=[claim.organization_id]))
    assert overview.context["seen"].claims == 1
    assert reverse("organizer:claims", args=[claim.organization_id]) in overview.content.decode()


def test_a_claim_is_declined_with_a_reason(leader, claim):
    where = of_claim("claim", claim)
    page = leader.post(where, {"do": "decline", "decline-reason": ""})
    assert list(page.context["decline"].errors) == ["reason"]
    leader.post(where, {"do": "decline", "decline-reason": "当天没有见到您。"})
    assert MyClaim.objects.get().reason == "当天没有见到您。"


def test_a_proof_is_shown_alone_and_runs_nothing(leader, claim):
    picture, paper = (leader.get(of_claim("proof", claim, position)) for position in (1, 2))
    assert Image.open(io.BytesIO(picture.content)).format == "JPEG"
    assert paper.headers["Content-Disposition"] == 'attachment; filename="proof-2.pdf"'
    for answer in (picture, paper):
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_script_in_a_claim_is_text(leader, claim):
    ServiceClaim.objects.update(text="<script>alert(1)</script>")
    assert "<script>alert" not in leader.get(of_claim("claim", claim)).content.decode()


# Late entries


def test_who_served_is_entered_and_sent_twice_says_the_same(leader, served, volunteer):
    assert [one.volunteer_id for one in leader.get(address("late", served)).context["people"]] == [volunteer.id]
    for _press in range(2):
        page = enter(leader, served, volunteer)
        assert (page.status_code, results(page), page.context["people"]) == (200, [("小满", None)], [])
    assert RecordHead.objects.get().grade == "E"


def test_somebody_is_added_by_number_with_a_reason(leader, served):
    helper = organizations.person("芒种")
    number = organizations.number_of(helper)
    page = enter(leader, served, number=number)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["added_reason"])
    page = enter(leader, served, number=ids.grouped(number).lower(), added_reason="临时来帮忙。")
    assert results(page) == [("芒种", None)]
    assert SignUp.objects.get(volunteer_id=helper.id).added_reason == "临时来帮忙。"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "V123", "added_reason": "临时来帮忙。"}, "number"),
        ({}, "__all__"),
        ({"people": [ids.uuid7()]}, "people"),
        ({"people": "own", "reason": "忘"}, "reason"),
    ],
    ids=["unknown number", "nobody", "a stranger", "no reason"],
)
def test_entries_that_are_mended_first(leader, served, volunteer, changes, field):
    if changes.get("people") == "own":
        changes = changes | {"people": [volunteer.id]}
    page = enter(leader, served, **changes)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not RecordHead.objects.exists()


def test_what_one_person_is_refused_for_is_told_beside_the_name(leader, served, volunteer, owner, at):
    attendance.sign_up(served, owner, at)
    page = enter(leader, served, volunteer, owner, ends_at=typed(served.ends_at))
    assert results(page) == [("小满", None), ("谷雨", "attendance.own")]


def test_before_the_end_nothing_is_entered(leader, shift, volunteer, clock, at):
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.starts_at
    assert leader.get(address("late", shift)).context["refusal"].code == "late.not_over"
    page = enter(leader, shift, volunteer)
    assert page.status_code == 422


def test_a_recorder_enters_late(organization, served, volunteer, signed_in, at):
    recorder = organizations.person("芒种")
    Staff.objects.create(
        organization_id=organization.id, person_id=recorder.id, name="芒种", role=Role.RECORDER, since=at
    )
    assert results(enter(signed_in(recorder), served, volunteer)) == [("小满", None)]


# Others


def test_strangers_and_other_organizations_get_nowhere(signed_in, served, claim, owner, volunteer, at):
    stranger = organizations.person("立夏")
    theirs = organizations.organization(stranger, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    browser, batch = signed_in(stranger), factories.batch(owner, served)
    pages = [
        address("hour_codes", served),
        address("hour_code_batch", served, batch.id),
        address("hour_code_sheet", served, batch.id, "pdf"),
        address("late", served),
        of_claim("claim", claim),
        of_claim("proof", claim, 1),
        reverse("organizer:claims", args=[claim.organization_id]),
        reverse("organizer:claim", args=[theirs.id, claim.id]),
        reverse("organizer:hour_codes", args=[theirs.id, served.id]),
    ]
    assert {browser.get(page).status_code for page in pages} <= {403, 404}
    assert browser.post(of_claim("claim", claim), {"do": "decline", "decline-reason": "就是不行。"}).status_code == 403
    assert ServiceClaim.objects.get().state == "open"


def test_pages_cost_few_statements_whatever_the_number(
    leader, owner, organization, clock, at, django_assert_max_num_queries
):
    shift = activities.public_shift(owner, organization, at, places=6)
    for number in range(5):
        person = organizations.person(f"小满{number}")
        attendance.sign_up(shift, person, at)
        factories.claim(person, shift, uploads=[factories.picture(number)])
    clock.now = shift.ends_at + HOUR
    pages = {
        reverse("organizer:claims", args=[organization.id]): 8,
        address("late", shift): 8,
        address("hour_codes", shift): 10,
    }
    for page, most in pages.items():
        leader.get(page)
        with django_assert_max_num_queries(most):
            assert leader.get(page).status_code == 200
