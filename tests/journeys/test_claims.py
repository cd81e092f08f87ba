"""An evening without a signal: one redeems a slip of paper, one claims with a photo, and the leader answers."""

import subprocess
import sys
import time

import pytest
from python_calamine import CalamineWorkbook

from tests.domain.claims import factories
from tests.journeys.people import ROLES, address
from tests.journeys.test_attendance import ask_for_a_certificate

TITLE, HOLDER, CLAIMANT = "傍晚河边清扫", ROLES["holder"], ROLES["claimant"]
SECONDS_TO_SEAL = 120


@pytest.fixture
def place(world, scene):
    return world[scene]


@pytest.fixture
def console(place):
    return f"/org/{place['organization']}"


def test_from_a_batch_of_codes_to_a_proof_checked_elsewhere(reader, scene, place, console, scanner, tmp_path):
    leader = reader().sign_in(address("leader", scene))
    leader.open(f"{console}/shifts/{place['on_paper']}/").press("Hour codes").fill(size="10", minutes="60")
    slip = first_slip(leader.press("Make the codes").sees("%(number)s left", number=10), tmp_path)
    leader.sees("Sheet to print")

    holder = reader().sign_in(address("holder", scene))
    holder.open("/me/code/").fill(code=slip).submit()
    holder.sees("Hour code entered by %(who)s", who=HOLDER).sees("Why grade %(grade)s", grade="C")
    leader.open(f"{console}/shifts/{place['on_paper']}/hour-codes/").sees("%(number)s left", number=9)

    coordinator = reader().sign_in(address("coordinator", scene))
    paper = ask_for_a_certificate(holder, coordinator, console, tmp_path)
    anybody = reader()
    proofs = take_the_proofs(anybody, scanner.read_paper(paper), tmp_path)
    anybody.open("/log/check/").page.set_input_files("[name=proof]", proofs)
    anybody.press("Check the proof").sees("This proof holds").sees("村小手工课")
    check_elsewhere(anybody, proofs, tmp_path)


def first_slip(leader, folder):
    """The code of the first row, grouped as it is printed."""
    with leader.page.expect_download() as download:
        leader.button("Spreadsheet").click()
    download.value.save_as(folder / "codes.xlsx")
    headings, first, *others = CalamineWorkbook.from_path(folder / "codes.xlsx").get_sheet_by_index(0).to_python()
    assert len(others) == 9
    return first[headings.index("计时码 Code")]


def take_the_proofs(anybody, verify, folder):
    """What is recorded is sealed within seconds; the page says so as soon as it is."""
    until = time.monotonic() + SECONDS_TO_SEAL
    while not anybody.open(verify).button("Take the proofs along").count():
        assert time.monotonic() < until, "nothing is sealed"
        time.sleep(0.5)
    anybody.sees("This certificate is valid")
    return fetch(anybody, "Take the proofs along", folder / "proofs.json")


def check_elsewhere(anybody, proofs, folder):
    """By the program alone: what was given out holds, one figure changed does not."""
    program = fetch(anybody.open("/log/"), "Fetch the checking program", folder / "proofs.py")
    key = anybody.page.locator("dl code").first.inner_text()
    command = [sys.executable, "-I", program, proofs, "--vkey", key]
    whole = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert (whole.returncode, whole.stderr) == (0, "")
    text = proofs.read_text(encoding="utf-8")
    forged = text.replace('\\"minutes\\":60', '\\"minutes\\":90')
    assert forged != text
    proofs.write_text(forged, encoding="utf-8")
    assert subprocess.run(command, cwd=folder, env={}, capture_output=True, check=False).returncode == 1


def fetch(anybody, text, into):
    with anybody.page.expect_download() as download:
        anybody.button(text).click()
    download.value.save_as(into)
    return into


def test_a_photo_becomes_a_record(reader, scene, place, console, tmp_path):
    photo = tmp_path / "river.png"
    photo.write_bytes(factories.picture())
    claimant = reader().sign_in(address("claimant", scene))
    claimant.open("/me/claims/").sees("A claim makes honour hours, evidence grade D.").press("Claim")
    claimant.fill(text="沿河捡了两袋垃圾。").page.set_input_files("[name=proofs]", photo)
    claimant.submit().sees("Waits for an answer")

    leader = reader().sign_in(address("leader", scene))
    leader.open(f"{console}/claims/").sees(CLAIMANT).press("Look and answer").sees("沿河捡了两袋垃圾。")
    leader.press("Confirm the claim").sees("No claim waits for you")
    claimant.open("/me/claims/").sees("Confirmed").press(TITLE).press("See the record").sees(
        "Why grade %(grade)s", grade="D"
    )
    leader.open(f"{console}/shifts/{place['unscanned']}/late/").sees(
        "Everybody on the roster has a record, or nobody is on it."
    )
