"""Who is meant: by public number, by document or phone together with the name, or by a name on the organization's rosters.

A chunk of lines takes a constant number of statements. What is not found and what belongs to somebody of another name
get the same answer where a document or a phone was asked, so that a list is no way to find out who is registered.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from volunteercloud.core.reading import among
from volunteercloud.domain.activities.models import SignUp, SignUpState
from volunteercloud.domain.identity import finding
from volunteercloud.domain.identity.finding import Person

from .lines import Said
from .placing import plain
from .words import Unsaid

MOST_CANDIDATES = 20
MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Matched:
    """Who fits: one, or several of one name among whom somebody has to choose."""

    people: list[Person]
    by_name: bool = False


class People:
    """The people that some lines may mean, read at once. ``known`` are those found by number for lines before."""

    def __init__(self, organization_id: UUID, said: Iterable[Said], known: dict[str, Person] | None = None) -> None:
        wanted = list(said)
        self._numbers = known if known is not None else {}
        if len(self._numbers) > MOST_KNOWN:
            self._numbers.clear()
        self._numbers |= finding.by_number({one.number for one in wanted if one.number} - self._numbers.keys())
        documents = {one.document for one in wanted if one.document and not one.number}
        self._documents = finding.by_document(documents) if documents else {}
        phones = {one.phone for one in wanted if one.phone and not (one.number or one.document)}
        self._phones = finding.by_phone(phones) if phones else {}
        names = {one.name for one in wanted if one.name and not (one.number or one.document)}
        self._names = _on_rosters(organization_id, names) if names else {}
        self.documents_read = len(documents)

    def who(self, said: Said) -> Matched:
        """Raises `Unsaid` for nobody, and where number and name do not agree."""
        if said.number:
            return Matched([self._by_number(said)])
        if said.document:
            person = self._documents.get(said.document)
            if person is None or not named(person, said.name):
                raise Unsaid("person.unknown")
            return Matched([person])
        by_phone = [person for person in self._phones.get(said.phone, []) if named(person, said.name)]
        if len(by_phone) == 1:
            return Matched(by_phone)
        people = self._names.get(said.name, [])
        if not people:
            raise Unsaid("person.unknown" if said.phone else "person.unknown_name", name=said.name)
        return Matched(people[:MOST_CANDIDATES], by_name=True)

    def _by_number(self, said: Said) -> Person:
        person = self._numbers.get(said.number)
        if person is None:
            raise Unsaid("person.unknown_number", said=said.number)
        if said.name and not named(person, said.name):
            raise Unsaid("person.another_name")
        return person


def named(person: Person, name: str) -> bool:
    return plain(name) in {plain(person.name), plain(person.name_latin)} - {""}


def expected(organization_id: UUID, shifts: Collection[UUID], people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Which of these people are on the roster of which of these shifts, by person."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if shifts and people:
        rows = SignUp.objects.filter(
            organization_id=organization_id,
            shift_id__in=among(shifts),
            volunteer_id__in=among(people),
            state=SignUpState.CONFIRMED,
        )
        for person, shift in rows.values_list("volunteer_id", "shift_id"):
            found[person].add(shift)
    return found


def _on_rosters(organization_id: UUID, names: Collection[str]) -> dict[str, list[Person]]:
    """Everybody of these names who ever was on a roster of the organization, by name, in the order of their numbers."""
    rows = SignUp.objects.filter(organization_id=organization_id, volunteer_name__in=names)
    found: dict[str, list[Person]] = defaultdict(list)
    seen = rows.order_by("volunteer_number", "volunteer_id").values_list(
        "volunteer_id", "volunteer_number", "volunteer_name"
    )
    for person_id, number, name in seen.distinct():
        found[name].append(Person(person_id, number, name, ""))
    return found
