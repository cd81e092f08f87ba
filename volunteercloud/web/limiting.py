"""How often somebody may ask: counted by key or session to the API, by person, or by address, for three kinds of address of
ours. Whoever asks too often is told after how many seconds to come again."""

from django.conf import settings

from volunteercloud.core.limits import Limit
from volunteercloud.domain.limits.pacing import Gathered
from volunteercloud.web import answers, doors, routes
from volunteercloud.web.addresses import network_of

BY_ADDRESS = "_by_address"
KEYS = ("Authorization", "X-Session-Token")
READS = {"GET", "HEAD", "OPTIONS"}
# What draws a file or looks through everything: a hundred times the work of a page.
COSTLY = frozenset(
    {
        *("volunteer:find", "volunteer:certificate_paper", "volunteer:print_extract", "volunteer:export"),
        *("volunteer:download_copy", "volunteer:bring_copy", "verify:file", "public:poster"),
        *("data:paper", "data:sheet", "office:people", "office:exports", "office:statistics_file", "office:inquire"),
        *("organizer:hour_code_sheet", "organizer:people_for_shift", "organizer:people_for_need"),
        *("api:search", "api:find_shifts", "api:find_organizations", "api:my_certificate_pdf", "api:print_extract"),
        *("api:bring_copy", "api:check_copy", "api:order_export", "api:ask_figures", "api:inquire"),
        *("api:look_up_name", "api:look_up_document", "api:people_for_shift", "api:people_for_need"),
        *("api:hour_code_sheet", "api:hour_code_spreadsheet", "api:my_badge_png"),
    }
)

paces = Gathered()


def limited(get_response):
    """Turn away who asks more often than the limits say; the answer comes before anything is read for it."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 401 and settings.LIMITS is not None and _key_of(request):
            _count_unknown(request)
        return response

    @doors.before_views
    def check(request):
        if settings.LIMITS is None:
            return None
        seconds = _unknown_for(request) or _taken(request)
        return doors.too_many(request, seconds) if seconds else None

    middleware.process_view = check
    return middleware


def _taken(request) -> int:
    """Use the limit of this request. After how many seconds it would let through, or 0."""
    who, is_address = _asks(request)
    limit = settings.LIMITS[_kind(request) + (BY_ADDRESS if is_address else "")]
    return paces.take(limit, who, answers.reader_now())


def _kind(request) -> str:
    if routes.name_of(request) in COSTLY:
        return "costly"
    return "reading" if request.method in READS else "writing"


def _asks(request) -> tuple[str, bool]:
    """Who asks, and whether nothing but the address is known of them. A session of a browser counts for its person, whom the
    page reads anyway; that a key is good is seen later, and how often one was not is counted by address."""
    if key := _key_of(request):
        return key, False
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return str(request.user.pk), False
    return network_of(request), True


def _key_of(request) -> str:
    return next((given for name in KEYS if (given := request.headers.get(name, ""))), "")


def _unknown_for(request) -> int:
    """How long the keys of an address are not looked at, because too many were none."""
    return paces.refused(_unknown(), network_of(request)) if _key_of(request) else 0


def _count_unknown(request) -> None:
    paces.take(_unknown(), network_of(request), answers.reader_now())


def _unknown() -> Limit:
    return settings.LIMITS["unknown_keys"]
