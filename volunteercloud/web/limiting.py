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
# Where a number, a code or a link opens something for whoever has it. Somebody in front of a paper mistypes now and then.
GUESSABLE = frozenset(
    {
        *("verify:certificate", "verify:proof", "api:verify_certificate"),
        *("shared:page", "shared:proof", "shared:document", "public:invited"),
    }
)

paces = Gathered()


def limited(get_response):
    """Turn away who asks more often than the limits say; the answer comes before anything is read for it."""

    def middleware(request):
        response = get_response(request)
        if settings.LIMITS is not None and request.resolver_match:
            for limit in _guesses(request, response.status_code):
                paces.take(limit, network_of(request), answers.reader_now())
        return response

    @doors.before_views
    def check(request):
        if settings.LIMITS is None:
            return None
        seconds = _stopped(request) or _taken(request)
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


def _stopped(request) -> int:
    """How long nothing of an address is looked at that could be one more guess."""
    return max((paces.refused(limit, network_of(request)) for limit in _guesses(request)), default=0)


def _guesses(request, status: int | None = None) -> list[Limit]:
    """The limits of what may be a guess; after the answer, of what was a wrong one."""
    found = []
    if _key_of(request) and status in (None, 401):
        found.append(settings.LIMITS["unknown_keys"])
    if routes.name_of(request) in GUESSABLE and status in (None, 404):
        found.append(settings.LIMITS["unknown_codes"])
    return found
