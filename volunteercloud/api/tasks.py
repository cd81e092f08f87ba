"""What the door tidies up by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.api import resends


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_answers", pass_context=False)
def forget_answers(timestamp: int) -> None:
    """Every hour: answers are kept for a day, in case their question is sent again, and no longer."""
    resends.forget(timezone.now())
