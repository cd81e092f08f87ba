"""The country as its nodes tell it: shown at the national node only, each figure followed down to its proof."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.national import sources
from tests.domain.organizations import factories as organizations
from volunteercloud.core import proofs
from volunteercloud.core.actor import system
from volunteercloud.domain.national import actions
from volunteercloud.domain.national.counting import Key
from volunteercloud.domain.national.models import Contributor, ListedOrganization

CLERK = system("national")
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def now(db, settings):
    settings.SITE_URL = "http://localhost:8000"
    organizations.ground()
    actions.begin(actor=CLERK, at=timezone.now())
    return timezone.now()


@pytest.fixture
def source(now):
    told = sources.Source(now)
    told.issue(now - timedelta(days=1), sources.hours(600))
    small = {Key("110101", "", ""): {"people.served": 3}, Key("110101", "service", "A"): {"counted.minutes": 60}}
    told.issue(now, sources.hours(6000) | sources.hours(90, grade="E") | small)
    actions.keep_figures(actor=CLERK, node_name=told.name, sent=told.sent, at=now)
    return told


def page(client, address):
    answer = client.get(address, headers=ENGLISH)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/nation/", "/nation/figures.csv", "/nation/organizations/", "/nation/nodes/bailu.example/"]
)
def test_a_node_that_gathers_nothing_has_no_such_page(client, source, address, now):
    assert page(client, address)[0] == 200
    actions.end(actor=CLERK, at=now)
    assert page(client, address)[0] == 404


def test_before_the_first_figures_the_page_says_so(client, now):
    assert "No figures yet" in page(client, "/nation/")[1]


def test_the_sum_stands_first_and_small_groups_stand_together(client, source):
    status, text = page(client, "/nation/?month=2026-05")
    assert status == 200
    assert '<span class="total">101</span>' in text
    assert "Regions with few people, together" in text
    assert "北京" not in text


def test_a_month_that_nobody_counted_is_not_found(client, source):
    assert page(client, "/nation/?month=2020-01")[0] == 404
    assert page(client, "/nation/?month=%00")[0] == 404


def test_the_table_is_a_file_too(client, source):
    text = client.get("/nation/figures.csv", headers=ENGLISH).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["region"], row["credit_minutes"]) for row in rows] == [("", "6060"), ("-", "6060")]


def test_each_figure_leads_to_its_document_and_proof(client, source):
    status, text = page(client, "/nation/nodes/bailu.example/")
    assert status == 200
    assert "/nation/nodes/bailu.example/2026-05/2/proof.json" in text
    proof = json.loads(client.get("/nation/nodes/bailu.example/2026-05/2/proof.json").content)
    assert proofs.verify_record(proof, source.log.verifier).kind == "figures/1"
    # The file that everybody may have holds the digest alone: no cell of a small group.
    assert "people.served" not in json.dumps(proof)


@pytest.mark.parametrize(
    "address", ["hanlu.example/", "bailu.example/2026-05/9/proof.json", "bailu.example/x/1/proof.json"]
)
def test_what_was_never_gathered_is_not_found(client, source, address):
    assert page(client, f"/nation/nodes/{address}")[0] == 404


def test_a_node_that_fell_silent_is_named(client, source, now):
    Contributor.objects.update(figures_at=now - timedelta(days=9))
    text = page(client, "/nation/")[1]
    assert "One node has not told its figures for two days" in text
    assert "Late: as of" in text


def test_organizations_of_all_nodes_are_found_by_name(client, source, now):
    ListedOrganization.objects.create(
        node_name=source.name,
        organization_id="00000000-0000-7000-8000-000000000001",
        number="Z7K4M2QX3",
        name="白露志愿服务队",
        region_code="990101",
        state="active",
        url="https://bailu.example/o/Z7K4M2QX3/",
        search_text="白露志愿服务队 z7k4m2qx3",
        as_of=now,
    )
    assert "白露志愿服务队" in page(client, "/nation/organizations/?q=白露")[1]
    assert "No organization was found" in page(client, "/nation/organizations/?q=寒露")[1]
    assert page(client, "/nation/organizations/?q=%00&after=%00")[0] == 200


def test_the_api_tells_the_same(client, source, now):
    told = client.get("/api/v1/nation?month=2026-05").json()
    assert (told["whole"]["credit_minutes"], [part["region_code"] for part in told["regions"]]) == (6060, [""])
    assert told["nodes"][0]["digest"] != ""
    assert client.get("/api/v1/nation/nodes/bailu.example/2026-05/proof").json()["kind"] == "figures/1"
    assert client.get("/api/v1/nation?month=2026-13").status_code == 422
    assert client.get("/api/v1/nation/organizations").json() == {"items": [], "next": ""}
    actions.end(actor=CLERK, at=now)
    assert client.get("/api/v1/nation").status_code == 404


def test_the_page_asks_as_often_however_many_nodes_there_are(client, source, now, django_assert_num_queries):
    client.get("/nation/")
    with django_assert_num_queries(6):
        client.get("/nation/")
    other = sources.Source(now, "hanlu.example")
    other.issue(now, sources.hours(30))
    actions.keep_figures(actor=CLERK, node_name=other.name, sent=other.sent, at=now)
    with django_assert_num_queries(6):
        client.get("/nation/")


def test_a_forged_proof_never_gets_here(source, now):
    broken = replace(source.issue(now, sources.hours(1)), proof={})
    kept = actions.keep_figures(actor=CLERK, node_name=source.name, sent=[broken], at=now)
    assert kept.trouble == "figures.proof"
