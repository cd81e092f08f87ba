"""Work of the job worker: the dry run of a list, and entering it."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.bulk import progress

from . import actions, rules
from .models import Intake, IntakeState

TELL = "UPDATE intake_intake SET done = %s WHERE owner_id = %s AND id = %s"


@app.task(name="intake.work", queue="bulk", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def work(*, owner_id: str, intake_id: str) -> None:
    run(UUID(owner_id), UUID(intake_id), timezone.now())


def run(owner_id: UUID, intake_id: UUID, moment: datetime) -> None:
    """Go on with a list where it is. Run again after it was killed, it does what is left.

    Acts in the name of whoever started it, who may have lost the right to it since: then the list is given back.
    """
    intake = Intake.objects.filter(owner_id=owner_id, id=intake_id).first()
    if intake is None:
        return
    actor = Actor(ActorKind.PERSON, intake.run_by_name, intake.run_by, intake.run_for, intake.run_for_name)
    which = {"owner_id": owner_id, "intake_id": intake_id}
    with translation.override(intake.language):
        try:
            if intake.state == IntakeState.CHECKING:
                with progress.told(owner_id, intake_id, TELL) as told:
                    actions.check(actor=actor, **which, at=moment, progress=told)
            if intake.state == IntakeState.ENTERING:
                # As of the moment of the order, however often it is interrupted.
                at = intake.entered_at or moment
                while actions.enter_part(actor=actor, **which, at=at):
                    pass
                actions.finish(actor=actor, **which, at=at)
        except Refused as refusal:
            actions.give_back(actor=actor, **which, refusal=refusal, at=moment)
        except (NotAllowed, NotFound):
            actions.give_back(actor=actor, **which, refusal=rules.no_longer_allowed(), at=moment)
