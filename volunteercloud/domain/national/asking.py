"""Asking the national node, at the worker's pace: tokens, deposits, questions, and what was asked about people here.

The document number leaves this node in no form: a value keyed with the secret of the nodes is blinded with a random number,
and the national node multiplies that by its own key. Neither of the two can make a token alone.
"""

import base64
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from volunteercloud.core import parsing
from volunteercloud.core.actor import Actor
from volunteercloud.domain.nodes import calling
from volunteercloud.domain.nodes.keyring import Untrusted

from . import actions, blinding, presences, queries
from .models import Presence, PresenceState, Question

PATH = "/node/v1/national"
PEOPLE_AT_ONCE = 200
MOST_PAGES = 100
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
# What was asked in this time before may have been committed since; what was told is told once.
OVERLAP = timedelta(minutes=10)

log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The national node did not answer, or not so that it can be believed. ``code`` says why in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def follow_person(actor: Actor, volunteer_id: UUID, at: datetime) -> None:
    """Whatever waits for the national node about one person: the deposit first, then the question."""
    presence = queries.due_presence(volunteer_id, at)
    if presence:
        _settle(actor, presence, at)
    question = queries.waiting_question(volunteer_id)
    if question:
        _answer(actor, question, at)


def follow(actor: Actor, at: datetime) -> int:
    """Everybody for whom something waits, and what was asked about people here. Returns how many people were looked at."""
    actions.deposit_anew(actor=actor, most=PEOPLE_AT_ONCE, at=at)
    people = queries.due_people(at, PEOPLE_AT_ONCE)
    for volunteer_id in people:
        follow_person(actor, volunteer_id, at)
    hear(actor, at)
    return len(people)


def hear(actor: Actor, at: datetime) -> int:
    """Fetch what was asked about people here, and tell them. Returns how many were told."""
    holder, told = queries.holder(), 0
    if holder is None:
        return 0
    since, after = (holder.told_until or BEGINNING) - OVERLAP, UUID(int=0)
    try:
        for _page in range(MOST_PAGES):
            wanted = urlencode({"since": since.astimezone(UTC).isoformat(), "after": str(after)})
            said = _get(holder.node_name, f"/enquiries?{wanted}", at)
            mentions = [_mention(each) for each in _list_of(said, "enquiries")]
            told += actions.keep_told(actor=actor, node_name=holder.node_name, mentions=mentions, at=at)
            if not said.get("more") or not mentions:
                break
            since, after = mentions[-1].at, mentions[-1].id
    except NoAnswer as none:
        log.info("What was asked about people here could not be fetched: %s", none.code)
    return told


def _settle(actor: Actor, presence: Presence, at: datetime) -> None:
    """Deposit, or take back what was deposited; put off where the national node is not to be had."""
    volunteer_id = presence.volunteer_id
    try:
        if presence.state == PresenceState.LEAVING:
            _post("/deposits", {"put": [], "take_back": [str(presence.token)]}, at)
            actions.keep_gone(actor=actor, volunteer_id=volunteer_id, at=at)
            return
        token = _token(actor, volunteer_id, at)
        if presence.token not in (None, token):
            _post("/deposits", {"put": [], "take_back": [str(presence.token)]}, at)
        # Kept before it is sent: whatever is asked about it from then on finds whose it is.
        actions.keep_token(actor=actor, volunteer_id=volunteer_id, token=token, at=at)
        _post("/deposits", {"put": [str(token)], "take_back": []}, at)
        actions.keep_known(actor=actor, volunteer_id=volunteer_id, token=token, at=at)
    except NoAnswer as none:
        actions.put_off(actor=actor, volunteer_id=volunteer_id, code=none.code, at=at)


def _answer(actor: Actor, question: Question, at: datetime) -> None:
    nodes, code = [], ""
    try:
        token = _token(actor, question.volunteer_id, at)
        said = _post("/enquiries", {"id": str(question.id), "token": str(token)}, at)
        nodes = [str(name)[:255] for name in _list_of(said, "nodes")]
    except NoAnswer as none:
        code = none.code
    actions.keep_answer(
        actor=actor, volunteer_id=question.volunteer_id, question_id=question.id, nodes=nodes, code=code, at=at
    )


def _token(actor: Actor, volunteer_id: UUID, at: datetime) -> UUID:
    text = presences.text_of(volunteer_id)
    if text is None:
        raise NoAnswer("national.real_name")
    asked = blinding.ask(text)
    said = _post("/evaluations", {"points": [_text(point) for point in asked.points]}, at)
    values, public_key = [_bytes(each) for each in _list_of(said, "points")], _bytes(said.get("key"))
    holder = actions.know_holder(actor=actor, node_name=_name(), public_key=public_key, at=at)
    if bytes(holder.public_key) != public_key:
        raise NoAnswer("national.other_key")
    try:
        return blinding.token(asked, values, public_key)
    except blinding.Wrong:
        raise NoAnswer("national.wrong_answer") from None


def _name() -> str:
    node = presences.national_node()
    if node is None:
        raise NoAnswer("national.not_set_up")
    return node.name


def _post(path: str, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    name = _name()
    try:
        return parsing.json_object(calling.post(name, PATH + path, parsing.json_bytes(content), at).body)
    except (calling.Unreachable, calling.RefusedThere, Untrusted) as error:
        raise NoAnswer(error.code) from None
    except parsing.Unreadable:
        raise NoAnswer("national.unreadable") from None


def _get(name: str, path: str, at: datetime) -> dict[str, Any]:
    try:
        return parsing.json_object(calling.get(name, PATH + path, at).body)
    except (calling.Unreachable, calling.RefusedThere, Untrusted) as error:
        raise NoAnswer(error.code) from None
    except parsing.Unreadable:
        raise NoAnswer("national.unreadable") from None


def _mention(said: object) -> actions.Mention:
    try:
        if not isinstance(said, dict):
            raise NoAnswer("national.unreadable")
        moment = datetime.fromisoformat(said["at"])
        if moment.tzinfo is None:
            raise NoAnswer("national.unreadable")
        return actions.Mention(UUID(said["id"]), UUID(said["token"]), str(said["node"]), moment)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NoAnswer("national.unreadable") from None


def _list_of(said: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = said.get(name)
    if not isinstance(found, list):
        raise NoAnswer("national.unreadable")
    return found


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return b""
