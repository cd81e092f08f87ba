"""Many people invited at once, by a list of lines with a result for each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import finding, phones
from volunteercloud.domain.members import entrance, keeping, limits, people, queries, rules, telling
from volunteercloud.domain.members.keeping import Offer
from volunteercloud.domain.members.models import Member, Membership, State, Via
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization

from .joining import begun, left_lately, take_in

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person, by volunteer number, or else by phone or e-mail; a phone that several people share needs the name.

    ``label_ids`` and ``member_number`` are what the person stands under from the moment they accept.
    """

    number: str = ""
    phone: str = ""
    email: str = ""
    name: str = ""
    member_number: str = ""
    label_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a line: ``invited``, ``joined`` for somebody who had asked, ``already`` for a member, or the code of
    what was refused.

    A line by phone or e-mail that is written as one is always ``invited``, whether or not it is anybody's here.
    """

    line: int
    code: str
    volunteer_id: UUID | None = None

    @property
    def is_refused(self) -> bool:
        return self.code not in ("invited", "joined", "already")


@dataclass(frozen=True, slots=True)
class _Due:
    """A line that found somebody. A quiet one was found by phone or e-mail, and tells the organization nothing."""

    line: int
    volunteer_id: UUID
    offer: Offer
    is_quiet: bool


@transaction.atomic
def enter_many(
    *, actor: Actor, organization_id: UUID, lines: Sequence[Line], dry_run: bool = False, at: datetime
) -> list[Outcome]:
    """Invite up to a thousand people; those who asked by themselves become members. For managers. Returns what came of
    each line, in their order.

    The same list again changes nothing and writes to nobody. A dry run is the same, taken back at its end. Groups and
    tags that are not the organization's are left out.
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    entrance.check_takes_members(organization)
    rules.check_at_once(len(lines))
    known = queries.standing_label_ids(organization_id, {label for line in lines for label in line.label_ids})
    outcomes, due = _found(lines, known)
    copies = people.held({one.volunteer_id for one in due})
    standing = keeping.standing(organization_id, list(copies))
    mine = Membership.objects.filter(organization_id=organization_id, volunteer_id__in=list(copies))
    memberships = {each.volunteer_id: each for each in mine.order_by("volunteer_id")}

    loud: list[keeping.Change] = []
    quiet: list[Membership] = []
    for one in due:
        copy = copies[one.volunteer_id]
        if one.is_quiet:
            quiet += _quietly(organization_id, memberships.get(one.volunteer_id), one, at)
            continue
        change = begun(organization_id, copy, standing.get(one.volunteer_id), at)
        code = _decide(change, copy, at)
        outcomes[one.line] = Outcome(one.line, code, one.volunteer_id)
        if code == "joined" or (code == "invited" and _is_new(change)):
            loud.append(keeping.Change(change.before, change.after, one.offer))
    keeping.keep(organization_id, loud)
    keeping.keep_quietly(quiet)

    subject = ("organization", organization.id, organization.name)
    telling.record_of(actor, "members.list_entered", organization, subject, at, lines=len(lines))
    _tell(actor, organization, [change.after for change in loud], quiet, at)
    if dry_run:
        transaction.set_rollback(True)
    return [outcomes[line] for line in range(len(lines))]


