"""Requests of other nodes that nobody thought of: signed as the door between nodes asks, or not quite; and steps of transfers
that a trusted node signed and that say what they should not."""

import base64
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import schemathesis
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from hypothesis import strategies as st
from schemathesis import Case, Response
from schemathesis.schemas import BaseSchema

from tests.api.node.calls import SITE
from tests.domain.nodes import peers
from tests.domain.records.origin import Origin, saturday
from tests.domain.transfers.there import There, digest, person, step
from tests.fuzz import asking
from volunteercloud.api.node import routes
from volunteercloud.core import ids
from volunteercloud.domain.nodes import http_signing, papers
from volunteercloud.domain.records import canonical
from volunteercloud.domain.transfers import actions, bundles, steps, synchronizing, terms
from volunteercloud.domain.transfers.models import Kind

# Who a request is from is told to `signing`, which takes it away: the door sees the signature alone.
SENDER = "X-Sender"
TRUSTED = ("peer", "other")
STRANGERS = ("forger", "unknown", "late", "nobody")
NONCE = "n" * 24  # each request is taken back, and heard for the first time
LATE = timedelta(minutes=10)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Sender:
    """As whom a request is sent, the key it is signed by, and when."""

    name: str
    peer: peers.Peer
    at: datetime


def senders(there: There, at: datetime) -> dict[str, Sender]:
    return {
        "peer": Sender(there.peer.name, there.peer, at),
        "other": Sender("hanlu.example", peers.confirmed(at, "hanlu.example", is_national=True), at),
        "forger": Sender(there.peer.name, peers.Peer(), at),
        "unknown": Sender("nobody.example", peers.Peer("nobody.example"), at),
        "late": Sender(there.peer.name, there.peer, at - LATE),
    }


class Speaking(asking.Asking):
    def _sent(self, case: Case, person: str) -> Response:
        return case.call(headers={SENDER: person, "Accept-Encoding": "identity"})

    def _got_in(self, case: Case, person: str, status: int) -> bool:
        return person in STRANGERS and status not in {401, 403}


def described(known: dict[str, Sender]) -> BaseSchema:
    found = schemathesis.openapi.from_dict(routes.schema())
    found.app = signing(get_wsgi_application(), known)
    found.config.generation.with_security_parameters = False
    return found


def signing(application: Application, known: dict[str, Sender]) -> Application:
    """Signs a request on its way, by whatever is then in it."""

    def signed(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        sender = known.get(environ.pop("HTTP_X_SENDER", ""))
        if sender is not None:
            content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            headers = {http_signing.NODE: sender.name, http_signing.VERSION: "1"}
            if environ.get("CONTENT_TYPE"):
                headers["Content-Type"] = environ["CONTENT_TYPE"]
            address = f"{SITE}{WSGIRequest(environ).get_full_path()}"
            request = http_signing.Request(environ["REQUEST_METHOD"], address, headers)
            signer = papers.Signer(sender.peer.signing, sender.peer.kid, sender.at)
            http_signing.sign_request(request, content, signer, nonce=NONCE)
            environ["wsgi.input"] = io.BytesIO(content)
            environ |= {f"HTTP_{name.upper().replace('-', '_')}": said for name, said in request.headers.items()}
        return application(environ, start)

    return signed


# What replaces a member of a step or a bundle: of each kind of JSON, and what is nearly right.
INSTEAD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(
        ["", "0" * 64, "2026-05-18", "2026-05-18T12:00:00+08:00", "\x00", "a" * 5000, [], {}, [[]], -1, 2**70]
    ),
    st.recursive(
        st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ),
)


