"""Another node that a test speaks for, step by step, and a transfer to it that goes as far as the test lets it."""

from joserfc import jwe

from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from tests.domain.records import factories as records
from volunteercloud.core import ids, parsing
from volunteercloud.core.actor import system
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.nodes import keyring, papers, sealing
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.transfers import actions, queries, receiving, steps, terms
from volunteercloud.domain.transfers.entries import Arrived, Entry

WORKER = system("tests")
CONSENT = {"terms": terms.VERSION, "parts": ["profile"]}


class There:
    """Bailu, a node of its own that is trusted here."""

    def __init__(self, at):
        self.peer = peers.confirmed(at)
        self.node = Node.objects.get(name=self.peer.name)

    def say(self, transfer_id, kind, body, at, previous=b""):
        text = self.peer.sign(
            {
                "form": steps.FORM,
                "transfer": str(transfer_id),
                "step": kind,
                "number": 0,
                "from": self.peer.name,
                "to": node_queries.own_name(),
                "previous": previous.hex(),
                "body": body,
            },
            at,
        )
        entry = Entry(transfer_id, [Arrived(text)])
        taken = receiving.take_in(WORKER, self.node, [entry], at)
        assert taken.troubles == {}
        return papers.digest(text)

    def person(self, transfer_id, at, **changes):
        """Xiaoman by the document that is verified here, sealed for this node."""
        said = {
            "transfer": str(transfer_id),
            "kind": "111",
            "number": identity.number(),
            "country": "CN",
            "name": "小满",
            "name_latin": "",
            "birth_on": identity.GROWN.isoformat(),
        } | changes
        key = keyring.own_ring(node_queries.own_name()).sealing(at)
        header = {"alg": sealing.ALGORITHM, "enc": sealing.ENCRYPTION, "kid": key.kid}
        return jwe.encrypt_compact(header, parsing.json_bytes(said), key.key, registry=sealing.REGISTRY)

    def ask(self, kind, at, **changes):
        """Somebody there asks for Xiaoman's records (request), or wants to send them here (invite)."""
        transfer_id = ids.uuid7()
        person = self.person(transfer_id, at, **changes)
        body = {"person": person, "terms": terms.VERSION, "consented_at": at.isoformat()}
        self.say(transfer_id, kind, body, at)
        return transfer_id


def answered(there, actor, transfer_id, kind, at, **body):
    """The step of the other node that answers the last one here."""
    whole = queries.one(actor, actor.id, transfer_id)
    return there.say(transfer_id, kind, body, at, bytes.fromhex(whole.timeline[-1].digest))


def recorded(owner, organization, actor, at, days=3):
    """So many records of two hours, in the log."""
    records.recorded(organization, actor, owner, at, days)
    log_actions.integrate(at)


def go_on(at):
    """What this node says by itself."""
    leased = actions.lease(actor=WORKER, node_name="bailu.example", most=10, at=at)
    actions.go_on(actor=WORKER, leased=leased, at=at)


def moved_away(there, actor, at, refused="", until="receipt"):
    """The records go to the other node, which refuses the first of them for a reason, up to a step of the way."""
    transfer_id = there.ask("request", at)
    actions.agree(actor=actor, volunteer_id=actor.id, transfer_id=transfer_id, **CONSENT, at=at)
    go_on(at)
    if until != "offer":
        items = []
        for number, item in enumerate(queries.one(actor, actor.id, transfer_id).items):
            said = ("refused", refused) if refused and number == 0 else ("accepted", "")
            items.append({"record": str(item.record_id), "state": said[0], "code": said[1], "minutes": item.minutes})
        answered(there, actor, transfer_id, "accept", at, items=items)
        go_on(at)
    if until == "receipt":
        answered(there, actor, transfer_id, "receipt", at)
    return transfer_id
