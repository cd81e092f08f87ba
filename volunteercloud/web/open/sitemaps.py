"""What search engines are to look at: a sitemap in parts (sitemaps.org), and robots.txt.

Pages have one address for both languages, told apart by what the reader's browser asks for, so there are no alternates to name.
"""

from datetime import datetime
from io import StringIO

from django.http import Http404
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.search import feeds, published
from volunteercloud.domain.search.models import Kind

from . import linked, serving

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SIZE = 5000  # of at most 50,000: a part stays small enough to be made when it is asked for
# What has a page of its own; the shifts stand on those of their projects.
KINDS = (Kind.ORGANIZATION, Kind.PROJECT, Kind.NEED)
PAGES = (
    *("public:home", "volunteer:find", "public:organizations", "public:news", "public:help", "public:lists"),
    *("needs:board", "log:overview", "verify:look_up", "open:overview", "data:overview", "data:open"),
)
# Consoles, personal pages, links with a secret in them, and what is no page.
CLOSED = (
    *("/org/", "/office/", "/me/", "/account/", "/accounts/", "/_allauth/", "/api/", "/s/"),
    *("/invited/", "/join/", "/guardian/", "/unsubscribe/", "/calendar/"),
)

_parts = Remembered(lambda kind: published.parts(kind, SIZE))


@serving.open_data
def index(request):
    addresses = [reverse("open:sitemap_pages")]
    addresses += [reverse("open:sitemap_part", args=[kind, after]) for kind in KINDS for after in _parts(kind)]
    rows = [(linked.full(address), None) for address in addresses]
    return serving.answer(request, _written("sitemapindex", "sitemap", rows), serving.XML, serving.AN_HOUR)


@serving.open_data
def pages(request):
    rows = [(linked.full(reverse(name)), None) for name in PAGES]
    return serving.answer(request, _written("urlset", "url", rows), serving.XML, serving.AN_HOUR)


@serving.open_data
def part(request, kind, after):
    if kind not in KINDS:
        raise Http404
    found = published.page([kind], after, SIZE)
    rows = [(feeds.address_of(row.document), row.document.changed_at) for row in found]
    return serving.answer(request, _written("urlset", "url", rows), serving.XML, serving.AN_HOUR)


@serving.open_data
def robots(request):
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {linked.full(reverse('open:sitemap'))}",
        "",
    ]
    return serving.answer(request, "\n".join(lines), "text/plain; charset=utf-8", serving.AN_HOUR)


def _written(whole: str, each: str, rows: list[tuple[str, datetime | None]]) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(whole, {"xmlns": NAMESPACE})
    for address, changed_at in rows:
        xml.startElement(each, {})
        xml.addQuickElement("loc", address)
        if changed_at:
            xml.addQuickElement("lastmod", changed_at.isoformat(timespec="seconds"))
        xml.endElement(each)
    xml.endElement(whole)
    xml.endDocument()
    return out.getvalue()
