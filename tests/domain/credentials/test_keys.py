"""The issuer's keys: derived, followed by others, revoked; and the contexts that what they sign is read by."""

import hashlib
from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.credentials import actions, contexts, keys
from volunteercloud.domain.credentials.models import IssuerKey

pytestmark = pytest.mark.django_db


def kids():
    return [key["kid"] for key in keys.jwks()["keys"]]


def test_the_first_key_needs_no_row():
    assert (len(kids()), IssuerKey.objects.count()) == (1, 0)


def test_the_issuer_is_the_host_of_this_site(settings):
    found = []
    for address in ("https://qinghe.example", "https://qinghe.example:8443", "http://[::1]:8000"):
        settings.SITE_URL = address
        found.append(keys.did())
    assert found == ["did:web:qinghe.example", "did:web:qinghe.example%3A8443", "did:web:%5B%3A%3A1%5D%3A8000"]


def test_each_key_stands_in_two_forms():
    document, [key] = keys.did_document(), keys.published()
    assert [method["type"] for method in document["verificationMethod"]] == ["JsonWebKey", "Multikey"]
    assert document["assertionMethod"] == [key.kid, key.method]
    assert {"d"} & set(document["verificationMethod"][0]["publicKeyJwk"]) == set()


def test_base58_is_that_of_everybody():
    """The vector of RFC draft-msporny-base58, and zeros before it."""
    assert keys.multibase(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert keys.multibase(bytes.fromhex("0000287fb4cd")) == "z11233QC4"


def test_another_key_signs_from_its_moment_on(system, at):
    [first] = kids()
    following = actions.rotate_key(actor=system, at=at)
    assert (following.version, keys.current(at).version) == (2, 2)
    assert keys.current(at - timedelta(seconds=1)).version == 1
    assert kids()[1] == first
    row = IssuerKey.objects.get(version=1)
    assert (row.valid_from, row.valid_until) == (keys.BEGINNING, at)


def test_a_revoked_key_is_published_no_more(system, at):
    [first] = kids()
    with pytest.raises(Refused) as refusal:
        actions.revoke_key(actor=system, version=1, at=at)
    assert refusal.value.code == "credential.key_current"
    actions.rotate_key(actor=system, at=at)
    for _twice in range(2):
        actions.revoke_key(actor=system, version=1, at=at)
    assert (len(kids()), first in kids()) == (1, False)
    with pytest.raises(NotFound):
        actions.revoke_key(actor=system, version=9, at=at)


def test_keys_are_the_operators(at):
    organizations.ground()
    officer = organizations.officer("99")
    for act in (actions.rotate_key, lambda **said: actions.revoke_key(version=1, **said)):
        with pytest.raises(NotAllowed):
            act(actor=officer, at=at)


@pytest.mark.parametrize(
    "jwk", [{}, {"kty": "EC"}, {"kty": "OKP", "crv": "Ed25519"}, {"kty": "OKP", "crv": "Ed25519", "x": "AA"}]
)
def test_what_is_no_key_checks_nothing(jwk):
    with pytest.raises(keys.NotTheirs):
        keys.check(jwk, bytes(64), b"said")


def test_contexts_are_what_their_manifest_says():
    """What a context says is part of what was signed."""
    manifest = (contexts.DATA / "MANIFEST.md").read_text()
    for name in contexts.FILES.values():
        assert f"| {name} | {hashlib.sha256((contexts.DATA / name).read_bytes()).hexdigest()} |" in manifest


def test_nothing_else_is_read_and_nothing_is_fetched():
    with pytest.raises(contexts.UnknownContext):
        contexts.load("https://qinghe.example/context", {})
