"""Sending the reports that are due."""

from datetime import datetime

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import queries as identity_queries

from . import actions, contents


def send_due(actor: Actor, at: datetime) -> int:
    """Send every report that is due, each in a transaction of its own; answers how many. One that can't be printed now is left
    for the next round."""
    number = 0
    for report, due_on in contents.due(at):
        if not contents.is_entitled(report):
            actions.drop(actor=actor, report_id=report.id, at=at)
            continue
        viewer = identity_queries.actor_for(report.account)
        language = identity_queries.recipient(report.account_id).language
        found = contents.content(viewer, report.region_code, report.measures, due_on, at)
        made = contents.made(found, language, at)
        if made is not None:
            facts, attached = made
            sent = actions.send(actor=actor, report_id=report.id, due_on=due_on, facts=facts, attached=attached, at=at)
            number += sent is not None
    return number
