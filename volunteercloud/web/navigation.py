"""Where each audience can go from every page: the header's links, on phones the dock's, and the tabs of a place with parts."""

from collections.abc import Set
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity.models import Right


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation: the name of its address, what it is called, its icon in the dock.

    A header holds five places and a dock too; a place that has several pages names them as its `parts`, the first of which
    it leads to itself. At the officer's desk `rights` are the tasks that a place is for; without any it is for all of them.
    """

    name: str
    label: str | Promise
    icon: str = ""
    in_header: bool = True
    in_dock: bool = True
    is_main: bool = False
    short: str | Promise = ""
    parts: tuple["Place", ...] = ()
    rights: frozenset[Right] = field(default_factory=frozenset)

    @property
    def dock_label(self) -> str | Promise:
        """A fifth of a phone's width holds one or two words."""
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Link:
    """`current` is how the link says that one is here: "page" for this very page, "true" for a part of the place."""

    place: Place
    address: str
    current: str = ""


FIND = Place("volunteer:find", _("Find service"))
FOR_ME = Place("volunteer:for_me", _("For me"))
NEEDS = Place("needs:board", _("Who needs help"))
VISITOR = (
    Place("public:home", _("Home"), "home", in_header=False),
    Place("volunteer:find", _("Find service"), "search", parts=(FIND, NEEDS)),
    Place("volunteer:pass", _("My pass"), "pass", in_header=False, is_main=True),
    Place("data:overview", _("Open figures"), "list", in_dock=False),
    Place("verify:look_up", _("Verify a certificate"), "document", short=_("Verify")),
    Place("public:help", _("Help"), "info"),
)
VOLUNTEER = (
    Place(
        "volunteer:find", _("Find service"), "search", parts=(FIND, FOR_ME, NEEDS, Place("needs:mine", _("My needs")))
    ),
    Place("volunteer:my_service", _("My service"), "clock"),
    Place("volunteer:pass", _("My pass"), "pass", is_main=True),
    Place("volunteer:messages", _("Messages"), "bell"),
    Place("organizer:home", _("Organizations"), "building", in_dock=False),
    Place("account:overview", _("Me"), "user", in_header=False),
)
DESK = Place("office:queue", _("Officer’s desk"), "shield", in_dock=False)
ORGANIZER = (
    Place(
        "organizer:overview",
        _("Overview"),
        "calendar",
        parts=(
            Place("organizer:overview", _("Overview")),
            Place("organizer:documents", _("Documents")),
            Place("organizer:reports", _("Yearly reports")),
            Place("organizer:sanctions", _("Sanctions")),
            Place("organizer:tree", _("Above and below")),
            Place("organizer:webhooks", _("Webhooks")),
        ),
    ),
    Place(
        "organizer:projects",
        _("Projects"),
        "list",
        parts=(
            Place("organizer:projects", _("Projects")),
            Place("organizer:needs", _("Needs")),
            Place("organizer:templates", _("Templates")),
            Place("organizer:pauses", _("Days without service")),
            Place("organizer:report", _("Report")),
        ),
    ),
    Place("organizer:scan", _("Scan"), "scan", is_main=True),
    Place(
        "organizer:confirm",
        _("Hours"),
        "clock",
        parts=(
            Place("organizer:confirm", _("Confirm hours")),
            Place("organizer:claims", _("Claims")),
            Place("organizer:bulk", _("Bulk entry")),
            Place("organizer:systems", _("Other systems")),
            Place("organizer:objections", _("Objections")),
            Place("organizer:absences", _("Absences")),
            Place("organizer:certificate_requests", _("Certificates")),
        ),
    ),
    Place(
        "organizer:people",
        _("People"),
        "users",
        parts=(
            Place("organizer:people", _("Members")),
            Place("organizer:labels", _("Groups")),
            Place("organizer:mailings", _("Messages")),
            Place("organizer:ways", _("Ways to join")),
            Place("organizer:intakes", _("Bring a list")),
            Place("organizer:staff", _("Staff")),
        ),
    ),
)
OFFICE = (
    Place(
        "office:queue",
        _("Reviews"),
        "list",
        parts=(
            Place("office:queue", _("Reviews")),
            Place("office:needs", _("Open needs"), rights=frozenset({Right.NEEDS})),
            Place("office:stations", _("Stations"), rights=frozenset({Right.NEEDS})),
            Place("office:sources", _("Opportunities elsewhere"), rights=frozenset({Right.PROJECTS, Right.NEEDS})),
            Place("office:radar", _("Radar"), rights=frozenset({Right.RECORDS})),
        ),
    ),
    Place(
        "office:organizations",
        _("Organizations"),
        "building",
        rights=frozenset({Right.ORGANIZATIONS}),
        parts=(
            Place("office:organizations", _("Organizations"), rights=frozenset({Right.ORGANIZATIONS})),
            Place("office:intakes", _("Take in a list"), rights=frozenset({Right.ORGANIZATIONS})),
            Place("office:reports", _("Supervision"), rights=frozenset({Right.ORGANIZATIONS})),
        ),
    ),
    Place(
        "office:people",
        _("Look up"),
        "search",
        is_main=True,
        rights=frozenset({Right.IDENTITY, Right.RECORDS}),
        parts=(
            Place("office:people", _("Look up"), rights=frozenset({Right.IDENTITY, Right.RECORDS})),
            Place("office:transfers", _("Transfers"), rights=frozenset({Right.IDENTITY, Right.RECORDS})),
            Place("office:moves", _("Moved in, moved out"), rights=frozenset({Right.IDENTITY})),
        ),
    ),
    Place(
        "office:statistics",
        _("Figures"),
        "list",
        rights=frozenset({Right.STATISTICS, Right.NEEDS}),
        parts=(
            Place("office:statistics", _("Figures of the region"), rights=frozenset({Right.STATISTICS})),
            Place("office:ask", _("Ask the figures"), rights=frozenset({Right.STATISTICS})),
            Place("office:alerts", _("Alerts"), rights=frozenset({Right.STATISTICS})),
            Place("office:mailed_reports", _("Reports by mail"), rights=frozenset({Right.STATISTICS})),
            Place("office:exports", _("Exports"), rights=frozenset({Right.STATISTICS})),
            Place("office:need_figures", _("Figures of needs"), rights=frozenset({Right.NEEDS, Right.STATISTICS})),
        ),
    ),
    Place(
        "office:audit",
        _("Oversight"),
        "history",
        parts=(
            Place("office:audit", _("Audit trail"), rights=frozenset({Right.AUDIT})),
            Place("office:log", _("Public log"), rights=frozenset({Right.AUDIT, Right.SYSTEM})),
            Place("office:nodes", _("Nodes we trust"), rights=frozenset({Right.SYSTEM})),
            Place("office:exchange", _("Other systems"), rights=frozenset({Right.SYSTEM})),
            Place("office:officers", _("Officers")),
            Place("office:settings", _("Settings"), rights=frozenset({Right.SYSTEM})),
            Place("office:jobs", _("Jobs"), rights=frozenset({Right.SYSTEM})),
            Place("office:publications", _("News and help"), rights=frozenset({Right.SYSTEM})),
            Place("office:capacity", _("Capacity"), rights=frozenset({Right.SYSTEM})),
        ),
    ),
)
OF_AREA = {"organizer": ORGANIZER, "office": OFFICE}


