from datetime import date, timedelta

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.certificates import actions, queries
from volunteercloud.domain.certificates.models import Certificate, CertificateRequest
from volunteercloud.domain.certificates.queries import Change, Verdict
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead

YEAR = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}


@pytest.fixture
def request_(volunteer, organization, served):
    return actions.request_certificate(
        actor=volunteer, volunteer_id=volunteer.id, organization_id=organization.id, **YEAR, at=served
    )


@pytest.fixture
def certificate(owner, request_, served):
    return actions.issue(actor=owner, organization_id=request_.organization_id, request_id=request_.id, at=served)


def extract(volunteer, at, **period):
    return actions.print_extract(actor=volunteer, volunteer_id=volunteer.id, **(YEAR | period), at=at)


def test_what_is_issued_says_what_was_recorded(certificate, volunteer):
    assert (certificate.credit_minutes, certificate.honour_minutes) == (120, 0)
    facts = certificate.facts
    assert (facts["name"], facts["head"], facts["handler"]) == ("小满", "清明", "芒种")
    assert facts["content"] == [["社区送午餐", ""]]
    assert facts["document_number"].count("*") == 16
    assert ids.is_public_code(certificate.number)
    (message,) = Message.objects.filter(recipient_id=volunteer.id, template="certificate_issued")
    assert message.facts["organization"] == "晨光志愿服务队"


def test_anybody_verifies_with_number_and_code(certificate, served):
    spoken = ids.grouped(certificate.number, by="-").lower()
    verification = queries.verify(spoken, certificate.code, served)
    assert (verification.verdict, verification.by_grade, verification.changes) == (Verdict.VALID, {"A": 120}, [])


@pytest.mark.parametrize(
    ("number", "code"), [("ZM26AAAAAAAA", None), (None, "XXXXXXXX"), (None, ""), ("", ""), ("证明", "码")]
)
def test_number_and_code_belong_together(certificate, served, number, code):
    with pytest.raises(NotFound):
        queries.verify(
            certificate.number if number is None else number, certificate.code if code is None else code, served
        )


def test_a_correction_turns_what_verification_says(owner, certificate, volunteer, shift, served):
    head = RecordHead.objects.get(volunteer_id=volunteer.id)
    records.correct_record(
        actor=owner,
        volunteer_id=volunteer.id,
        record_id=head.record_id,
        starts_at=shift.starts_at,
        ends_at=shift.starts_at + timedelta(hours=1),
        break_minutes=0,
        reason="提前一小时结束。",
        at=served,
    )
    verification = queries.verify(certificate.number, certificate.code, served)
    assert verification.verdict == Verdict.CORRECTED
    assert verification.changes == [Change("社区送午餐", "", 120, 60, "A", "A")]
    assert verification.by_grade == {"A": 120}, "what the paper says stays readable"


def test_a_revoked_record_turns_it_too(owner, certificate, volunteer, served):
    head = RecordHead.objects.get(volunteer_id=volunteer.id)
    records.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=head.record_id, reason="本人未到场。", at=served
    )
    (change,) = queries.verify(certificate.number, certificate.code, served).changes
    assert change.now_minutes == 0


def test_a_withdrawn_certificate_says_so(owner, volunteer, certificate, served):
    key = {"volunteer_id": volunteer.id, "certificate_id": certificate.id, "at": served}
    with pytest.raises(NotAllowed):
        actions.withdraw(actor=volunteer, **key, reason="不想要了。")
    actions.withdraw(actor=owner, **key, reason="开错了人。")
    assert queries.verify(certificate.number, certificate.code, served).verdict == Verdict.WITHDRAWN
    with pytest.raises(Refused) as refused:
        actions.withdraw(actor=owner, **key, reason="再来一次。")
    assert refused.value.code == "certificate.withdrawn"


def test_one_request_waits_at_a_time(request_, volunteer, organization, served):
    with pytest.raises(Refused) as refused:
        actions.request_certificate(
            actor=volunteer, volunteer_id=volunteer.id, organization_id=organization.id, **YEAR, at=served
        )
    assert refused.value.code == "certificate.requested"
    assert CertificateRequest.objects.count() == 1


def test_a_request_is_answered_once(owner, certificate, request_, served):
    with pytest.raises(Refused) as refused:
        actions.refuse_request(
            actor=owner, organization_id=request_.organization_id, request_id=request_.id, reason="不开了。", at=served
        )
    assert refused.value.code == "certificate.decided"


def test_a_refused_request_tells_why(owner, request_, volunteer, served):
    actions.refuse_request(
        actor=owner,
        organization_id=request_.organization_id,
        request_id=request_.id,
        reason="请先更正记录。",
        at=served,
    )
    (mine,) = queries.my_requests(volunteer, volunteer.id)
    assert (mine.state, mine.reason) == ("refused", "请先更正记录。")
    assert queries.requests_of(owner, request_.organization_id) == []


def test_only_managers_issue_and_nobody_to_themselves(request_, served):
    with pytest.raises(NotAllowed):
        actions.issue(
            actor=organizations.person("夏至"),
            organization_id=request_.organization_id,
            request_id=request_.id,
            at=served,
        )
    assert Certificate.objects.count() == 0


def test_nothing_is_certified_of_days_to_come(volunteer, served):
    assert extract(volunteer, served).to_on == served.date()


def test_an_extract_needs_nobodys_decision(volunteer, served):
    printed = extract(volunteer, served)
    assert (printed.kind, printed.credit_minutes) == ("extract", 120)
    assert queries.mine(volunteer, volunteer.id) == [printed]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"to_on": date(2026, 2, 1)}, "certificate.nothing"),
        ({"to_on": date(2025, 1, 1)}, "certificate.period"),
    ],
)
def test_periods_that_cannot_be(volunteer, served, period, code):
    with pytest.raises(Refused) as refused:
        extract(volunteer, served, **period)
    assert refused.value.code == code


def test_nobody_prints_for_another(owner, volunteer, served, certificate):
    with pytest.raises(NotAllowed):
        actions.print_extract(actor=owner, volunteer_id=volunteer.id, **YEAR, at=served)
    with pytest.raises(NotFound):
        queries.certificate(owner, volunteer.id, certificate.id)


def test_verifying_asks_five_statements(certificate, served, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        queries.verify(certificate.number, certificate.code, served)
