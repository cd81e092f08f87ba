"""What is done with questions: kept under a name, shared, answered by the worker, cancelled; and figures that are taken along."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.statistics import disclosure, saying

from . import asking
from .answering import Answer
from .asking import Question
from .keeping import MOST_KEPT, WORKING
from .models import Inquiry, InquiryState, KeptQuestion

MOST_AT_ONCE = 3
KEPT_DAYS = 30


@transaction.atomic
def keep(*, actor: Actor, question: Question, name: str, is_shared: bool, at: datetime) -> KeptQuestion:
    """Keep a question under a name; one of the same name is replaced. Shared, officers of its region and below find it, and each
    gets what they may see. Refused for more than one may keep (`ask.kept`)."""
    asking.check_may_ask(actor, question)
    own = KeptQuestion.objects.select_for_update().filter(account_id=actor.person_id)
    same = own.filter(name=name).first()
    if same is None and own.count() >= MOST_KEPT:
        raise Refused(
            "ask.kept",
            _("You keep as many questions as one may keep."),
            next_step=_("Delete one that you do not ask any more."),
        )

    facts = {
        "region_code": question.region_code,
        "query": asking.written(question),
        "is_shared": is_shared,
        "kept_at": at,
    }
    question_id = same.id if same is not None else ids.uuid7()
    kept_one, _is_new = KeptQuestion.objects.update_or_create(
        account_id=actor.person_id,
        name=name,
        defaults=facts | {"account_label": actor.label[:200]},
        create_defaults=facts | {"account_label": actor.label[:200], "id": question_id},
    )

    _record(actor, "statistics.question_kept", kept_one, at, shared=is_shared)
    return kept_one


@transaction.atomic
def forget(*, actor: Actor, question_id: UUID, at: datetime) -> None:
    """Delete a kept question: one's own, or one that is shared in one's region. Repeated, it changes nothing."""
    found = KeptQuestion.objects.select_for_update().filter(id=question_id).first()
    if found is None:
        return
    if found.account_id != actor.person_id:
        if not found.is_shared:
            raise NotFound
        disclosure.check_exact(actor, found.region_code)

    _record(actor, "statistics.question_deleted", found, at)
    found.delete()


@transaction.atomic
def inquire(*, actor: Actor, question: Question, at: datetime) -> Inquiry:
    """Have a question answered by the worker. The same question that waits or runs already is not asked twice. Refused for
    another region (`ask.region`), and while three are on the way (`ask.waiting`)."""
    asking.check_may_ask(actor, question)
    query = asking.written(question)
    working = Inquiry.objects.select_for_update().filter(account_id=actor.person_id, state__in=WORKING)
    same = working.filter(query=query).first()
    if same is not None:
        return same
    if working.count() >= MOST_AT_ONCE:
        raise Refused(
            "ask.waiting",
            _("Three questions of yours are being answered."),
            next_step=_("Wait for one of them, or cancel it."),
        )

    asked, is_new = Inquiry.objects.get_or_create(
        account_id=actor.person_id,
        query=query,
        state__in=WORKING,
        defaults={"id": ids.uuid7(), "region_code": question.region_code, "asked_at": at},
    )

    if is_new:
        _record(actor, "statistics.inquired", asked, at)
        # By name: tasks stand above actions. The job is a row of this transaction, so it appears with the commit.
        app.configure_task("statistics.answer", queue="statistics").defer(inquiry_id=str(asked.id))
    return asked


@transaction.atomic
def cancel(*, actor: Actor, inquiry_id: UUID, at: datetime) -> Inquiry:
    """Stop answering a question of one's own. What is over already stays as it is.

    The row is held meanwhile, so the connection that is told to stop still works on it, or waits for it to be let go.
    """
    asked = Inquiry.objects.select_for_update().filter(id=inquiry_id, account_id=actor.person_id).first()
    if asked is None:
        raise NotFound
    if asked.state not in WORKING:
        return asked

    if asked.backend:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s::timestamptz",
                [asked.backend["pid"], asked.backend["since"]],
            )
    _close(asked, InquiryState.CANCELLED, at)

    _record(actor, "statistics.inquiry_cancelled", asked, at)
    return asked


@transaction.atomic
def begin(*, actor: Actor, inquiry_id: UUID, at: datetime) -> Inquiry | None:
    """Take a question in hand, and say with which connection; None where nobody waits for it any more. One that a worker which
    was killed had in hand is taken again."""
    asked = Inquiry.objects.select_for_update().filter(id=inquiry_id, state__in=WORKING).first()
    if asked is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        pid, since = cursor.fetchone()
    asked.state, asked.backend = InquiryState.RUNNING, {"pid": pid, "since": since}
    asked.save(update_fields=["state", "backend"])
    return asked


@transaction.atomic
def finish(*, actor: Actor, inquiry_id: UUID, answer: Answer | None, refusal: str = "", at: datetime) -> Inquiry | None:
    """Write down an answer, or why there is none, and tell who asked; None where it was cancelled meanwhile."""
    asked = Inquiry.objects.select_for_update().filter(id=inquiry_id, state=InquiryState.RUNNING).first()
    if asked is None:
        return None

    asked.answer = answer.told() if answer is not None else None
    asked.refusal = refusal
    _close(asked, InquiryState.REFUSED if answer is None else InquiryState.DONE, at)

    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(asked.account_id),
        template="statistics_unanswered" if answer is None else "statistics_answered",
        facts=saying.in_both("region", lambda: saying.region(asked.region_code)),
        link=f"/office/statistics/ask/answers/{asked.id}/",
        at=at,
        channels=(messages.INBOX,),
    )
    return asked


@transaction.atomic
def drop_old(*, actor: Actor, at: datetime) -> int:
    """Delete answers after thirty days. Returns how many."""
    return Inquiry.objects.filter(asked_at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]


@transaction.atomic
def export(*, actor: Actor, region_code: str, what: str, at: datetime) -> None:
    """Leave an entry that exact figures of a region were taken along as a file; raises `NotFound` without the right to them."""
    disclosure.check_exact(actor, region_code)
    owner_id = uuid5(NAMESPACE_URL, f"region:{region_code}")
    audit.record(
        actor,
        "statistics.taken_along",
        at=at,
        owner_id=owner_id,
        subject=("region", owner_id, saying.region(region_code)),
        region_code=region_code,
        facts={"what": what},
    )


def _close(asked: Inquiry, state: InquiryState, at: datetime) -> None:
    asked.state, asked.ended_at, asked.backend = state, at, None
    asked.save()


def _record(actor: Actor, name: str, thing: KeptQuestion | Inquiry, at: datetime, **facts: object) -> None:
    kind, label = ("question", thing.name) if isinstance(thing, KeptQuestion) else ("inquiry", "")
    audit.record(
        actor,
        name,
        at=at,
        owner_id=uuid5(NAMESPACE_URL, f"region:{thing.region_code}"),
        subject=(kind, thing.id, label),
        region_code=thing.region_code,
        facts={"query": thing.query, **facts},
    )
