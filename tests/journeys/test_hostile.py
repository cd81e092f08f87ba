"""What goes wrong in life: impatient fingers, colleagues at the same moment, wrong files, and a database that is gone."""

import pytest
from playwright.sync_api import expect

from tests.domain.identity import factories as identity
from tests.journeys.people import PASSWORD, ROLES, address

at_a_phone = pytest.mark.parametrize("scene", ["phone"], indirect=True)
at_a_desk = pytest.mark.parametrize("scene", ["desk"], indirect=True)
KEPT = "Nothing is lost: what you typed is kept on this page. Wait a moment, then send it again from here."
HUGE = 50 * 2**20
NUMBER = identity.number(sequence=901)


@pytest.fixture
def place(world, scene):
    return world[scene]


@pytest.fixture
def newcomer(reader, scene):
    """Somebody who is about to submit a document."""
    person = reader().sign_in(address("newcomer", scene)).open("/me/register-real-name/")
    person.choose(kind="111").fill(number=NUMBER, name="大雪", birth_on="1990-04-20").tick("sex=1")
    return person


@at_a_desk
def test_two_clicks_take_one_place(reader, place, scene):
    person = reader().sign_in(address("bearer", scene))
    person.open(f"/p/{place['organization']}/{place['projects']['周末图书整理']}/").tick("shift")
    person.button("Sign up", meaning="for shifts").dblclick()
    person.page.wait_for_url("**/me/sign-ups/**")
    person.sees("You hold a place").open("/me/").sees("周末图书整理")
    assert person.page.locator(".up-next li", has_text="周末图书整理").count() == 1


@at_a_desk
def test_two_officers_decide_the_same_case(reader, place, scene):
    officer, colleague = (reader().sign_in(address(role, scene)) for role in ("officer", "colleague"))
    for one in (officer, colleague):
        one.open("/office/").press(place["waiting"]).tick("decision=approve")
    officer.press("Decide and tell the submitter").sees("Decided: %(title)s", title=place["waiting"])
    colleague.tick("decision=reject").fill(reason="资料不全。").press("Decide and tell the submitter").sees(
        ROLES["officer"]
    )
    colleague.sees_not("Decided: %(title)s", title=place["waiting"])


@at_a_phone
def test_codes_that_are_old_or_forged(reader, place, scene):
    person = reader().sign_in(address("scanner", scene))
    person.open(f"/s/code/{place['old_code']}").sees("This code has changed since: it is new every half minute.")
    person.open(f"/s/code/{place['old_code'][:-3]}abc").sees("This is not a check-in code of Volunteer Cloud.")
    person.open("/s/here/").sees("Scan the one on the screen at the place itself.")


@at_a_phone
def test_a_text_that_calls_itself_a_photo(newcomer, tmp_path):
    (tmp_path / "id.jpg").write_text("这不是照片。")
    newcomer.named("photo").set_input_files(tmp_path / "id.jpg")
    newcomer.submit()
    assert newcomer.value("name") == "大雪"
    expect(newcomer.page.locator("#id_photo_error")).to_be_visible()


@at_a_phone
def test_a_photo_of_50_megabytes(newcomer, tmp_path):
    (tmp_path / "id.jpg").write_bytes(bytes(HUGE))
    newcomer.named("photo").set_input_files(tmp_path / "id.jpg")
    newcomer.submit().sees("The photo is larger than 10 MB. Take it again with a lower resolution.")
    assert newcomer.value("name") == "大雪"


@at_a_phone
def test_the_database_is_gone_in_the_middle_of_a_form(newcomer, site):
    with newcomer.expecting(503), site.database_away():
        newcomer.submit().sees(
            "Nothing is lost: what you typed is kept on this page. Wait a moment, then send it again from here."
        )
    newcomer.fill(number=NUMBER).press("Send it again").sees("Your real name is verified").sees("大雪")


@at_a_phone
def test_the_session_ends_in_the_middle_of_a_form(reader, scene):
    person = reader().sign_in(address("ticked", scene)).open("/me/profile/")
    person.context.clear_cookies(name="sessionid")
    person.submit().sees("Sign in")
    person.fill(login=address("ticked", scene), password=PASSWORD).submit().is_at("/me/profile/")


@at_a_phone
def test_the_language_changes_and_the_place_does_not(reader):
    person = reader().open("/find/?q=图书")
    person.page.locator(".tool[hreflang=en]").click()
    person.is_at("/find/")
    assert person.value("q") == "图书"
    assert person.page.locator("html").get_attribute("lang") == "en"


@at_a_phone
def test_larger_text_is_remembered(reader):
    person = reader().open("/help/").press("Larger text").open("/find/")
    assert person.page.locator("html").get_attribute("data-mode") == "elder"
    assert person.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18


@at_a_desk
def test_by_keyboard_alone(reader, scene):
    person = reader().open("/accounts/login/")
    person.page.keyboard.press("Tab")
    skip = person.page.get_by_role("link", name=person.say("Skip to the content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Tab")
    while person.page.evaluate("document.activeElement.name") != "login":
        assert person.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        person.page.keyboard.press("Tab")
    person.page.keyboard.type(address("bearer", scene))
    person.page.keyboard.press("Tab")
    person.page.keyboard.type(PASSWORD)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/me/")
