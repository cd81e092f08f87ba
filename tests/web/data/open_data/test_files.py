"""Files of open data: as they were made, in pieces too, and described by a catalogue and by what their columns mean."""

import csv
import gzip
import io
import json
from collections import Counter
from datetime import date

import pytest
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef

from tests.domain.statistics.open_data.conftest import AT
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.statistics.open_data import snapshots
from volunteercloud.domain.statistics.open_data.datasets import DATASETS

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")]

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # version 3, which the library does not know
SPDX = Namespace("http://spdx.org/rdf/terms#")
SITE = "http://localhost:8000"
CSV = "/data/open/service/2026-03.csv"


def content(answer):
    return b"".join(answer) if answer.streaming else answer.content


@pytest.fixture
def lines(published):
    return snapshots.place_of(published["service"], "csv").read_bytes()


def test_a_file_is_served_as_it_was_made(client, published):
    for form in ("csv", "json", "parquet"):
        for name in ("latest", "2026-03", "2026-03-v1"):
            answer = client.get(f"/data/open/service/{name}.{form}")
            assert content(answer) == snapshots.place_of(published["service"], form).read_bytes()
            assert answer["Access-Control-Allow-Origin"] == "*"
            is_fixed = name == "2026-03-v1"
            kept = "public, max-age=31536000, immutable" if is_fixed else "public, max-age=3600"
            assert answer["Cache-Control"] == kept
            assert f'<{SITE}/data/open/service/2026-03-v1.{form}>; rel="canonical"' in answer["Link"]


def test_a_range_is_a_piece_of_the_file(client, lines):
    ends = {"bytes=0-9": (0, 10), "bytes=10-": (10, None), "bytes=-7": (-7, None), "bytes=5-99999999": (5, None)}
    for asked, (first, end) in ends.items():
        answer = client.get(CSV, headers={"range": asked})
        piece, start = lines[first:end], first % len(lines)
        assert (answer.status_code, content(answer)) == (206, piece)
        assert answer["Content-Range"] == f"bytes {start}-{start + len(piece) - 1}/{len(lines)}"
        assert answer["Content-Length"] == str(len(piece))
    for asked in ("bytes=99999999-", "bytes=9-3", "bytes=-0"):
        answer = client.get(CSV, headers={"range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(lines)}")
    for asked in ("bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=x-y", "bytes=" + "9" * 40 + "-"):
        answer = client.get(CSV, headers={"range": asked})
        assert (answer.status_code, content(answer)) == (200, lines)
    answer = client.head(CSV, headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(lines)))
    answer.close()


def test_who_has_a_file_is_told_so_and_who_has_another_gets_all_of_this_one(client, lines):
    whole = client.get(CSV)
    assert content(whole) == lines
    tag = whole["ETag"]
    assert client.get(CSV, headers={"if-none-match": tag}).status_code == 304
    assert client.get(CSV, headers={"range": "bytes=0-3", "if-range": tag}).status_code == 206
    assert content(client.get(CSV, headers={"range": "bytes=0-3", "if-range": '"other"'})) == lines


