"""Looking at what other nodes say of themselves. What was answered is believed by nobody before `actions` held it against
the keys that are known."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from volunteercloud.core import calls
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused

from . import actions, documents, rules
from .models import Node

SECONDS = 10.0
# How often a node may make us look by a signature that we do not know.
PAUSE_SECONDS = 60


def propose(*, actor: Actor, url: str, at: datetime) -> Node:
    """Ask an address for its document and put the node on the list. Refused for an address that is none (`nodes.address`),
    stands in a network that nobody may be sent to (`nodes.private`) or does not answer (`nodes.no_answer`), and as
    `actions.propose`."""
    rules.check_may_manage(actor)
    url = url.strip().rstrip("/")
    if len(url) > 400 or "?" in url or not url.isascii() or not calls.is_safe(url):
        raise Refused(
            "nodes.address",
            _("This is not an address that a node can have."),
            next_step=_("Give it as https://, without a question mark; http:// only on this machine."),
            field="url",
        )
    try:
        answer = _fetched(url)
    except calls.Unanswered as reason:
        raise _no_answer(reason.code) from None
    return actions.propose(actor=actor, url=url, answer=answer, at=at)


def _no_answer(why: str) -> Refused:
    if why == "forbidden":
        return Refused(
            "nodes.private",
            _("This address stands in a network that is not public, and no officer can send the server there."),
            next_step=_(
                "Give the public address. An operator can allow the network by VOLUNTEERCLOUD_PRIVATE_NETWORKS."
            ),
            field="url",
        )
    return Refused(
        "nodes.no_answer",
        _("No node answers at this address."),
        next_step=_("Check the spelling, and whether its pages open from this server."),
        field="url",
        facts={"why": why},
    )


def look(actor: Actor, node: Node, at: datetime) -> Node | None:
    """Fetch a node's document and take what may be taken; what cannot be fetched is written down as trouble."""
    try:
        answer = _fetched(node.url)
    except calls.Unanswered as reason:
        actions.note_trouble(actor=actor, name=node.name, trouble=reason.code, at=at)
        return None
    return actions.take_look(actor=actor, name=node.name, answer=answer, at=at)


def look_soon(node: Node, at: datetime) -> None:
    """Have the worker look, because something is signed by a key that we do not know. By name: tasks stand above."""
    if node.asked_at is not None and (at - node.asked_at).total_seconds() < PAUSE_SECONDS:
        return
    job = app.configure_task("nodes.look", queue="nodes", queueing_lock=f"nodes.look {node.name}")
    try:
        with transaction.atomic():
            job.defer(name=node.name)
    except AlreadyEnqueued:
        pass


def _fetched(url: str) -> bytes:
    headers = {"Accept": "application/jose+json", "User-Agent": "volunteercloud"}
    reply = calls.ask(
        "GET",
        f"{url}{documents.PATH}",
        headers=headers,
        seconds=SECONDS,
        most_bytes=documents.LARGEST,
        allowed=settings.PRIVATE_NETWORKS,
    )
    if reply.status != 200:
        raise calls.Unanswered(f"status_{reply.status}")
    return reply.body
