"""Where else a person is registered: the person's question, its answer, and what others asked about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.national import presences
from volunteercloud.domain.national.models import (
    Holder,
    Presence,
    PresenceHandle,
    PresenceState,
    Question,
    QuestionState,
    Told,
)
from volunteercloud.domain.nodes import queries as nodes_queries

QUESTIONS_A_DAY = 5
DAY = timedelta(days=1)
PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Mention:
    """That another node asked about a token, as the national node tells it."""

    id: UUID
    token: UUID
    node_name: str
    at: datetime


@transaction.atomic
def ask(*, actor: Actor, volunteer_id: UUID, at: datetime) -> Question:
    """Ask where else a person is registered, by the person or the guardian: asking is the consent to that one question.

    A question that still waits stands as it is. Refused where there is nobody to ask or no verified name
    (`national.not_set_up`, `national.real_name`), and more than five times a day (`national.often`).
    """
    volunteer = Volunteer.objects.select_for_update(of=("self",)).filter(id=volunteer_id).first()
    waiting = Question.objects.filter(volunteer_id=volunteer_id, state=QuestionState.WAITING).first()

    if volunteer is None or not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    presences.require_ready(volunteer_id)
    if waiting:
        return waiting
    if Question.objects.filter(volunteer_id=volunteer_id, asked_at__gt=at - DAY).count() >= QUESTIONS_A_DAY:
        raise Refused(
            "national.often",
            _("You have asked five times within a day."),
            next_step=_("The answers stand below. Ask again tomorrow."),
        )

    question = Question.objects.create(volunteer_id=volunteer_id, id=ids.uuid7(), asked_by=actor.person_id, asked_at=at)
    app.configure_task("national.follow_person", queue="national").defer(volunteer_id=str(volunteer_id))

    audit.record(
        actor,
        "national.elsewhere_asked",
        at=at,
        owner_id=volunteer_id,
        subject=("question", question.id, str(volunteer)),
        region_code=volunteer.region_id or "",
    )
    return question


@transaction.atomic
def keep_answer(
    *, actor: Actor, volunteer_id: UUID, question_id: UUID, nodes: Sequence[str], code: str = "", at: datetime
) -> None:
    """Write down what the national node answered, or by its code why there is no answer. The row is its own trail."""
    _allow_system(actor)
    state = QuestionState.FAILED if code else QuestionState.ANSWERED
    Question.objects.filter(volunteer_id=volunteer_id, id=question_id, state=QuestionState.WAITING).update(
        state=state, nodes=list(nodes), code=code[:60], answered_at=at
    )


@transaction.atomic
def keep_token(*, actor: Actor, volunteer_id: UUID, token: UUID, at: datetime) -> None:
    """Under which token a person is about to be deposited, so that what is asked about it finds whose it is. The row is its
    own trail."""
    _allow_system(actor)
    presence = Presence.objects.select_for_update().filter(volunteer_id=volunteer_id).first()
    if presence is None:
        return
    if presence.token not in (None, token):
        PresenceHandle.objects.filter(token__in=[presence.token], volunteer_id=volunteer_id).delete()
    PresenceHandle.objects.bulk_create(
        [PresenceHandle(token=token, volunteer_id=volunteer_id)],
        update_conflicts=True,
        unique_fields=["token"],
        update_fields=["volunteer_id"],
    )
    presence.token, presence.label = token, presences.label()
    presence.save(update_fields=["token", "label"])


@transaction.atomic
def keep_known(*, actor: Actor, volunteer_id: UUID, token: UUID, at: datetime) -> None:
    """The national node holds the deposit. Whoever took it back meanwhile stays leaving. The row is its own trail."""
    _allow_system(actor)
    waiting = Presence.objects.filter(volunteer_id=volunteer_id, token=token, state=PresenceState.WAITING)
    waiting.update(state=PresenceState.KNOWN, known_at=at, next_at=None, trouble="")


@transaction.atomic
def deposit_anew(*, actor: Actor, most: int, at: datetime) -> int:
    """The operators took a new secret: whoever was deposited under another is deposited again, so many at a time. The rows are
    their own trail. Returns how many."""
    _allow_system(actor)
    now = presences.label()
    older = Presence.objects.filter(Q(label__lt=now) | Q(label__gt=now), state=PresenceState.KNOWN)
    people = list(older.order_by("label", "volunteer_id").values_list("volunteer_id", flat=True)[:most])
    return older.filter(volunteer_id__in=among(people)).update(state=PresenceState.WAITING, next_at=at)


@transaction.atomic
def keep_gone(*, actor: Actor, volunteer_id: UUID, at: datetime) -> None:
    """The national node holds the deposit no more, so nothing of it stays here. Agreed to again meanwhile, it stays."""
    _allow_system(actor)
    gone = Presence.objects.filter(volunteer_id=volunteer_id, state=PresenceState.LEAVING)
    tokens = [token for token in gone.values_list("token", flat=True) if token]
    PresenceHandle.objects.filter(token__in=tokens, volunteer_id=volunteer_id).delete()
    gone.delete()


@transaction.atomic
def put_off(*, actor: Actor, volunteer_id: UUID, code: str, at: datetime) -> None:
    """The national node was not to be had: try again in a while. The row is the trail."""
    _allow_system(actor)
    due = Presence.objects.filter(volunteer_id=volunteer_id, next_at__lte=at)
    due.update(trouble=code[:60], next_at=at + PAUSE)


@transaction.atomic
def know_holder(*, actor: Actor, node_name: str, public_key: bytes, at: datetime) -> Holder:
    """The key of the national node as it was first seen stays the one that counts. The row is the trail."""
    _allow_system(actor)
    holder, _is_new = Holder.objects.get_or_create(node_name=node_name, defaults={"public_key": public_key})
    return holder


@transaction.atomic
def keep_told(*, actor: Actor, node_name: str, mentions: Sequence[Mention], at: datetime) -> int:
    """Tell people here that another node asked about them, each question once. Returns how many were told."""
    _allow_system(actor)
    holder = Holder.objects.select_for_update().get(node_name=node_name)

    handles = PresenceHandle.objects.in_bulk([each.token for each in mentions])
    told = 0
    for mention in mentions:
        handle = handles.get(mention.token)
        if handle is None:
            continue
        _row, is_new = Told.objects.get_or_create(
            volunteer_id=handle.volunteer_id,
            id=mention.id,
            defaults={"node_name": mention.node_name[:255], "at": mention.at},
        )
        if is_new:
            told += 1
            _tell(actor, handle.volunteer_id, mention, at)
    if mentions:
        holder.told_until = max([each.at for each in mentions] + [holder.told_until or mentions[0].at])
        holder.save(update_fields=["told_until"])
    return told


def _tell(actor: Actor, volunteer_id: UUID, mention: Mention, at: datetime) -> None:
    node = nodes_queries.node(mention.node_name)
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(volunteer_id),
        template="registered_asked",
        facts={"node": node.title if node else mention.node_name, "asked_at": mention.at.isoformat()},
        link="/me/elsewhere/",
        channels=(messages.INBOX,),
        at=at,
    )


def _allow_system(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("national.not_for_you")
