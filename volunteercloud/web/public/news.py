"""News and announcements of regions, and the pages of help that officers have written."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.publications import markup, queries
from volunteercloud.domain.publications.models import Kind
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers, cursors, formats

KINDS = {Kind.NEWS: _("News"), Kind.NOTICE: _("Announcement"), Kind.HELP: _("Help")}
# Pages of help that come with the product; a region's own page of the same address stands in for one.
TOPICS = {"hours", "accessibility", "complaints"}


def region_of(request) -> str:
    """The region a reader asks for; else the one where they live, if they have said so."""
    asked = request.GET.get("region", "")
    if asked.isdigit() and region_queries.path(asked):
        return asked
    return identity_queries.home_region(answers.actor_of(request))


@require_safe
def news(request):
    region = region_of(request)
    before = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = list(queries.news(region, before=before))
    page = found[: queries.PAGE]
    facts = {
        "region": region,
        "rows": [(row, KINDS[Kind(row.kind)]) for row in page],
        "cursor": cursors.written(page[-1].published_at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "public/news/list.html", facts)


@require_safe
def piece(request, publication_id):
    found = queries.published(publication_id)
    return render(request, "public/news/piece.html", _told(found))


@require_safe
def help_index(request):
    pages = queries.help_pages(region_of(request))
    return render(request, "public/help/index.html", {"pages": [page for page in pages if page.slug not in TOPICS]})


@require_safe
def help_page(request, topic):
    """The page of a region where there is one, else the product's own."""
    written = queries.help_page(topic, region_of(request))
    if written:
        return render(request, "public/help/written.html", _told(written))
    if topic not in TOPICS:
        raise Http404
    return render(request, f"public/help/{topic}.html")


def _told(publication):
    in_english = not formats.in_chinese() and publication.body_en
    return {
        "publication": publication,
        "kind": KINDS[Kind(publication.kind)],
        "body": markup.rendered(publication.body_en if in_english else publication.body),
        "is_chinese": not in_english,
    }
