"""A record that a volunteer says is wrong: answered, decided, appealed, decided again by another officer."""

from datetime import date, timedelta

import pytest

from tests.journeys.people import ROLES, address

GROUNDS = "那天我临时有事，刚到就走了。"
ANSWER = "带队人记得她在场。"
FIRST = "名单和带队人的话对得上。"
APPEAL = "同组的人可以证明我不在。"
LAST = "同组两位都说没有见到她。"
SINCE = (date.today() - timedelta(days=9)).isoformat()  # noqa: DTZ011  any day before the service will do
OWN = "You decided about this objection before, and an appeal is decided by somebody else."


@pytest.fixture
def people(reader, scene):
    roles = ("contender", "coordinator", "officer", "colleague")
    return {role: reader().sign_in(address(role, scene)) for role in roles}


def test_from_an_objection_to_a_void_record(people, reader, world, scene):
    contender = people["contender"]
    contender.open("/me/certificates/print/").fill(from_on=SINCE).press("Make the extract").press("What others see")
    certificate = contender.sees("This certificate is valid").page.url
    contender.open("/me/").press(world[scene]["contested"]["title"]).sees("Is something wrong?")
    contender.press("Object to this record").tick("wish=void").fill(grounds="嗯")
    with contender.expecting(422):
        contender.press("Send the objection").sees("The others read this, and nothing is said.")
    contender.fill(grounds=GROUNDS).press("Send the objection").sees("Waits for the organization")

    coordinator = people["coordinator"].open(f"/org/{world[scene]['organization']}/").press("See the objections")
    coordinator.press(world[scene]["contested"]["title"]).sees(GROUNDS)
    coordinator.fill(answer=ANSWER).press("Send the answer").sees("Waits for an officer")

    decide(people["officer"], "dismissed", FIRST)
    contender.open("/me/objections/").press(world[scene]["contested"]["title"]).sees(FIRST)
    contender.fill(appeal=APPEAL).press("Appeal to another officer").sees("Appealed, waits for another officer")

    with people["officer"].expecting(422):
        decide(people["officer"], "voided", LAST).sees(OWN)
    decide(people["colleague"], "voided", LAST)
    contender.open("/me/objections/").press(world[scene]["contested"]["title"]).sees("Decided for good").sees(LAST)
    contender.open("/me/").press(world[scene]["contested"]["title"]).sees("Revoked: counts nowhere")
    reader().open(certificate).sees("Genuine, <wbr>but corrected since").sees(
        "%(before)s hours, voided by an officer’s decision", before="3.0"
    )
    reader().open(world[scene]["contested"]["notice"]).sees_not(ROLES["contender"])


def decide(officer, outcome, reason):
    officer.open("/office/?kind=objection")
    officer.page.locator(".cases a").first.click()
    officer.page.wait_for_load_state()
    return officer.tick(f"outcome={outcome}").fill(reason=reason).press("Decide and tell both sides")
