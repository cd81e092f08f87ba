import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.domain.organizations import factories
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations.models import Organization, Role, Staff


def address(name, *args):
    return reverse(f"organizer:{name}", args=args)


NAME = {"name": "晨光志愿服务队", "kind": "social-group", "region_id": "临溪区"}


def paper(title):
    return SimpleUploadedFile(f"{title}.pdf", factories.paper(title.encode()))


def errors_of(response):
    return dict(response.context["form"].errors)


def test_a_registration_goes_step_by_step_and_keeps_what_was_typed(browser, owner):
    began = browser.post(address("register"), NAME)
    organization = Organization.objects.get()
    assert (began.status_code, began.url) == (302, address("registration", organization.id, "standing"))
    assert organization.region_id == "990101"
    for step, typed, following in (
        ("standing", {"uscc": "5199 0000 mj00 0000 10"}, "about"),
        ("about", {"purpose": "助老", "categories": ["community"]}, "people"),
        ("people", {"head": "清明", "contact_name": "谷雨", "contact_phone": "990"}, "documents"),
    ):
        saved = browser.post(address("registration", organization.id, step), typed)
        assert saved.url == address("registration", organization.id, following)
    for kind in ("certificate", "charter"):
        given = browser.post(address("documents", organization.id), {"kind": kind, "file": paper(kind)})
        assert given.url == address("registration", organization.id, "documents")
    browser.post(address("submit_registration", organization.id))
    organization.refresh_from_db()
    assert (organization.uscc, organization.head, organization.state) == (factories.USCC, "清明", "submitted")


def test_a_wrong_code_is_refused_beside_its_field_and_kept(browser, owner, at):
    organization = actions.register_organization(actor=owner, particulars=factories.particulars(uscc=""), at=at)
    typed = {"uscc": "51990000MJ00000019", "established_on": "2020-01-01"}
    refused = browser.post(address("registration", organization.id, "standing"), typed)
    assert (refused.status_code, list(errors_of(refused))) == (422, ["uscc"])
    assert 'value="51990000MJ00000019"' in refused.content.decode()
    organization.refresh_from_db()
    assert organization.uscc == ""


def test_a_region_that_is_called_like_others_is_chosen_from_a_list(browser):
    factories.Region.objects.create(
        code="990103", parent_id="9901", level=3, name="临溪新区", valid_from=factories.BEGAN
    )
    asked = browser.post(address("register"), NAME | {"region_id": "临溪"})
    assert asked.context["form"].has_error("region_id", "several")
    page = asked.content.decode()
    assert page.count('name="region_id_picked"') == 2
    chosen = NAME | {"region_id": "临溪", "region_id_asked": "临溪", "region_id_picked": "990103"}
    browser.post(address("register"), chosen)
    assert Organization.objects.get().region_id == "990103"


def test_without_a_real_name_nobody_registers(signed_in, owner):
    nameless = signed_in(factories.person("立夏", real_name_level=0))
    refused = nameless.post(address("register"), NAME)
    assert refused.status_code == 422
    assert Organization.objects.count() == 0


def test_what_is_missing_leads_to_its_step(browser, owner, at):
    organization = actions.register_organization(actor=owner, particulars=factories.particulars(head=""), at=at)
    page = browser.get(address("registration", organization.id, "check")).content.decode()
    assert address("registration", organization.id, "people") + "#id_head" in page
    refused = browser.post(address("submit_registration", organization.id))
    assert refused.status_code == 422


def test_a_team_chooses_its_liaison(browser, owner, organization, at):
    team = actions.register_organization(
        actor=owner, particulars=factories.particulars(name="石桥小队", kind="team"), at=at
    )
    step = address("registration", team.id, "standing")
    assert str(organization.id) in browser.get(step).content.decode()
    browser.post(step, {"liaison_id": str(organization.id)})
    team.refresh_from_db()
    assert team.liaison_name == organization.name


