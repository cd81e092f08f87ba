"""What has to be done before a database that came back may be used, and what its operator has to know."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.core import proofs
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.log.actions.integrating import RolledBack
from volunteercloud.domain.messages import actions as messages_actions


@dataclass(frozen=True)
class Found:
    """``given_up`` is None where what waited is sent after all; ``tree`` is how many leaves the public log has; ``trouble`` why
    the log stands still, empty where it goes on."""

    sessions: int
    given_up: int | None
    tree: int
    trouble: str
    pending: int


def refuse_newer(manifest: Manifest) -> None:
    """Refused where the backup holds tables of a version that this software does not know."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    areas = {app for app, _name in known}
    unknown = [
        f"{app} {name}" for app, name in manifest.migrations.items() if app in areas and (app, name) not in known
    ]
    if unknown:
        raise Refused(
            "backup.newer",
            _("The backup was taken by version %(version)s, which has tables that this one does not know: %(tables)s.")
            % {"version": manifest.software, "tables": ", ".join(unknown[:5])},
            next_step=_("Install that version or a newer one."),
        )


def settle(actor: Actor, as_of: datetime, at: datetime, *, sends_waiting: bool) -> Found:
    """End every session, send nothing twice, and see whether the public log may go on. Run before any worker is."""
    given_up = None if sends_waiting else messages_actions.give_up_waiting(actor=actor, as_of=as_of, at=at)
    sessions = Session.objects.all().delete()[0]
    UserSession.objects.all().delete()
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    newest = log_queries.newest_checkpoint()
    return Found(sessions, given_up, newest.size if newest else 0, _log_trouble(), len(pending))


def _log_trouble() -> str:
    """Files that were lost are made again from the leaves; what was published and is not known here stops the log."""
    try:
        log_actions.mend()
    except (RolledBack, proofs.Invalid) as error:
        return str(error)
    return ""
