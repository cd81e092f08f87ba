"""Watching logs of other nodes. Their checkpoints are kept for ever; what they prove is decided in `monitoring`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, proofs
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import fetching, queries, signing
from volunteercloud.domain.log.models import FollowedCheckpoint, FollowedLog


@transaction.atomic
def follow_log(*, actor: Actor, url: str, vkey: str, peers: Sequence[str] = (), at: datetime) -> FollowedLog:
    """Watch the log behind an address, or change where and with whom it is watched. The operator's, by command.

    Refused for what is no address (`log.address`) or no verifier key of a log (`log.vkey`), for our own log (`log.own`),
    and where a log of that name is followed by another key (`log.other_key`).
    """
    if not actor.is_system:
        raise NotAllowed("log.not_for_you")

    url, peers = url.rstrip("/"), [peer.rstrip("/") for peer in peers]
    log = _verifier(vkey)
    for address in (url, *peers):
        check_address(address)
    if log.key == signing.signer(log.name).verifier.key:
        raise Refused("log.own", _("This is the verifier key of this node's own log."))
    followed = FollowedLog.objects.select_for_update().filter(origin=log.name).first()
    if followed and followed.vkey != log.vkey:
        raise Refused(
            "log.other_key",
            _("A log of this name is followed already, by another verifier key."),
            next_step=_("Ask its operator which key is right. A log keeps its key for as long as it keeps its name."),
        )

    followed = followed or FollowedLog(origin=log.name, vkey=log.vkey, since=at)
    followed.url, followed.peers = url, peers
    followed.save()

    # A log is known by its name; the entry belongs to nobody else.
    entry_id = ids.uuid7()
    audit.record(
        actor,
        "log.log_followed",
        at=at,
        owner_id=entry_id,
        subject=("log", entry_id, log.name),
        facts={"origin": log.name, "url": url, "peers": peers},
    )
    return followed


@transaction.atomic
def keep_seen(
    *, actor: Actor, origin: str, notes: Sequence[str], source: str, at: datetime
) -> list[FollowedCheckpoint]:
    """Keep checkpoints as they were shown at ``source``; what is kept already stays. The rows are their own trail.

    Only what the log signed is kept: `proofs.Invalid` for anything else.
    """
    log = FollowedLog.objects.select_for_update().filter(origin=origin).first()
    if log is None:
        raise NotFound

    found = []
    for note in notes:
        seen = proofs.open_checkpoint(note, proofs.Verifier.parse(log.vkey))
        kept, _is_new = FollowedCheckpoint.objects.get_or_create(
            log=log,
            size=seen.size,
            root=seen.root,
            defaults={"id": ids.uuid7(), "note": note, "source": source, "seen_at": at},
        )
        found.append(kept)
    return found


@transaction.atomic
def settle(*, actor: Actor, origin: str, agreed: Sequence[UUID], trouble: str, at: datetime) -> None:
    """Write down what a look at a log came to: which checkpoints agree with what it shows, or why there was no answer."""
    queries.open_seen(origin).filter(id__in=agreed).update(agreed_at=at)
    # What another server said of itself may be anything; no text in the database holds a NUL.
    trouble = trouble.replace("\x00", "")[:300]
    FollowedLog.objects.filter(origin=origin).update(asked_at=at, trouble=trouble)


def _verifier(vkey: str) -> proofs.Verifier:
    try:
        log = proofs.Verifier.parse(vkey)
    except proofs.Invalid:
        log = None
    if log is None or log.algorithm != proofs.NOTE_ED25519 or len(log.name) > 255:
        raise Refused(
            "log.vkey",
            _("This is no verifier key of a log."),
            next_step=_("Copy the whole line from the page of that log: name, number and key, joined by +."),
            field="vkey",
        )
    return log


def check_address(url: str) -> None:
    if not fetching.is_address(url) or len(url) > 400:
        raise Refused(
            "log.address",
            _("%(url)s is not an address that can be asked.") % {"url": url[:100]},
            next_step=_("Give the address of a log or node as http:// or https://, without a question mark."),
            field="url",
        )