BODIES: dict[Kind, dict[str, Any]] = {
    Kind.ACCEPT: {"items": [{"record": str(ids.uuid7()), "state": "taken", "code": "", "minutes": 120}]},
    Kind.COMMIT: {"records": []},
    Kind.RECEIPT: {},
    Kind.AMENDED: {"items": [{"record": str(ids.uuid7()), "state": "refused", "code": "record.unknown", "minutes": 0}]},
    Kind.DECLINE: {"code": "person.declined"},
    Kind.CANCEL: {"code": "person.cancelled"},
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A transfer here, the hash of its last step, what the other node may say next, and which records it offered."""

    transfer_id: UUID
    previous: str
    next: tuple[Kind, ...]
    records: tuple[tuple[str, int], ...] = ()


def begun(there: There) -> list[Begun]:
    """One of which the request was said, one whose offer was accepted, and one that was received."""
    asked, offered, done = (_asked(there, sequence) for sequence in (1, 2, 3))
    found = [Begun(*asked, (Kind.OFFER, Kind.DECLINE, Kind.CANCEL))]
    for (transfer_id, request), week in ((offered, 1), (done, 2)):
        record_id, versions = there.origin.record(saturday(week))
        accepted = there.tell(transfer_id, there.offer(transfer_id, request, (record_id, versions)))
        listed = ((str(record_id), 1),)
        found.append(Begun(transfer_id, digest(step(accepted, "accept")), (Kind.COMMIT, Kind.CANCEL), listed))
    commit = there.say(done[0], Kind.COMMIT, {"records": listed}, found.pop().previous)
    receipt = digest(step(there.tell(done[0], commit), "receipt"))
    return [*found, Begun(done[0], receipt, (Kind.AMEND,), listed)]


def _asked(there: There, sequence: int) -> tuple[UUID, str]:
    """Somebody here asks for their records there: the transfer, and the hash of its request."""
    somebody = person(there.at, sequence=sequence)
    said = {"actor": somebody, "volunteer_id": somebody.id, "node_name": there.node.name}
    transfer = actions.ask(**said, bring=True, terms=terms.VERSION, at=there.at)
    (chain,) = actions.go_on(actor=somebody, leased=[(somebody.id, transfer.id)], at=there.at)
    (entry,) = synchronizing.question([chain])["transfers"]
    return transfer.id, digest(step(entry, "request"))


# Members of the bundle, and of the step around it: any may say something else, as may those of the versions in it.
OF_BUNDLES = ("form", "node", "person", "checkpoint", "records", "evidence", "brought")
OF_STEPS = ("form", "transfer", "step", "number", "from", "to", "previous", "body")


@st.composite
def entries(draw: st.DrawFn, there: There, transfers: list[Begun]) -> dict[str, Any]:
    """A transfer with a step that may follow, mostly, in which up to two members are something else than they should be."""
    there.origin = Origin(volunteer_id=there.origin.volunteer_id)  # its log begins anew, as what is said is taken back
    of = draw(st.sampled_from(transfers))
    kind = draw(st.sampled_from([*of.next * 4, *Kind]))
    around = {"previous": of.previous} | draw(
        st.just({}) | st.dictionaries(st.sampled_from(OF_STEPS), INSTEAD, max_size=1)
    )
    transfer_id = of.transfer_id
    if kind in (Kind.OFFER, Kind.AMEND):
        said = _with_bundle(draw, there, of, kind, **around)
    elif kind in BODIES:
        right = BODIES[kind] | ({"records": of.records} if kind is Kind.COMMIT else {})
        body = right | draw(st.just({}) | st.dictionaries(st.sampled_from([*right, "more"]), INSTEAD, max_size=1))
        said = {"document": _signed(there, transfer_id, kind, body, **around)}
    else:
        transfer_id = draw(st.sampled_from([transfer_id, ids.uuid7()]))
        members = st.sampled_from(["kind", "number", "country", "name", "birth_on"])
        body = there.person(transfer_id, **draw(st.dictionaries(members, INSTEAD, max_size=2)))
        said = {"document": _signed(there, transfer_id, kind, body, **around | {"previous": ""})}
    have = draw(st.lists(st.sampled_from([of.previous, "0" * 64, "zz"]), max_size=2))
    return {"transfer": str(transfer_id), "steps": [said], "have": have}


def _signed(there: There, of: UUID, kind: Kind, content: dict[str, Any], **members: Any) -> str:
    whole = {"form": steps.FORM, "transfer": str(of), "step": kind, "number": 0, "previous": "", "body": content}
    return there.peer.sign(whole | {"from": there.origin.name, "to": there.own_name} | members, there.at)


def _with_bundle(draw: st.DrawFn, there: There, of: Begun, kind: Kind, **members: Any) -> dict[str, Any]:
    record_id, (version,) = there.origin.record(saturday(), record_id=ids.uuid7())
    shown, details = json.loads(version.content), json.loads(version.details)
    changed = draw(st.dictionaries(st.sampled_from([*shown, *details]), INSTEAD, max_size=2))
    for part in (shown, details):
        part.update({name: value for name, value in changed.items() if name in part})
    versions = [there.origin.sealed(shown, canonical.written(details))]
    text = there.bundle(
        (record_id, versions), **draw(st.dictionaries(st.sampled_from(OF_BUNDLES), INSTEAD, max_size=1))
    )
    body = {
        "bundle": sha256(text).hexdigest(),
        "records": [[str(record_id), 1]],
        "minutes": draw(INSTEAD | st.just(120)),
    }
    document = _signed(there, of.transfer_id, kind, body, **{"number": int(kind is Kind.AMEND)} | members)
    return {"document": document, "bundle": base64.b64encode(bundles.packed(text)).decode()}
