"""The worker's part of exports: a few seconds of one, then whatever else waits, then on with it."""

import errno
import shutil
import time
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor, ActorKind, system

from . import actions, queries, rules, writing
from .models import UNDER_WAY, Export, State
from .scopes import Scope

# Jobs wait for each other, and mail does not wait for two hundred million rows.
TURN_SECONDS = 10.0
CLERK = system("statistics")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def run(export_id: UUID, at: datetime) -> bool:
    """Go on with an export for some seconds; whether there is more to do. The right is asked for anew each time: whoever lost it
    gets nothing more."""
    export = Export.objects.filter(id=export_id).first()
    if export is None:
        return False
    if export.state == State.CANCELLED:
        shutil.rmtree(queries.folder_of(export_id), ignore_errors=True)
    if export.state not in UNDER_WAY:
        return False
    officer = Actor(ActorKind.PERSON, export.asked_by_name, export.asked_by, export.acting_for)
    if not rules.may_export(officer, export.region_code):
        actions.fail(actor=CLERK, export_id=export_id, trouble="right", at=at)
        return False
    try:
        return _write(export, at)
    except writing.Busy:
        return False
    except writing.Full:
        actions.fail(actor=CLERK, export_id=export_id, trouble="disk", at=at)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        actions.fail(actor=CLERK, export_id=export_id, trouble="disk", at=at)
    return False


def _write(export: Export, at: datetime) -> bool:
    until = time.monotonic() + TURN_SECONDS
    with writing.begun(Scope.of(export), queries.folder_of(export.id)) as writer:
        while True:
            writer.step()
            if not actions.advance(actor=CLERK, export_id=export.id, standing=writer.standing, at=at):
                return False
            if time.monotonic() >= until:
                return True
