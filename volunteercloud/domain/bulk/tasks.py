"""Work of the job worker: the dry run of a list, entering it, and deleting files whose days are over."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.core.errors import NotAllowed, Refused

from . import actions, progress, rules
from .models import Sheet, SheetState

KEEPER = system("bulk")


@app.task(name="bulk.work", queue="bulk", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def work(*, organization_id: str, sheet_id: str) -> None:
    run(UUID(organization_id), UUID(sheet_id), timezone.now())


def run(organization_id: UUID, sheet_id: UUID, moment: datetime) -> None:
    """Go on with a list where it is. Run again after it was killed, it does what is left.

    Acts in the name of whoever started it, who may have lost the right to it since: then the list is given back.
    """
    sheet = Sheet.objects.filter(organization_id=organization_id, id=sheet_id).first()
    if sheet is None or sheet.run_by is None:
        return
    actor = Actor(ActorKind.PERSON, sheet.run_by_name, sheet.run_by)
    which = {"organization_id": organization_id, "sheet_id": sheet_id}
    # What other areas word at once is worded for whoever sent the list.
    with translation.override(sheet.language), progress.told(organization_id, sheet_id) as told:
        try:
            if sheet.state == SheetState.CHECKING:
                actions.check(actor=actor, **which, at=moment, progress=told)
            if sheet.state == SheetState.ENTERING:
                # As of the moment of the order, however often it is interrupted.
                at = sheet.entered_at or moment
                while actions.enter_part(actor=actor, **which, at=at, progress=told):
                    pass
                actions.finish(actor=actor, **which, at=at)
        except Refused as refusal:
            actions.give_back(actor=actor, **which, refusal=refusal, at=moment)
        except NotAllowed:
            actions.give_back(actor=actor, **which, refusal=rules.no_longer_allowed(), at=moment)


@app.periodic(cron="41 * * * *")
@app.task(name="bulk.drop_files", queue="bulk", queueing_lock="bulk.drop_files", pass_context=False)
def drop_files(timestamp: int) -> None:
    actions.drop_files(actor=KEEPER, at=timezone.now())
