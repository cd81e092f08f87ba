import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.log import factories
from volunteercloud.domain.log import actions, queries
from volunteercloud.domain.log.models import Leaf

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def proof(log_files, at):
    """The proof of one thing among three."""
    (one, *_others) = factories.seal(at, 3)
    actions.integrate(at)
    return queries.proof_of(factories.OWNER, one).bundle(factories.CONTENT)


@pytest.fixture
def check(client):
    def send(content, name="proof.json"):
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        return client.post("/log/check/", {"proof": SimpleUploadedFile(name, sent)}, headers=ENGLISH)

    return send


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("address", ["/log/", "/log/check/"])
def test_a_page_of_the_log(client, proof, address, language):
    response = client.get(address, headers={"accept-language": language})
    assert (response.status_code, response.text.count("<h1")) == (200, 1)
    assert " style=" not in response.text
    assert "<script" not in response.text


def test_the_page_shows_how_things_stand(client, proof, django_assert_num_queries):
    with django_assert_num_queries(2):
        text = client.get("/log/", headers=ENGLISH).text
    assert queries.newest_checkpoint().note.splitlines()[2] in text
    assert 'href="/log/history/2026-05"' in text


def test_one_entry_says_nothing_but_its_fingerprint(client, proof, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = client.get(f"/log/entries/{proof['index']}/", headers=ENGLISH)
    assert (page.status_code, "社区送午餐" in page.text) == (200, False)
    entry = page.context["entry"]
    leaf = Leaf.objects.get(index=proof["index"])
    assert (entry.commitment, entry.is_erasure, entry.checkpoint.size) == (bytes(leaf.commitment), False, 3)
    assert entry.commitment in client.get(f"/log/{entry.bundle}").content
    assert f"Entry {proof['index']}" in page.text


@pytest.mark.parametrize("index", ["3", "99999999999999999999999", "-1", "first"])
def test_beyond_the_last_entry_is_nothing(client, proof, index):
    assert client.get(f"/log/entries/{index}/").status_code == 404


def test_the_page_before_the_first_entry(client, log_files):
    assert "Nothing has been sealed yet" in client.get("/log/", headers=ENGLISH).text


def test_a_proof_is_checked(check, proof):
    response = check(proof)
    assert response.status_code == 200
    assert "This proof holds" in response.text
    assert "社区送午餐" in response.text
    assert "All 2 proofs hold" in check([proof, proof]).text


@pytest.mark.parametrize("change", [{"content": '{"hours":9}'}, {"index": 99}, {"salt": "谷雨"}, {"format": ""}])
def test_a_proof_that_was_changed_is_told_apart(check, proof, change):
    response = check(proof | change)
    assert response.status_code == 200
    assert "This proof does not hold" in response.text
    assert "This proof holds" not in response.text


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"no json", b"[]", b"[" * 100_000, b" " * 1_000_001, b'{"a":1}' * 2],
    ids=["empty", "no text", "no json", "no proof", "deep", "huge", "two"],
)
def test_what_is_no_proof_is_refused_in_words(check, log_files, content):
    response = check(content)
    assert response.status_code == 422
    assert "field-error" in response.text


@pytest.mark.parametrize(
    "content", [b"null", b"4", b'"proof"', b"{}", b"[[]]", b'[{"format":"volunteercloud/proof/1"}]']
)
def test_json_that_is_no_proof_does_not_hold(check, log_files, content):
    assert "This proof does not hold" in check(content).text


def test_what_was_sealed_is_shown_as_text(check, log_files, at):
    content = b'{"title":"<script>alert(1)</script>"}'
    (one,) = factories.seal(at, content=content)
    actions.integrate(at)
    text = check(queries.proof_of(factories.OWNER, one).bundle(content)).text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
