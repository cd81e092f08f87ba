"""The Volunteering Data Standard: what is published passes its shapes, as they are, by a validator that is not ours."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef

from tests.web.open import documents
from volunteercloud.domain.codes.models import Match, Scheme
from volunteercloud.web.open import views

pytestmark = [
    pytest.mark.django_db,
    # The reader of JSON-LD in rdflib uses what rdflib itself calls deprecated.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
]

DATA = Path(__file__).parent / "data" / "vds"
VDS = Namespace("https://id.volunteeringdata.io/schema/")
SH = Namespace("http://www.w3.org/ns/shacl#")
ADDRESSES = ("/open/vds/organisations.jsonld", "/open/vds/opportunities.jsonld")


@cache
def shapes() -> Graph:
    return Graph().parse(DATA / "shapes.ttl")


@cache
def vocabulary() -> Graph:
    return Graph().parse(DATA / "vocabulary.ttl")


def graph_of(client, address) -> Graph:
    return Graph().parse(data=client.get(address).content.decode(), format="json-ld")


def conforms(graph, by=None, **more) -> tuple[bool, str]:
    passed, _, said = pyshacl.validate(graph, shacl_graph=by or shapes(), **more)
    return passed, said


def activities(graph) -> list[str]:
    return sorted({str(found) for found in graph.objects(None, VDS.sessionActivity)})


@pytest.fixture
def published():
    documents.publish(*documents.everything())


def test_the_files_of_the_standard_are_those_of_the_manifest():
    listed = dict(re.findall(r"\| (\S+) \| ([0-9a-f]{64}) \|", (DATA / "MANIFEST.md").read_text()))
    there = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in DATA.iterdir() if file.suffix != ".md"
    }
    assert there == listed


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_published_passes_the_shapes_as_they_are(client, published, address):
    graph = graph_of(client, address)
    assert len(graph) > 5
    assert conforms(graph) == (True, conforms(graph)[1])


def test_each_activity_is_held_to_its_shape(client, published):
    """The shape is closed even against a type and so looks at nothing by itself: it is led to every activity by name."""
    graph = graph_of(client, ADDRESSES[1])
    named = activities(graph)
    assert len(named) == 3  # two needs, and one activity with three shifts
    led = {"focus_nodes": named, "use_shapes": [str(VDS.ActivityShape)]}
    passed, said = conforms(graph, **led)
    assert passed, said
    graph.add((URIRef(named[0]), VDS.applyLink, URIRef("https://x.example/")))
    assert not conforms(graph, **led)[0]


def test_what_is_said_in_words_passes_once_a_type_may_be_said(client, published):
    """No activity with a type passes the shape, not even the smallest; with that one line mended, all of ours do."""
    smallest = Graph()
    smallest.add((URIRef("https://x.example/a"), RDF.type, VDS.Activity))
    smallest.add((URIRef("https://x.example/a"), VDS.label, Literal("a")))
    smallest.add((URIRef("https://x.example/a"), VDS.description, Literal("a")))
    assert not conforms(smallest)[0]
    mended = Graph() + shapes()
    mended.parse(data=f"<{VDS.ActivityShape}> <{SH.ignoredProperties}> ( <{RDF.type}> ) .", format="turtle")
    assert conforms(smallest, mended)[0]
    typed = graph_of(client, f"{ADDRESSES[1]}?types=1")
    assert sorted(map(str, typed.subjects(RDF.type, VDS.Activity))) == activities(typed)
    passed, said = conforms(typed, mended)
    assert passed, said


@pytest.mark.parametrize("address", [*ADDRESSES, f"{ADDRESSES[1]}?types=1"])
def test_every_word_is_one_of_the_vocabulary(client, published, address):
    graph = graph_of(client, address)
    used = {word for triple in graph for word in triple[1:] if str(word).startswith(str(VDS))}
    known = set(vocabulary().subjects(RDFS.isDefinedBy, None)) | set(vocabulary().subjects(RDF.type, None))
    assert {str(word) for word in used - known} == set()


def test_the_context_says_what_the_standards_context_says(client):
    ours = client.get(ADDRESSES[0]).json()["@context"]
    theirs = json.loads((DATA / "context.jsonld").read_text())["@context"]
    assert {name: ours.get(name) for name in theirs} == theirs


def test_a_session_says_when_where_and_how_to_apply(client):
    documents.publish(documents.shift())
    Match.objects.create(
        list="category",
        code="community",
        scheme=Scheme.VDS_CAUSE,
        target="LocalCommunity",
        target_name="",
        relation="exact",
    )
    graph = client.get(ADDRESSES[1]).json()["@graph"]
    (session,) = [node for node in graph if node.get("type") == "ActivitySession"]
    assert session["sessionTime"] == {
        "type": "SessionTime",
        "beginning": "2026-05-23T09:00:00+08:00",
        "end": "2026-05-23T11:00:00+08:00",
        "dayOfWeek": "Saturday",
        "timeOfDay": "Morning",
    }
    assert session["sessionLocation"]["address"] == "演示省青禾市临溪区临溪图书馆"
    (organisation,) = [node for node in graph if node.get("type") == "Organisation"]
    (cause,) = [node for node in graph if node.get("type") == "ActivityCause"]
    assert organisation["organisationActivity"] == cause["causeActivity"] == [session["sessionActivity"]]
    assert cause["id"] == str(VDS.LocalCommunity)


def test_pages_lead_on_until_the_end(client, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    shifts = [documents.shift(f"班{number}") for number in range(5)]
    documents.publish(*shifts)
    address, seen = ADDRESSES[1], []
    while address:
        answer = client.get(address)
        about, *rest = answer.json()["@graph"]
        seen += [node["id"] for node in rest if node.get("type") == "ActivitySession"]
        assert answer.get("Link", "") == (f'<{about["next"]}>; rel="next"' if "next" in about else "")
        address = about.get("next")
    assert sorted(seen) == sorted(f"http://localhost:8000/open/id/{shift.id}" for shift in shifts)
