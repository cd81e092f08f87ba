"""What is typed about a need, as it travels from a form or a program to the actions: a draft may leave out anything."""

from dataclasses import dataclass, field
from datetime import datetime

from volunteercloud.domain.search.models import Urgency

from .models import Frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Who needs help and where: for whoever comes, and nobody else. ``latitude`` and ``longitude`` are exact here."""

    address: str = field(default="", repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    contact_name: str = field(default="", repr=False)
    contact_phone: str = field(default="", repr=False)
    person_name: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDraft:
    """A need as typed. What is public stands above ``address``, what is sealed from there to ``notes``.

    ``consent`` says that the person it is about agreed. Minutes are of the day, weekdays 1 (Monday) to 7.
    """

    title: str = ""
    title_en: str = ""
    words: str = ""
    words_en: str = ""
    category: str = ""
    beneficiary: str = ""
    about: str = ""
    consent: bool = False
    region_code: str = ""
    is_remote: bool = False
    frequency: str = Frequency.ONCE
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekdays: tuple[int, ...] = ()
    from_minute: int | None = None
    to_minute: int | None = None
    people: int = 1
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    minimum_age: int | None = None
    urgency: int = Urgency.NORMAL
    safety: str = ""
    is_dangerous: bool = False
    address: str = field(default="", repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)
    contact_name: str = field(default="", repr=False)
    contact_phone: str = field(default="", repr=False)
    person_name: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)

    @property
    def details(self) -> Details:
        return Details(
            address=self.address.strip(),
            latitude=self.latitude,
            longitude=self.longitude,
            contact_name=self.contact_name.strip(),
            contact_phone=self.contact_phone.strip(),
            person_name=self.person_name.strip(),
            notes=self.notes.strip(),
        )
