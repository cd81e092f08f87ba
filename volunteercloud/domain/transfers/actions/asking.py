"""What people decide: to move records, to agree to what the other side was asked, to call it off."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.reading import among, to_lock
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.transfers import chains, persons, rules, storing, terms
from volunteercloud.domain.transfers.bundles import Part
from volunteercloud.domain.transfers.models import OPEN, Awaited, Handle, Kind, Side, State, Transfer
from volunteercloud.domain.transfers.steps import Between, Signed, Unfit, read, signed
from volunteercloud.domain.transfers.storing import Chain

ANSWER_WITHIN = timedelta(days=30)  # time to move house, and to find the old account
EVERYTHING = tuple(Part)


@transaction.atomic
def ask(
    *,
    actor: Actor,
    volunteer_id: UUID,
    node_name: str,
    bring: bool,
    terms: str,
    parts: Collection[str] = EVERYTHING,
    at: datetime,
) -> Transfer:
    """Ask another node for a person's records (``bring``), or take the records that count here along to it.

    The person agrees at the other node as well. Where they asked there before, this is that agreement, and no second
    transfer begins. ``parts`` are what goes along beside the records, where this node hands over.

    Refused: consent to another text than today's (`transfer.terms`), a real name that is not confirmed
    (`transfer.real_name`), a node that is not trusted (`transfer.node`), one under way already (`transfer.open`,
    `transfer.offered`), the 51st within a day (`transfer.too_often`).
    """
    volunteer = _held(volunteer_id)

    rules.allow_for(actor, volunteer)

    side = Side.RECEIVER if bring else Side.ORIGIN
    _check(volunteer, node_name, terms, parts)
    rules.check_open(node_name, side, _open_of(volunteer.id))
    rules.check_not_too_often(_begun_lately(volunteer.id, at))

    asked_there = _asked_there(volunteer, node_name, side, at)
    if asked_there is not None:
        return _agreed(actor, volunteer, asked_there, terms, parts, at)
    transfer = _transfer(actor, volunteer, ids.uuid7(), node_name, side, terms, parts, at)
    kind = Kind.REQUEST if bring else Kind.INVITE
    first = _opening(transfer, volunteer, kind, b"", at)
    chain = Chain.begun(transfer, [first])
    Handle.objects.create(
        transfer_id=transfer.id, node_name=node_name, volunteer_id=volunteer.id, digest=first.said.digest, at=at
    )
    storing.store([chain], at)

    _record(actor, "transfers.asked", chain, volunteer, at)
    return transfer


@transaction.atomic
def agree(
    *,
    actor: Actor,
    volunteer_id: UUID,
    transfer_id: UUID,
    terms: str,
    parts: Collection[str] = EVERYTHING,
    at: datetime,
) -> Transfer:
    """Agree to what was asked at the other node. From here on the two nodes go on by themselves.

    Repeated, it returns the transfer there is. Not found where nothing of that id awaits this person, also where the
    name there is another one. Refused as `ask`.
    """
    volunteer = _held(volunteer_id)
    there_is = Transfer.objects.filter(volunteer_id=volunteer_id, id=transfer_id).first()

    rules.allow_for(actor, volunteer)

    if there_is is not None:
        return there_is
    awaited = _awaited(volunteer, transfer_id, at)
    if awaited is None:
        raise NotFound
    _check(volunteer, awaited.node_name, terms, parts)
    return _agreed(actor, volunteer, awaited, terms, parts, at)


@transaction.atomic
def decline(*, actor: Actor, volunteer_id: UUID, transfer_id: UUID, reason: str = "", at: datetime) -> Transfer | None:
    """Say no to what was asked at the other node, or call off what was asked here.

    The other node learns nothing of a no to what nobody had agreed to: it would learn that there is such a person. There
    it lapses on its day. Refused once it is the other side that decides, or all is done (`transfer.too_late`).
    """
    volunteer = _held(volunteer_id)
    transfer = Transfer.objects.select_for_update().filter(volunteer_id=volunteer_id, id=transfer_id).first()

    rules.allow_for(actor, volunteer)

    if transfer is None:
        _looked_away(actor, volunteer, transfer_id, reason, at)
        return None
    (chain,) = storing.chains([transfer])
    if not chains.may_end(chain.side, chain.held):
        raise rules.too_late()
    end(chain, "transfer.withdrawn", at)
    storing.store([chain], at)

    _record(actor, "transfers.declined", chain, volunteer, at, reason=reason.strip()[:300])
    return transfer


def end(chain: Chain, code: str, at: datetime) -> None:
    """The step by which this side ends a transfer, for a reason that both sides show."""
    kind = Kind.DECLINE if chain.side is Side.RECEIVER else Kind.CANCEL
    chain.say(papers.signer(at), nodes_queries.own_name(), kind, {"code": code})


def _held(volunteer_id: UUID) -> Volunteer:
    found = identity_queries.held([volunteer_id]).get(volunteer_id)
    if found is None:
        raise NotFound
    return found


def _check(volunteer: Volunteer, node_name: str, version: str, parts: Collection[str]) -> None:
    rules.trusted(node_name)
    rules.check_real_name(volunteer)
    terms.check(version)
    if not set(parts) <= set(EVERYTHING):
        raise Refused(
            "transfer.parts",
            _("One of the things to send along is unknown."),
            next_step=_("Choose among those in the list."),
            field="parts",
        )


def _open_of(volunteer_id: UUID) -> list[Transfer]:
    return list(Transfer.objects.filter(volunteer_id=volunteer_id, state__in=OPEN).order_by("id"))


def _begun_lately(volunteer_id: UUID, at: datetime) -> int:
    return Transfer.objects.filter(volunteer_id=volunteer_id, begun_at__gt=at - timedelta(days=1)).count()


def _transfer(
    actor: Actor,
    volunteer: Volunteer,
    transfer_id: UUID,
    node_name: str,
    side: Side,
    version: str,
    parts: Collection[str],
    at: datetime,
) -> Transfer:
    return Transfer(
        volunteer_id=volunteer.id,
        id=transfer_id,
        node_name=node_name,
        side=side,
        region_code=volunteer.region_id or "",
        agreed_by=actor.person_id,
        agreed_terms=version,
        agreed_at=at,
        parts=sorted(set(parts)),
        begun_at=at,
        until=at + ANSWER_WITHIN,
        next_at=at,
    )


def _opening(transfer: Transfer, volunteer: Volunteer, kind: Kind, previous: bytes, at: datetime) -> Signed:
    """The invitation or the request: who is meant, and that the person agreed here."""
    try:
        person = persons.sealed(volunteer, transfer.id, transfer.node_name, at)
    except papers.Untrusted:
        raise rules.not_trusted() from None
    except Unfit:
        raise rules.no_real_name() from None
    body = {"person": person, "terms": transfer.agreed_terms, "consented_at": at.isoformat()}
    between = Between(nodes_queries.own_name(), transfer.node_name)
    return signed(papers.signer(at), between, transfer.id, kind, body, previous=previous)


def _awaited(volunteer: Volunteer, transfer_id: UUID, at: datetime) -> Awaited | None:
    waiting = Awaited.objects.select_for_update().filter(transfer_id=transfer_id, until__gt=at)
    indexes = to_lock(persons.indexes_of(volunteer.id))
    found = (one for some in indexes for one in waiting.filter(person_index__in=among(some)))
    return next((one for one in found if _is_meant(one, volunteer)), None)


def _is_meant(awaited: Awaited, volunteer: Volunteer) -> bool:
    step = read(awaited.document)
    try:
        return persons.agrees(persons.unsealed(step.body, step.transfer_id), volunteer)
    except Unfit:
        return False


def _asked_there(volunteer: Volunteer, node_name: str, side: Side, at: datetime) -> Awaited | None:
    """What the person asked at the other node and is now asking here, too: the newest."""
    wanted = Kind.INVITE if side is Side.RECEIVER else Kind.REQUEST
    found = Awaited.objects.filter(
        person_index__in=among(persons.indexes_of(volunteer.id)), node_name=node_name, kind=wanted, until__gt=at
    )
    meant = (one for one in found.order_by("-received_at", "-transfer_id") if _is_meant(one, volunteer))
    return next(meant, None)


def _agreed(
    actor: Actor, volunteer: Volunteer, awaited: Awaited, version: str, parts: Collection[str], at: datetime
) -> Transfer:
    asked = read(awaited.document)
    side = chains.other(chains.SAID_BY[asked.kind])
    _replace(actor, volunteer, awaited, side, at)
    rules.check_open(awaited.node_name, side, _open_of(volunteer.id))
    transfer = _transfer(actor, volunteer, asked.transfer_id, awaited.node_name, side, version, parts, at)
    chain = Chain.begun(transfer, [asked])
    if asked.kind is Kind.INVITE:
        chain.add(_opening(transfer, volunteer, Kind.REQUEST, asked.said.digest, at))
    handle = Handle.objects.filter(transfer_id=asked.transfer_id, node_name=awaited.node_name)
    handle.update(volunteer_id=volunteer.id, person_index=None)
    awaited.delete()
    storing.store([chain], at)

    _record(actor, "transfers.agreed", chain, volunteer, at)
    return transfer


def _replace(actor: Actor, volunteer: Volunteer, awaited: Awaited, side: Side, at: datetime) -> None:
    """The person asked at both ends before either heard of the other: what was asked here gives way."""
    same = Transfer.objects.select_for_update().filter(
        volunteer_id=volunteer.id, node_name=awaited.node_name, side=side, state=State.ASKED
    )
    crossed = storing.chains(list(same))
    for chain in crossed:
        end(chain, "transfer.replaced", at)
    storing.store(crossed, at)


def _looked_away(actor: Actor, volunteer: Volunteer, transfer_id: UUID, reason: str, at: datetime) -> None:
    awaited = _awaited(volunteer, transfer_id, at)
    if awaited is None:
        raise NotFound
    awaited.delete()
    audit.record(
        actor,
        "transfers.declined",
        at=at,
        owner_id=volunteer.id,
        subject=("transfer", transfer_id, awaited.node_name),
        region_code=volunteer.region_id or "",
        facts={"node": awaited.node_name, "reason": reason.strip()[:300]},
    )


def _record(actor: Actor, name: str, chain: Chain, volunteer: Volunteer, at: datetime, **facts: Any) -> None:
    transfer = chain.transfer
    audit.record(
        actor,
        name,
        at=at,
        owner_id=volunteer.id,
        subject=("transfer", transfer.id, transfer.node_name),
        region_code=transfer.region_code,
        facts={"node": transfer.node_name, "side": transfer.side, "terms": transfer.agreed_terms, **facts},
    )
