from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.domain.identity import factories as identity
from volunteercloud.domain.identity.models import Document, GuardianConsent, Residence, Volunteer
from volunteercloud.domain.messages.models import Message

REAL_NAME = reverse("volunteer:real_name")


@pytest.fixture
def newcomer(owner, at):
    return identity.volunteer(at, email="lichun@qinghe.example")


@pytest.fixture
def newcomers_browser(newcomer, signed_in):
    return signed_in(newcomer)


def typed(**changes):
    return {
        "kind": "111",
        "number": identity.number(sequence=4),
        "name": "立春",
        "birth_on": "1990-04-20",
        "sex": "2",
        "nationality": "CN",
    } | changes


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "For your safety it is not kept on the page. Please type it again."),
        ("zh-hans", "为安全起见，页面上不保留，请再输入一次。"),
    ],
)
def test_the_number_is_not_on_the_page_that_is_handed_back(newcomer, signed_in, language, said):
    browser = signed_in(newcomer, language)
    assert said not in browser.get(REAL_NAME).text
    page = browser.post(REAL_NAME, typed(kind="999"))
    assert (page.status_code, said in page.text, 'value="立春"' in page.text) == (422, True, True)
    assert identity.number(sequence=4) not in page.text


def test_a_document_is_registered_and_shown_by_its_last_two_characters(newcomers_browser, newcomer):
    assert newcomers_browser.post(REAL_NAME, typed()).url == REAL_NAME
    document = Document.objects.get()
    page = newcomers_browser.get(REAL_NAME).content.decode()
    assert (document.state, Volunteer.objects.get(id=newcomer.id).name) == ("verified", "立春")
    assert document.masked in page
    assert identity.number(sequence=4) not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": identity.number(sequence=4)[:-1] + "#"}, "number"),
        ({"number": "990101199002305554"}, "number"),
        ({"number": ""}, "number"),
        ({"name": "立春1"}, "name"),
        ({"name": "春" * 301}, "name"),
        ({"name": "😀"}, "name"),
        ({"birth_on": "1990-02-30"}, "birth_on"),
        ({"birth_on": "2020-04-20", "number": identity.number(date(2020, 4, 20), 4)}, "birth_on"),
        ({"kind": "999"}, "kind"),
        ({"photo": SimpleUploadedFile("x.png", b"no picture", "image/png")}, "photo"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_nothing_typed_is_lost(newcomers_browser, changes, field):
    answer = newcomers_browser.post(REAL_NAME, typed(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="1990-04-20"' in answer.content.decode() or field == "birth_on"
    assert not Document.objects.exists()


def test_a_huge_upload_is_refused_by_its_size_alone(newcomers_browser, monkeypatch):
    read = []
    monkeypatch.setattr("volunteercloud.domain.identity.photos.cleaned", read.append)
    huge = SimpleUploadedFile("x.jpg", b"\0" * (11 * 1024 * 1024), "image/jpeg")
    answer = newcomers_browser.post(REAL_NAME, typed(photo=huge))
    assert list(answer.context["form"].errors) == ["photo"]
    assert "The photo is larger than 10 MB." in answer.content.decode()
    assert read == []


def test_a_document_of_somebody_else_is_refused_without_telling_whose(newcomers_browser, volunteer):
    answer = newcomers_browser.post(REAL_NAME, typed(number=identity.number(sequence=1), sex="1"))
    assert answer.status_code == 422
    assert "This document is already registered" in answer.content.decode()
    assert "小满" not in answer.content.decode()


def test_the_profile_is_saved_and_shown_again(browser, volunteer):
    address = reverse("volunteer:profile")
    answer = browser.post(address, {"region_code": "东渡区", "skills": ["driving"], "languages": ["zh", "en"]})
    assert answer.url == address
    kept = Volunteer.objects.get(id=volunteer.id)
    # Who lives somewhere moves under "Moving"; the profile only shows where.
    assert (kept.region_id, kept.skills, kept.languages, kept.categories) == ("990101", ["driving"], ["zh", "en"], [])
    assert reverse("volunteer:moving") in browser.get(address).content.decode()
    assert browser.post(address, {"skills": ["flying"]}).status_code == 422


def test_the_first_region_is_said_in_the_profile(browser, volunteer):
    Residence.objects.filter(volunteer_id=volunteer.id).delete()
    Volunteer.objects.filter(id=volunteer.id).update(region=None)
    browser.post(reverse("volunteer:profile"), {"region_code": "东渡区"})
    assert Volunteer.objects.get(id=volunteer.id).region_id == "990102"


def test_a_guardian_takes_a_child_in(leader, owner):
    address = reverse("volunteer:wards")
    child = {"name": "小雪", "birth_on": "2015-01-05"}
    assert leader.post(address, child).status_code == 422, "without consent"
    assert leader.post(address, child | {"consents": ["service"]}).url == address
    assert Volunteer.objects.get(guardian_id=owner.id).name == "小雪"
    assert "小雪" in leader.get(address).content.decode()


@pytest.fixture
def minor(owner, at):
    return identity.person(at, name="小寒", email="xiaohan@qinghe.example", birth_on=identity.born(15, at), sequence=3)


def link_of(page):
    return urlsplit(page.context["link"]).path


def test_a_guardian_agrees_by_a_link_and_withdraws_again(minor, signed_in, leader):
    asked = signed_in(minor).post(reverse("volunteer:guardian_consent"))
    link = link_of(asked)
    assert (
        "小＊ would like to serve as a volunteer"
        in Client(headers={"accept-language": "en"}).get(link).content.decode()
    )
    agreed = leader.post(link, {"relation": "mother"})
    assert agreed.url == reverse("volunteer:guardianship", args=[minor.id])
    assert "You have agreed that 小寒 serves" in leader.get(agreed.url).content.decode()
    leader.post(agreed.url)
    assert GuardianConsent.objects.get().state == "withdrawn"
    assert leader.get(agreed.url).status_code == 404


def test_a_link_is_signed_and_expires(minor, signed_in, leader, clock):
    link = link_of(signed_in(minor).post(reverse("volunteer:guardian_consent")))
    forged = leader.get(link[:-3] + "xx/")
    assert (forged.status_code, "This link is incomplete" in forged.content.decode()) == (409, True)
    clock.now = clock.now.replace(day=28)
    expired = leader.get(link)
    assert (expired.status_code, "This link is no longer valid" in expired.content.decode()) == (409, True)


def test_an_adult_needs_no_guardian(browser, volunteer):
    answer = browser.post(reverse("volunteer:guardian_consent"))
    assert (answer.status_code, answer.context["refusal"].code) == (409, "guardian_consent.not_needed")
    assert "You need no guardian’s consent" in browser.get(reverse("volunteer:guardian_consent")).content.decode()


def test_messages_are_read_by_opening_them_or_all_at_once(browser, volunteer, at):
    inbox = reverse("volunteer:messages")
    (message,) = Message.objects.filter(recipient_id=volunteer.id)
    assert "Your real name is verified" in browser.get(inbox).content.decode()
    opened = browser.post(reverse("volunteer:message", args=[message.id]))
    assert (opened.url, browser.get(inbox).context["has_unread"]) == ("/me/", False)


def test_a_strangers_message_is_not_found(browser, leader, volunteer, at):
    (message,) = Message.objects.filter(recipient_id=volunteer.id)
    assert leader.post(reverse("volunteer:message", args=[message.id])).status_code == 404


@pytest.mark.parametrize("name", ["real_name", "profile", "wards", "guardian_consent", "messages"])
def test_pages_about_oneself_ask_little_of_the_database(browser, name, django_assert_max_num_queries):
    browser.get(reverse(f"volunteer:{name}"))
    with django_assert_max_num_queries(9):
        browser.get(reverse(f"volunteer:{name}"))
