"""Requests of another node to this one, signed as the door asks, or as it does not."""

import secrets

from django.utils import timezone

from volunteercloud.domain.nodes import http_signing, papers

SITE = "http://localhost:8000"


def ask(client, peer, path="/node/v1/", body=None, *, at=None, nonce=None, changed=None, after=None):
    """What this node answers a peer. ``changed`` are headers before the signature, ``after`` headers after it."""
    method = "GET" if body is None else "POST"
    headers = {http_signing.NODE: peer.name, http_signing.VERSION: "1"} | (changed or {})
    if body is not None:
        headers["Content-Type"] = "application/json"
    request = http_signing.Request(method, f"{SITE}{path}", headers)
    signer = papers.Signer(peer.signing, peer.kid, at or timezone.now())
    http_signing.sign_request(request, body or b"", signer, nonce=nonce or secrets.token_urlsafe(24))
    headers |= after or {}
    return client.generic(method, path, body or b"", headers.pop("Content-Type", ""), headers=headers), request
