"""Another node as a test needs it: a name, keys of its own, and its rows in our trust list."""

from datetime import UTC, timedelta

from joserfc import jwe, jws
from joserfc.jwk import OKPKey

from volunteercloud.core import parsing, proofs
from volunteercloud.domain.nodes import documents, papers, sealing
from volunteercloud.domain.nodes.models import Node, NodeKey, State, Use


class Peer:
    """Signs, seals and opens as another installation does, by keys that this one knows the public halves of."""

    def __init__(self, name="bailu.example"):
        self.name = name
        self.signing, self.sealing = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("X25519")
        self.earlier = []

    @property
    def kid(self):
        return self.signing.thumbprint()

    def sign(self, document, at, *, kind=papers.STEP, **header):
        dated = {**document, "at": at.astimezone(UTC).isoformat()}
        header = {"alg": papers.ALGORITHM, "kid": self.kid, "typ": kind} | header
        return jws.serialize_compact(header, parsing.json_bytes(dated), self.signing, registry=papers.REGISTRY)

    def unseal(self, text):
        return parsing.json_object(jwe.decrypt_compact(text, self.sealing, registry=sealing.REGISTRY).plaintext)

    def rotate(self):
        """New keys beside the old ones."""
        self.earlier += [self.signing, self.sealing]
        self.signing, self.sealing = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("X25519")

    def forget(self):
        """New keys, and nothing left of the old ones."""
        self.rotate()
        self.earlier = []

    def keys(self, at, revoked=()):
        return [
            {
                "use": "sign" if key.curve_name == "Ed25519" else "seal",
                "jwk": key.as_dict(private=False),
                "valid_from": (at - timedelta(days=10)).isoformat(),
                "revoked_at": revoked[key.thumbprint()].isoformat() if key.thumbprint() in revoked else None,
            }
            for key in (*self.earlier, self.signing, self.sealing)
        ]

    def document(self, at, /, *, signed_by=(), revoked=(), **facts):
        """What this node says of itself, as its address answers it, signed by its newest key or by those named."""
        content = {
            "form": documents.FORM,
            "name": self.name,
            "url": f"https://{self.name}",
            "title": "白露志愿云",
            "regions": [],
            "versions": [1],
            "keys": self.keys(at, revoked),
            "log": {"vkey": proofs.Signer(f"{self.name}/log", proofs.NOTE_ED25519, b"\x07" * 32).verifier.vkey},
            "at": at.isoformat(),
            "later": {"unknown": True},
        } | facts
        payload = parsing.json_bytes(content)
        signed = [
            jws.serialize_compact(
                {"alg": papers.ALGORITHM, "kid": key.thumbprint(), "typ": documents.KIND},
                payload,
                key,
                registry=papers.REGISTRY,
            ).split(".")
            for key in signed_by or [self.signing]
        ]
        signatures = [{"protected": one[0], "signature": one[2]} for one in signed]
        return parsing.json_bytes({"payload": signed[0][1], "signatures": signatures})

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
