from datetime import datetime, timedelta

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.nodes.models import Heard

# A signature is taken for minutes only, by the clock of this machine. Were nonces forgotten as soon, a clock that is a day
# ahead for a moment and set right again would have what was heard just before heard a second time.
KEPT = timedelta(days=3)


@transaction.atomic
def hear(*, actor: Actor, node_name: str, nonce: str, at: datetime) -> bool:
    """Whether a signed request is heard for the first time. The row is its own trail."""
    _heard, is_first = Heard.objects.get_or_create(node_id=node_name, nonce=nonce, defaults={"at": at})
    return is_first


@transaction.atomic
def forget_heard(*, actor: Actor, at: datetime) -> int:
    """Forget what nobody would take any more, by the time of its signature."""
    forgotten, _by_model = Heard.objects.filter(at__lt=at - KEPT).delete()
    return forgotten
