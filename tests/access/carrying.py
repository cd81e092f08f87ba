"""What of a person goes elsewhere or comes from there: another node, transfers, a move, credentials, copies, shared pages."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.domain.credentials import parcels
from tests.domain.identity import factories as identity
from tests.web.volunteer.transfers import There
from volunteercloud.core.actor import Actor
from volunteercloud.domain.credentials import actions as credentials
from volunteercloud.domain.credentials import sharing
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.transfers import actions as transfers
from volunteercloud.domain.transfers import terms

Instead = dict[str, dict[str, Any]]


def carried(subject: Actor, birth_on: date, at: datetime) -> tuple[dict[str, Any], Instead]:
    """The names of all of it, and what single routes are asked with instead."""
    mine = {"actor": subject, "volunteer_id": subject.id}
    there = There(at)
    going = transfers.ask(**mine, node_name=there.peer.name, bring=False, terms=terms.VERSION, at=at)
    number = identity.number(birth_on)
    awaited = there.ask("request", at, number=number, birth_on=birth_on.isoformat())
    move = identity_actions.move_residence(
        **mine, region_code="990102", from_on=at.date() + timedelta(days=30), terms=RESIDENCE.version, at=at
    )
    badge = credentials.issue(**mine, at=at)
    page = credentials.share(**mine, chosen=credentials.Chosen(title="申请学校", with_hours=True), days=7, at=at)
    files = parcels.unzipped(subject, subject.id, at)
    brought = credentials.bring_copy(**mine, file=parcels.of_peer(there.peer, files, at, document_of=subject.id), at=at)
    named = {
        "transfer_id": going.id,
        "residence_id": move.id,
        "credential_id": badge.id,
        "share_id": page.id,
        "package_id": brought.id,
        "node_name": there.peer.name,
        "way": "bring",
        "period": "2026-05",
        "month": "2026-05",
        "version": 1,
    }
    nodes = ("public:nation_node", "public:nation_proof", "office:nation_document", "api:nation_proof")
    nodes += ("office:node", "office:confirm_node", "office:withdraw_node")
    return named, {
        **{route: {"name": there.peer.name} for route in nodes},
        **{route: {"transfer_id": awaited} for route in ("volunteer:asked_elsewhere", "api:agree_transfer")},
        **{route: {"token": sharing.token_of(page)} for route in ("shared:page", "shared:proof", "shared:document")},
        "credentials:status_list": {"number": 1},
    }
