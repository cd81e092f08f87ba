import io
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image

from tests.domain.organizations import factories
from tests.domain.projects import factories as projects
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.reviews.models import Case


def case_page(case):
    return reverse("office:case", args=[case.id])


@pytest.fixture
def registration(owner, at):
    drafted = organization_actions.register_organization(actor=owner, particulars=factories.particulars(), at=at)
    factories.submitted(owner, drafted, at)
    return factories.waiting_case(drafted.id)


@pytest.fixture
def identity_case(owner, at, settings):
    """A document with a photo, under review because the provider is an officer."""
    settings.REAL_NAME_PROVIDER, settings.DEMO = "officer", True
    photo = io.BytesIO()
    Image.new("RGB", (400, 300)).save(photo, "JPEG")
    stated = identity_actions.StatedIdentity(
        kind="111", number="990101199004200029", name="谷雨", birth_on=date(1990, 4, 20), sex="2"
    )
    document = identity_actions.submit_document(
        actor=owner, volunteer_id=owner.id, stated=stated, photo=photo.getvalue(), at=at
    )
    return factories.waiting_case(document.id)


def test_only_officers_have_a_desk(client, signed_in, owner):
    assert client.get(reverse("office:queue")).status_code == 302
    assert signed_in(owner).get(reverse("office:queue")).status_code == 403


def test_the_queue_holds_the_region_and_below(browser, signed_in, registration):
    assert [row.id for row, *_words in browser.get(reverse("office:queue")).context["rows"]] == [registration.id]
    elsewhere = signed_in(factories.officer("990102", "立秋"))
    assert elsewhere.get(reverse("office:queue")).context["rows"] == []
    assert elsewhere.get(case_page(registration)).status_code == 404


def test_the_queue_is_filtered_by_kind(browser, registration, identity_case):
    def kinds(asked):
        rows = browser.get(reverse("office:queue"), {"kind": asked}).context["rows"]
        return sorted(row.kind for row, *_words in rows)

    assert kinds("") == ["identity", "organization"]
    assert kinds("organization") == ["organization"]
    assert kinds("project") == []
    assert kinds("nonsense") == ["identity", "organization"]


def test_a_return_needs_a_reason_and_keeps_what_was_typed(browser, registration):
    refused = browser.post(case_page(registration), {"decision": "return", "reason": "嗯"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert "嗯" in refused.content.decode()
    decided = browser.post(case_page(registration), {"decision": "return", "reason": "请补充宗旨"})
    assert decided.url == reverse("office:queue")
    assert Organization.objects.get().reason == "请补充宗旨"


def test_the_second_officer_is_told_who_was_first(browser, signed_in, registration):
    other = signed_in(factories.officer("99", "寒露"))
    browser.post(case_page(registration), {"decision": "approve", "reason": ""})
    late = other.post(case_page(registration), {"decision": "reject", "reason": "材料不实"})
    assert late.status_code == 422
    assert late.context["opened"].case.decided_by_label == "白露"
    assert Organization.objects.get().state == "active"


def test_a_project_is_decided_with_its_shifts(browser, owner, organization, at):
    project = projects.submitted(owner, organization, at)
    case = factories.waiting_case(project.id)
    assert browser.get(case_page(case)).context["project"] == project
    browser.post(case_page(case), {"decision": "approve", "reason": ""})
    project.refresh_from_db()
    assert project.state == "published"


def test_the_photo_is_shown_in_the_page_and_the_look_is_audited(browser, signed_in, identity_case):
    page = case_page(identity_case)
    assert "data:image/" not in browser.get(page).content.decode()
    address = reverse("office:photo", args=[identity_case.id])
    assert browser.get(address).status_code == 405
    shown = browser.post(address)
    assert "data:image/jpeg;base64," in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert Entry.objects.filter(name="identity.document_photo_read").count() == 1
    elsewhere = signed_in(factories.officer("990102", "立秋"))
    assert elsewhere.post(address).status_code == 403
    assert Entry.objects.filter(name="identity.document_photo_read").count() == 1


def test_an_identity_is_decided(browser, identity_case):
    browser.post(case_page(identity_case), {"decision": "reject", "reason": "照片不清楚"})
    assert Case.objects.get().state == "rejected"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_keep_their_budget(
    signed_in, officer, owner, organization, identity_case, at, django_assert_max_num_queries, language
):
    browser = signed_in(officer, language)
    project = projects.submitted(owner, organization, at)
    with django_assert_max_num_queries(19):
        assert browser.get(reverse("office:queue")).status_code == 200
    with django_assert_max_num_queries(36):
        assert browser.get(case_page(factories.waiting_case(project.id))).status_code == 200
    with django_assert_max_num_queries(36):
        assert browser.get(case_page(identity_case)).status_code == 200


# Deadlines, the next case, two officers


def test_after_a_decision_comes_the_next_case_of_the_same_part(browser, registration, identity_case):
    first, second = identity_case, registration  # due after three days, and after ten
    decided = browser.post(case_page(first), {"decision": "reject", "reason": "照片不清楚"})
    assert decided.url == case_page(second)
    of_kind = f"{case_page(second)}?kind=organization"
    assert browser.post(of_kind, {"decision": "return", "reason": "请补充宗旨"}).url == (
        f"{reverse('office:queue')}?kind=organization"
    )


def test_filters_are_kept_in_every_address(browser, registration):
    page = browser.get(
        reverse("office:queue"), {"kind": "organization", "region": "990101", "mine": "1", "overdue": "1"}
    )
    assert page.context["query"] == "kind=organization&region=990101&mine=1&overdue=1"
    assert [row.id for row, *_words in page.context["rows"]] == [registration.id]
    assert (
        browser.get(reverse("office:queue"), {"region": "98"}).status_code == 200
    )  # no such region: nothing asked for
    assert browser.get(reverse("office:queue"), {"region": "99"}).context["total"] == 1


def test_the_first_of_two_officers_decides_nothing(browser, signed_in, registration):
    Case.objects.update(takes_two=True)
    page = browser.get(case_page(registration)).content.decode()
    assert "This takes two officers" in page
    browser.post(case_page(registration), {"decision": "approve", "reason": ""})
    assert Organization.objects.get().state == "submitted"
    again = browser.post(case_page(registration), {"decision": "approve", "reason": ""})
    assert (again.status_code, len(again.context["form"].errors)) == (422, 1)
    other = signed_in(factories.officer("99", "寒露"))
    other.post(case_page(registration), {"decision": "approve", "reason": ""})
    assert Organization.objects.get().state == "active"


def test_who_else_has_it_open_is_told(browser, signed_in, registration):
    browser.get(case_page(registration))
    other = signed_in(factories.officer("99", "寒露"), "en")
    assert "白露 has had this open since" in other.get(case_page(registration)).content.decode()
    assert browser.get(case_page(registration)).context["look"].by_label == "白露"


def test_the_submitter_reads_where_it_waits(signed_in, owner, registration):
    page = signed_in(owner, "en").get(reverse("organizer:overview", args=[registration.owner_id])).content.decode()
    assert "It waits for the officers of" in page