def test_strangers_find_no_console(signed_in, organization):
    stranger = signed_in(factories.person("小暑"))
    for name in ("overview", "settings", "staff", "projects"):
        found = stranger.get(address(name, organization.id)).status_code
        assert found == (200 if name == "projects" else 404), name


def test_visitors_are_asked_to_sign_in(client, organization):
    for name in ("overview", "settings", "staff", "projects"):
        found = client.get(address(name, organization.id))
        assert (found.status_code, found.url.split("?")[0]) == (302, reverse("account_login"))


def test_staff_are_added_changed_and_removed(browser, owner, organization):
    leader = factories.person("芒种")
    page = address("invite", organization.id)
    unknown = browser.post(page, {"way": "number", "whom": "V23456789ABC", "role": "leader"})
    assert (unknown.status_code, list(errors_of(unknown))) == (422, ["whom"])
    browser.post(page, {"way": "number", "whom": factories.number_of(leader), "role": "leader"})
    theirs = address("member_of_staff", organization.id, leader.id)
    browser.post(theirs, {"role": "recorder"})
    assert Staff.objects.get(person_id=leader.id).role == Role.RECORDER
    assert browser.post(theirs, {"role": "king"}).status_code == 422
    browser.post(address("end_staff", organization.id, leader.id))
    assert Staff.objects.get(person_id=leader.id).ended_at is not None
    refused = browser.post(address("end_staff", organization.id, owner.id))
    assert (refused.status_code, list(refused.context["leave_form"].errors)) == (422, ["__all__"])


def test_the_owner_leaves_by_naming_who_takes_over(browser, owner, organization, at):
    leader = factories.leader(owner, organization, "芒种", at)
    left = browser.post(address("end_staff", organization.id, owner.id), {"to_person_id": str(leader.id)})
    assert (left.status_code, left.url) == (302, address("home"))
    assert Staff.objects.get(person_id=leader.id).role == Role.OWNER


def picture():
    file = io.BytesIO()
    Image.new("RGBA", (300, 300), "#a00").save(file, "PNG")
    return file.getvalue()


def test_the_seal_is_a_picture(browser, organization):
    page = address("seal", organization.id)
    refused = browser.post(page, {"seal": SimpleUploadedFile("seal.png", b"no picture", "image/png")})
    assert (refused.status_code, list(refused.context["seal_form"].errors)) == (422, ["seal"])
    large = browser.post(page, {"seal": SimpleUploadedFile("seal.png", bytes(3_000_000), "image/png")})
    assert large.status_code == 422
    browser.post(page, {"seal": SimpleUploadedFile("seal.png", picture(), "image/png")})
    shown = browser.get(address("seal_picture", organization.id))
    assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    browser.post(page, {"remove": "yes"})
    assert browser.get(address("seal_picture", organization.id)).status_code == 404


def test_settings_are_saved(browser, organization):
    typed = {
        "purpose": "新的宗旨",
        "categories": ["elderly"],
        "head": "雨水",
        "contact_name": "谷雨",
        "contact_phone": "1",
    }
    assert browser.post(address("settings", organization.id), typed).status_code == 302
    organization.refresh_from_db()
    assert (organization.purpose, organization.head, organization.categories) == ("新的宗旨", "雨水", ["elderly"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "budget"), [("home", 4), ("overview", 37), ("settings", 8), ("staff", 9), ("projects", 8)]
)
def test_pages_keep_their_budget(signed_in, owner, organization, django_assert_max_num_queries, name, budget, language):
    browser = signed_in(owner, language)
    arguments = () if name == "home" else (organization.id,)
    with django_assert_max_num_queries(budget):
        assert browser.get(address(name, *arguments)).status_code == 200


@pytest.mark.parametrize("week", ["2026-05-13", "9999-12-31", "nonsense", "0001-01-01"])
def test_any_week_may_be_asked_for(browser, organization, week):
    assert browser.get(address("overview", organization.id), {"week": week}).status_code == 200
