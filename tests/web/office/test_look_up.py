from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.organizations import factories
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, numbers
from volunteercloud.domain.identity.models import Document, OfficerGrant
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.web.office import audit


def address(name, *args):
    return reverse(f"office:{name}", args=args)


@pytest.fixture
def document(owner, at):
    document_id = factories.ids.uuid7()
    return Document.objects.create(
        volunteer_id=owner.id,
        id=document_id,
        kind="111",
        number_sealed=numbers.seal("99010119900420001X", document_id),
        tail="1X",
        length=18,
        state="verified",
        level=1,
        submitted_at=at,
    )


def asked(client, by, **said):
    return client.post(address("people"), {"by": by, **said})


def found(client, **said):
    return [hit.name for hit in asked(client, "name", purpose="核对保险名单", **said).context["hits"]]


def test_a_number_leads_to_the_person(browser, owner):
    assert asked(browser, "number", number=factories.number_of(owner).lower()).url == address("person", owner.id)
    assert asked(browser, "number", number="V23456789ABC").context["hits"] == []


def test_other_numbers_lead_to_their_pages(browser, organization):
    leads = {
        "ZM2345": reverse("verify:look_up") + "?number=ZM2345&code=",
        factories.USCC: address("organizations") + f"?text={factories.USCC}",
    }
    assert {number: asked(browser, "number", number=number).url for number in leads} == leads
    assert asked(browser, "number", number=str(organization.id)).context["hits"] == []


def test_no_number_of_a_document_goes_into_an_address(browser):
    for typed in ("99010119900420001X", "990101 19900420 0011", "990101900420001"):
        page = asked(browser, "number", number=typed)
        assert (page.status_code, typed in page.text) == (422, False)
        page = asked(browser, "document", document=typed, purpose="")
        assert (page.status_code, typed in page.text) == (422, False)


def test_names_are_found_in_the_region_and_masked(browser, signed_in, owner):
    factories.person("谷雨生", region="990102")
    assert found(browser, name="谷") == ["谷＊", "谷＊＊"]
    assert found(browser, name="谷", region_code="东渡区") == ["谷＊＊"]
    assert found(browser, name="谷", phone_tail="0000") == []
    district = signed_in(factories.officer("990101", "立冬"))
    elsewhere = asked(district, "name", name="谷", region_code="东渡区", purpose="核对保险名单")
    assert elsewhere.status_code == 403


def test_people_of_elsewhere_are_not_found(signed_in, owner):
    elsewhere = signed_in(factories.officer("990102", "立秋"))
    assert asked(elsewhere, "number", number=factories.number_of(owner)).context["hits"] == []
    assert elsewhere.get(address("person", owner.id)).status_code == 404


def test_a_look_up_needs_a_purpose_and_a_form_that_fits(browser, owner):
    for said in ({"purpose": " "}, {"purpose": "看"}, {"purpose": "核对保险名单", "phone_tail": "12"}):
        assert asked(browser, "name", name="谷", **said).status_code == 422
    assert asked(browser, "neither", name="谷").status_code in (200, 422)
    assert not Entry.objects.filter(name="identity.looked_up").exists()


def test_a_desk_without_the_right_says_who_can_give_it(signed_in, owner, officer):
    figures = factories.officer("990101", "小雪")
    OfficerGrant.objects.filter(account_id=figures.id).update(rights=["statistics"])
    page = signed_in(figures).get(address("people"))
    assert page.status_code == 403
    assert "白露" in page.content.decode()
    assert address("people") not in signed_in(figures).get(address("officers")).content.decode()


def test_a_right_withdrawn_is_gone_with_the_next_request(browser, officer):
    assert browser.get(address("people")).status_code == 200
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=["statistics"])
    assert browser.get(address("people")).status_code == 403
    OfficerGrant.objects.filter(account_id=officer.id).update(ends_on=date(2020, 1, 1))
    assert browser.get(address("officers")).status_code == 403


def test_a_document_number_asks_for_a_purpose_and_is_shown_once(browser, owner, document):
    page = address("person", owner.id)
    before = browser.get(page)
    assert "*" * 16 + "1X" in before.content.decode()
    refused = browser.post(page, {"purpose": "看"})
    assert refused.status_code == 422
    assert "99010119900420001X" not in refused.content.decode()
    assert not Entry.objects.filter(name="identity.document_number_read").exists()
    shown = browser.post(page, {"purpose": "核对保险名单"})
    assert "99010119900420001X" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert Entry.objects.get(name="identity.document_number_read").facts["purpose"] == "核对保险名单"
    assert "99010119900420001X" not in browser.get(page).content.decode()


def test_organizations_are_found_by_name_state_and_code(browser, organization):
    def found(**asked):
        return [row.name for row, _state in browser.get(address("organizations"), asked).context["rows"]]

    assert found() == found(text="晨光") == found(text=factories.USCC) == found(state="active") == [organization.name]
    assert found(text="无") == found(state="draft") == found(region="东渡区") == []


def test_an_officer_trusts_and_ends_the_trust(browser, organization):
    browser.post(address("trust", organization.id), {"trusted": "yes"})
    assert Organization.objects.get().trusted
    browser.post(address("trust", organization.id))
    assert not Organization.objects.get().trusted