def test_texts_travel_compressed(client, lines):
    answer = client.get(CSV, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(content(answer)) == lines
    piece = client.get(CSV, headers={"accept-encoding": "gzip", "range": "bytes=0-3"})
    assert content(piece) == lines[:4]
    columnar = client.get("/data/open/service/latest.parquet", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in columnar
    columnar.close()


def test_what_is_not_there_is_a_problem_document(client, published):
    missing = ("unknown/latest.csv", "service/2026-04.csv", "service/2026-03-v9.csv", "service/2026-03.proof.json")
    for address in (*missing, "service/0000-00.csv-metadata.json", "unknown.csv-metadata.json"):
        answer = client.get(f"/data/open/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    elsewhere = ("service/latest.exe", "service/..%2F..%2Fkeys%2Fmaster.key", "SERVICE/latest.csv", "service/latest")
    assert [client.get(f"/data/open/{address}").status_code for address in elsewhere] == [404] * 4
    snapshots.place_of(published["service"], "csv").unlink()
    assert client.get(CSV).status_code == 404


def test_nothing_is_written_there(client, published):
    assert client.post(CSV).status_code == 405


def test_the_proof_is_that_of_the_log(client, published, log_files):
    log_actions.integrate(AT)
    proof = client.get("/data/open/service/latest.proof.json").json()
    assert proof == snapshots.proof_of(published["service"])


def test_the_catalogue_says_of_every_file_what_it_is(client, published, settings):
    answer = client.get("/data/open/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json; charset=utf-8"
    graph = Graph().parse(data=answer.content.decode(), format="json-ld")
    (whole,) = graph.subjects(RDF.type, DCAT.Catalog)
    named = set(graph.objects(whole, DCAT.dataset))
    assert named == set(graph.subjects(RDF.type, DCAT.Dataset)) | set(graph.subjects(RDF.type, DCAT.DatasetSeries))
    for one in named:
        assert {title.language for title in graph.objects(one, DCTERMS.title)} == {"zh-Hans", "en"}
        for wanted in (DCTERMS.license, DCTERMS.publisher, DCTERMS.spatial):
            assert len(list(graph.objects(one, wanted))) == 1
    series = set(graph.subjects(RDF.type, DCAT.DatasetSeries))
    assert series == {URIRef(f"{SITE}/data/open/{dataset.code}/") for dataset in DATASETS}
    for code, snapshot in published.items():
        one = URIRef(f"{SITE}/data/open/{code}/#2026-03-v1")
        files = {str(graph.value(file, DCAT.downloadURL)): file for file in graph.objects(one, DCAT.distribution)}
        assert sorted(files) == [f"{SITE}/data/open/{code}/2026-03-v1.{form}" for form in ("csv", "json", "parquet")]
        for address, file in files.items():
            said = snapshot.files[address.rpartition(".")[2]]
            digest = graph.value(graph.value(file, SPDX.checksum), SPDX.checksumValue)
            assert (int(graph.value(file, DCAT.byteSize)), str(digest)) == (said["bytes"], said["sha256"])
    about = graph.value(URIRef(f"{SITE}/data/open/service/#2026-03-v1"), DCTERMS.temporal)
    assert (graph.value(about, DCAT.startDate).value, graph.value(about, DCAT.endDate).value) == (
        date(2026, 3, 1),
        date(2026, 3, 31),
    )


def fetched(client, address):
    return list(csv.reader(io.StringIO(content(client.get(address.removeprefix(SITE))).decode(), newline="")))


FITS = {
    "string": lambda cell: True,
    "integer": lambda cell: cell.isdecimal() and str(int(cell)) == cell,
    "number": lambda cell: float(cell) >= 0,
    "date": lambda cell: date.fromisoformat(cell).isoformat() == cell,
    "boolean": lambda cell: cell in ("true", "false"),
}


def test_files_keep_what_their_metadata_says(client, published):
    """Types, what is required, keys and foreign keys, as a validator of CSV on the Web looks for them."""
    for dataset in DATASETS:
        hold_to_metadata(client, dataset.code)


def hold_to_metadata(client, code):
    said = json.loads(client.get(f"/data/open/{code}.csv-metadata.json").content)
    assert said["@context"] == ["http://www.w3.org/ns/csvw", {"language": "en"}]
    tables = {table["url"]: table["tableSchema"] for table in said["tables"]}
    rows = {url: fetched(client, url) for url in tables}
    for url, schema in tables.items():
        head, *body = rows[url]
        names = [column["name"] for column in schema["columns"]]
        assert head == names
        for column, cells in zip(schema["columns"], zip(*body, strict=True), strict=True):
            base = column["datatype"]["base"] if isinstance(column["datatype"], dict) else column["datatype"]
            assert all(FITS[base](cell) for cell in cells if cell)
            assert not column.get("required") or all(cells)
        keys = Counter(tuple(row[names.index(name)] for name in schema["primaryKey"]) for row in body)
        assert max(keys.values()) == 1
        for foreign in schema.get("foreignKeys", ()):
            target = foreign["reference"]["resource"]
            place = [column["name"] for column in tables[target]["columns"]].index("code")
            known = {row[place] for row in rows[target][1:]}
            at = names.index(foreign["columnReference"])
            assert {row[at] for row in body if row[at]} <= known


def test_both_languages_describe_a_column(client, published):
    said = json.loads(client.get("/data/open/service/2026-03.csv-metadata.json").content)
    (people,) = [one for one in said["tables"][0]["tableSchema"]["columns"] if one["name"] == "people"]
    assert {each["@language"]: each["@value"][:8] for each in people["dc:description"]}.keys() == {"zh-Hans", "en"}


def test_the_pages_lead_to_every_file(client, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = client.get("/data/open/").content.decode()
    for dataset in DATASETS:
        assert f'href="/data/open/{dataset.code}/"' in page
        assert f'href="/data/open/{dataset.code}/latest.parquet"' in page
        with django_assert_max_num_queries(6):
            own = client.get(f"/data/open/{dataset.code}/").content.decode()
        assert f'href="/data/open/{dataset.code}/2026-03-v1.csv"' in own
        assert all(f"<code>{name}</code>" in own for name in dataset.names)


def test_before_the_first_month_the_pages_say_so(client, db):
    assert (
        "No month has been published yet"
        in client.get("/data/open/", headers={"accept-language": "en"}).content.decode()
    )
    assert client.get("/data/open/service/").status_code == 200
    assert client.get("/data/open/unknown/").status_code == 404
    assert client.get("/data/open/catalogue.jsonld").status_code == 200
