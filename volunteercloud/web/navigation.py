"""Where each audience can go from every page: the header's links and, on phones, the dock's."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation: the name of its address, what it is called, its icon in the dock."""

    name: str
    label: str | Promise
    icon: str
    in_header: bool = True
    in_dock: bool = True
    is_main: bool = False
    short: str | Promise = ""

    @property
    def dock_label(self) -> str | Promise:
        """A fifth of a phone's width holds one or two words."""
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Link:
    place: Place
    address: str
    is_here: bool


VISITOR = (
    Place("public:home", _("Home"), "home", in_header=False),
    Place("volunteer:find", _("Find service"), "search"),
    Place("volunteer:pass", _("My pass"), "pass", in_header=False, is_main=True),
    Place("verify:look_up", _("Verify a certificate"), "document", short=_("Verify")),
    Place("public:help", _("Help"), "info"),
)
VOLUNTEER = (
    Place("volunteer:find", _("Find service"), "search"),
    Place("volunteer:my_service", _("My service"), "clock"),
    Place("volunteer:pass", _("My pass"), "pass", is_main=True),
    Place("volunteer:messages", _("Messages"), "bell"),
    Place("organizer:home", _("Organizations"), "building", in_dock=False),
    Place("account:overview", _("Me"), "user", in_header=False),
)
DESK = Place("office:queue", _("Officer’s desk"), "shield", in_dock=False)
ORGANIZER = (
    Place("organizer:overview", _("Overview"), "calendar"),
    Place("organizer:projects", _("Projects"), "list"),
    Place("organizer:scan", _("Scan"), "scan", is_main=True),
    Place("organizer:confirm", _("Confirm hours"), "check", short=_("Confirm")),
    Place("organizer:bulk", _("Bulk entry"), "download", in_dock=False),
    Place("organizer:members", _("Staff"), "users"),
    Place("organizer:certificate_requests", _("Certificates"), "document", in_dock=False),
)
OFFICE = (
    Place("office:queue", _("Reviews"), "list"),
    Place("office:organizations", _("Organizations"), "building"),
    Place("office:people", _("Look up"), "search", is_main=True),
    Place("office:audit", _("Audit trail"), "history"),
    Place("office:radar", _("Radar"), "alert"),
    Place("office:log", _("Public log"), "shield", in_dock=False),
    Place("office:officers", _("Officers"), "users", in_dock=False),
)
OF_AREA = {"organizer": ORGANIZER, "office": OFFICE}


def places_for(area: str, *, is_signed_in: bool, is_officer: bool) -> tuple[Place, ...]:
    """The navigation of a page: by the console it belongs to, else by who looks at it."""
    if area in OF_AREA:
        return OF_AREA[area]
    if is_signed_in:
        return (*VOLUNTEER, DESK) if is_officer else VOLUNTEER
    return VISITOR


def links(places: tuple[Place, ...], here: str, arguments: dict[str, object]) -> list[Link]:
    """The places with their addresses. `arguments` are those of the page shown, e.g. which organization it is about."""
    wanted = {name: value for name, value in arguments.items() if name == "organization_id"}
    found = []
    for place in places:
        try:
            address = reverse(place.name, kwargs=wanted if place.name.startswith("organizer:") else None)
        except NoReverseMatch:
            continue  # a console's page outside of any organization has no address for it
        found.append(Link(place, address, place.name == here))
    return found
