"""Every audience's pages against WCAG 2.2 AA, at the narrowest phone, and the weight of the first page."""

from pathlib import Path

import pytest

from tests.journeys.people import address

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text()
RUN = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
    .violations.filter(found => ["serious", "critical"].includes(found.impact))
    .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target.join(" ")}`))"""
NARROWEST = 360
FIRST_PAGE_BYTES = 150_000

PAGES = {
    "": ["/", "/find/", "/find/#filters", "/verify/", "/help/", "/help/hours/", "/privacy/", "/accounts/login/",
         "/accounts/signup/", "/accounts/login/code/", "/p/{organization}/{library}/", "{contested[notice]}",
         "/log/", "/log/check/", "/needs/", "/needs/#asking", "/needs/map/", "/needs/post/", "/needs/wall/990101/?hold=yes",
         "/find/?view=map", "/find/?view=calendar", "/find/?kind=needs", "/find/?q=zzzz", "/open/", "/embed/", "/embed/list/",
         "/nodes/", "/credentials/service/", "/data/", "/data/nation/?period=all", "/data/990101/", "/data/12/",
         "/data/compare/?region=990101&region=990102", "/data/measures/", "/data/measures/registered_rate/",
         "/data/measures/evidence_mix/", "/data/open/", "/data/open/service/",
         "/data/990101/wall/?hold=yes", "/data/990101/embed/"],
    "scanner": ["/me/", "/me/pass/", "/me/certificates/", "/me/certificates/ask/", "/me/certificates/print/", "/me/profile/",
                "/me/wards/", "/me/messages/", "/me/register-real-name/", "/account/", "/account/consents/",
                "/account/tokens/", "/accounts/2fa/", "/me/sign-ups/{organization}/{shift}/", "/me/code/", "/me/claims/",
                "/me/claims/{organization}/{shift}/", "/me/qualifications/", "/me/needs/", "/me/searches/", "/me/for-me/",
                "/me/suits/", "/me/asks/", "/me/why/{organization}/{shift}/", "/me/moving/", "/me/moving/residence/",
                "/me/moving/bring/", "/me/moving/take/", "/me/elsewhere/", "/me/copy/", "/me/copy/bring/", "/me/shares/",
                "/me/shares/new/", "/me/credentials/"],
    "claimant": ["/me/claims/{organization}/{unscanned}/"],
    "contender": ["/me/objections/", "/me/records/{contested[record]}/", "/me/records/{contested[record]}/objection/"],
    "coordinator": ["/org/", "/org/register/", "/org/{organization}/", "/org/{organization}/projects/",
                    "/org/{organization}/projects/new/", "/org/{organization}/projects/{library}/",
                    "/org/{organization}/projects/{library}/shifts/", "/org/{organization}/staff/",
                    "/org/{organization}/settings/", "/org/{organization}/shifts/{shift}/",
                    "/org/{organization}/shifts/{shift}/scan/", "/org/{organization}/shifts/{shift}/code/",
                    "/org/{organization}/shifts/{shift}/confirm/", "/org/{organization}/confirm/",
                    "/org/{organization}/shifts/{shift}/hour-codes/",
                    "/org/{organization}/shifts/{unscanned}/late/", "/org/{organization}/claims/",
                    "/org/{organization}/certificates/", "/org/{organization}/objections/",
                    "/org/{organization}/records/{contested[volunteer]}/{contested[record]}/",
                    "/org/{organization}/records/{contested[volunteer]}/{contested[record]}/objection/",
                    "/org/{organization}/shifts/{shift}/leaders/", "/org/{organization}/shifts/{shift}/conflicts/",
                    "/org/{organization}/shifts/{shift}/add/", "/org/{organization}/shifts/{shift}/qualifications/",
                    "/org/{organization}/shifts/{shift}/kiosk/", "/org/{organization}/bulk/", "/org/{organization}/needs/",
                    "/org/{organization}/needs/pairs/", "/org/{organization}/needs/suited/",
                    "/org/{organization}/shifts/{shift}/suited/"],
    "officer": ["/office/", "/office/organizations/", "/office/organizations/{organization}/", "/office/people/",
                "/office/audit/", "/office/officers/", "/office/people/{contested[volunteer]}/records/",
                "/office/people/{contested[volunteer]}/records/{contested[record]}/objection/",
                "/office/radar/", "/office/radar/{bought[case]}/", "/office/log/", "/office/needs/", "/office/needs/figures/",
                "/office/needs/stations/", "/office/settings/", "/office/nodes/", "/office/transfers/", "/office/moves/",
                "/office/statistics/", "/office/statistics/ask/?m=credit_hours&m=people&by=category",
                "/office/statistics/alerts/", "/office/statistics/reports/", "/office/statistics/export/",
                "/office/capacity/"],
}  # fmt: skip


@pytest.mark.parametrize("role", PAGES)
@pytest.mark.parametrize("scene", ["phone", "desk"], indirect=True)
def test_nothing_is_in_anybodys_way(reader, world, scene, role):
    person, place = reader(), world[scene]
    if role:
        person.sign_in(address(role, scene))
    found = {}
    for page in PAGES[role]:
        where = page.format(**place, library=place["projects"]["周末图书整理"])
        if scene == "phone":
            person.page.set_viewport_size({"width": NARROWEST, "height": 740})
        person.open(where).unroll()
        person.page.evaluate(AXE)
        found[page] = person.page.evaluate(RUN)
    assert {page: violations for page, violations in found.items() if violations} == {}


@pytest.mark.parametrize("scene", ["phone"], indirect=True)
def test_the_first_page_is_light(reader):
    person = reader()
    sizes = []
    person.page.on("requestfinished", lambda request: sizes.append(request.sizes()))
    person.open("/")
    person.page.wait_for_load_state("networkidle")
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < FIRST_PAGE_BYTES
