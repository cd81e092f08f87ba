"""Another node as a test needs it: a name, keys of its own, and its rows in our trust list."""

from datetime import UTC, timedelta

from joserfc import jwe, jws
from joserfc.jwk import OKPKey

from volunteercloud.core import parsing
from volunteercloud.domain.nodes import papers, sealing
from volunteercloud.domain.nodes.models import Node, NodeKey, State, Use


class Peer:
    """Signs, seals and opens as another installation does, by keys that this one knows the public halves of."""

    def __init__(self, name="bailu.example"):
        self.name = name
        self.signing, self.sealing = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("X25519")

    @property
    def kid(self):
        return self.signing.thumbprint()

    def sign(self, document, at, *, kind=papers.STEP, **header):
        dated = {**document, "at": at.astimezone(UTC).isoformat()}
        header = {"alg": papers.ALGORITHM, "kid": self.kid, "typ": kind} | header
        return jws.serialize_compact(header, parsing.json_bytes(dated), self.signing, registry=papers.REGISTRY)

    def unseal(self, text):
        return parsing.json_object(jwe.decrypt_compact(text, self.sealing, registry=sealing.REGISTRY).plaintext)

    def key_rows(self, at, **more):
        for use, key in ((Use.SIGN, self.signing), (Use.SEAL, self.sealing)):
            NodeKey.objects.create(
                node_id=self.name,
                kid=key.thumbprint(),
                use=use,
                jwk=key.as_dict(private=False),
                valid_from=at - timedelta(days=10),
                **more,
            )


def confirmed(at, name="bailu.example", **facts):
    """A peer that officers of both sides confirmed yesterday."""
    peer = Peer(name)
    facts = {
        "url": f"https://{name}",
        "title": "白露志愿云",
        "title_en": "Bailu Volunteer Cloud",
        "state": State.CONFIRMED,
        "versions": [1],
        "proposed_by_label": "谷雨",
        "proposed_at": at - timedelta(days=2),
        "confirmed_by_label": "谷雨",
        "confirmed_at": at - timedelta(days=1),
    } | facts
    Node.objects.create(name=name, **facts)
    peer.key_rows(at)
    return peer