def places_for(area: str, *, is_signed_in: bool, is_officer: bool) -> tuple[Place, ...]:
    """The navigation of a page: by the console it belongs to, else by who looks at it."""
    if area in OF_AREA:
        return OF_AREA[area]
    if is_signed_in:
        return (*VOLUNTEER, DESK) if is_officer else VOLUNTEER
    return VISITOR


def open_to(places: tuple[Place, ...], rights: Set[str]) -> tuple[Place, ...]:
    """The places that an officer with these rights may enter; one with parts leads to the first of them that is open."""
    found = []
    for place in places:
        if place.rights and not place.rights & rights:
            continue
        parts = open_to(place.parts, rights)
        if parts or not place.parts:
            beside = parts if len(parts) > 1 else ()  # a page alone has nothing beside it
            found.append(replace(place, name=parts[0].name if parts else place.name, parts=beside))
    return tuple(found)


def parts_beside(places: tuple[Place, ...], here: str) -> tuple[Place, ...]:
    """The parts of the place that the page belongs to, itself among them; none for a page that stands alone."""
    return next((place.parts for place in places if _is_part(here, place)), ())


def links(places: tuple[Place, ...], here: str, arguments: dict[str, object]) -> list[Link]:
    """The places with their addresses. `arguments` are those of the page shown, e.g. which organization it is about."""
    wanted = {name: value for name, value in arguments.items() if name == "organization_id"}
    found = []
    for place in places:
        try:
            address = reverse(place.name, kwargs=wanted if place.name.startswith("organizer:") else None)
        except NoReverseMatch:
            continue  # a console's page outside of any organization has no address for it
        found.append(Link(place, address, _current(here, place)))
    return found


def _current(here: str, place: Place) -> str:
    if place.name == here:
        return "page"
    return "true" if _is_part(here, place) else ""


def _is_part(here: str, place: Place) -> bool:
    return any(part.name == here for part in place.parts)
