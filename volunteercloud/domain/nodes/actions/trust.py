"""The trust list: proposed by an address, confirmed by comparing fingerprints, withdrawn with a reason."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.actor import system as system_actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.nodes import documents, queries, rules
from volunteercloud.domain.nodes.documents import NodeDocument, Unfit
from volunteercloud.domain.nodes.models import Node, NodeKey, State

from .claims import check_regions, lock_trust

SHORTEST_REASON, LONGEST_REASON = 4, 1000


@transaction.atomic
def propose(*, actor: Actor, url: str, answer: bytes, at: datetime) -> Node:
    """Put a node on the list by the document that its address answered. It is trusted in nothing before it is confirmed.

    Refused for what is no document (`nodes.document`), one that another host stands for (`nodes.name`), our own
    (`nodes.own`), and a node that is trusted already (`nodes.known`).
    """
    rules.check_may_manage(actor)

    document = _document(answer)
    if urlsplit(url).netloc.lower() != document.name or urlsplit(document.url).netloc.lower() != document.name:
        raise Refused(
            "nodes.name",
            _("The document at this address is of another node, %(name)s.") % {"name": document.name},
            next_step=_("Give the address under which that node has its pages."),
            field="url",
            facts={"name": document.name},
        )
    if document.name == queries.own_name():
        raise Refused("nodes.own", _("This is the address of this node."), field="url")
    node = Node.objects.select_for_update().filter(name=document.name).first()
    if node and node.state == State.CONFIRMED:
        raise Refused("nodes.known", _("This node is trusted already."), field="url")

    node = node or Node(name=document.name)
    node.state, node.confirmed_at, node.confirmed_by_label = State.PROPOSED, None, ""
    node.proposed_at, node.proposed_by_label = at, actor.label[:200]
    node.withdrawn_at, node.withdrawn_reason = None, ""
    node.asked_at = node.seen_at = at
    node.trouble = ""
    _say(node, document)
    node.save()

    _record(actor, "nodes.proposed", at, node, {"url": node.url, "fingerprint": document.fingerprint(at)})
    return node


@transaction.atomic
def confirm(*, actor: Actor, name: str, fingerprint: str, at: datetime) -> Node:
    """Trust a node, or what changed of it, from now on: its fingerprint was compared with its officer's.

    Refused where the fingerprint is another (`nodes.fingerprint`), for one that was withdrawn (`nodes.withdrawn`), and for
    one that speaks for a region of another (`nodes.overlap`). Its log is followed from now on.
    """
    lock_trust()
    node = _locked(name)

    rules.check_may_manage(actor)

    if node.state == State.WITHDRAWN:
        raise Refused(
            "nodes.withdrawn",
            _("Trust in this node was withdrawn."),
            next_step=_("Propose it again, then compare the fingerprints."),
        )
    document = documents.parsed(node.document)
    if _digits(fingerprint) != _digits(document.fingerprint(at)):
        raise Refused(
            "nodes.fingerprint",
            _("That is not the fingerprint of the keys that this node showed us."),
            next_step=_("Have it read to you once more. If it stays different, somebody stands between the two nodes."),
            field="fingerprint",
        )
    check_regions(document.regions, but=node.name)

    node.state, node.confirmed_at, node.confirmed_by_label = State.CONFIRMED, at, actor.label[:200]
    node.trouble = ""
    _say(node, document)
    node.save()
    _replace_keys(node, document, at)
    log_actions.follow_log(
        actor=system_actor("nodes"),
        url=f"{node.url}/log",
        vkey=node.vkey,
        peers=[other.url for other in queries.trusted() if other.name != node.name],
        at=at,
    )

    facts = {"fingerprint": document.fingerprint(at), "regions": node.regions, "is_national": node.is_national}
    _record(actor, "nodes.confirmed", at, node, facts)
    return node


@transaction.atomic
def withdraw(*, actor: Actor, name: str, reason: str, at: datetime) -> Node:
    """Trust a node no more: from now on nothing of it is taken, and nothing sent to it. Refused without a reason
    (`nodes.reason`) and a second time (`nodes.withdrawn_already`). Its log is still followed: what it signed stays said."""
    node = _locked(name)

    rules.check_may_manage(actor)

    reason = reason.strip()
    if node.state == State.WITHDRAWN:
        raise Refused("nodes.withdrawn_already", _("Trust in this node has been withdrawn already."))
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Refused(
            "nodes.reason",
            _("Withdrawing trust needs a reason of 4 to 1,000 characters."),
            next_step=_("Say in a sentence what happened; officers of the other side will ask."),
            field="reason",
        )

    node.state, node.withdrawn_at, node.withdrawn_reason = State.WITHDRAWN, at, reason
    node.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])

    _record(actor, "nodes.withdrawn", at, node, {"reason": reason})
    return node


def _locked(name: str) -> Node:
    node = Node.objects.select_for_update().filter(name=name).first()
    if node is None:
        raise NotFound
    return node


def _document(answer: bytes) -> NodeDocument:
    try:
        return documents.opened(answer).document
    except Unfit as reason:
        raise Refused(
            "nodes.document",
            _("What is answered at this address is no document of a node."),
            next_step=_("Give the address of an installation of Volunteer Cloud, as https://…"),
            field="url",
            facts={"why": reason.code},
        ) from None


def _say(node: Node, document: NodeDocument) -> None:
    """Take over what the node says of itself, because an officer looks at it now."""
    node.url, node.title, node.title_en = document.url, document.title, document.title_en
    node.regions, node.is_national = list(document.regions), document.is_national
    node.versions, node.vkey, node.document = list(document.versions), document.vkey, dict(document.content)


def _replace_keys(node: Node, document: NodeDocument, at: datetime) -> None:
    """The keys of the document are the keys of the node; what it does not list is believed no more."""
    for kid, key in document.keys.items():
        NodeKey.objects.update_or_create(
            node=node,
            kid=kid,
            defaults={
                "use": key.use,
                "jwk": key.key.as_dict(private=False),
                "valid_from": key.valid_from,
                "valid_until": key.valid_until,
                "revoked_at": key.revoked_at,
            },
        )
    NodeKey.objects.filter(node=node, revoked_at__isnull=True).exclude(kid__in=document.keys).update(revoked_at=at)


def _digits(fingerprint: str) -> str:
    return "".join(one for one in fingerprint if one.isdecimal() and one.isascii())


def _record(actor: Actor, name: str, at: datetime, node: Node, facts: dict[str, object]) -> None:
    audit.record(actor, name, at=at, owner_id=node.trail_id, subject=("node", node.trail_id, node.name), facts=facts)
