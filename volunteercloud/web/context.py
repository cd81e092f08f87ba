"""What every page knows besides its own content: the site, the reader, where to go from here."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from volunteercloud.web import navigation

ELDER_COOKIE = "mode"


@dataclass(frozen=True, slots=True)
class Page:
    """The frame of a page. `place` stands under the site's name: the city, or the organization whose console it is."""

    place: str
    language: str
    is_elder: bool
    is_demo: bool
    is_signed_in: bool
    header: list[navigation.Link]
    dock: list[navigation.Link]
    other_language: str
    other_language_address: str
    other_mode_address: str
    account_address: str
    unread: int = 0
    person: str = ""


def _frame(request, *, is_signed_in: bool, **known) -> Page:
    match = request.resolver_match
    area = match.namespace.split(":")[0] if match else ""
    here = match.view_name if match else ""
    found = navigation.links(navigation.places_for(area, is_signed_in), here, match.kwargs if match else {})
    chinese = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE) == "zh-hans"
    elder = request.COOKIES.get(ELDER_COOKIE) == "elder"
    back = urlencode({"next": request.get_full_path()})
    return Page(
        place=settings.SITE_NAME or (_("Qinghe") if settings.DEMO else ""),
        language="zh-Hans" if chinese else "en",
        is_elder=elder,
        is_demo=settings.DEMO,
        is_signed_in=is_signed_in,
        header=[link for link in found if link.place.in_header],
        dock=found,
        other_language="en" if chinese else "zh-Hans",
        other_language_address=f"{reverse('public:language', args=['en' if chinese else 'zh-hans'])}?{back}",
        other_mode_address=f"{reverse('public:mode', args=['standard' if elder else 'elder'])}?{back}",
        account_address=reverse("account:overview") if is_signed_in else f"{reverse('account_login')}?{back}",
        **known,
    )


def bare_page(request) -> Page:
    """The frame without the reader: for pages that must work when neither session nor database does."""
    return _frame(request, is_signed_in=False)


def page(request) -> dict[str, object]:
    """The context processor: `page` in every template."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"page": _frame(request, is_signed_in=False)}
    return {"page": _frame(request, is_signed_in=True)}
