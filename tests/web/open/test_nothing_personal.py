"""Every output of open data is read to its end for what nobody may learn from it."""

import json

import pytest

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories
from tests.web.open import documents
from volunteercloud.domain.needs import listing
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.web.open import urls

pytestmark = pytest.mark.django_db

# Fields of rows behind the published ones, with what is planted in them.
OF_NEED = {"poster_name": "秘密的芒种", "reason": "秘密的理由", "outcome": "秘密的结果", "safety": "秘密的楼道"}
OF_ORGANIZATION = {"contact_name": "秘密的白露", "contact_phone": "990 1000 7777"}
OF_PROJECT = {"contact_name": "秘密的寒露", "contact_phone": "990 1000 8888"}
OF_STATION = ("秘密的小暑",)
PLACES = ("30.77", "120.77")  # the need's point, coarse as it is


def walked(client) -> dict[str, str]:
    """What each address of open data answers, with every page, entry and part that an answer leads to."""
    waiting = [
        *("/open/", "/open/changes", "/open/vds/organisations.jsonld", "/open/vds/opportunities.jsonld?types=1"),
        *(f"/open/hsds/{name}" for name in ("", "services", "service_at_locations", "organizations", "taxonomies")),
        *("/open/hsds/taxonomy_terms?per_page=100", "/open/calendar.ics?region=99", "/robots.txt", "/sitemap.xml"),
        *(
            f"/embed/list/?kind={kind}&number=20&language={it}"
            for kind in ("service", "needs", "projects")
            for it in ("zh", "en")
        ),
        "/embed/",
    ]
    read: dict[str, str] = {}
    while waiting:
        address = waiting.pop()
        if address in read:
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        read[address] = answer.text
        if address.startswith("/open/hsds/") and "contents" in answer.text:
            name = address.split("?")[0]
            waiting += [f"{name}/{row['id']}" for row in answer.json()["contents"]]
        if address == "/open/changes":
            for item in answer.json()["items"]:
                read[item["id"]] = client.get(f"/open/id/{item['id']}").url
        if "sitemap" in answer.text and address.endswith(".xml"):
            parts = [part.split("</loc>")[0] for part in answer.text.split("<loc>")[1:]]
            waiting += [part.removeprefix("http://localhost:8000") for part in parts if "/sitemap/" in part]
    return read


@pytest.fixture
def everything_read(client, at):
    owner, poster = factories.person(), factories.person("芒种")
    organization = factories.organization(owner, at)
    shift = activities.public_shift(owner, organization, at, details=OF_PROJECT)
    documents.station(organization.id)
    Organization.objects.filter(id=organization.id).update(**OF_ORGANIZATION)
    need = documents.rows_of_need(documents.need(summary="需要午餐"), poster, station_id=organization.id, **OF_NEED)
    listing.publish(need, at)
    documents.publish(documents.organization(), documents.project(), documents.shift())
    return walked(client), (need, shift, poster, organization)


def test_no_output_says_what_is_planted_behind_it(everything_read):
    read, (need, shift, poster, _organization) = everything_read
    assert Project.objects.get(id=shift.project_id).contact_phone == OF_PROJECT["contact_phone"]
    secrets = [*OF_NEED.values(), *OF_ORGANIZATION.values(), *OF_PROJECT.values(), *OF_STATION, str(poster.id), *PLACES]
    found = {(secret, address) for address, text in read.items() for secret in secrets if secret in text}
    assert found == set()
    assert any(need.title in text for text in read.values())


def test_the_walk_reads_every_address(everything_read):
    """Whoever adds an address adds it to the walk."""
    read, _ = everything_read
    static = {f"/{pattern.pattern}" for pattern in urls.urlpatterns if "<" not in str(pattern.pattern)}
    assert static - {address.split("?")[0] for address in read} == set()
    with_id = [pattern.name for pattern in urls.urlpatterns if "<" in str(pattern.pattern)]
    assert len(with_id) == 7  # of each list of HSDS one, the names of things, and the parts of the sitemap


def test_the_page_of_a_need_says_no_more(client, everything_read):
    _, (need, *_rest) = everything_read
    page = client.get(f"/needs/{need.number}/").text
    said = [json.loads(block.split("</script>")[0]) for block in page.split('<script type="application/ld+json">')[1:]]
    assert [each["@type"] for block in said for each in block["@graph"]] == ["Demand", "BreadcrumbList"]
    assert not any(secret in json.dumps(said, ensure_ascii=False) for secret in (*OF_NEED.values(), *PLACES))
