"""Setting what counts how much: a new version, with a reason; what was before stays to be read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.matching import access, weighing
from volunteercloud.domain.matching.models import Purpose, Weights

SHORTEST = 4


@transaction.atomic
def set_weights(*, actor: Actor, purpose: str, values: Mapping[str, int], reason: str, at: datetime) -> Weights:
    """Change some weights of a purpose; the others stay as they are. For officers of the whole country, and the operator.

    Refused for a wish that the purpose does not know (`weights.unknown`), a number that is not from 0 to 100
    (`weights.number`), and without a reason in a sentence (`weights.reason`). The same weights again make no new version.
    """
    if purpose not in Purpose.values:
        raise NotFound
    _take_turns(purpose)

    if not access.may_set_weights(actor):
        raise NotAllowed("matching.not_operator")

    _check(Purpose(purpose), values, reason)
    last = Weights.objects.filter(purpose=purpose).order_by("-version").first()
    before = last.weights if last else weighing.first(Purpose(purpose))
    after = {**before, **{code: int(value) for code, value in values.items()}}
    if last is not None and after == before:
        return last

    version = Weights.objects.create(
        purpose=purpose,
        version=last.version + 1 if last else 1,
        weights=after,
        since=at,
        set_by_label=actor.label[:200],
        reason=reason.strip()[:1000],
    )

    audit.record(
        actor,
        "matching.weights_set",
        at=at,
        owner_id=uuid5(NAMESPACE_URL, f"weights:{purpose}"),
        subject=("weights", uuid5(NAMESPACE_URL, f"weights:{purpose}"), str(version)),
        facts={
            "reason": version.reason,
            "changes": {code: [before.get(code), now] for code, now in after.items() if before.get(code) != now},
        },
    )
    return version


def _take_turns(purpose: str) -> None:
    """Two who set weights of one purpose at once follow each other, so that no version is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"matching.weights:{purpose}"])


def _check(purpose: Purpose, values: Mapping[str, int], reason: str) -> None:
    unknown = sorted(set(values) - set(weighing.first(purpose)))
    if unknown:
        raise Refused(
            "weights.unknown",
            _("There is no such wish: %(codes)s.") % {"codes": ", ".join(unknown)},
            next_step=_("Choose among those that the present version has."),
            field="weights",
            facts={"unknown": unknown},
        )
    if not all(isinstance(value, int) and 0 <= value <= weighing.HEAVIEST for value in values.values()):
        raise Refused(
            "weights.number",
            _("A weight is a whole number from 0 to 100."),
            next_step=_("Choose 0 for what shall not count."),
            field="weights",
        )
    if len(reason.strip()) < SHORTEST:
        raise Refused(
            "weights.reason",
            _("Say why, in a sentence: the versions stay with their reasons."),
            field="reason",
        )