def _found(lines: Sequence[Line], known: set[UUID]) -> tuple[dict[int, Outcome], list[_Due]]:
    """Whom each line means. What is decided already stands among the outcomes; of two lines about one person the first
    counts."""
    cleaned = [ids.clean_public_code(line.number) for line in lines]
    by_number = finding.by_number({number for number in cleaned if number})
    phone_numbers = [None if line.number.strip() else _phone(line.phone) for line in lines]
    by_phone = finding.by_phone({phone for phone in phone_numbers if phone})
    by_email = finding.by_email({line.email.strip().lower() for line in lines if EMAIL.fullmatch(line.email.strip())})

    outcomes: dict[int, Outcome] = {}
    due: list[_Due] = []
    seen: set[UUID] = set()
    for place, line in enumerate(lines):
        outcomes[place] = Outcome(place, _form(line, phone_numbers[place]))
        if outcomes[place].is_refused:
            continue
        if line.number.strip():
            person = by_number.get(cleaned[place])
            if person is None or person.id in seen:
                outcomes[place] = Outcome(place, "member.number_unknown" if person is None else "line.twice")
                continue
        else:
            sharing = by_phone.get(phone_numbers[place] or "", [])
            addressed = by_email.get(line.email.strip().lower())
            person = _meant(line, sharing or ([addressed] if addressed else []))
        if person is not None and person.id not in seen:
            seen.add(person.id)
            offer = Offer(tuple(sorted(known & set(line.label_ids)))[: limits.MOST_LABELS], line.member_number[:40])
            due.append(_Due(place, person.id, offer, is_quiet=not line.number.strip()))
    return outcomes, due


def _form(line: Line, phone: str | None) -> str:
    """``invited`` for a line that is written as one, else what is wrong with it."""
    if line.number.strip():
        return "invited"
    if line.phone.strip():
        return "invited" if phone else "phone.form"
    if line.email.strip():
        return "invited" if EMAIL.fullmatch(line.email.strip()) else "email.form"
    return "line.nobody"


def _phone(text: str) -> str | None:
    try:
        return phones.parse(text) if text.strip() else None
    except Refused:
        return None


def _meant(line: Line, candidates: Sequence[finding.Person]) -> finding.Person | None:
    """Whoever has the phone or address, or the child in that account whose name is given."""
    name = line.name.strip()
    named = [person for person in candidates if person.name == name] if name else list(candidates[:1])
    return named[0] if len(named) == 1 else None


def _decide(change: keeping.Change, copy: people.Copy, at: datetime) -> str:
    """What becomes of somebody by number: the code of the outcome, with the change written to the row."""
    member = change.after
    if change.before is not None and change.before.state == State.ACTIVE:
        return "already"
    if change.before is not None and change.before.state == State.INVITED:
        return "invited"
    if left_lately(change.before, at):
        return "member.left_lately"
    if change.before is not None and change.before.state == State.REQUESTED:
        take_in(member, copy, at)
        return "joined"
    member.state, member.via = State.INVITED, Via.LIST
    people.put(member, copy)
    return "invited"


def _is_new(change: keeping.Change) -> bool:
    return change.before is None or change.before.state != State.INVITED


def _quietly(organization_id: UUID, mine: Membership | None, one: _Due, at: datetime) -> Iterable[Membership]:
    """An invitation on the person's side alone, unless they stand here already or were in it a short while ago."""
    if mine is not None and (mine.state not in limits.ENDED or (mine.again_at is not None and at < mine.again_at)):
        return []
    fresh = mine or Membership(volunteer_id=one.volunteer_id, organization_id=organization_id, name="")
    fresh.state, fresh.is_quiet, fresh.asked_at = State.INVITED, True, at
    fresh.reason, fresh.again_at, fresh.joined_at = "", None, None
    fresh.offered_labels, fresh.offered_number = list(one.offer.label_ids), one.offer.member_number
    return [fresh]


def _tell(
    actor: Actor, organization: Organization, loud: Sequence[Member], quiet: Sequence[Membership], at: datetime
) -> None:
    """Into the inbox alone: a list of a thousand is no reason for a thousand mails at once."""
    telling.record_many(actor, "members.invited", organization, loud, at)
    invited = [member.volunteer_id for member in loud if member.state == State.INVITED]
    joined = [member.volunteer_id for member in loud if member.state == State.ACTIVE]
    hidden = [membership.volunteer_id for membership in quiet]
    inbox = (messages.INBOX,)
    telling.inform_invited(actor, invited + hidden, organization, at, channels=inbox)
    telling.inform(actor, joined, "member_accepted", organization, at, channels=inbox, by=actor.label)
