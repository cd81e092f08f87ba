import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.domain.organizations import factories
from tests.domain.supervision import factories as supervision
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations.models import Document, Organization
from volunteercloud.domain.supervision.models import Report, Sanction


def address(name, *arguments):
    return reverse(f"organizer:{name}", args=arguments)


@pytest.fixture
def officer(owner):
    return factories.officer("9901", "白露")


def test_a_document_is_added_shown_and_kept_after_the_approval(browser, organization):
    page = address("documents", organization.id)
    file = SimpleUploadedFile("premises.pdf", factories.paper(b"premises"))
    assert browser.post(page, {"kind": "premises", "file": file}).url == page
    document = Document.objects.get(kind="premises")
    answer = browser.get(address("document", organization.id, document.id))
    assert (answer.content, answer["Content-Security-Policy"]) == (
        factories.paper(b"premises"),
        "default-src 'none'; sandbox",
    )
    assert browser.post(address("remove_document", organization.id, document.id)).status_code == 409
    fake = SimpleUploadedFile("fake.pdf", b"%PDF-1.7 nothing")
    assert browser.post(page, {"kind": "premises", "file": fake}).status_code == 422


def test_strangers_find_no_document_report_or_sanction(signed_in, organization, officer, at):
    supervision.impose(officer, organization, at)
    supervision.opened(organization)
    stranger = signed_in(factories.person("小满"))
    document = Document.objects.first()
    for name, more in (
        ("documents", []),
        ("document", [document.id]),
        ("reports", []),
        ("yearly_report", [supervision.YEAR]),
        ("sanctions", []),
    ):
        assert stranger.get(address(name, organization.id, *more)).status_code == 404


def test_a_report_is_kept_handed_in_and_frozen(browser, organization):
    supervision.opened(organization)
    page = address("yearly_report", organization.id, supervision.YEAR)
    assert browser.post(page, {"text": "送餐", "income": "12000.5"}).url == page
    assert Report.objects.get().income == 1_200_050
    typed = {"text": "送餐", "income": "12000.5", "spending": "0", "statement": "属实。", "head": "清明"}
    assert browser.post(page, {**typed, "spending": "-1", "submit": "yes"}).status_code == 422
    assert browser.post(page, {**typed, "spending": "", "submit": "yes"}).status_code == 422
    handed_in = browser.post(page, {**typed, "submit": "yes"})
    assert handed_in.url == address("reports", organization.id)
    assert browser.post(page, {**typed, "text": "改"}).status_code == 422
    assert "¥12,000.50" in browser.get(page).content.decode()


def test_a_sanction_is_answered_where_it_stands(browser, officer, organization, at):
    sanction = supervision.impose(officer, organization, at)
    reply = address("answer_sanction", organization.id, sanction.id)
    assert browser.post(reply, {"answer": " "}).status_code == 422
    assert browser.post(reply, {"answer": "我们已经整改。"}).url == address("sanctions", organization.id)
    assert Sanction.objects.get().answer == "我们已经整改。"
    assert "我们已经整改。" in browser.get(address("sanctions", organization.id)).content.decode()


def test_who_may_be_the_same_is_shown_and_has_to_be_ticked_off(browser, owner, organization, at):
    draft = actions.register_organization(
        actor=owner, particulars=factories.particulars(name="青禾市晨光志愿者协会", uscc="51990000MJ00000023"), at=at
    )
    factories.give_documents(owner, draft, at)
    assert organization.number in browser.get(address("registration", draft.id, "standing")).content.decode()
    refused = browser.post(address("submit_registration", draft.id))
    assert (refused.status_code, Organization.objects.get(id=draft.id).state) == (422, "draft")
    browser.post(address("submit_registration", draft.id), {"is_another": "yes"})
    assert Organization.objects.get(id=draft.id).state == "submitted"


def test_the_public_list_shows_notices_alone(client, officer, organization, at):
    supervision.impose(officer, organization, at)
    assert organization.name not in client.get(reverse("public:sanctions")).content.decode()
    supervision.impose(officer, organization, at, rung="notice")
    assert organization.name in client.get(reverse("public:sanctions")).content.decode()
    assert client.get(reverse("public:sanctions"), {"region": "9902"}).context["rows"] == []
