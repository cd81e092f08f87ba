"""What suits the reader, what they wish, who may find them, what they are asked, and why not."""

import pytest
from django.urls import reverse

from tests.domain.needs import factories as needs
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.models import Post, SignUp
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import actions
from volunteercloud.domain.matching.models import Asked, Closed, Findable, Preference


@pytest.fixture
def known(volunteer, at):
    """The reader under a proved name."""
    Volunteer.objects.filter(id=volunteer.id).update(
        real_name_level=1, real_name_at=at, name="小满", birth_on="1990-04-20", region_id="990101"
    )
    return volunteer


@pytest.fixture
def asked(owner, shift, known, at):
    actions.give_consent(actor=known, volunteer_id=known.id, purpose="found", at=at)
    actions.ask_people(
        actor=owner,
        organization_id=shift.organization_id,
        subject_kind="shift",
        subject_id=shift.id,
        numbers=[organizations.number_of(known)],
        words="早上八点半见。",
        at=at,
    )
    return reverse("volunteer:ask", args=[shift.organization_id, shift.id])


def text(answer):
    return answer.content.decode()


def test_what_suits_is_kept_and_shown_again(browser, volunteer):
    address = reverse("volunteer:suits")
    answer = browser.post(address, {"reach_km": "5", "parts": ["0", "20"], "latitude": "30.256", "longitude": "120.1"})
    assert answer.status_code == 302
    kept = Preference.objects.get(volunteer_id=volunteer.id)
    assert (kept.reach_km, kept.parts, kept.latitude, kept.remote) == (5, [0, 20], 30.26, False)
    shown = text(browser.get(address))
    assert shown.count(" checked") == 4  # the reach, two parts of the week, and to go on from the same place


@pytest.mark.parametrize(
    "typed", [{"reach_km": "7000"}, {"parts": ["21"]}, {"parts": ["x"]}, {"latitude": "95", "longitude": "1"}]
)
def test_what_cannot_be_is_told(browser, volunteer, typed):
    assert browser.post(reverse("volunteer:suits"), typed).status_code == 422
    assert Preference.objects.count() == 0


def test_being_found_is_agreed_to_and_taken_back_on_the_page(browser, known):
    address = reverse("volunteer:found")
    assert browser.post(address, {"do": "agree"}).status_code == 302
    assert Findable.objects.get().volunteer_id == known.id
    browser.post(address, {"do": "withdraw"})
    browser.post(address, {"do": "withdraw"})
    assert Findable.objects.count() == 0
    assert browser.post(address, {"do": "something"}).status_code == 400


def test_the_account_page_takes_it_back_too(browser, known):
    browser.post(reverse("account:consents"), {"purpose": "found"})
    assert Findable.objects.count() == 1
    browser.post(reverse("account:consents"), {"purpose": "found", "withdraw": "yes"})
    assert Findable.objects.count() == 0


def test_a_question_is_answered_with_yes(browser, asked, volunteer):
    page = text(browser.get(asked))
    assert "早上八点半见。" in page
    assert text(browser.get(reverse("volunteer:asks"))).count(asked) == 1
    assert browser.post(asked, {"do": "yes"}).status_code == 302
    assert SignUp.objects.get().volunteer_id == volunteer.id
    assert Asked.objects.get().state == "accepted"


def test_a_question_is_answered_with_never_and_the_organization_may_ask_again_later(browser, asked, shift):
    browser.post(asked, {"do": "never"})
    assert Closed.objects.get().organization_id == shift.organization_id
    assert "晨光志愿服务队" in text(browser.get(reverse("volunteer:suits")))
    browser.post(reverse("volunteer:found"), {"do": "again", "organization": shift.organization_id})
    assert Closed.objects.count() == 0


def test_what_stands_against_a_yes_is_told_on_the_page(browser, asked, volunteer):
    Volunteer.objects.filter(id=volunteer.id).update(real_name_level=0, real_name_at=None)
    answer = browser.post(asked, {"do": "yes"})
    assert answer.status_code == 409
    assert reverse("volunteer:real_name") in text(answer)
    assert Asked.objects.get().state == "waiting"


def test_nobody_sees_what_others_are_asked(asked, owner, signed_in):
    stranger = signed_in(organizations.person("芒种"))
    assert stranger.get(asked).status_code == 404
    assert stranger.post(asked, {"do": "yes"}).status_code == 404
    assert SignUp.objects.count() == 0


def test_every_condition_of_a_shift_is_told(browser, shift, known):
    address = reverse("volunteer:why", args=[shift.organization_id, shift.id])
    assert "What stands against it" not in text(browser.get(address))
    Post.objects.filter(id=shift.post_id).update(skills=["driving"], qualification="救护员证", minimum_age=40)
    page = text(browser.get(address))
    assert page.count("i-stop") == 3
    assert [reverse("volunteer:profile") in page, reverse("volunteer:qualifications") in page] == [True, True]


def test_every_condition_of_a_need_is_told(browser, organization, owner, known, at):
    need = needs.need(owner, at, station_id=organization.id, people=9)
    address = reverse("volunteer:why_need", args=[need.number])
    assert text(browser.get(address)).count("i-stop") == 1
    assert browser.get(reverse("volunteer:why_need", args=["N00000000"])).status_code == 404


def test_for_me_says_what_to_do_where_nothing_suits(browser, known):
    page = browser.get(reverse("volunteer:for_me"))
    assert page.status_code == 200
    assert reverse("volunteer:suits") in text(page)


def test_a_visitor_signs_in_first(client, db):
    for name in ("for_me", "suits", "asks"):
        assert client.get(reverse(f"volunteer:{name}")).status_code == 302
