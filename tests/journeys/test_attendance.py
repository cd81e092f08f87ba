"""A shift that is on now: checked in and out in three ways, confirmed, a record, a certificate, a correction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.journeys.people import ROLES, address

MINUTES = 95
REASON = "提前收摊，签退时忘了改。"
SCANNER, BEARER, TICKED = ROLES["scanner"], ROLES["bearer"], ROLES["ticked"]


@pytest.fixture
def place(world, scene):
    return world[scene]


@pytest.fixture
def console(place):
    """Where the organization works."""
    return f"/org/{place['organization']}"


@pytest.fixture
def roster(console, place):
    return f"{console}/shifts/{place['shift']}/"


@pytest.fixture
def people(reader, scene):
    """The leader and the three volunteers, each signed in at a browser of their own."""
    return {role: reader().sign_in(address(role, scene)) for role in ("leader", "scanner", "bearer", "ticked")}


def test_from_check_in_to_a_certificate_that_was_corrected(
    people, reader, scanner, site, console, roster, scene, tmp_path
):
    check_everybody_in(people, scanner, roster)
    site.pass_time(MINUTES)
    check_everybody_out(people, scanner, roster)
    people["leader"].open(f"{roster}confirm/").press("Confirm those ticked").sees("All confirmed")
    see_the_record(people)

    paper = ask_for_a_certificate(people["scanner"], reader().sign_in(address("coordinator", scene)), console, tmp_path)
    assert paper.read_bytes().startswith(b"%PDF")
    assert is_signed(paper, site.data / "keys" / "test-signer" / "chain.pem")
    verify = scanner.read_paper(paper)
    anybody = reader()
    anybody.open(verify).sees("This certificate is valid").sees(SCANNER)

    correct(people["leader"], roster)
    anybody.open(verify).sees("Genuine, <wbr>but corrected since").sees("What changed")
    people["scanner"].open("/me/").sees("Corrected").press("See both versions").sees(REASON)


def check_everybody_in(people, scanner, roster):
    """One scans the code on the leader's screen, one shows the pass, one is ticked; a second scan says so."""
    leader = people["leader"].open(f"{roster}code/")
    scan = scanner.read(leader.page.locator("[data-code] svg").first)
    people["scanner"].open(scan).submit()
    people["scanner"].sees("When you leave, scan the code once more: without a check-out there is no record.")
    shown = scanner.read(people["bearer"].open("/me/pass/").page.locator("[data-pass] svg").first)
    leader.open(shown).sees(BEARER).press("Check in")
    if leader.script:
        leader.page.locator("[data-search]").wait_for()
    leader.sees("checked in")
    leader.open(roster).press("Check in", within=on_roster(leader, TICKED))
    with leader.expecting(409):
        look_up(leader, roster, number_of(people["bearer"]), "in")
    leader.sees("Here" if leader.script else "To leave, check out.")


def check_everybody_out(people, scanner, roster):
    leader = people["leader"].open(f"{roster}code/")
    people["scanner"].open(scanner.read(leader.page.locator("[data-code] svg").first)).submit()
    people["scanner"].sees("Thank you. The hours count as soon as the leader has confirmed them.")
    look_up(leader, roster, number_of(people["bearer"]), "out")
    if leader.script:
        leader.page.locator("[data-found] button").click()
        leader.page.locator("[data-list] .is-good").first.wait_for()
    leader.sees("Checked out" if leader.script else "checked out")
    leader.open(roster).press("Check out", within=on_roster(leader, TICKED))


def look_up(leader, roster, number, direction):
    """By number at the desk: among those who are expected, or, without script, in a form."""
    leader.open(f"{roster}scan/?direction={direction}")
    if leader.script:
        leader.page.locator("#search").fill(number)
        leader.page.locator("[data-found] li").wait_for()
    else:
        leader.fill(said=number).submit()


def see_the_record(people):
    """Own scans make grade A, those of the leader grade B; each record says why."""
    for role, grade in (("scanner", "A"), ("bearer", "B"), ("ticked", "B")):
        person = people[role].open("/me/").press("社区食堂分餐").sees("Why grade %(grade)s", grade=grade)
        assert person.page.locator(".trail li").count() == 3


def ask_for_a_certificate(volunteer, coordinator, console, folder):
    volunteer.open("/me/certificates/").press("Ask an organization")
    name = volunteer.named("organization_id").locator("option").last.get_attribute("value")
    volunteer.choose(organization_id=name).fill(purpose="升学").press("Ask for the certificate").sees(
        "Waits for an answer"
    )
    coordinator.open(f"{console}/certificates/").press("Look and answer").press("Issue the certificate")
    volunteer.open("/me/certificates/").sees_not("Waits for an answer")
    with volunteer.page.expect_download() as download:
        volunteer.button("PDF").click()
    download.value.save_as(folder / "certificate.pdf")
    return folder / "certificate.pdf"


def correct(leader, roster):
    """The end was forty minutes earlier: a new version, with a reason."""
    leader.open(roster).press("Record", within=on_roster(leader, SCANNER))
    ended = datetime.fromisoformat(leader.value("ends_at")) - timedelta(minutes=40)
    leader.fill(ends_at=ended.isoformat(timespec="minutes"), reason=REASON)
    leader.press("Write the corrected version").sees("The corrected version stands now.")


def on_roster(leader, name):
    return leader.page.locator("li", has_text=name)


def number_of(person):
    return person.open("/me/pass/").page.locator(".pass-no").inner_text()


def is_signed(paper, chain):
    """Whole, and by the signer of this site. In a thread of its own: Playwright keeps an event loop running in this one."""
    trusted = ValidationContext(trust_roots=list(load_certs_from_pemder([chain])))
    with paper.open("rb") as stream, ThreadPoolExecutor(1) as thread:
        (signature,) = PdfFileReader(stream).embedded_signatures
        return thread.submit(validate_pdf_signature, signature, trusted).result().bottom_line
