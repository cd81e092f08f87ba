"""What every page knows besides its own content: the site, the reader, where to go from here."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from volunteercloud.domain.messages import queries as messages_queries
from volunteercloud.web import answers, cookies, navigation

OFFICER_SESSION_KEY = "is_officer"  # set at sign-in; it shows a link, while what an officer may do is asked each time


@dataclass(frozen=True, slots=True)
class Page:
    """The frame of a page. `area` is whose page it is; `place`, the city, stands under the site's name, at a
    desk of somebody absent that officer's name; `tabs` lead to the
    pages beside this one.

    In an organization's console its name stands there, taken from the `organization` of the page's own context.
    """

    area: str
    place: str
    language: str
    is_elder: bool
    is_demo: bool
    is_signed_in: bool
    header: list[navigation.Link]
    dock: list[navigation.Link]
    tabs: list[navigation.Link]
    other_language: str
    other_language_address: str
    other_mode_address: str
    account_address: str
    unread: int = 0
    person: str = ""


def _frame(request, *, back_to: str = "", is_signed_in: bool = False, is_officer: bool = False, **known) -> Page:
    match = request.resolver_match
    area = match.namespace.split(":")[0] if match else ""
    if area == "organizer" and "organization_id" not in match.kwargs:
        area = ""  # the list of one's organizations is not yet the console of any
    places = navigation.places_for(area, is_signed_in=is_signed_in, is_officer=is_officer)
    if desk := getattr(request, "desk", None):
        places = navigation.open_to(places, desk.rights)
    here, arguments = (match.view_name, match.kwargs) if match else ("", {})
    found = navigation.links(places, here, arguments)
    place = settings.SITE_NAME or (_("Qinghe") if settings.DEMO else "")
    if desk and desk.officer.acting_for:
        place = _("for %(name)s") % {"name": desk.officer.acting_for_label}
    chinese = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE) == "zh-hans"
    elder = request.COOKIES.get(cookies.MODE) == "elder"
    back = urlencode({"next": back_to or request.get_full_path()})
    # Who comes from the home page wants to get on, not back to it.
    after_sign_in = "" if match and match.view_name == "public:home" else f"?{back}"
    return Page(
        area=area,
        place=place,
        language="zh-Hans" if chinese else "en",
        is_elder=elder,
        is_demo=settings.DEMO,
        is_signed_in=is_signed_in,
        header=[link for link in found if link.place.in_header],
        dock=[link for link in found if link.place.in_dock],
        tabs=navigation.links(navigation.parts_beside(places, here), here, arguments),
        other_language="en" if chinese else "zh-Hans",
        other_language_address=f"{reverse('public:language', args=['en' if chinese else 'zh-hans'])}?{back}",
        other_mode_address=f"{reverse('public:mode', args=['standard' if elder else 'elder'])}?{back}",
        account_address=reverse("account:overview") if is_signed_in else reverse("account_login") + after_sign_in,
        **known,
    )


def bare_page(request) -> Page:
    """The frame without the reader: for pages that must work when neither session nor database does. They lead back without
    repeating what somebody typed into an address: not what was asked for, and nothing of one that is none of ours."""
    return _frame(request, back_to=request.path if request.resolver_match else "/")


def page(request) -> dict[str, object]:
    """The context processor: `page` in every template. One query for a reader who is signed in, none for a visitor."""
    actor = answers.actor_of(request)
    if actor.id is None:
        return {"page": _frame(request)}
    known = _frame(
        request,
        is_signed_in=True,
        is_officer=bool(request.session.get(OFFICER_SESSION_KEY)),
        person=actor.label,
        unread=messages_queries.unread_count(actor),
    )
    return {"page": known}
