"""From registering an organization to a public project, with an officer who approves, returns, and approves."""

from datetime import date, timedelta

import pytest
from stdnum.cn import uscc

from tests.domain.organizations import factories as organizations
from tests.journeys.people import address

NUMBERS = {"phone": "71", "desk": "72", "plain": "73"}
NAMES = {"phone": "清河读书会", "desk": "槐荫合唱团", "plain": "竹桥修补铺"}
REASON = "请写明下雨天怎么办。"
SOON = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011  any day soon will do


@pytest.fixture
def coordinator(reader, scene):
    return reader().sign_in(address("coordinator", scene))


@pytest.fixture
def officer(reader, scene):
    return reader().sign_in(address("officer", scene))


def test_from_an_organization_to_a_public_project(coordinator, officer, reader, scene):
    name = NAMES[scene]
    register(coordinator, name, NUMBERS[scene])
    decide(officer, name, "approve")
    title = f"社区图书角{NUMBERS[scene]}"
    coordinator.open("/org/").press(name).press("New project")
    write(coordinator, title)
    decide(officer, title, "return", REASON)
    mend(coordinator, name, title)
    decide(officer, title, "approve")
    reader().open(f"/find/?q={title}&region=").press(title).sees(name).sees("Choose shifts")


def register(coordinator, name, number):
    right = uscc_of(f"51990000MJ00001{number}")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    coordinator.open("/org/register/").fill(name=name, region_id="临溪区").choose(kind="social-group")
    coordinator.press("Save and go on").fill(uscc=wrong).press("Save and go on")
    assert coordinator.value("uscc") == wrong
    coordinator.fill(uscc=right).press("Save and go on")
    coordinator.fill(purpose="每个周末在社区读书。").tick("categories=community").press("Save and go on")
    coordinator.fill(head="清明", contact_name="清明", contact_phone="990 1000 0001").press("Save and go on")
    for kind in ("certificate", "charter"):
        hand_in(coordinator, kind)
    coordinator.press("Go on").press("Submit to the officer")
    coordinator.sees("Submitted. You get a message when the officer has decided.")


def hand_in(coordinator, kind):
    page = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": organizations.paper(kind.encode())}
    coordinator.choose(kind=kind).named("file").set_input_files(page)
    coordinator.press("Add it").sees("The document is kept.")


def uscc_of(body):
    return body + uscc.calc_check_digit(body)


def write(coordinator, title):
    describe(coordinator, title)
    coordinator.fill(on=SOON, starts="09:00", ends="11:00", places="6").submit()
    coordinator.press("Check").press("Submit to the officer")
    coordinator.sees("Submitted. You get a message when the officer has decided.")


def describe(coordinator, title):
    """Leave in the middle and come back, go back a page: what was typed is there. Ends where shifts are planned."""
    coordinator.fill(title=title, content="整理图书角，陪孩子读书。").choose(category="community")
    coordinator.tick("beneficiaries=public").press("Save and leave")
    coordinator.press("Content")
    assert (coordinator.value("title"), coordinator.value("content")) == (title, "整理图书角，陪孩子读书。")
    coordinator.press("Save and go on").fill(
        region_id="临溪区", place="图书角", recruits_from="2026-01-01", recruits_to=SOON
    )
    coordinator.press("Save and go on").press("Back")
    assert coordinator.value("place") == "图书角"
    coordinator.press("Save and go on")
    coordinator.fill(risks="书架不高，无特别风险。", contact_name="清明", contact_phone="990 1000 0001")
    coordinator.tick("has_insurance").press("Save and go on")
    coordinator.press("Plan the first activity").submit().fill(name="阅读伙伴").submit()


def mend(coordinator, name, title):
    coordinator.open("/me/messages/").sees(title)
    coordinator.open("/org/").press(name).press("Mend it").sees(REASON).press("Risks")
    coordinator.fill(risks="书架不高。下雨改在室内。").press("Save and go on")
    coordinator.press("Check").press("Submit to the officer")


def decide(officer, title, decision, reason=""):
    officer.open("/office/").press(title).tick(f"decision={decision}")
    if decision == "return":
        officer.press("Decide and tell the submitter")
        assert officer.page.locator("main form [aria-invalid=true]").count() == 1, "a return needs its reason"
    officer.fill(reason=reason).press("Decide and tell the submitter").sees("Decided: %(title)s", title=title)
