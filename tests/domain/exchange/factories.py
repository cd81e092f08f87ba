"""Systems, and messages as such a system would write them."""

from datetime import datetime, timedelta
from typing import Any

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.exchange import access, actions, envelopes, mapping, values
from volunteercloud.domain.exchange.models import Entity, Message, System
from volunteercloud.domain.nodes import queries as nodes_queries

BASIS = "市民政局数据共享协议2026年第1号"


def named(officer: Actor, at: datetime, **changes: Any) -> System:
    said: dict[str, Any] = {
        "code": "siji",
        "name": "四季志愿系统",
        "region_code": "990101",
        "form_code": "siji",
        "gets": list(Entity.values),
        "brings": ["record"],
        "with_names": True,
        "basis": BASIS,
    }
    return actions.name_system(actor=officer, at=at, **said | changes).system


def collected(system: System, actor: Actor, at: datetime) -> list[Message]:
    """What is written for it until nothing is left, after the last message there was."""
    last = max(Message.objects.filter(system=system).values_list("sequence", flat=True), default=0)
    for _step in range(20):
        if not actions.collect(actor=actor, code=system.code, at=at):
            break
    return list(Message.objects.filter(system=system, sequence__gt=last).order_by("sequence"))


def line(volunteer: Actor, at: datetime, **changes: Any) -> dict[str, Any]:
    starts_at = at - timedelta(days=2)
    said = {
        "source_id": "R-001",
        "source_version": 1,
        "volunteer_number": organizations.number_of(volunteer),
        "volunteer_name": volunteer.label,
        "title": "河岸清洁",
        "group_uscc": organizations.USCC,
        "starts_at": values.moment(starts_at),
        "ends_at": values.moment(starts_at + timedelta(hours=3)),
        "break_minutes": 30,
        "worked_minutes": 150,
    }
    return {name: value for name, value in (said | changes).items() if value != ""}


def message(
    system: System, lines: list[dict[str, Any]], at: datetime, key: bytes | None = None, **changes: Any
) -> dict:
    """Signed by the system, in its form."""
    head = {
        "message_id": str(ids.uuid7()),
        "version": 1,
        "sender": system.code,
        "receiver": nodes_queries.own_name(),
        "created_at": values.moment(at),
        "entity": "record",
        "operation": "add",
        "sequence": 1,
        "count": len(lines),
    } | changes
    return envelopes.sealed(mapping.of(system.form_code, 1), head, lines, key or access.key_of(system))


def taken(system: System, lines: list[dict[str, Any]], actor: Actor, at: datetime, **changes: Any) -> dict[str, Any]:
    content = envelopes.as_xml(message(system, lines, at, **changes))
    return actions.take(actor=actor, code=system.code, content=content, at=at)


def codes(receipt: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["source_id"], one["code"]) for one in receipt["rejected"]]
