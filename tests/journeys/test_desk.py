"""The check-in desk without a signal: every scan is kept, sent once, and what does not fit reaches a person."""

import base64
import io
import re
import shutil
from contextlib import contextmanager

import psycopg
import pytest
import segno
from playwright.sync_api import expect

from tests.journeys.conftest import QUIET
from tests.journeys.people import PASSWORD, address
from tests.journeys.test_accessibility import AXE, RUN

with_script = pytest.mark.parametrize("scene", ["phone", "desk"], indirect=True)
at_a_phone = pytest.mark.parametrize("scene", ["phone"], indirect=True)
at_a_desk = pytest.mark.parametrize("scene", ["desk"], indirect=True)

NOT_TAKEN = (
    "There is no connection, and the roster of this shift is not on this device. Open this page once with a connection."
)
# What is held before the lens: a picture that stays until another one takes its place.
CAMERA = """() => {
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 480;
    const context = canvas.getContext("2d");
    const blank = () => { context.fillStyle = "white"; context.fillRect(0, 0, 640, 480); };
    window.hold = async (picture) => {
        blank();
        if (!picture) return;
        const image = new Image();
        image.src = picture;
        await image.decode();
        context.drawImage(image, 140, 60, 360, 360);
    };
    blank();
    setInterval(() => context.fillRect(0, 0, 1, 1), 50);
    if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""
# Leaving a page gives it its signal back a moment before it is gone; what is changed in the page itself lasts as long as it.
NOTHING_GETS_OUT = "void (window.fetch = () => Promise.reject(new TypeError('no signal')))"
DATABASE = """new Promise((resolve) => {
    const asked = indexedDB.open("desk");
    asked.onsuccess = () => resolve(asked.result);
})"""
STORES = """async () => {
    const database = await %s;
    const names = ["facts", "takings", "events"];
    const transaction = database.transaction(names);
    const rows = await Promise.all(names.map((name) => new Promise((resolve) => {
        const asked = transaction.objectStore(name).getAll();
        asked.onsuccess = () => resolve([name, asked.result]);
    })));
    %s
}"""
WHAT_IS_KEPT = STORES % (DATABASE, "return Object.fromEntries(rows.map(([name, kept]) => [name, kept.length]));")
KEPT_TEXT = STORES % (
    DATABASE,
    """const text = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value)
        : value instanceof Object ? Object.values(value).map(text).join(" ") : String(value);
    return text(rows);""",
)
VERSIONS = """async () => {
    const worker = (await navigator.serviceWorker.ready).active;
    if (worker.state !== "activated") await new Promise((done) => worker.addEventListener("statechange", done));
    return caches.keys();
}"""
KEY_IS_LOCKED = STORES % (
    DATABASE,
    """const key = rows[0][1].find((fact) => fact instanceof CryptoKey);
    return crypto.subtle.exportKey("raw", key).then(() => false, () => !key.extractable);""",
)


@pytest.fixture
def place(world, scene):
    return world[scene]


@pytest.fixture
def shift(place):
    """Where the pages of the shift lie."""
    return f"/org/{place['organization']}/shifts/{place['desk']['shift']}/"


@pytest.fixture
def scans(site, place):
    """What the server keeps of a person at this shift: directions of the scans that were taken, one by one."""

    def kept(name):
        with psycopg.connect(site.server.url) as session:
            rows = session.execute(
                "SELECT scan.direction FROM attendance_scan scan JOIN activities_signup USING"
                " (organization_id, shift_id, volunteer_id) WHERE shift_id = %s AND volunteer_name = %s ORDER BY scan.at",
                [place["desk"]["shift"], name],
            )
            return [direction for (direction,) in rows]

    return kept


@pytest.fixture
def leader(reader, scene, shift):
    """At the desk with the roster taken along, and a worker that keeps its pages."""
    person = reader()
    person.context.add_init_script(f"({CAMERA})()")
    person.sign_in(address("leader", scene)).open(f"{shift}scan/")
    shown(person, "This device")
    person.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return person


def shown(person, text):
    """What stands on the page may be hidden; this can be seen."""
    expect(person.page.get_by_text(person.say(text)).locator("visible=true").first).to_be_visible()


def picture(said):
    drawn = io.BytesIO()
    segno.make(said).save(drawn, kind="png", scale=8)
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()


def hold(person, said):
    """Hold a pass before the camera until the desk says something new, then take it away."""
    person.page.evaluate("picture => hold(picture)", picture(said))


def tick(person, name, direction="Check in"):
    person.page.get_by_label(person.say("No phone? Name or number")).fill(name)
    person.button(direction, within=person.page.locator("[data-found] li", has_text=name)).click()
    expect(person.page.locator("[data-last]")).to_contain_text(name)


def line(person, name, words):
    """The newest line about somebody in the list of what was just scanned says so."""
    row = person.page.locator("[data-list] li", has_text=name).first
    expect(row).to_contain_text(person.say(words))


def count(person, name, number):
    expect(person.page.locator(f'[data-count="{name}"]')).to_have_text(str(number))


@with_script
def test_a_shift_without_a_signal(leader, place, shift, scans):
    """Ticked, scanned, forged and unknown; a reload in between and a second tab; then everything lands once."""
    expected = place["desk"]["expected"]
    leader.lose_signal().page.reload()
    shown(leader, "No connection; keep scanning.")
    tick(leader, "白露")
    leader.button("Start the camera").click()
    hold(leader, expected["秋分"]["pass"])
    line(leader, "秋分", "To send")
    forged = expected["惊蛰"]["pass"]
    hold(leader, forged[:-4] + ("AAAA" if forged[-4:] != "AAAA" else "BBBB"))
    shown(
        leader, "Not a pass of Volunteer Cloud. Ask for “My pass”, or look them up by name. Kept for a leader to see."
    )
    count(leader, "waiting", 3)
    leader.page.reload()
    count(leader, "waiting", 3)

    second = leader.context.new_page()
    second.goto(f"{shift}scan/?direction=out")
    second.get_by_label(leader.say("No phone? Name or number")).fill(expected["白露"]["number"][-4:])
    leader.button("Check out", within=second.locator("[data-found]")).click()
    count(leader, "waiting", 4)
    assert [scans(name) for name in ("白露", "秋分", "惊蛰")] == [[], [], []]

    leader.find_signal()
    count(leader, "waiting", 0)
    line(leader, "白露", "Sent")
    expect(leader.page.locator("[data-conflicts-title]")).to_have_text(
        leader.say("To decide: {number}").format(number=1)
    )
    assert [scans(name) for name in ("白露", "秋分", "惊蛰")] == [["in", "out"], ["in"], []]
    decide(leader, shift)


def decide(leader, shift):
    """The forged pass waits on a page of its own, says why, and is dismissed with a word."""
    leader.press("Look and decide").sees("The code that was scanned is no pass of Volunteer Cloud.")
    leader.page.get_by_label(leader.say("Why")).first.fill("拿错了截图")
    leader.press("Dismiss").sees("Decided. It stays below with your words.").sees("拿错了截图")
    leader.open(shift).sees_not("Look and decide")


@at_a_phone
def test_two_tabs_send_each_scan_once(leader, site, place, shift, scans):
    sent = []
    leader.context.on("request", lambda request: sent.append(request) if request.url.endswith("/desk/sync/") else None)
    leader.lose_signal()
    tick(leader, "惊蛰")
    second = leader.context.new_page()
    second.goto(f"{shift}scan/")
    expect(second.locator('[data-count="waiting"]')).to_have_text("1")
    leader.find_signal()
    count(leader, "waiting", 0)
    expect(second.locator('[data-count="waiting"]')).to_have_text("0")
    assert [len(request.post_data_json["events"]) for request in sent if request.response()] == [1]
    assert scans("惊蛰") == ["in"]


@at_a_phone
def test_an_answer_that_is_lost_on_its_way(leader, scans):
    """The server has the scan, the device does not know: it sends it again, and it is the same scan."""

    def lose(route):
        route.fetch()
        route.abort()

    leader.has_signal = False
    leader.context.route("**/desk/sync/", lose, times=1)
    tick(leader, "大寒")
    shown(leader, "No connection; keep scanning.")
    count(leader, "waiting", 1)
    leader.button("Send now").click()
    line(leader, "大寒", "Sent")
    assert scans("大寒") == ["in"]


@at_a_desk
def test_somebody_who_came_along_is_added_on_the_spot(leader, place, shift):
    leader.lose_signal()
    leader.page.get_by_label(leader.say("No phone? Name or number")).fill("夏至")
    leader.button("Add a person on the spot").click()
    leader.page.get_by_label(leader.say("Volunteer’s number")).fill(place["desk"]["came_along"])
    leader.button("Add and check in").click()
    shown(leader, "Give the number and a reason in a few words.")
    leader.page.get_by_label(leader.say("Reason")).fill("陪同学一起来")
    leader.button("Add and check in").click()
    line(leader, place["desk"]["came_along"], "To send")
    leader.find_signal()
    count(leader, "waiting", 0)
    leader.open(shift).sees("陪同学一起来").sees("夏至")


@pytest.fixture
def opened(browser, site, tmp_path):
    """Open the same browser once more, with what it kept; without a signal no host has an address."""

    @contextmanager
    def again(*, has_signal):
        context = browser.browser_type.launch_persistent_context(
            tmp_path,
            executable_path=shutil.which("chromium"),
            args=QUIET if has_signal else [*QUIET, "--host-resolver-rules=MAP * ~NOTFOUND"],
            base_url=site.address,
            locale="en-GB",
        )
        yield context.pages[0]
        context.close()

    return again


@at_a_phone
def test_the_browser_is_closed_and_opened_again(opened, scene, shift, scans):
    """Closed, it forgets who was signed in, and keeps the roster and what was scanned."""
    with opened(has_signal=True) as page:
        come_in(page, "/accounts/login/", scene)
        page.goto(f"{shift}scan/")
        expect(page.locator("[data-device]")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.context.set_offline(True)
        page.evaluate(NOTHING_GETS_OUT)
        find_and_tick(page, "小雪")
        expect(page.locator('[data-count="waiting"]')).to_have_text("1")

    with opened(has_signal=False) as page:
        page.goto("/org/desk/")
        page.get_by_role("link", name="社区书屋整理").click()
        expect(page.locator("[data-list] li").first).to_contain_text("小雪")
        find_and_tick(page, "立冬")
        expect(page.locator('[data-count="waiting"]')).to_have_text("2")
    assert [scans("小雪"), scans("立冬")] == [[], []]

    with opened(has_signal=True) as page:
        come_in(page, f"{shift}scan/", scene)
        expect(page.locator("[data-device]")).to_be_visible()
        expect(page.locator("[data-list] .is-good")).to_have_count(2)
        expect(page.locator('[data-count="waiting"]')).to_have_text("0")
    assert [scans("小雪"), scans("立冬")] == [["in"], ["in"]]


def come_in(page, where, scene):
    page.goto(where)
    page.fill("[name=login]", address("leader", scene))
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile("/me/$|/scan/$"))


def find_and_tick(page, name):
    page.fill("#search", name)
    page.locator("[data-found] button").click()


@at_a_desk
def test_a_device_is_handed_back(leader, scans):
    """What waits is sent first; without a signal nothing is erased unless the leader says so."""
    leader.lose_signal()
    tick(leader, "冬至")
    leader.button("Hand back this device").click()
    shown(leader, "They could not be sent. Erased now, they are lost, and nobody can bring them back.")
    leader.button("Keep them and send later").click()
    count(leader, "waiting", 1)
    leader.find_signal()
    count(leader, "waiting", 0)
    leader.button("Hand back this device").click()
    shown(leader, "Roster and scans of this shift are erased from this device.")
    assert scans("冬至") == ["in"]
    assert leader.page.evaluate(WHAT_IS_KEPT) == {"facts": 0, "takings": 0, "events": 0}
    leader.lose_signal().page.reload()
    shown(leader, NOT_TAKEN)


@at_a_phone
def test_signing_out_loses_no_scan_unasked(leader, shift, scans):
    leader.open("/accounts/logout/").lose_signal()
    second = leader.context.new_page()
    second.goto(f"{shift}scan/")
    find_and_tick(second, "冬至")
    expect(second.locator('[data-count="waiting"]')).to_have_text("1")
    leader.button("Sign out").click()
    shown(leader, "Signing out erases what the check-in desk keeps here. Without a connection they would be lost.")
    leader.find_signal()
    expect(second.locator('[data-count="waiting"]')).to_have_text("0")
    leader.button("Sign out").click()
    leader.page.wait_for_url(lambda address: "logout" not in address)
    assert leader.page.evaluate(WHAT_IS_KEPT) == {"facts": 0, "takings": 0, "events": 0}
    assert scans("冬至") == ["in"]


@at_a_phone
def test_a_new_version_drops_what_an_older_one_kept(leader):
    before = leader.page.evaluate(VERSIONS)
    leader.page.evaluate("caches.open('desk-of-yesterday').then(() => null)")
    leader.page.evaluate("navigator.serviceWorker.ready.then((kept) => kept.unregister()).then(() => null)")
    leader.page.reload()
    assert leader.page.evaluate(VERSIONS) == before
    assert len(before) == 1


@at_a_desk
def test_nothing_that_is_kept_can_be_read(leader, place):
    tick(leader, "小寒")
    line(leader, "小寒", "Sent")
    kept = leader.page.evaluate(KEPT_TEXT)
    assert [word for word in ("小寒", "白露", place["desk"]["expected"]["小寒"]["number"]) if word in kept] == []
    assert leader.page.evaluate(KEY_IS_LOCKED) is True


@with_script
def test_the_desk_at_the_door(leader, place, shift, scans, scene):
    """Names are masked, no link leads away, and nobody is signed in until a leader is."""
    name = "雨水"
    leader.button("Put it at the door").click()
    leader.page.wait_for_url(f"**{shift}kiosk/")
    shown(leader, "Check in at this screen")
    leader.sees_not(name)
    leader.page.evaluate(AXE)
    assert leader.page.evaluate(RUN) == []
    assert leader.page.locator("a:visible:not(.skip, [data-direction])").count() == 1
    leader.lose_signal().page.reload()
    shown(leader, "No connection: show your pass, or find your name.")
    leader.page.get_by_label(leader.say("Your name, or the last four of your number")).fill(name)
    expect(leader.page.locator("[data-found] li")).to_contain_text(name[0] + "*")
    leader.page.locator("[data-found] button").click()
    expect(leader.page.locator("[data-last]")).to_contain_text(name[0] + "*")
    for way_out in ("scan/", "kiosk/leave/"):
        leader.page.goto(f"{shift}{way_out}")
        leader.page.wait_for_url(f"**{shift}kiosk/")
    leader.find_signal()
    expect(leader.page.locator("[data-code] svg")).to_be_visible()
    expect(leader.page.locator("[data-banner]")).to_be_hidden()
    leader.open(f"/org/{place['organization']}/").sees("Sign in")
    leader.open(f"{shift}kiosk/").sees_not("Sign in").press("For the leader")
    leader.fill(login=address("leader", scene), password=PASSWORD).submit().is_at(f"{shift}scan/")
    assert "in" in scans(name)


@with_script
def test_the_desk_is_in_nobodys_way(leader, shift):
    found = {}
    for page in ("scan/", "conflicts/", "add/", "leaders/", "confirm/"):
        leader.open(f"{shift}{page}").unroll()
        leader.page.evaluate(AXE)
        found[page] = leader.page.evaluate(RUN)
    assert {page: violations for page, violations in found.items() if violations} == {}
