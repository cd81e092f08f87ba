"""A new coordinator's first weeks: invited, a series planned and approved, filled, covered, confirmed and reported on."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from tests.journeys.people import ROLES, address
from tests.journeys.test_organizer import decide, describe

TITLE = "傍晚作业桌"
TIMES = 4
TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011  any day soon will do
BEGAN, SERVED = 110, 100
EACH = 1.5  # hours, in halves rounded down


@pytest.fixture
def console(world, scene):
    return f"/org/{world[scene]['organization']}/"


@pytest.fixture
def person(reader, scene):
    return lambda role: reader().sign_in(address(role, scene))


def test_a_weekly_series_is_published_filled_confirmed_and_reported_on(person, console, site, scene):
    novice, title = person("novice"), TITLE + scene
    novice.open(invitation(person("coordinator"), console)).press("Accept the invitation").is_at(console)
    plan(novice, title)
    decide(person("officer"), title, "approve")

    project = find(person("regular"), title)
    regular, companion = (sign_up_for_all(person(role), project) for role in ("regular", "companion"))
    hand_over(companion, person("stand_in"), project)

    (first, *_later) = shifts(regular)
    site.let_begin(first, BEGAN)
    serve(novice, f"{console}shifts/{first}/", site, ("regular", "companion"))
    novice.open(console).press("Confirm all", within=novice.page.locator(".todo li", has_text=title))
    novice.sees_not("Confirm all")
    see_the_report(novice, console, title)


def invitation(owner, console):
    """A link that the owner hands on."""
    owner.open(console).press("People").press("Staff").press("Invite somebody")
    owner.tick("way=link", "role=coordinator").press("Invite")
    return owner.page.locator("#link").input_value()


def plan(novice, title):
    """Every week on one day, four times, with a project around it."""
    novice.press("New project")
    describe(novice, title)
    project = re.match(r".*/projects/[0-9a-f-]{36}/", novice.page.url).group()
    novice.open(f"{project}series/").press(title, within=novice.page.locator("[aria-labelledby=start-title]"))
    novice.tick(f"weekdays={TOMORROW.isoweekday()}", "keeps_holidays", "keeps_workdays")
    novice.fill(starts="17:00", ends="19:00", places="3", from_on=TOMORROW.isoformat(), times=str(TIMES))
    novice.press("Start the series").sees("The series is started. Its shifts are made eight weeks ahead, every night.")
    novice.press("See all shifts").press("Go on to the check").press("Submit to the officer")
    novice.sees("Submitted. You get a message when the officer has decided.")


def find(anybody, title):
    return anybody.open(f"/find/?q={title}&region=").press(title).page.url


def sign_up_for_all(volunteer, project):
    boxes = volunteer.open(project).page.locator("main [name=shift]")
    assert boxes.count() == TIMES
    for box in boxes.all():
        box.check()
    return volunteer.press("Sign up", meaning="for shifts").sees_not("Not taken")


def shifts(volunteer):
    """Those somebody has just signed up for, in order of time."""
    links = volunteer.page.locator("main a[href*='/me/sign-ups/']")
    return [link.get_attribute("href").rstrip("/").split("/")[-1] for link in links.all()]


def hand_over(companion, stand_in, project):
    """The last evening: asked for without a name, taken over, and told with one."""
    last = companion.page.locator("main a[href*='/me/sign-ups/']").last.get_attribute("href")
    companion.open(last).page.locator("summary", has_text=companion.say("Ask that somebody takes your place")).click()
    companion.press("Ask for cover").sees("You asked for cover; the place is still yours")
    stand_in.open(project).sees("Somebody is sought in place of another").sees_not(ROLES["companion"])
    stand_in.press("Look", within=stand_in.page.locator("section[aria-labelledby=cover-title]"))
    stand_in.press("Take the place over").sees("You come in the place of %(name)s", name=ROLES["companion"])
    companion.open("/me/messages/").sees(ROLES["stand_in"])


def serve(novice, roster, site, roles):
    """The new coordinator ticks everybody in and, when it is over, out."""
    for said in ("Check in", "Check out"):
        for role in roles:
            novice.open(roster).press(said, within=novice.page.locator("li", has_text=ROLES[role]))
        if said == "Check in":
            site.pass_time(SERVED)


def see_the_report(novice, console, title):
    """What the page says of the project and of each person is what its files say."""
    novice.open(console).press("Projects").press("Report")
    assert row(novice, title) == ["2", f"{2 * EACH:.1f}", "0.0"]
    assert in_file(novice, "projects", title) == ["2", f"{2 * EACH:.2f}", "0.00", "2"]
    for role in ("regular", "companion"):
        assert row(novice, ROLES[role]) == [f"{EACH:.1f}", "0.0"]
        assert in_file(novice, "people", ROLES[role])[1:] == [f"{EACH:.2f}", "0.00", "1"]


def row(novice, begins):
    (found,) = novice.page.locator("main tr", has_text=begins).all()
    return [cell.inner_text() for cell in found.locator("td").all()]


def in_file(novice, part, begins):
    link = novice.page.locator(f"main a[href*='{part}.csv']").get_attribute("href")
    text = novice.context.request.get(link).text()
    (found,) = [line for line in csv.reader(io.StringIO(text)) if line[0] == begins]
    return found[1:]
