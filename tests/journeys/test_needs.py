"""A resident's need becomes a served shift with a confirmed result: on a phone, without JavaScript, in both languages."""

from datetime import date, timedelta

import pytest

from tests.journeys.people import PASSWORD, ROLES, address
from tests.journeys.test_organizer import decide

TITLE = "陪我去社区医院"
WORDS = "上午去社区医院复查，想有人陪着走一趟，听医生交代什么。"
PHONE = "138 0013 8000"
HOUSE = "柳堤一号楼三单元"
LOOK = "Look at it before it is posted"
PRAISE = "一路扶着，单子念给我听。"
TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011  any day soon will do
BEGAN, SERVED, OVER = 110, 100, 125
FOLLOW = (
    "import django; django.setup(); from django.utils import timezone; from volunteercloud.domain.needs import tasks;"
    " tasks.follow_needs_at(timezone.now())"
)


@pytest.fixture(params=["plain", "desk"])
def scene(request):
    """In Chinese and in English; both at a phone's width and without JavaScript."""
    return request.param


@pytest.fixture
def phone(reader):
    return lambda: reader(width=390, script=False)


@pytest.fixture
def person(phone, scene):
    return lambda role: phone().sign_in(address(role, scene))


def test_a_need_becomes_a_served_shift_with_a_confirmed_result(phone, person, site, world, scene):
    title = TITLE + scene
    resident = post(phone(), address("resident", scene), title)
    mine = resident.page.url
    decide(person("officer"), title, "approve")
    number = see_what_is_public(resident, phone(), title)

    coordinator = person("coordinator")
    offer(coordinator, number, world[scene])
    resident.open(mine).sees("我们可以来两个人。").press("Choose this offer").sees(
        "You have chosen. They have been told."
    )
    shift = dock(coordinator, world[scene], mine)
    resident.open(mine).sees("When they come")

    serve(person("helper"), coordinator, site, world[scene], shift)
    site.run("-c", FOLLOW)
    confirm(resident, mine)
    phone().open(f"/needs/{number}/").sees("What came of it").sees_not(HOUSE)


def post(resident, login, title):
    """Typed by somebody who is not known yet: nothing is lost on the way through signing in, nor by what is refused."""
    resident.open("/").press("Ask for help").fill(title=title, words=f"{WORDS}电话{PHONE}", region_code="竹桥街道")
    resident.choose(category="health", beneficiary="elderly").tick("urgency=1")
    resident.fill(on=TOMORROW.isoformat(), from_time="09:00", to_time="11:00")
    resident.fill(address=HOUSE, contact_name="安小寒", contact_phone="0990 555 300").press(LOOK)
    resident.fill(login=login, password=PASSWORD).submit()
    resident.is_at("/needs/post/").sees("What you typed is all here. Go on where you were.")
    assert (resident.value("title"), resident.value("address")) == (title, HOUSE)
    with resident.expecting(422):
        resident.press(LOOK).sees("This is how it will be seen").press("Post the need").sees(PHONE)
    resident.fill(words=WORDS).press(LOOK)
    return resident.press("Post the need").sees("Your need is posted. You hear as soon as somebody has looked at it.")


def see_what_is_public(resident, anybody, title):
    """The number of the need, whose page says nothing of the house."""
    resident.open("/me/needs/").press(title).press("The public page")
    number = resident.page.url.rstrip("/").split("/")[-1]
    anybody.open("/needs/?region=990101").sees(title).press(title).sees(WORDS).sees_not(HOUSE)
    return number


def offer(coordinator, number, place):
    coordinator.open(f"/needs/{number}/").tick(f"organization_id={place['organization']}")
    coordinator.fill(words="我们可以来两个人。").press("Offer to take it up")
    coordinator.sees("Your organization offers to help. You hear as soon as somebody has chosen.")


def dock(coordinator, place, mine):
    """An activity of a project that runs, filled in from the need; the shift that it opens."""
    need = f"/org/{place['organization']}/needs/{mine.rstrip('/').split('/')[-1]}/"
    coordinator.open(f"{need}dock/activity/{place['projects']['周末图书整理']}/")
    assert coordinator.value("on") == TOMORROW.isoformat()
    coordinator.press("Dock it and open it for sign-up").sees(
        "Docked. Whoever asked for help has been told when somebody comes."
    )
    link = coordinator.open(need).page.locator("main a[href*='/shifts/']").first
    return link.get_attribute("href").rstrip("/").split("/")[-1]


def serve(helper, coordinator, site, place, shift):
    organization = place["organization"]
    helper.open(f"/p/{organization}/{place['projects']['周末图书整理']}/").tick(f"shift={shift}")
    helper.press("Sign up", meaning="for shifts").sees("You hold a place")
    site.let_begin(shift, BEGAN)
    roster = f"/org/{organization}/shifts/{shift}/"
    name = ROLES["helper"]
    coordinator.open(roster).press("Check in", within=coordinator.page.locator("li", has_text=name))
    site.pass_time(SERVED)
    coordinator.open(roster).press("Check out", within=coordinator.page.locator("li", has_text=name))
    site.let_begin(shift, OVER)
    coordinator.open(f"{roster}confirm/").press("Confirm those ticked").sees("All confirmed")


def confirm(resident, mine):
    resident.open(mine).sees("They say it is done. Was it?")
    with resident.expecting(422):
        resident.press("Yes, it was done")
    resident.tick("rating=5").fill(words=PRAISE).press("Yes, it was done")
    resident.sees("Thank you. Whoever helped can read what you said.").sees(PRAISE)
