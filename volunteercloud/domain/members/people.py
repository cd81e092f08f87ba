"""People as an organization keeps them: the copies of what it shows and finds them by."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from volunteercloud.domain.identity import names
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, Volunteer

from .models import Member, State


@dataclass(frozen=True, slots=True)
class Copy:
    """``phone_tail`` is that of the guardian where a child is in the guardian's account."""

    volunteer_id: UUID
    name: str
    name_latin: str
    number: str
    phone_tail: str


def held(volunteer_ids: Collection[UUID]) -> dict[UUID, Copy]:
    """People, held until the end of the transaction in the order of their ids: all steps about one person take turns.

    Two statements for any number of people.
    """
    return copies(identity_queries.held(volunteer_ids).values())


def hold(volunteer_ids: Collection[UUID]) -> None:
    """Hold people as `held` does, without reading what is known of them."""
    identity_queries.hold(volunteer_ids)


def copies(volunteers: Iterable[Volunteer]) -> dict[UUID, Copy]:
    people = list(volunteers)
    answering = {person.guardian_id or person.id for person in people}
    proved = Account.objects.filter(id__in=answering, phone_verified=True)
    tails = dict(proved.values_list("id", "phone_tail"))
    return {
        person.id: Copy(
            person.id,
            person.name,
            person.name_latin,
            person.number,
            tails.get(person.guardian_id or person.id, ""),
        )
        for person in people
    }


def put(member: Member, copy: Copy) -> None:
    """Write what is known of a person to the organization's row; of somebody who has only been invited, no more than
    the invitation shows."""
    is_told = member.state != State.INVITED
    member.name = copy.name if is_told else names.masked(copy.name) or copy.number
    member.name_latin = copy.name_latin if is_told else ""
    member.phone_tail = copy.phone_tail if is_told else ""
    member.number = copy.number
