import re
from datetime import date

import pytest
from django.urls import reverse

from tests.domain.organizations import factories
from tests.domain.supervision import factories as supervision
from volunteercloud.core import ids
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import dossier
from volunteercloud.domain.organizations.models import Document, Organization
from volunteercloud.domain.supervision.models import Report, Sanction


def address(name, *arguments):
    return reverse(f"office:{name}", args=arguments)


def step(**changes):
    return {
        "sanction_id": str(ids.uuid7()),
        "rung": "warning",
        "reason": "两次活动没有告知风险。",
        "basis": "《志愿服务条例》第二十条",
    } | changes


def test_a_form_sent_twice_is_one_step_and_ends_with_a_reason(browser, organization):
    page, sent = address("sanctions", organization.id), step(rung="suspension")
    for _ in range(2):
        assert browser.post(page, sent).url == page
    sanction = Sanction.objects.get()
    assert Organization.objects.get().state == "suspended"
    assert browser.post(address("end_sanction", organization.id, sanction.id), {"reason": " "}).status_code == 422
    assert browser.post(address("end_sanction", organization.id, sanction.id), {"reason": "已经整改。"}).url == page
    assert Organization.objects.get().state == "active"
    assert "已经整改。" in browser.get(page).content.decode()


@pytest.mark.parametrize(
    "changes", [{"rung": "exile"}, {"reason": ""}, {"rung": "removal"}, {"rung": "removal", "successor_id": "G无"}]
)
def test_a_step_without_grounds_comes_back_with_what_was_typed(browser, organization, changes):
    refused = browser.post(address("sanctions", organization.id), step(**changes))
    assert refused.status_code == 422
    assert "《志愿服务条例》第二十条" in refused.content.decode()
    assert Sanction.objects.count() == 0


def test_a_second_officer_confirms_from_the_list_of_what_waits(browser, signed_in, organization, at):
    supervision.four_eyes("notice")
    browser.post(address("sanctions", organization.id), step(rung="notice"))
    sanction = Sanction.objects.get()
    confirm = address("confirm_sanction", organization.id, sanction.id)
    assert confirm not in browser.get(address("sanctions", organization.id)).content.decode()
    second = signed_in(factories.officer("99", "寒露"))
    assert address("sanctions", organization.id) in second.get(address("reports")).content.decode()
    assert confirm in second.get(address("sanctions", organization.id)).content.decode()
    second.post(confirm)
    assert Sanction.objects.get().state == "standing"


def test_overdue_reports_are_listed(browser, organization):
    supervision.opened(organization)
    assert "晨光志愿服务队" not in browser.get(address("reports")).content.decode()
    Report.objects.update(due_on=date(2026, 1, 1))
    assert "晨光志愿服务队" in browser.get(address("reports")).content.decode()


def test_officers_of_elsewhere_reach_nothing(signed_in, organization, officer, at):
    sanction = supervision.impose(officer, organization, at)
    elsewhere = signed_in(factories.officer("990102", "立秋"))
    document = Document.objects.first()
    assert elsewhere.get(address("sanctions", organization.id)).status_code == 404
    assert elsewhere.post(address("end_sanction", organization.id, sanction.id), {"reason": "已改"}).status_code == 404
    assert elsewhere.post(address("confirm_sanction", organization.id, sanction.id)).status_code == 403
    assert elsewhere.post(address("organization_document", organization.id, document.id)).status_code == 404


def test_every_look_of_an_officer_at_a_document_is_kept(browser, organization):
    document = Document.objects.first()
    look = address("organization_document", organization.id, document.id)
    assert browser.get(look).status_code == 405
    answer = browser.post(look)
    assert answer.content.startswith(b"%PDF-1.7")
    assert (answer["Content-Disposition"], answer["Cache-Control"]) == (
        'attachment; filename="document.pdf"',
        "private, no-store",
    )
    assert Entry.objects.filter(name="organizations.document_read").count() == 1


def test_an_officer_marks_fields_and_sees_what_was_mended(browser, signed_in, owner, at):
    draft = organization_actions.register_organization(actor=owner, particulars=factories.particulars(), at=at)
    factories.submitted(owner, draft, at)
    case = factories.waiting_case(draft.id)
    decision = {"decision": "return", "reason": "请补充。", "asked_purpose": "写明服务对象。"}
    browser.post(address("case", case.id), decision)
    assert dossier.asked(draft.id) == {"purpose": "写明服务对象。"}

    console = signed_in(owner)
    about = reverse("organizer:registration", args=[draft.id, "about"])
    assert "写明服务对象。" in console.get(about).content.decode()
    organization_actions.change_organization(
        actor=owner, organization_id=draft.id, particulars={"purpose": "为独居老人送午餐。"}, at=at
    )
    organization_actions.submit_organization(actor=owner, organization_id=draft.id, is_another=True, at=at)
    again = browser.get(address("case", factories.waiting_case(draft.id).id)).content.decode()
    assert re.findall(r"<del>(.*?)</del> → <ins>(.*?)</ins>", again) == [("为社区老人送午餐。", "为独居老人送午餐。")]


def test_marks_beside_an_approval_are_refused(browser, owner, at):
    draft = organization_actions.register_organization(actor=owner, particulars=factories.particulars(), at=at)
    factories.submitted(owner, draft, at)
    page = address("case", factories.waiting_case(draft.id).id)
    refused = browser.post(page, {"decision": "approve", "asked_name": "写全称。"})
    assert refused.status_code == 422
    assert Organization.objects.get().state == "submitted"