def test_organizations_of_elsewhere_have_no_page_here(signed_in, organization):
    elsewhere = signed_in(factories.officer("990102", "立秋"))
    assert elsewhere.get(address("organization", organization.id)).status_code == 404
    assert elsewhere.post(address("trust", organization.id), {"trusted": "yes"}).status_code == 403


def test_offices_are_granted_changed_and_ended_below(browser, owner):
    granted = {"number": factories.number_of(owner), "region_code": "东渡区", "rights": ["records", "audit"]}
    assert browser.post(address("officers"), granted).status_code == 302
    grant = OfficerGrant.objects.get(account_id=owner.id)
    assert (grant.region_id, grant.rights) == ("990102", ["records", "audit"])
    assert browser.post(address("office", grant.id), {"rights": ["audit"]}).status_code == 302
    grant.refresh_from_db()
    assert grant.rights == ["audit"]
    assert browser.post(address("revoke", owner.id, "990101")).status_code == 404
    browser.post(address("revoke", owner.id, "990102"))
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    above = browser.post(address("officers"), granted | {"region_code": "演示省"})
    assert above.status_code == 403


def test_a_stand_in_sits_at_the_desk_of_who_is_away(browser, signed_in, officer, owner):
    colleague = factories.officer("99", "霜降")
    OfficerGrant.objects.filter(account_id=colleague.id).update(rights=["statistics"])
    today = timezone.localdate()
    stand_in = actions.name_stand_in(
        actor=officer,
        absent_id=officer.id,
        account_id=colleague.id,
        first_day=today,
        last_day=today,
        at=timezone.now(),
    )
    theirs = signed_in(colleague)
    assert theirs.get(address("people")).status_code == 403
    assert signed_in(owner).post(address("sit", stand_in.id)).status_code == 404
    theirs.post(address("sit", stand_in.id))
    assert theirs.get(address("person", owner.id)).status_code == 200
    opened = Entry.objects.get(name="identity.person_opened")
    assert (opened.actor_id, opened.facts["acting_for"]["name"]) == (colleague.id, "白露")
    browser.post(address("end_stand_in", stand_in.id))
    assert theirs.get(address("people")).status_code == 403


def told(response):
    return [(row.actor, row.sentence, row.entry.subject_label) for row in response.context["rows"]]


def test_the_trail_is_read_in_sentences(browser, signed_in, officer, organization):
    page = browser.get(address("audit"))
    assert (
        '谷雨</b> began to register the organization <span lang="zh-Hans">晨光志愿服务队</span>'
        in page.content.decode()
    )
    chinese = signed_in(officer, "zh-hans").get(address("audit")).content.decode()
    assert "谷雨</b> began" not in chinese


def test_the_trail_is_filtered(browser, owner, organization, at):
    def count(**asked):
        return len(browser.get(address("audit"), asked).context["rows"])

    assert count() == count(what="organizations") == count(region="临溪区") == 5
    assert count(what="projects") == count(region="东渡区") == 0
    assert count(number=factories.number_of(owner)) == count(actor=owner.id) == 4
    assert count(number="V23456789ABC") == 0
    assert count(owner=organization.id) == 5
    day = (at + timedelta(hours=8)).date()
    assert count(since=day.isoformat(), until=day.isoformat()) == 5
    assert count(since=(day + timedelta(days=1)).isoformat()) == 0


def test_the_trail_goes_on_page_by_page(browser, owner, organization, at, monkeypatch):
    monkeypatch.setattr(audit.audit_queries, "PAGE", 3)
    first = browser.get(address("audit"))
    second = browser.get(address("audit"), {"after": first.context["cursor"]})
    assert (len(first.context["rows"]), len(second.context["rows"]), second.context["cursor"]) == (3, 2, "")


def test_officers_read_the_trail_of_their_own_regions(signed_in, organization):
    elsewhere = signed_in(factories.officer("990102", "立秋"))
    for asked in ({}, {"region": "99"}, {"region": "临溪区"}, {"owner": organization.id}):
        assert elsewhere.get(address("audit"), asked).context["rows"] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_keep_their_budget(
    signed_in, officer, owner, organization, document, django_assert_max_num_queries, language
):
    browser = signed_in(officer, language)
    for page, budget in (
        (address("people"), 5),
        (address("person", owner.id), 21),
        (address("organizations"), 7),
        (address("organization", organization.id), 15),
        (address("audit"), 6),
        (address("officers"), 8),
    ):
        with django_assert_max_num_queries(budget):
            assert browser.get(page).status_code == 200


def test_a_change_is_told_before_and_after(browser, owner, organization, at):
    organization_actions.change_organization(
        actor=owner, organization_id=organization.id, particulars={"head": "大寒"}, at=at
    )
    rows = browser.get(address("audit"), {"what": "organizations"}).context["rows"]
    changes = [row for row in rows if row.entry.name == "organizations.organization_changed"]
    assert [said for row in changes for _label, said in row.facts] == ["清明 → 大寒"]


def test_the_trail_has_no_day_after_the_last(browser):
    page = browser.get(address("audit"), {"until": "9999-12-31"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["until"])
