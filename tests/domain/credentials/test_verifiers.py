"""Verifiers that are not ours accept what we issue, and refuse what was changed, revoked, signed by another or out of date.

They are `@digitalbazaar/vc` with its cryptosuite and status list, `jose`, and `@sd-jwt/sd-jwt-vc` (verifiers/package.json),
run by Node; `./test` installs them.
"""

import copy
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from volunteercloud.domain.credentials import actions, badges, contexts, disclosing, disclosures, keys, moments, status
from volunteercloud.domain.credentials.models import Form

HERE = Path(__file__).parent / "verifiers"


@pytest.fixture(scope="module", autouse=True)
def node():
    if shutil.which("node") is None or not (HERE / "node_modules").is_dir():
        pytest.skip(f"takes Node and `npm ci --prefix {HERE.relative_to(Path.cwd())}`, as ./test does")


@pytest.fixture
def credential(volunteer, sealed):
    return actions.issue(actor=volunteer, volunteer_id=volunteer.id, is_named=True, at=sealed)


@pytest.fixture
def disclosed(volunteer, sealed):
    return actions.issue(actor=volunteer, volunteer_id=volunteer.id, form=Form.DISCLOSING, at=sealed)


def resources(at):
    """What a verifier finds at our addresses, and the contexts that everybody has."""
    found = {name: contexts.load(name, {})["document"] for name in contexts.FILES}
    return found | {
        keys.did(): keys.did_document(),
        "jwks": keys.jwks(),
        status.address(1): status.bitstring(1, at),
        f"{status.address(1)} as a token": status.token_list(1, at),
    }


def asked(at, *cases, found=None):
    """What the verifiers say ``at`` a moment: of each case whether it holds, and what it says or why it does not."""
    said = [{"kind": kind, **one} for kind, one in cases]
    order = {"now": moments.written(at), "resources": resources(at) | (found or {}), "cases": said}
    done = subprocess.run(
        ["node", "verify.mjs"], cwd=HERE, input=json.dumps(order), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of_document(document):
    return "document", {"document": document}


def of_token(token, issuer=None, typ="vc+jwt"):
    return "token", {"token": token, "issuer": issuer or keys.did(), "typ": typ}


def of_disclosing(token):
    return "disclosing", {"token": token}


def verdicts(answers):
    return [answer["ok"] for answer in answers]


def changed(token):
    """The same with one character of what it says changed."""
    head, payload, signature = token.split(".")
    middle = len(payload) // 2
    other = "B" if payload[middle] == "A" else "A"
    return f"{head}.{payload[:middle]}{other}{payload[middle + 1 :]}.{signature}"


def test_what_we_issue_is_accepted(credential, disclosed, sealed):
    shown = disclosing.presented(disclosing.text(disclosed), ["credit_hours", "period"])
    document, token, bits, hours = asked(
        sealed,
        of_document(badges.document(credential)),
        of_token(badges.token(credential)),
        of_token(status.bitstring_token(1, sealed)),
        of_disclosing(shown),
    )
    assert document == {"ok": True}
    assert token["payload"]["credentialSubject"] == credential.document["credentialSubject"]
    assert bits["payload"]["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    said = hours["payload"]
    assert (said["credit_hours"], said["period"]) == (2, {"from": "2026-05-18", "to": "2026-05-18"})
    assert set(said) == {"iss", "iat", "nbf", "vct", "status", "credit_hours", "period"}


def test_what_was_changed_is_refused(credential, disclosed, sealed):
    document = badges.document(credential)
    more = copy.deepcopy(document)
    more["credentialSubject"]["result"][0]["value"] = "200"
    added = document | {"nickname": "unsigned"}
    elsewhere = copy.deepcopy(document)
    elsewhere["credentialStatus"]["statusListIndex"] = "7"
    signed, first, *others = disclosing.text(disclosed).split("~")
    answers = asked(
        sealed,
        of_document(more),
        of_document(added),
        of_document(elsewhere),
        of_document({name: said for name, said in document.items() if name != "proof"}),
        of_token(changed(badges.token(credential))),
        of_token(badges.token(credential)[:-4]),
        of_disclosing("~".join([changed(signed), first, *others])),
    )
    assert verdicts(answers) == [False] * 7


def test_a_disclosure_that_was_not_signed_says_nothing(disclosed, sealed):
    signed = disclosing.text(disclosed).split("~")[0]
    [answer] = asked(sealed, of_disclosing("~".join([signed, disclosures.disclosure("credit_hours", 200), ""])))
    assert "credit_hours" not in answer.get("payload", {})


def test_what_another_key_signed_is_refused(credential, disclosed, sealed, monkeypatch):
    """Signed as ours by somebody who has another master key."""
    theirs = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    with monkeypatch.context() as patched:
        patched.setattr(keys, "raw_signature", lambda message, _version: theirs.sign(message))
        document, token, shown = badges.document(credential), badges.token(credential), disclosing.text(disclosed)
    assert verdicts(asked(sealed, of_document(document), of_token(token), of_disclosing(shown))) == [False] * 3


def test_what_was_revoked_is_refused(credential, disclosed, volunteer, sealed):
    """By the list alone: the signature of what was revoked still is a signature."""
    cases = (
        of_document(badges.document(credential)),
        of_disclosing(disclosing.text(disclosed)),
        of_token(badges.token(credential)),
    )
    assert verdicts(asked(sealed, *cases)) == [True, True, True]
    for one in (credential, disclosed):
        actions.revoke(actor=volunteer, volunteer_id=volunteer.id, credential_id=one.id, at=sealed)
    assert verdicts(asked(sealed, *cases)) == [False, False, True]


def test_a_list_that_is_too_old_is_relied_upon_no_more(credential, disclosed, sealed):
    cases = of_document(badges.document(credential)), of_disclosing(disclosing.text(disclosed))
    old = resources(sealed)
    assert verdicts(asked(sealed + timedelta(hours=22), *cases, found=old)) == [True, True]
    assert verdicts(asked(sealed + timedelta(hours=25), *cases, found=old)) == [False, False]


def test_nothing_is_accepted_before_its_time(credential, disclosed, sealed):
    cases = of_document(badges.document(credential)), of_token(badges.token(credential))
    before = sealed - timedelta(hours=2)
    assert verdicts(asked(before, *cases, of_disclosing(disclosing.text(disclosed)))) == [False] * 3


def test_a_key_that_was_followed_still_counts_and_one_that_was_revoked_does_not(credential, system, sealed):
    later = sealed + timedelta(days=1)
    cases = of_document(badges.document(credential)), of_token(badges.token(credential))
    actions.rotate_key(actor=system, at=later)
    assert verdicts(asked(later, *cases)) == [True, True]
    actions.revoke_key(actor=system, version=1, at=later)
    assert verdicts(asked(later, *cases)) == [False, False]
    fetched_again = of_document(badges.document(credential)), of_token(badges.token(credential))
    assert verdicts(asked(later, *fetched_again)) == [True, True]


def test_a_list_of_another_issuer_says_nothing_about_ours(credential, sealed, settings):
    document, found = badges.document(credential), resources(sealed)
    settings.SITE_URL = "https://chenghu.example"
    theirs = status.bitstring(1, sealed) | {"id": "http://localhost:8000/credentials/status/1"}
    found |= {keys.did(): keys.did_document(), "http://localhost:8000/credentials/status/1": theirs}
    assert verdicts(asked(sealed, of_document(document), found=found)) == [False]
