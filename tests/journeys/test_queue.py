"""An officer at the queue: by keyboard alone, several at once without a script, and beside a colleague who is faster."""

import pytest
from playwright.sync_api import expect

from tests.journeys.people import ROLES, address

in_both_languages = pytest.mark.parametrize("scene", ["phone", "desk"], indirect=True)
at_both_widths = pytest.mark.parametrize("width", [390, 1280])
REASON = "请补上负责人的联系电话。"
MOST_STOPS = 150  # of the Tab key from the top of a page to its end


@pytest.fixture
def queue(world, scene):
    """The district whose organizations wait for this file alone, and their names in the order of their deadlines."""
    return world[scene]["queue"]


@pytest.fixture
def officers(reader, scene):
    """Two of one region, each at a browser of their own."""

    def opened(**unlike):
        return [reader(**unlike).sign_in(address(role, scene)) for role in ("officer", "colleague")]

    return opened


def press_keys(person, *keys):
    for key in keys:
        person.page.keyboard.press(key)


def go_to(person, selector):
    """By Tab from wherever the focus is, which is to be seen at every stop."""
    for _stop in range(MOST_STOPS):
        press_keys(person, "Tab")
        if person.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert person.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"No Tab leads to {selector}.")


def stands_at(person, name):
    """The focus is on this case of the list."""
    expect(person.page.locator("[data-cases] a:focus b")).to_have_text(name)


def opens(person, name):
    press_keys(person, "o")
    expect(person.page.locator("h1")).to_have_text(name)


def has_chosen(person, decision):
    expect(person.page.locator("[data-decide] input:checked:focus")).to_have_value(decision)


def decide(person, key, reason):
    """A key chooses; the words are typed, whatever keys they hold; only the button decides."""
    press_keys(person, key)
    go_to(person, "[data-decide] textarea")
    person.page.keyboard.type(reason)
    go_to(person, "[data-decide] button.btn")
    press_keys(person, "Enter")


@in_both_languages
def test_by_keyboard_alone(officers, queue):
    officer, colleague = officers(width=1280, script=True)
    first, second, third = queue["by_keys"]
    for one in (officer, colleague):
        narrow(one, queue)
    press_keys(officer, "j")
    stands_at(officer, second)
    press_keys(officer, "j", "k", "k", "k")
    stands_at(officer, first)
    opens(officer, first)
    colleague.sees_not(ROLES["officer"])
    opens(colleague, first)
    colleague.sees(ROLES["officer"])  # has it open, too

    for key, decision in (("r", "return"), ("x", "reject"), ("a", "approve")):
        press_keys(officer, key)
        has_chosen(officer, decision)
    decide(officer, "r", f"{REASON}jkoarx/?")
    officer.sees("Decided: %(title)s", title=first)
    expect(officer.page.locator("h1")).to_have_text(second)

    decide(colleague, "a", "")
    colleague.sees("Another officer decided this case before you; that decision stands.")
    colleague.sees(ROLES["officer"]).sees(f"{REASON}jkoarx/?").sees_not("Decided: %(title)s", title=first)
    without_single_keys(officer, third)


def narrow(officer, queue):
    """To one district, from the key that opens the field."""
    officer.open("/office/")
    press_keys(officer, "/")
    expect(officer.page.locator("#queue_region")).to_be_focused()
    officer.page.keyboard.type(queue["region"])
    press_keys(officer, "Enter")
    expect(officer.page.locator("[data-cases] a[aria-current] b")).to_have_text(queue["by_keys"][0])


def without_single_keys(officer, third):
    """Switched off they do nothing, here and after a reload; arrows and Enter still walk the list. Then on again."""
    toggle = officer.page.locator("[data-keys-on]")
    press_keys(officer, "?")
    expect(toggle).to_be_focused()
    press_keys(officer, "Space", "j", "a")
    expect(toggle).to_be_focused()
    officer.page.reload()
    press_keys(officer, "j", "a", "/", "?")
    assert officer.page.evaluate("document.activeElement === document.body")
    expect(toggle).not_to_be_checked()
    expect(officer.page.locator("[data-decide] input:checked")).to_have_count(0)

    go_to(officer, "[data-cases] a")
    press_keys(officer, "ArrowDown")
    stands_at(officer, third)
    press_keys(officer, "Enter")
    expect(officer.page.locator("h1")).to_have_text(third)
    go_to(officer, "[data-keys-on]")
    press_keys(officer, "Space", "x")
    has_chosen(officer, "reject")


@in_both_languages
@at_both_widths
def test_several_with_one_reason(officers, reader, queue, scene, width):
    """Without a script: the reason is asked for once, whoever submitted reads it, and what a colleague decided stands."""
    officer, colleague = officers(width=width, script=False)
    names = queue["together"][str(width)]
    decided_before, *returned = names
    officer.open(f"/office/?region={queue['code']}")
    for name in names:
        officer.page.get_by_label(officer.say("Choose %(title)s", title=name)).check()
    officer.page.locator("summary", has_text=officer.say("Decide several with one reason")).click()
    officer.tick("decision=return").press("Decide the chosen cases")
    assert officer.page.locator("main form [aria-invalid=true]").count() == 1, "a return needs its reason"
    colleague.open("/office/").press(decided_before).tick("decision=approve")
    colleague.press("Decide and tell the submitter").sees("Decided: %(title)s", title=decided_before)

    officer.fill(reason=REASON).press("Decide the chosen cases").sees(REASON)
    lines = officer.page.locator("main ol.ledger > li")
    expect(lines).to_have_count(len(names))
    expect(lines.filter(has_text=decided_before)).to_contain_text(ROLES["colleague"])
    officer.press("Go on with the queue")
    for name in names:
        officer.sees_not(name)

    founder = reader().sign_in(address("founder", scene))
    for name in returned:
        founder.open("/org/").press(name).sees(REASON)
    founder.open("/org/").press(decided_before).sees_not(REASON)
