import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from volunteercloud.core import actor as actors
from volunteercloud.core import ids, proofs
from volunteercloud.domain.certificates import actions
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import signing
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead

YEAR = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def certificate(owner, organization, shift, volunteer, clock, at):
    """Issued by the organization for two hours of grade A."""
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(hours=1)
    asked = actions.request_certificate(
        actor=volunteer, volunteer_id=volunteer.id, organization_id=organization.id, **YEAR, at=clock.now
    )
    return actions.issue(
        actor=owner, organization_id=organization.id, request_id=asked.id, handler="芒种", at=clock.now
    )


def seen(visitor, certificate):
    return visitor.get(reverse("verify:certificate", args=[certificate.number, certificate.code]))


def test_a_certificate_that_stands_says_what_was_certified_and_no_more(visitor, certificate):
    page = seen(visitor, certificate)
    words = page.content.decode()
    assert "This certificate is valid" in words
    assert [(share.grade, share.minutes, share.width) for share in page.context["shares"]] == [("A", 120, 100.0)]
    assert "****************" in words
    assert identity.number() not in words
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize(("revoke", "now"), [(False, 90), (True, 0)])
def test_a_correction_turns_it_at_once(visitor, owner, certificate, clock, revoke, now):
    head = RecordHead.objects.get()
    record = {"actor": owner, "volunteer_id": head.volunteer_id, "record_id": head.record_id, "at": clock.now}
    if revoke:
        records.revoke_record(**record, reason="没有来过")
    else:
        shorter = head.during.upper - timedelta(minutes=30)
        records.correct_record(
            **record, starts_at=head.during.lower, ends_at=shorter, break_minutes=0, reason="提前走了"
        )
    page = seen(visitor, certificate)
    assert "corrected since" in page.content.decode()
    assert (page.context["now_credit"], page.context["now_honour"]) == (now, 0)


def test_a_withdrawn_one_says_why(visitor, owner, certificate, clock):
    actions.withdraw(
        actor=owner,
        volunteer_id=certificate.volunteer_id,
        certificate_id=certificate.id,
        reason="姓名写错",
        at=clock.now,
    )
    words = seen(visitor, certificate).content.decode()
    assert "This certificate has been withdrawn" in words
    assert "“姓名写错”" in words


@pytest.mark.parametrize("spoilt", ["number", "code"])
def test_number_and_code_belong_together(visitor, certificate, spoilt):
    typed = {"number": certificate.number, "code": certificate.code, spoilt: ids.public_code("Z", 6)}
    page = visitor.get(reverse("verify:certificate", kwargs=typed))
    assert page.status_code == 404
    assert "No certificate has this number and code" in page.content.decode()
    assert "小满" not in page.content.decode()


@pytest.mark.parametrize("address", ["/c/%00/%00/", "/c/é/é/", f"/c/{'A' * 3000}/B/"])
def test_what_cannot_be_a_number_is_unknown(visitor, certificate, address):
    assert visitor.get(address).status_code == 404


def test_the_form_takes_numbers_as_people_type_them(visitor, certificate):
    typed = {"number": ids.grouped(certificate.number, by="-").lower(), "code": f" {certificate.code} "}
    found = visitor.get(reverse("verify:look_up"), typed)
    assert found.url == reverse("verify:certificate", args=[certificate.number, certificate.code])


def test_a_mistyped_character_is_noticed_before_anything_is_looked_up(visitor, certificate, django_assert_num_queries):
    wrong = certificate.number[:-1] + ("2" if certificate.number[-1] != "2" else "3")
    with django_assert_num_queries(0):
        answer = visitor.get(reverse("verify:look_up"), {"number": wrong, "code": certificate.code})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["number"])


def test_verifying_asks_little_of_the_database(visitor, certificate, django_assert_max_num_queries):
    seen(visitor, certificate)
    with django_assert_max_num_queries(5):
        seen(visitor, certificate)


def test_the_proofs_go_along_and_hold(visitor, certificate, clock, log_files):
    before = seen(visitor, certificate)
    assert before.context["sealed"] is None

    log_actions.integrate(clock.now)
    page = seen(visitor, certificate)
    assert (page.context["sealed"].records, page.context["sealed"].is_whole) == (1, True)
    answer = visitor.get(reverse("verify:proof", args=[certificate.number, certificate.code]))
    log = signing.signer(signing.own_origin()).verifier
    (proved,) = [proofs.verify_record(bundle, log) for bundle in answer.json()]
    said = json.loads(proved.content)
    assert (said["minutes"], said["grade"], said["standing"]) == (120, "A", "valid")
    assert "recorder_name" not in said


def test_the_proofs_are_for_who_holds_number_and_code(visitor, certificate):
    assert visitor.get(reverse("verify:proof", args=[certificate.number, "XXXXXXXX"])).status_code == 404


def test_an_erased_record_is_worth_nothing_and_the_page_still_answers(visitor, certificate, volunteer, clock):
    records.erase_records(
        actor=actors.system("operator"), volunteer_id=volunteer.id, reason="法院判决（2026）第 3 号", at=clock.now
    )
    page = seen(visitor, certificate)
    assert (page.status_code, page.context["seen"].verdict, page.context["now_credit"]) == (200, "corrected", 0)
