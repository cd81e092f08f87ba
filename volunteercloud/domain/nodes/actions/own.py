"""What this node says of itself, and its keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.nodes import documents, keyring, queries
from volunteercloud.domain.nodes.models import OwnKey, OwnNode

from .claims import check_regions, lock_trust

SHORTEST_OVERLAP, LONGEST_OVERLAP = 1, 365


@transaction.atomic
def describe(*, actor: Actor, regions: Sequence[str], is_national: bool, at: datetime) -> OwnNode:
    """Say for which regions this node speaks, and whether it gathers for the whole country. The operator's, by command.

    Refused for what is no code (`nodes.regions`) and for regions that a node we trust speaks for (`nodes.overlap`).
    """
    queries.own()
    lock_trust()
    own = OwnNode.objects.select_for_update().get(id=1)

    _check_operator(actor)

    regions = sorted({code.strip() for code in regions})
    if not all(documents.REGION.fullmatch(code) for code in regions):
        raise Refused("nodes.regions", _("One of these is no code of a region."), field="regions")
    check_regions(regions, but="")

    own.regions, own.is_national = regions, is_national
    own.save(update_fields=["regions", "is_national"])

    _record(actor, "nodes.described", at, own.name, {"regions": regions, "is_national": is_national})
    return own


@transaction.atomic
def rotate(*, actor: Actor, overlap_days: int, at: datetime) -> OwnKey:
    """Begin a new version of our keys now; those that are valid end after the overlap. The operator's, by command.

    Refused for an overlap in which others could not learn of it (`nodes.overlap_days`).
    """
    kept = _locked_versions()

    _check_operator(actor)

    if not SHORTEST_OVERLAP <= overlap_days <= LONGEST_OVERLAP:
        raise Refused(
            "nodes.overlap_days",
            _("Old and new keys overlap for 1 to 365 days."),
            next_step=_("Thirty days give other nodes time, even those that were off."),
            field="overlap_days",
        )

    end = at + timedelta(days=overlap_days)
    for one in kept:
        if one.valid_until is None or one.valid_until > end:
            one.valid_until = end
            one.save(update_fields=["valid_until"])
    new = OwnKey.objects.create(version=kept[0].version + 1, valid_from=at)

    _record(actor, "nodes.keys_rotated", at, queries.own_name(), {"version": new.version, "days": overlap_days})
    return new


@transaction.atomic
def revoke(*, actor: Actor, version: int, reason: str, at: datetime) -> OwnKey:
    """Believe one version of our keys no more, from now on and for whatever it signed; a new one follows where it was the
    newest. The operator's, by command.

    Other nodes learn of it by the next look. Where no other key of ours is known to them, they must confirm us anew.
    """
    kept = _locked_versions()

    _check_operator(actor)

    revoked = next((one for one in kept if one.version == version), None)
    if revoked is None:
        raise NotFound
    if revoked.revoked_at is not None:
        raise Refused("nodes.revoked_already", _("This version has been revoked already."))
    if not reason.strip():
        raise Refused("nodes.reason", _("Revoking keys needs a reason."), field="reason")

    revoked.revoked_at = at
    revoked.save(update_fields=["revoked_at"])
    if not any(one.revoked_at is None and one.valid_until is None for one in kept):
        OwnKey.objects.create(version=kept[0].version + 1, valid_from=at)

    _record(actor, "nodes.keys_revoked", at, queries.own_name(), {"version": version, "reason": reason.strip()[:1000]})
    return revoked


def _locked_versions() -> list[OwnKey]:
    """Every version, the newest first. Whoever adds one holds the row of the node: a lock on versions lets new ones by."""
    queries.own()
    OwnNode.objects.select_for_update().get(id=1)
    keyring.own_versions()
    return list(OwnKey.objects.select_for_update().order_by("-version"))


def _check_operator(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("nodes.not_for_you")


def _record(actor: Actor, name: str, at: datetime, label: str, facts: dict[str, object]) -> None:
    # What this node does to itself is about no other; the entry belongs to nobody else.
    entry_id = ids.uuid7()
    audit.record(actor, name, at=at, owner_id=entry_id, subject=("node", entry_id, label), facts=facts)
