"""Both ends of witnessing: our witness cosigns what followed logs publish, and keeps what others say of ours."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, proofs
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import queries, signing
from volunteercloud.domain.log.models import Checkpoint, FollowedLog, Witness

from . import integrating
from .following import check_address, keep_seen


@transaction.atomic
def ask_witness(*, actor: Actor, url: str, vkey: str, at: datetime) -> Witness:
    """Have our checkpoints cosigned by the witness behind an address from now on. The operator's, by command.

    Refused for what is no address (`log.address`) and for what is no key of a witness of another node (`log.vkey`).
    """
    if not actor.is_system:
        raise NotAllowed("log.not_for_you")

    url = url.rstrip("/")
    check_address(url)
    verifier = _witness_key(vkey)

    witness, _is_new = Witness.objects.update_or_create(
        name=verifier.name, defaults={"vkey": verifier.vkey, "url": url, "size": 0, "trouble": ""}
    )

    entry_id = ids.uuid7()
    audit.record(
        actor,
        "log.witness_asked",
        at=at,
        owner_id=entry_id,
        subject=("witness", entry_id, witness.name),
        facts={"name": witness.name, "url": url},
    )
    return witness


@transaction.atomic
def keep_cosignature(*, actor: Actor, name: str, size: int, line: str, at: datetime) -> Checkpoint:
    """Add what a witness says of a checkpoint, and show it if it is the newest. The line is its own trail."""
    integrating.lock_tree()
    checkpoint = Checkpoint.objects.get(size=size)

    if line not in checkpoint.cosignatures:
        checkpoint.cosignatures += line
        checkpoint.save(update_fields=["cosignatures"])
    Witness.objects.filter(name=name).update(size=size, asked_at=at, trouble="")
    integrating.publish()
    return checkpoint


@transaction.atomic
def note_trouble(*, actor: Actor, name: str, trouble: str, at: datetime) -> None:
    """Write down why a witness did not cosign."""
    Witness.objects.filter(name=name).update(asked_at=at, trouble=trouble.replace("\x00", "")[:300])


@transaction.atomic
def cosign(*, actor: Actor, old: int, path: Sequence[bytes], note: str, at: datetime) -> str:
    """Our witness's line under a checkpoint of a followed log that continues the one it signed last.

    `NotFound` for a log that is not followed. Refused where the log did not sign it (`log.not_signed`), where the witness
    remembers another size than ``old`` or another root of that size (`log.witnessed`), and where the path does not show
    that the tree only grew (`log.not_grown`). What was signed is remembered before the line leaves.
    """
    try:
        origin = proofs.parse_checkpoint(proofs.split_note(note)[0]).origin
    except proofs.Invalid as error:
        raise Refused("log.submission", str(error)) from None
    log = FollowedLog.objects.select_for_update().filter(origin=origin).first()
    if log is None:
        raise NotFound

    shown = _signed(note, log)
    if old > shown.size:
        raise Refused("log.submission", _("The older tree has more leaves than the newer one."))
    if old != log.witnessed_size or (old == shown.size and bytes(log.witnessed_root) != shown.root):
        raise Refused(
            "log.witnessed",
            _("The witness has signed another tree of this log before."),
            next_step=_("Begin from the size that it remembers."),
            facts={"size": log.witnessed_size},
        )
    try:
        proofs.check_consistency(old, bytes(log.witnessed_root), shown.size, shown.root, path)
    except proofs.Invalid as error:
        raise Refused("log.not_grown", str(error)) from None

    log.witnessed_size, log.witnessed_root = shown.size, shown.root
    log.save(update_fields=["witnessed_size", "witnessed_root"])
    keep_seen(actor=actor, origin=origin, notes=[note], source=log.url, at=at)
    return signing.witness(queries.own_keys().origin).line(shown.text, int(at.timestamp()))


def _signed(note: str, log: FollowedLog) -> proofs.Checkpoint:
    try:
        return proofs.open_checkpoint(note, proofs.Verifier.parse(log.vkey))
    except proofs.Invalid as error:
        raise Refused("log.not_signed", str(error)) from None


def _witness_key(vkey: str) -> proofs.Verifier:
    own = queries.own_keys().witness.key
    try:
        verifier = proofs.Verifier.parse(vkey)
    except proofs.Invalid:
        verifier = None
    if (
        verifier is None
        or verifier.algorithm != proofs.COSIGNATURE_ED25519
        or verifier.key == own
        or len(verifier.name) > 255
    ):
        raise Refused(
            "log.vkey",
            _("This is no verifier key of a witness of another node."),
            next_step=_("Copy the whole line from the page of that log: name, number and key, joined by +."),
            field="vkey",
        )
    return verifier
