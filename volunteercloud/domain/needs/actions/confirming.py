"""The poster's word on what came of a need: it was done, and how well; or it was not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.needs import docking_rules, rules
from volunteercloud.domain.needs.models import MET, Need, State, What
from volunteercloud.domain.organizations import rules as organization_rules

from . import keeping, releasing, telling

RATINGS = range(1, 6)
LONGEST = 1000


@transaction.atomic
def confirm_result(*, actor: Actor, need_id: UUID, rating: int | None, words: str = "", at: datetime) -> Need:
    """The poster confirms that it was done, with a rating from 1 to 5 for the organization, once. Confirmed again, it stays
    as it is.

    Who works for that organization gives no rating (`need.own_rating`); everybody else does (`need.rating`). Refused before
    there is a result (`need.no_result`).
    """
    need = keeping.held(need_id)

    rules.check_is_poster(actor, need)

    if need.state in MET:
        return need
    if need.state != State.DONE or need.organization_id is None:
        raise _no_result()
    _check_rating(rating, organization_rules.is_own(actor, need.organization_id))
    need.rating, need.rating_words = rating, words.strip()[:LONGEST]
    need.confirmed_at, need.follows_at = at, at + docking_rules.CONFIRMED_FOR
    keeping.move(need, State.CONFIRMED, at)

    keeping.step(need, What.CONFIRMED, at, by=need.poster_name, words=need.rating_words)
    keeping.leave_entry(actor, "needs.result_confirmed", need, at, rating=rating)
    telling.tell_organization(actor, need.organization_id, "docking_confirmed", need, at, name=need.poster_name)
    return need


@transaction.atomic
def contest_result(*, actor: Actor, need_id: UUID, words: str, at: datetime) -> Need:
    """The poster says that it was not done, and how it was (`need.reason`): the organization and the station are told, and
    the need is open again. Hours that were confirmed are not touched by it: for these there are objections.

    Refused before there is a result, and once it was confirmed (`need.no_result`).
    """
    need = keeping.held(need_id)

    rules.check_is_poster(actor, need)

    if need.state != State.DONE or need.organization_id is None:
        raise _no_result()
    words = docking_rules.check_reason(words)
    keeping.step(need, What.CONTESTED, at, by=need.poster_name, words=words)
    telling.tell_organization(actor, need.organization_id, "docking_contested", need, at, words=words)
    telling.tell_station(actor, "docking_contested", need, at, words=words)
    contested = need.organization_id
    releasing.open_again(actor, need, at, reason=words, is_told=True)

    keeping.leave_entry(actor, "needs.result_contested", need, at, organization=str(contested))
    return need


def _check_rating(rating: int | None, is_own: bool) -> None:
    if is_own and rating is not None:
        raise Refused(
            "need.own_rating",
            _("You work for the organization that served this need, and nobody rates their own work."),
            next_step=_("Confirm it without a rating."),
            field="rating",
        )
    if not is_own and rating not in RATINGS:
        raise Refused(
            "need.rating",
            _("Say how it was, from 1 to 5."),
            next_step=_("5 is the best."),
            field="rating",
        )


def _no_result() -> Refused:
    return Refused(
        "need.no_result",
        _("There is no result of this need that could be confirmed."),
        next_step=_("Once its shifts are over and the hours confirmed, you are asked."),
    )
